//! The part of an asset's page that tells what is on the tape. A script lays all of it along one time axis; without it
//! the same stands in lists.

use house::analyse::moments::Moment;
use house::analyse::sound::tenths;
use house::analyse::{Analysis, Finding, NearDuplicate, PictureAnalysis};
use house::archive::{Asset, playable_as};
use media::time::MediaTime;

use super::{Fact, When};
use crate::media::{copy_address, still_address, tape_address};
use crate::moments::{TapeDesk, still_of};
use crate::problem::Problem;
use crate::site::Site;
use crate::words::{clock, sentence};

pub(crate) struct Tape {
    /// Its pictures or its sounds can be gone through.
    pub(crate) can_be_analysed: bool,
    pub(crate) plays: Option<Plays>,
    /// No browser plays it as it came.
    pub(crate) needs_a_copy: bool,
    pub(crate) found: Option<Found>,
}

/// A browser can play this: the file as it came, or its copy.
pub(crate) struct Plays {
    pub(crate) address: String,
    pub(crate) kind: &'static str,
    pub(crate) is_film: bool,
}

pub(crate) struct Found {
    pub(crate) made: When,
    pub(crate) facts: Vec<Fact>,
    pub(crate) moments: Vec<MomentRow>,
    pub(crate) stills: Vec<StillLink>,
    pub(crate) findings: Vec<FoundRow>,
    pub(crate) duplicates: Vec<DuplicateRow>,
    pub(crate) still_width: u32,
    pub(crate) still_height: u32,
}

pub(crate) struct StillLink {
    pub(crate) address: String,
    pub(crate) time: String,
    pub(crate) seconds: String,
}

pub(crate) struct MomentRow {
    pub(crate) still: Option<String>,
    pub(crate) time: String,
    pub(crate) seconds: String,
    pub(crate) title: String,
    /// As a heading: "Crowd".
    pub(crate) kind: String,
    pub(crate) why: String,
}

pub(crate) struct FoundRow {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) seconds: String,
    pub(crate) sentence: String,
}

pub(crate) struct DuplicateRow {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) there: String,
}

/// Moments on the page.
const TEN: usize = 10;

/// Stills on the page that the house writes; a script shows all.
const FEW: usize = 12;

impl Tape {
    /// `at` is the second that the page was asked for.
    ///
    /// # Errors
    /// [`Problem::Internal`] when catalogue and vault disagree.
    pub(crate) async fn of(site: &Site, asset: &Asset, at: Option<u32>) -> Result<Self, Problem> {
        let facts = &asset.survey.facts;
        let start = at.map_or_else(String::new, |second| format!("#t={second}"));
        let (address, kind) = match playable_as(facts) {
            Some(kind) => (tape_address(&asset.id), Some(kind)),
            None => {
                let copy = site.catalogue.working_copy(&asset.id).await?;
                (copy_address(&asset.id), copy.map(|copy| copy.kind()))
            }
        };
        let plays = kind.map(|kind| Plays {
            address: format!("{address}{start}"),
            kind,
            is_film: kind.starts_with("video/"),
        });
        let found = match site.catalogue.analysed(&asset.id).await? {
            Some(analysed) => {
                let analysis = site.tapes.analysis(site, &analysed).await?;
                let mut found = Found::of(asset, &analysis, When::of(analysed.made));
                let desk = TapeDesk::of(site, asset, &analysis).await?;
                let row = |moment| MomentRow::of(asset, &analysis, moment);
                found.moments = desk.desk().moments(TEN).into_iter().map(row).collect();
                for duplicate in site.catalogue.near_duplicates(&asset.id).await? {
                    let other = site.catalogue.asset_by_id(&duplicate.other).await?;
                    found
                        .duplicates
                        .extend(other.map(|other| DuplicateRow::of(&duplicate, &other)));
                }
                Some(found)
            }
            None => None,
        };
        Ok(Self {
            can_be_analysed: facts.moves_or_sounds(),
            needs_a_copy: playable_as(facts).is_none(),
            plays,
            found,
        })
    }
}

impl Found {
    fn of(asset: &Asset, analysis: &Analysis, made: When) -> Self {
        let picture = analysis.picture.as_ref();
        Self {
            made,
            facts: facts(analysis),
            moments: Vec::new(),
            stills: picture.map_or_else(Vec::new, |picture| stills(asset, picture)),
            findings: analysis.findings.iter().map(FoundRow::of).collect(),
            duplicates: Vec::new(),
            still_width: picture.map_or(0, |picture| picture.still_width),
            still_height: picture.map_or(0, |picture| picture.still_height),
        }
    }
}

fn facts(analysis: &Analysis) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(picture) = &analysis.picture {
        let shots = picture.shots.len();
        facts.push(Fact {
            name: "Shots",
            words: shots.to_string(),
        });
    }
    if let Some(heard) = &analysis.hearing {
        let figure = |value: Option<i16>, unit: &str| {
            // A minus sign as it is set, not as it is typed.
            value.map(|value| format!("{} {unit}", tenths(value).replace('-', "−")))
        };
        let told = [
            ("Loudness", figure(heard.loudness.integrated, "LUFS")),
            ("Range", figure(heard.loudness.range, "LU")),
            ("True peak", figure(heard.loudness.true_peak, "dBTP")),
        ];
        facts.extend(
            told.into_iter()
                .filter_map(|(name, words)| Some(Fact { name, words: words? })),
        );
        if let Some(tempo) = heard.tempi.iter().max_by_key(|tempo| tempo.span.micros()) {
            facts.push(Fact {
                name: "Tempo",
                words: format!("{} beats a minute", (tempo.centi_bpm + 50) / 100),
            });
        }
    }
    facts
}

/// A few of them, evenly over the tape.
fn stills(asset: &Asset, picture: &PictureAnalysis) -> Vec<StillLink> {
    let all = &picture.stills;
    let few = all.len().min(FEW);
    let chosen = (0..few).filter_map(|at| all.get((2 * at + 1) * all.len() / (2 * few)));
    chosen
        .map(|still| {
            let time = picture.time_of(still.frame);
            StillLink {
                address: still_address(&asset.id, still.frame),
                time: clock(time),
                seconds: whole_seconds(time),
            }
        })
        .collect()
}

impl MomentRow {
    fn of(asset: &Asset, analysis: &Analysis, moment: Moment) -> Self {
        Self {
            still: still_of(&asset.id, analysis, &moment),
            time: clock(moment.span.start),
            seconds: whole_seconds(moment.span.start),
            title: moment.title,
            kind: sentence(&moment.kind.as_str().replace('-', " ")),
            why: sentence(&moment.reasons.join("; ")),
        }
    }
}

impl FoundRow {
    fn of(finding: &Finding) -> Self {
        Self {
            from: clock(finding.span.start),
            to: clock(finding.span.end),
            seconds: whole_seconds(finding.span.start),
            sentence: finding.sentence.clone(),
        }
    }
}

impl DuplicateRow {
    fn of(duplicate: &NearDuplicate, other: &Asset) -> Self {
        Self {
            from: clock(duplicate.here.start),
            to: clock(duplicate.here.end),
            name: other.file_name.clone(),
            address: format!(
                "/studio/assets/{}?t={}",
                other.id,
                whole_seconds(duplicate.there.start)
            ),
            there: clock(duplicate.there.start),
        }
    }
}

fn whole_seconds(time: MediaTime) -> String {
    (time.micros().max(0) / 1_000_000).to_string()
}
