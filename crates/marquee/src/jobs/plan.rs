//! All jobs of a master at once: from the conform sheet and the ladder to the steps and what each waits for.
//!
//! The smallest picture, the sounds and the pictures of the page come first, so that the film can be watched while
//! the larger pictures are being made.

use house::encode::{Ladder, PicturePlan, SoundPlan, StepKey};
use house::id::{JobId, ReleaseId};
use house::master::{Master, PictureConform, Reel, SoundReel, TextConform};
use house::team::Actor;
use house::{Digest, language};
use media::time::FrameNo;
use store::NewJob;

use super::Job;
use super::check_rendition::CheckRendition;
use super::convert_text::ConvertText;
use super::encode_piece::EncodePiece;
use super::encode_sound::EncodeSound;
use super::join_rendition::JoinRendition;
use super::open_release::OpenRelease;
use super::replace_master::ReplaceMaster;
use super::seek_stills::{SeekStills, fit};
use super::take_cover::TakeCover;
use super::take_pictures::TakePictures;
use super::timeline::Timeline;

/// What the jobs of a master are planned from.
pub struct Order<'a> {
    pub master: &'a Master,
    pub ladder: &'a Ladder,
    /// What becomes of the title's release when the master has passed.
    pub ending: Ending<'a>,
    pub engine_build: &'a str,
    /// Threads of one encoder.
    pub threads: u32,
}

/// What becomes of the title's release.
#[derive(Debug, Clone, Copy)]
pub enum Ending<'a> {
    Nothing,
    /// It opens when the smallest picture, the sounds, the pictures and the texts have passed.
    Open(&'a ReleaseId),
    /// It shows this master when everything of it has passed: what is on the site does not get worse for a while.
    Replace(&'a ReleaseId, &'a Actor),
}

/// Priorities: higher is taken first. Steps that end something go before those that begin something.
mod priority {
    pub const OPENING: i32 = 1_100;
    pub const SMALLEST_PICTURE: i32 = 1_000;
    pub const SOUND: i32 = 900;
    pub const TEXT: i32 = 800;
    pub const PICTURES: i32 = 700;
    /// The second smallest picture; each larger one comes after.
    pub const PICTURE: i32 = 600;
    pub const RUNG: i32 = 10;
    pub const JOIN: i32 = 1;
    pub const CHECK: i32 = 2;
}

/// The poster of a title page at most.
pub const POSTER: (u32, u32) = (1_920, 1_080);
/// Disk of a step whose output is small.
const SMALL: u64 = 16 << 20;

/// The jobs, each after those that it waits for.
pub fn plan(order: &Order<'_>) -> Result<Vec<NewJob>, PlanError> {
    let mut plan = Plan {
        order,
        timeline: Timeline::of(&order.master.sheet, order.ladder),
        jobs: Vec::new(),
    };
    let mut opening = Vec::new();
    for (rung, picture) in order.ladder.pictures.iter().enumerate() {
        let check = plan.picture(picture, rung_priority(rung))?;
        if rung == 0 || matches!(order.ending, Ending::Replace(..)) {
            opening.push(check);
        }
    }
    for sound in &order.ladder.sounds {
        opening.push(plan.sound(sound)?);
    }
    match &order.master.sheet.reel {
        Reel::Picture(film) => opening.push(plan.pictures(film)?),
        // It is heard without its cover too.
        Reel::SoundAlone(SoundReel { cover, .. }) => {
            if let Some(cover) = cover {
                plan.cover(cover)?;
            }
        }
    }
    for text in &order.master.sheet.texts {
        opening.push(plan.text(text)?);
    }
    match order.ending {
        Ending::Nothing => {}
        Ending::Open(release) => drop(plan.opening(release, opening)?),
        Ending::Replace(release, by) => drop(plan.replacing(release, by, opening)?),
    }
    Ok(plan.jobs)
}

/// The conversion and the check of subtitles that come to a master later.
pub fn plan_text(
    master: &Master,
    ladder: &Ladder,
    text: &TextConform,
    engine_build: &str,
) -> Result<Vec<NewJob>, PlanError> {
    let order = Order {
        master,
        ladder,
        ending: Ending::Nothing,
        engine_build,
        threads: 1,
    };
    let mut plan = Plan {
        order: &order,
        timeline: Timeline::of(&master.sheet, ladder),
        jobs: Vec::new(),
    };
    plan.text(text)?;
    Ok(plan.jobs)
}

