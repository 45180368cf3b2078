use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use house::analyse::look::{Look, LooksError, LooksReader};
use house::analyse::picture::{Viewed, Viewing, choose_stills};
use house::analyse::shots::ShotFinder;
use house::analyse::sound::{Hearing, SoundClass};
use house::analyse::{Analysed, Analysis, Finding, FindingKind, Object, PictureAnalysis, Shot, Span, Still};
use house::archive::Asset;
use house::id::AssetId;
use house::master::{PictureConform, SoundConform};
use media::time::{FrameNo, FrameRate, MediaTime};
use serde::{Deserialize, Serialize};
use store::Effect;

use super::super::{Failure, Job, Outcome, Work};
use super::kept::{self, PieceNotes, SoundNotes};
use super::missing::Damaged;

/// Puts together what was seen and heard on a tape: shots, faults, curves, keyframes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AnalyseAsset {
    pub asset: AssetId,
    /// Of the tape's time line.
    pub length: MediaTime,
    pub picture: Option<TapePicture>,
    pub sound: Option<TapeSound>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TapePicture {
    pub conform: PictureConform,
    /// How many [`super::LookOver`] went before, the first of this job's inputs.
    pub pieces: usize,
    pub still_width: u32,
    pub still_height: u32,
}

/// What [`super::HearSound`] heard, the input after the pieces.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TapeSound {
    pub conform: SoundConform,
    /// Time in the file that is 0 on the tape's time line.
    pub start: MediaTime,
}

impl Job for AnalyseAsset {
    const KIND: &'static str = "analyse-asset";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        let house = &work.workshop.house;
        let asset = house.catalogue.asset_by_id(&self.asset).await?;
        let asset =
            asset.ok_or_else(|| Failure::Lasting("the tape is not in the archive any more".into()))?;
        let mut findings = Vec::new();
        let seen = match &self.picture {
            Some(picture) => Some(Self::seen(picture, work, &asset, &mut findings).await?),
            None => None,
        };
        let hearing = match &self.sound {
            Some(sound) => Some(self.heard(sound, work, &asset, &mut findings).await?),
            None => None,
        };
        findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
        let what = what_is_there(hearing.as_ref());
        let (picture, stills, prints) = match seen {
            Some(seen) => (Some(seen.picture), seen.stills, seen.prints),
            None => (None, None, None),
        };
        let analysis = Analysis {
            length: self.length,
            picture,
            hearing,
            findings,
        };
        let record = work.scratch("record");
        kept::write(&record, &analysis)?;
        let record = keep(work, record).await?;
        let stills = match stills {
            Some(path) => Some(keep(work, path).await?),
            None => None,
        };
        let prints = match prints {
            Some(path) => Some(keep(work, path).await?.digest),
            None => None,
        };
        Ok(Outcome {
            outputs: vec![record.digest],
            effects: vec![
                Effect::SetHas {
                    asset: self.asset.clone(),
                    what,
                },
                Effect::PutAnalysis(Box::new(Analysed {
                    asset: self.asset,
                    made: house.clock.now(),
                    record,
                    stills,
                    prints,
                })),
            ],
        })
    }
}

/// What a search can ask for: "has:crowd". Applause is a crowd's.
fn what_is_there(hearing: Option<&Hearing>) -> Vec<String> {
    let Some(hearing) = hearing else {
        return Vec::new();
    };
    let heard = |class: &SoundClass| hearing.spans_of(*class).next().is_some();
    let classes = SoundClass::ALL.into_iter().filter(heard);
    let mut what: Vec<String> = classes.map(|class| class.as_str().to_owned()).collect();
    if heard(&SoundClass::Crowd) {
        what.push("applause".into());
    }
    what
}

struct Seen {
    picture: PictureAnalysis,
    stills: Option<PathBuf>,
    prints: Option<PathBuf>,
}

impl AnalyseAsset {
    async fn seen(
        tape: &TapePicture,
        work: &Work,
        asset: &Asset,
        findings: &mut Vec<Finding>,
    ) -> Result<Seen, Failure> {
        let (rate, pieces) = (tape.conform.rate, tape.pieces);
        let looks: Result<Vec<PathBuf>, Failure> =
            (0..pieces).map(|piece| kept::object(work, piece, 0)).collect();
        let (looks, stop) = (looks?, work.stop().clone());
        let (shots, viewed) = work
            .blocking(move || {
                let (mut finder, mut viewing) = (ShotFinder::new(FrameNo(0), rate), Viewing::new(rate));
                for path in looks {
                    if stop.is_cancelled() {
                        return Err(Failure::Stopped);
                    }
                    read_looks(&path, |look| {
                        viewing.see(&look);
                        finder.see(look);
                    })?;
                }
                let shots = finder.finish();
                let viewed: Viewed = viewing.finish(&shots);
                Ok((shots, viewed))
            })
            .await?;
        findings.extend(viewed.findings);
        let notes: Result<Vec<PieceNotes>, Failure> =
            (0..pieces).map(|piece| kept::read(work, piece, 2)).collect();
        let notes = notes?;
        findings.extend(fields_finding(&notes, &tape.conform));
        if notes
            .iter()
            .any(|notes| notes.missing > 0 || !notes.complaints.is_empty())
        {
            let damaged = Damaged {
                stream: tape.conform.stream,
                is_sound: false,
                start: tape.conform.start,
            };
            findings.extend(damaged.findings(work, asset).await?);
        }
        let sources: Result<Vec<PathBuf>, Failure> =
            (0..pieces).map(|piece| kept::object(work, piece, 1)).collect();
        let (sources, roll) = (sources?, work.scratch("all-stills"));
        let (stills, shots) = {
            let roll = roll.clone();
            let copied = move || Ok((stills(&sources, &notes, &shots, rate, &roll)?, shots));
            work.blocking(copied).await?
        };
        let prints = if viewed.prints.is_empty() {
            None
        } else {
            let path = work.scratch("prints");
            std::fs::write(&path, viewed.prints.to_bytes()).map_err(|error| Failure::io(&path, &error))?;
            Some(path)
        };
        Ok(Seen {
            stills: (!stills.is_empty()).then_some(roll),
            prints,
            picture: PictureAnalysis {
                rate,
                width: tape.conform.width,
                height: tape.conform.height,
                shots,
                stills,
                still_width: tape.still_width,
                still_height: tape.still_height,
                brightness: viewed.brightness,
                motion: viewed.motion,
            },
        })
    }

