use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use data_encoding::BASE64;
use house::analyse::sound::{Curve, Hearing};
use house::analyse::words::Transcript;
use house::analyse::{Analysis, Finding, Line, NearDuplicate, PictureAnalysis, Span};
use house::id::AssetId;
use serde::Serialize;
use utoipa::ToSchema;

use super::record::found;
use crate::api::{Page, Told, When};
use crate::media::still_address;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// What was found on a tape. Times are seconds on the tape's own time line.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnalysisRecord {
    made: When,
    length_s: f64,
    /// Null for a sound without a picture.
    #[schema(required)]
    picture: Option<PictureRecord>,
    /// Null for a tape without a sound.
    #[schema(required)]
    sound: Option<SoundRecord>,
    findings: Vec<FindingRecord>,
    near_duplicates: Vec<NearDuplicateRecord>,
    /// What is said, where that is known with its times; as corrected.
    lines: Vec<SaidRecord>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct SaidRecord {
    start_s: f64,
    end_s: f64,
    text: String,
    #[schema(required)]
    speaker: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct PictureRecord {
    /// As a fraction: "24000/1001".
    frame_rate: String,
    width: u32,
    height: u32,
    shots: Vec<ShotRecord>,
    stills: Vec<StillRecord>,
    still_width: u32,
    still_height: u32,
    /// Mean luma in hundredths of a level: 1600 is black, 23500 white.
    brightness: CurveRecord,
    /// In hundredths of the picture's width a second.
    motion: CurveRecord,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ShotRecord {
    first_frame: u64,
    frames: u64,
    start_s: f64,
    end_s: f64,
    /// start, cut, dissolve or fade
    transition_in: &'static str,
    transition_frames: u64,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct StillRecord {
    at_s: f64,
    /// A JPEG, for the team.
    address: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct SoundRecord {
    /// EBU R 128, in LUFS, LU and dBTP; null where there is nothing to measure.
    #[schema(required)]
    integrated_lufs: Option<f64>,
    #[schema(required)]
    range_lu: Option<f64>,
    #[schema(required)]
    true_peak_dbtp: Option<f64>,
    spans: Vec<SoundSpanRecord>,
    tempi: Vec<TempoRecord>,
    /// Peak level in hundredths of dBFS.
    peak: CurveRecord,
    /// Root mean square in hundredths of dBFS.
    rms: CurveRecord,
    /// Short-term loudness in hundredths of LUFS.
    short_term: CurveRecord,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct SoundSpanRecord {
    /// speech, music, singing, crowd or silence
    class: &'static str,
    start_s: f64,
    end_s: f64,
    percent: u8,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct TempoRecord {
    start_s: f64,
    end_s: f64,
    beats_per_minute: f64,
}

/// Evenly spaced values: little-endian 16-bit integers in Base64; -32768 where there is none.
#[derive(Serialize, ToSchema)]
pub(crate) struct CurveRecord {
    per_second: u16,
    values: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct FindingRecord {
    kind: &'static str,
    start_s: f64,
    end_s: f64,
    sentence: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct NearDuplicateRecord {
    start_s: f64,
    end_s: f64,
    other: String,
    /// The other tape's file name.
    name: String,
    other_start_s: f64,
    other_end_s: f64,
    /// Of the pictures that were compared, how many in a thousand are alike.
    likeness_permille: u16,
}

/// What was found on an asset
#[utoipa::path(get, path = "/api/v1/assets/{id}/analysis", tag = "assets", params(("id" = String, Path)),
    responses((status = 200, body = AnalysisRecord), (status = 404, description = "Also before it was gone through")))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<AssetId>,
) -> Result<Told<AnalysisRecord>, Problem> {
    let analysed = site.catalogue.analysed(&id).await?.ok_or(Problem::NotFound)?;
    let analysis = site.tapes.analysis(&site, &analysed).await?;
    let mut near_duplicates = Vec::new();
    for duplicate in site.catalogue.near_duplicates(&id).await? {
        let other = site.catalogue.asset_by_id(&duplicate.other).await?;
        let name = other.map_or_else(String::new, |other| other.file_name);
        near_duplicates.push(near_duplicate(&duplicate, name));
    }
    Ok(Told(AnalysisRecord {
        made: analysed.made.into(),
        length_s: analysis.length.seconds_number(),
        picture: analysis.picture.as_ref().map(|seen| picture(&id, seen)),
        sound: analysis.hearing.as_ref().map(sound),
        findings: findings(&analysis),
        near_duplicates,
        lines: site
            .catalogue
            .words(&id)
            .await?
            .into_iter()
            .flat_map(said)
            .collect(),
    }))
}

/// Have an asset gone through
#[utoipa::path(post, path = "/api/v1/assets/{id}/analysis", tag = "assets", params(("id" = String, Path)),
    responses((status = 202, body = Page<String>, description = "The jobs"), (status = 404),
        (status = 409, description = "Nothing in it moves or sounds")))]
pub(crate) async fn order(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<AssetId>,
) -> Result<(StatusCode, Told<Page<String>>), Problem> {
    found(&site, &id).await?;
    let jobs = site.workroom.analyse(member.actor, id).await?;
    let jobs = jobs.iter().map(ToString::to_string).collect();
    Ok((StatusCode::ACCEPTED, Told(Page::whole(jobs))))
}

fn both(span: Span) -> (f64, f64) {
    (span.start.seconds_number(), span.end.seconds_number())
}

fn picture(asset: &AssetId, seen: &PictureAnalysis) -> PictureRecord {
    let shots = seen.shots.iter().map(|shot| {
        let (start_s, end_s) = both(seen.span_of(shot));
        ShotRecord {
            first_frame: shot.first.0,
            frames: shot.frames,
            start_s,
            end_s,
            transition_in: shot.transition_in.as_str(),
            transition_frames: shot.transition_frames,
        }
    });
    let stills = seen.stills.iter().map(|still| StillRecord {
        at_s: seen.time_of(still.frame).seconds_number(),
        address: still_address(asset, still.frame),
    });
    PictureRecord {
        frame_rate: seen.rate.to_string(),
        width: seen.width,
        height: seen.height,
        shots: shots.collect(),
        stills: stills.collect(),
        still_width: seen.still_width,
        still_height: seen.still_height,
        brightness: curve(&seen.brightness),
        motion: curve(&seen.motion),
    }
}

fn sound(heard: &Hearing) -> SoundRecord {
    let figure = |value: Option<i16>| value.map(|value| f64::from(value) / 100.0);
    let spans = heard.spans.iter().map(|heard| {
        let (start_s, end_s) = both(heard.span);
        SoundSpanRecord {
            class: heard.class.as_str(),
            start_s,
            end_s,
            percent: heard.percent,
        }
    });
    let tempi = heard.tempi.iter().map(|tempo| {
        let (start_s, end_s) = both(tempo.span);
        TempoRecord {
            start_s,
            end_s,
            beats_per_minute: f64::from(tempo.centi_bpm) / 100.0,
        }
    });
    SoundRecord {
        integrated_lufs: figure(heard.loudness.integrated),
        range_lu: figure(heard.loudness.range),
        true_peak_dbtp: figure(heard.loudness.true_peak),
        spans: spans.collect(),
        tempi: tempi.collect(),
        peak: curve(&heard.level.peak),
        rms: curve(&heard.level.rms),
        short_term: curve(&heard.loudness.short_term),
    }
}

fn findings(analysis: &Analysis) -> Vec<FindingRecord> {
    let record = |finding: &Finding| {
        let (start_s, end_s) = both(finding.span);
        FindingRecord {
            kind: finding.kind.as_str(),
            start_s,
            end_s,
            sentence: finding.sentence.clone(),
        }
    };
    analysis.findings.iter().map(record).collect()
}

/// Without times a line stands nowhere on the axis.
fn said(transcript: Transcript) -> Vec<SaidRecord> {
    let lines = if transcript.timed {
        transcript.lines
    } else {
        Vec::new()
    };
    let record = |line: Line| {
        let (start_s, end_s) = both(line.span);
        SaidRecord {
            start_s,
            end_s,
            text: line.text,
            speaker: line.speaker,
        }
    };
    lines.into_iter().map(record).collect()
}

fn curve(curve: &Curve) -> CurveRecord {
    let bytes: Vec<u8> = curve
        .values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    CurveRecord {
        per_second: curve.per_second,
        values: BASE64.encode(&bytes),
    }
}

fn near_duplicate(duplicate: &NearDuplicate, name: String) -> NearDuplicateRecord {
    let (start_s, end_s) = both(duplicate.here);
    let (other_start_s, other_end_s) = both(duplicate.there);
    NearDuplicateRecord {
        start_s,
        end_s,
        other: duplicate.other.to_string(),
        name,
        other_start_s,
        other_end_s,
        likeness_permille: duplicate.likeness,
    }
}