fn rung_priority(rung: usize) -> i32 {
    match i32::try_from(rung) {
        Ok(0) => priority::SMALLEST_PICTURE,
        Ok(rung) => priority::PICTURE - rung.saturating_mul(priority::RUNG),
        Err(_) => 0,
    }
}

fn sound_name(tag: &str) -> String {
    match tag {
        language::UNKNOWN | language::WITHOUT_WORDS => "sound".into(),
        tag => format!("sound {}", language::name(tag)),
    }
}

fn channels_name(channels: u16) -> String {
    match channels {
        1 => "mono".into(),
        2 => "stereo".into(),
        6 => "5.1".into(),
        other => format!("{other} channels"),
    }
}

/// A sheet and a ladder that do not fit together: a fault of the program, said instead of planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    #[error("the ladder names sound {0}, which the conform sheet does not have")]
    NoSuchSound(usize),
    #[error("the ladder has pictures, and the conform sheet has none")]
    NoPicture,
    #[error("a step cannot be written down: {0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Media(#[from] media::MediaError),
}

struct Plan<'a> {
    order: &'a Order<'a>,
    timeline: Timeline,
    jobs: Vec<NewJob>,
}

/// A planned step, as others wait for it.
#[derive(Clone)]
struct Step {
    id: JobId,
    key: StepKey,
}

/// What a step asks for besides its parameters.
struct Terms {
    label: String,
    after: Vec<Step>,
    priority: i32,
    disk: u64,
}