    async fn heard(
        &self,
        sound: &TapeSound,
        work: &Work,
        asset: &Asset,
        findings: &mut Vec<Finding>,
    ) -> Result<Hearing, Failure> {
        let input = self.picture.as_ref().map_or(0, |picture| picture.pieces);
        let mut hearing: Hearing = kept::read(work, input, 0)?;
        let notes: SoundNotes = kept::read(work, input, 1)?;
        findings.append(&mut hearing.findings);
        if !notes.complaints.is_empty() {
            let damaged = Damaged {
                stream: sound.conform.stream,
                is_sound: true,
                start: sound.start,
            };
            findings.extend(damaged.findings(work, asset).await?);
        }
        Ok(hearing)
    }
}

fn read_looks(path: &Path, mut see: impl FnMut(Look)) -> Result<(), Failure> {
    let file = File::open(path).map_err(|error| Failure::io(path, &error))?;
    let failed = |error: LooksError| Failure::Lasting(format!("{}: {error}", path.display()));
    for look in LooksReader::new(BufReader::with_capacity(1 << 18, file)).map_err(failed)? {
        see(look.map_err(failed)?);
    }
    Ok(())
}

/// Frames whose fields must have been told, before they prove anything.
const FEWEST_TOLD: u64 = 24;

/// Fields of two instants all over the tape. A few frames that look so are a fine pattern that moves.
fn fields_finding(notes: &[PieceNotes], picture: &PictureConform) -> Option<Finding> {
    let mut sums = [0_u64; 4];
    for notes in notes {
        for (sum, count) in sums.iter_mut().zip(notes.fields) {
            *sum += count;
        }
    }
    let [top_first, bottom_first, progressive, _] = sums;
    let (most, order) = if top_first >= bottom_first {
        (top_first, "the upper")
    } else {
        (bottom_first, "the lower")
    };
    let told = top_first + bottom_first + progressive;
    if told < FEWEST_TOLD || most * 2 <= told {
        return None;
    }
    let end = picture.rate.time_of(FrameNo(picture.source_frames)).ok()?;
    Some(Finding {
        kind: FindingKind::Interlaced,
        span: Span {
            start: MediaTime::ZERO,
            end,
        },
        sentence: format!(
            "the picture is interlaced, {order} field first: so are {most} of the {told} frames that tell it"
        ),
    })
}

/// Copies the stills that are kept for good out of those of the pieces, one after another into a file.
fn stills(
    sources: &[PathBuf],
    notes: &[PieceNotes],
    shots: &[Shot],
    rate: FrameRate,
    path: &Path,
) -> Result<Vec<Still>, Failure> {
    let frames: Vec<FrameNo> = notes
        .iter()
        .flat_map(|notes| notes.stills.iter().map(|(frame, _)| *frame))
        .collect();
    let mut chosen = choose_stills(&frames, shots, rate).into_iter().peekable();
    let mut out = File::create(path).map_err(|error| Failure::io(path, &error))?;
    let (mut stills, mut written, mut number) = (Vec::new(), 0_u64, 0_usize);
    for (source, notes) in sources.iter().zip(notes) {
        let bytes = std::fs::read(source).map_err(|error| Failure::io(source, &error))?;
        let mut rest = bytes.as_slice();
        for (frame, length) in &notes.stills {
            let (jpeg, more) = rest
                .split_at_checked(usize::try_from(*length).unwrap_or(usize::MAX))
                .ok_or_else(|| Failure::Lasting("the stills of a piece are cut short".into()))?;
            rest = more;
            if chosen.next_if_eq(&number).is_some() {
                out.write_all(jpeg).map_err(|error| Failure::io(path, &error))?;
                stills.push(Still {
                    frame: *frame,
                    start: written,
                    bytes: *length,
                });
                written += u64::from(*length);
            }
            number += 1;
        }
    }
    Ok(stills)
}

async fn keep(work: &Work, path: PathBuf) -> Result<Object, Failure> {
    let kept = work.keep(path).await?;
    Ok(Object {
        digest: kept.digest,
        bytes: kept.bytes,
    })
}
