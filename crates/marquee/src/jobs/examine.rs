//! A rendition looked over whole: its structure against its table, its time line against the master's, and every
//! frame and sample decoded.

use engine::{DecodeRequest, Decoded};
use house::encode::{Rendition, Track};
use house::release::{Finding, Report, Subject, label};
use media::MediaError;
use media::segments::{Segment, SegmentTable};
use media::text::read_subtitles;
use media::time::Rounding;
use media::verify;

use super::timeline::Timeline;
use super::{Failure, Work, each_segment};

/// An AAC frame: what the last packet may carry beyond the film's end, and the encoder may add.
const SOUND_FRAME: u64 = 1_024;

/// How closely a rendition is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Structure, and one decode from end to end.
    Whole,
    /// Besides, every segment decoded by itself, as a player that seeks does it, against the whole.
    EverySegment,
}

/// Looks the rendition over; what is wrong is in the report's findings.
pub async fn rendition(
    work: &Work,
    rendition: &Rendition,
    timeline: Timeline,
    depth: Depth,
) -> Result<Report, Failure> {
    let mut report = Report {
        master: rendition.master.clone(),
        subject: Subject::Rendition(rendition.id.clone()),
        label: label(&rendition.track),
        findings: Vec::new(),
        lines: Vec::new(),
        checked: work.workshop.house.clock.now(),
    };
    match &rendition.track {
        Track::Text { .. } => text(work, rendition, timeline, &mut report).await?,
        Track::Picture { .. } => {
            let table = table(rendition)?;
            structure(work, rendition, verify::Kind::Picture, &mut report).await?;
            let ideal = in_units_of(&ideal(timeline), table);
            add(&mut report, verify::verify_aligned(&[&ideal, table]));
            let decoded = decode(work, rendition, &mut report).await?;
            pictures(&decoded, timeline, &mut report);
            if depth == Depth::EverySegment {
                each_segment::pictures(work, rendition, table, &decoded, &mut report).await?;
            }
        }
        Track::Sound { .. } => {
            let table = table(rendition)?;
            structure(work, rendition, verify::Kind::Sound, &mut report).await?;
            add(
                &mut report,
                verify::verify_sound_boundaries(&ideal(timeline), table),
            );
            let decoded = decode(work, rendition, &mut report).await?;
            samples(&decoded, timeline, table, &mut report)?;
            if depth == Depth::EverySegment {
                each_segment::sounds(work, rendition, table, &mut report).await?;
            }
        }
    }
    Ok(report)
}

/// What a report's findings are as the sentence of a failed step; the report has all of them.
pub fn sentence(report: &Report) -> String {
    const NAMED: usize = 3;
    let mut named: Vec<String> = report
        .findings
        .iter()
        .take(NAMED)
        .map(|finding| format!("{}: {}", finding.place, finding.sentence))
        .collect();
    if let more @ 1.. = report.findings.len().saturating_sub(NAMED) {
        named.push(format!("and {more} more"));
    }
    format!("{} does not pass the check: {}", report.label, named.join("; "))
}

fn add(report: &mut Report, findings: Vec<verify::Finding>) {
    let findings = findings.into_iter().map(|finding| Finding {
        place: finding.place,
        sentence: finding.sentence,
    });
    report.findings.extend(findings);
}

pub(super) fn find(report: &mut Report, place: impl Into<String>, sentence: impl Into<String>) {
    report.findings.push(Finding {
        place: place.into(),
        sentence: sentence.into(),
    });
}

fn table(rendition: &Rendition) -> Result<&SegmentTable, Failure> {
    let missing = || Failure::Lasting(format!("{} has no segment table", label(&rendition.track)));
    rendition.segments.as_deref().ok_or_else(missing)
}

async fn structure(
    work: &Work,
    rendition: &Rendition,
    kind: verify::Kind,
    report: &mut Report,
) -> Result<(), Failure> {
    let table = table(rendition)?.clone();
    let (file, bytes) = work.workshop.house.vault.open_object(&rendition.digest)?;
    if bytes != rendition.bytes {
        let sentence = format!("{bytes} bytes are in the vault, {} were made", rendition.bytes);
        find(report, "end", sentence);
    }
    let segments = table.segments.len();
    let file = std::io::BufReader::new(file);
    let found = work
        .blocking(move || Ok(verify::verify_rendition(file, &table, kind)))
        .await?;
    if found.is_empty() {
        let line = format!("{segments} segments without gap or overlap, cut where they should be");
        report.lines.push(line);
    }
    add(report, found);
    Ok(())
}