impl Plan<'_> {
    /// The pieces of a picture rendition, their join and its check; answers the check.
    fn picture(&mut self, plan: &PicturePlan, priority: i32) -> Result<Step, PlanError> {
        let film = self.order.master.sheet.picture().ok_or(PlanError::NoPicture)?;
        let name = format!("picture {}x{}", plan.width, plan.height);
        let pieces = self.order.ladder.pieces(self.timeline.frames);
        let mut made = Vec::with_capacity(pieces.len());
        for piece in &pieces {
            let job = EncodePiece {
                source: self.order.master.source,
                container: self.order.master.sheet.container.clone(),
                picture: film.clone(),
                plan: plan.clone(),
                gop_frames: self.order.ladder.gop_frames,
                piece: *piece,
                threads: self.order.threads,
                engine: self.order.engine_build.to_owned(),
            };
            let terms = Terms {
                label: format!("{name}, piece {} of {}", made.len() + 1, pieces.len()),
                after: Vec::new(),
                priority,
                disk: self.room(plan.max_rate, piece.frames)?,
            };
            made.push(self.step(&job, &[self.order.master.source], terms)?);
        }
        let join = JoinRendition {
            master: self.order.master.id.clone(),
            width: plan.width,
            height: plan.height,
            rate: self.timeline.rate,
            segment_frames: self.timeline.segment_frames,
            gop_frames: self.order.ladder.gop_frames,
            piece_frames: pieces.iter().map(|piece| piece.frames).collect(),
        };
        let terms = Terms {
            label: format!("{name}, join"),
            after: made,
            priority: priority + priority::JOIN,
            disk: self.room(plan.max_rate, self.timeline.frames)?,
        };
        let joined = self.step(&join, &[], terms)?;
        self.check(&name, joined, priority)
    }

    fn sound(&mut self, plan: &SoundPlan) -> Result<Step, PlanError> {
        let master = self.order.master;
        let sound = master.sheet.sounds.get(plan.sound);
        let sound = sound.ok_or(PlanError::NoSuchSound(plan.sound))?.clone();
        let name = format!(
            "{}, {}",
            sound_name(&sound.language),
            channels_name(plan.channels)
        );
        let job = EncodeSound {
            master: master.id.clone(),
            source: master.source,
            container: master.sheet.container.clone(),
            sound,
            plan: plan.clone(),
            timeline: self.timeline,
            engine: self.order.engine_build.to_owned(),
        };
        let terms = Terms {
            label: name.clone(),
            after: Vec::new(),
            priority: priority::SOUND,
            // Once as the encoder writes it, once cut.
            disk: self.room(plan.bit_rate, self.timeline.frames)?.saturating_mul(2),
        };
        let made = self.step(&job, &[master.source], terms)?;
        self.check(&name, made, priority::SOUND)
    }

    fn text(&mut self, text: &TextConform) -> Result<Step, PlanError> {
        let master = self.order.master;
        let name = format!("subtitles {}", language::name(&text.language));
        let job = ConvertText {
            master: master.id.clone(),
            film: master.source,
            container: master.sheet.container.clone(),
            text: text.clone(),
            start: master.sheet.start(),
            timeline: self.timeline,
            engine: self.order.engine_build.to_owned(),
        };
        let terms = Terms {
            label: name.clone(),
            after: Vec::new(),
            priority: priority::TEXT,
            disk: SMALL,
        };
        let made = self.step(&job, &[master.source], terms)?;
        self.check(&name, made, priority::TEXT)
    }

    fn pictures(&mut self, picture: &PictureConform) -> Result<Step, PlanError> {
        let master = self.order.master;
        let (poster_width, poster_height) = fit(picture.width, picture.height, POSTER);
        let job = TakePictures {
            title: master.title.clone(),
            source: master.source,
            container: master.sheet.container.clone(),
            picture: picture.clone(),
            stills: SeekStills::of(picture),
            poster_width,
            poster_height,
            engine: self.order.engine_build.to_owned(),
        };
        let terms = Terms {
            label: "poster and seek bar".into(),
            after: Vec::new(),
            priority: priority::PICTURES,
            disk: SMALL,
        };
        self.step(&job, &[master.source], terms)
    }

    fn cover(&mut self, cover: &PictureConform) -> Result<Step, PlanError> {
        let master = self.order.master;
        let (width, height) = fit(cover.width, cover.height, POSTER);
        let job = TakeCover {
            title: master.title.clone(),
            source: master.source,
            container: master.sheet.container.clone(),
            cover: cover.clone(),
            width,
            height,
            engine: self.order.engine_build.to_owned(),
        };
        let terms = Terms {
            label: "cover".into(),
            after: Vec::new(),
            priority: priority::PICTURES,
            disk: SMALL,
        };
        self.step(&job, &[master.source], terms)
    }

    fn check(&mut self, name: &str, made: Step, priority: i32) -> Result<Step, PlanError> {
        let job = CheckRendition {
            master: self.order.master.id.clone(),
            timeline: self.timeline,
        };
        let terms = Terms {
            label: format!("{name}, check"),
            after: vec![made],
            priority: priority + priority::CHECK,
            disk: 0,
        };
        self.step(&job, &[], terms)
    }

    fn replacing(&mut self, release: &ReleaseId, by: &Actor, after: Vec<Step>) -> Result<Step, PlanError> {
        let job = ReplaceMaster {
            release: release.clone(),
            master: self.order.master.id.clone(),
            by: by.clone(),
        };
        let terms = Terms {
            label: "put the new film in the place of the old".into(),
            after,
            priority: priority::OPENING,
            disk: 0,
        };
        self.step(&job, &[], terms)
    }

    fn opening(&mut self, release: &ReleaseId, after: Vec<Step>) -> Result<Step, PlanError> {
        let job = OpenRelease {
            release: release.clone(),
            master: self.order.master.id.clone(),
        };
        let terms = Terms {
            label: "open the release".into(),
            after,
            priority: priority::OPENING,
            disk: 0,
        };
        self.step(&job, &[], terms)
    }

    /// The keys of the steps that this one waits for stand for what they will make.
    fn step<J: Job>(&mut self, job: &J, objects: &[Digest], terms: Terms) -> Result<Step, PlanError> {
        let made = terms.after.iter().map(|step| step.key.0);
        let inputs: Vec<Digest> = objects.iter().copied().chain(made).collect();
        let step = Step {
            id: JobId::random(),
            key: job.key(&inputs, self.order.engine_build)?,
        };
        self.jobs.push(NewJob {
            id: step.id.clone(),
            kind: J::KIND.to_owned(),
            title: Some(self.order.master.title.clone()),
            label: terms.label,
            params: serde_json::to_value(job)?,
            key: step.key,
            after: terms.after.into_iter().map(|step| step.id).collect(),
            priority: terms.priority,
            disk: terms.disk,
        });
        Ok(step)
    }

    /// Bytes that so many frames take at most.
    fn room(&self, bits_per_second: u32, frames: u64) -> Result<u64, PlanError> {
        let micros = self.timeline.rate.time_of(FrameNo(frames))?.micros();
        let bytes = u128::from(bits_per_second) * u128::from(micros.unsigned_abs()) / 8_000_000;
        Ok(u64::try_from(bytes).unwrap_or(u64::MAX).saturating_add(SMALL))
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
