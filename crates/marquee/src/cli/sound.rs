use clap::Args;
use house::analyse::Finding;
use house::analyse::moments::clock_with_tenth;
use house::analyse::sound::{Hearing, Loudness, SoundSpan, Tempo, tenths};
use media::time::MediaTime;
use serde::Serialize;

use super::Front;
use super::findings::{FoundJson, print_findings};
use super::table::Table;
use crate::named;
use crate::production::analysis_of;

/// List what is heard on a tape: loudness, speech, music, beats, and its faults
#[derive(Debug, Args)]
pub struct Sound {
    /// A tape's id, or a title: then its film
    #[arg(value_name = "ASSET")]
    asset: String,
}

#[derive(Serialize)]
struct Listing {
    loudness: LoudnessJson,
    spans: Vec<SpanJson>,
    tempi: Vec<TempoJson>,
    beats: Vec<f64>,
    onsets: Vec<f64>,
    findings: Vec<FoundJson>,
}

/// EBU R 128: `null` where there is nothing to measure.
#[derive(Serialize)]
struct LoudnessJson {
    integrated_lufs: Option<f64>,
    range_lu: Option<f64>,
    momentary_max_lufs: Option<f64>,
    short_term_max_lufs: Option<f64>,
    true_peak_dbtp: Option<f64>,
}

#[derive(Serialize)]
struct SpanJson {
    class: &'static str,
    start_s: f64,
    end_s: f64,
    confidence: f64,
}

#[derive(Serialize)]
struct TempoJson {
    start_s: f64,
    end_s: f64,
    bpm: f64,
    confidence: f64,
}

impl Sound {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let asset = named::tape(&house, &self.asset).await?;
        let analysis = analysis_of(&house, &asset).await?;
        let findings: Vec<Finding> = analysis.findings_of_sound().cloned().collect();
        let Some(hearing) = &analysis.hearing else {
            anyhow::bail!("'{}' has no sound", asset.file_name);
        };
        if front.terminal.is_json() {
            return front.terminal.out_json(&Listing {
                loudness: loudness(&hearing.loudness),
                spans: hearing.spans.iter().map(span).collect(),
                tempi: hearing.tempi.iter().map(tempo).collect(),
                beats: hearing.beats.iter().map(MediaTime::seconds_number).collect(),
                onsets: hearing.onsets.iter().map(MediaTime::seconds_number).collect(),
                findings: findings.iter().map(FoundJson::of).collect(),
            });
        }
        front.terminal.out(loudness_line(hearing))?;
        for tempo in &hearing.tempi {
            front.terminal.out(format!(
                "{} beats a minute from {} to {}",
                (tempo.centi_bpm + 50) / 100,
                clock_with_tenth(tempo.span.start),
                clock_with_tenth(tempo.span.end),
            ))?;
        }
        let mut table = Table::new(&["FROM", "TO", "HEARD", "SURE"]);
        for span in &hearing.spans {
            table.row([
                clock_with_tenth(span.span.start),
                clock_with_tenth(span.span.end),
                span.class.as_str().to_owned(),
                format!("{} %", span.percent),
            ]);
        }
        if !table.is_empty() {
            front.terminal.out("")?;
            table.print(&front.terminal)?;
        }
        print_findings(front, &findings)
    }
}

/// "-23.1 LUFS, range 7.2 LU, true peak -1.3 dBTP".
fn loudness_line(hearing: &Hearing) -> String {
    let told = |value: Option<i16>, unit: &str| match value {
        Some(value) => format!("{} {unit}", tenths(value)),
        None => format!("no {unit}"),
    };
    let loudness = &hearing.loudness;
    format!(
        "{}, range {}, true peak {}",
        told(loudness.integrated, "LUFS"),
        told(loudness.range, "LU"),
        told(loudness.true_peak, "dBTP")
    )
}

fn loudness(loudness: &Loudness) -> LoudnessJson {
    let figure = |value: Option<i16>| value.map(|value| f64::from(value) / 100.0);
    LoudnessJson {
        integrated_lufs: figure(loudness.integrated),
        range_lu: figure(loudness.range),
        momentary_max_lufs: figure(loudness.momentary_max),
        short_term_max_lufs: figure(loudness.short_term_max),
        true_peak_dbtp: figure(loudness.true_peak),
    }
}

fn span(span: &SoundSpan) -> SpanJson {
    SpanJson {
        class: span.class.as_str(),
        start_s: span.span.start.seconds_number(),
        end_s: span.span.end.seconds_number(),
        confidence: f64::from(span.percent) / 100.0,
    }
}

fn tempo(tempo: &Tempo) -> TempoJson {
    TempoJson {
        start_s: tempo.span.start.seconds_number(),
        end_s: tempo.span.end.seconds_number(),
        bpm: f64::from(tempo.centi_bpm) / 100.0,
        confidence: f64::from(tempo.percent) / 100.0,
    }
}