async fn decode(work: &Work, rendition: &Rendition, report: &mut Report) -> Result<Decoded, Failure> {
    let request = DecodeRequest {
        file: work.workshop.object(&rendition.digest)?,
        container: "mov".into(),
        stream: 0,
    };
    let decoded = work.workshop.engine.decode(&request, &work.watch()).await?;
    for error in &decoded.errors {
        find(report, "decoding", error.as_str());
    }
    let what = match rendition.track {
        Track::Sound { .. } => format!("{} samples", decoded.samples),
        _ => format!("{} pictures", decoded.frames()),
    };
    report
        .lines
        .push(format!("{what} decoded, framemd5 {}", decoded.digest));
    Ok(decoded)
}

/// The picture's time line as it must be: what a table would say of frames cut exactly where they should be.
fn ideal(timeline: Timeline) -> SegmentTable {
    let unit = u64::from(timeline.rate.denominator());
    let segments = timeline.segments().map(|(first, frames)| Segment {
        offset: 0,
        len: 0,
        start: first * unit,
        duration: frames * unit,
        samples: u32::try_from(frames).unwrap_or(u32::MAX),
        first_sample: 0,
    });
    SegmentTable {
        timescale: timeline.rate.timescale(),
        init_len: 0,
        priming: 0,
        segments: segments.collect(),
    }
}

/// The same time line in the units of another table, whose timescale may be a multiple.
fn in_units_of(ideal: &SegmentTable, table: &SegmentTable) -> SegmentTable {
    let scale = |units: u64| -> u64 {
        let scaled =
            u128::from(units) * u128::from(table.timescale.get()) / u128::from(ideal.timescale.get());
        u64::try_from(scaled).unwrap_or(u64::MAX)
    };
    let segments = ideal.segments.iter().map(|segment| Segment {
        start: scale(segment.start),
        duration: scale(segment.start + segment.duration) - scale(segment.start),
        ..*segment
    });
    SegmentTable {
        timescale: table.timescale,
        segments: segments.collect(),
        ..ideal.clone()
    }
}

/// Every frame of the master is there, each lasting until the next.
fn pictures(decoded: &Decoded, timeline: Timeline, report: &mut Report) {
    if decoded.frames() != timeline.frames {
        let sentence = format!(
            "{} pictures come out, the film has {}",
            decoded.frames(),
            timeline.frames
        );
        find(report, "decoding", sentence);
    }
    let mut expected = 0;
    for (number, unit) in decoded.units.iter().enumerate() {
        if unit.time != expected {
            let sentence = format!("is shown at {} instead of {expected}", unit.time);
            return find(report, format!("picture {number}"), sentence);
        }
        expected = unit.time + unit.duration;
    }
}

/// The sound lasts as long as the master, to the packet.
fn samples(
    decoded: &Decoded,
    timeline: Timeline,
    table: &SegmentTable,
    report: &mut Report,
) -> Result<(), MediaError> {
    let length = timeline.length()?.rescale(table.timescale, Rounding::Down)?;
    let least = u64::try_from(length.value).unwrap_or(0);
    if decoded.samples < least || decoded.samples >= least + 2 * SOUND_FRAME {
        let sentence = format!("{} samples come out, the film lasts {least}", decoded.samples);
        find(report, "decoding", sentence);
    }
    Ok(())
}

async fn text(
    work: &Work,
    rendition: &Rendition,
    timeline: Timeline,
    report: &mut Report,
) -> Result<(), Failure> {
    let path = work.workshop.object(&rendition.digest)?;
    let bytes = work
        .blocking(move || std::fs::read(&path).map_err(|error| Failure::io(&path, &error)))
        .await?;
    let length = timeline.length()?;
    match read_subtitles(&bytes) {
        Ok(read) => {
            report.lines.push(format!("{} lines", read.cues.len()));
            if let Some(at) = read.cues.iter().position(|cue| cue.end > length) {
                find(
                    report,
                    format!("line {}", at + 1),
                    "is shown beyond the film's end",
                );
            }
        }
        Err(error) => find(report, "text", error.to_string()),
    }
    Ok(())
}
