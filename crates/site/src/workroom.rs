//! What the site asks the house's workroom to do: everything that needs the media engine, or that starts long work. The
//! site sees this trait only; the program implements it.

use std::future::Future;
use std::pin::Pin;

use house::Instant;
use house::encode::{Effort, Estimate, Line, LineChange, Rendition};
use house::id::{AssetId, JobId, MasterId, RenditionId, TitleId, UploadId};
use house::release::{Board, Country, PictureRole, Release};
use house::team::Actor;
use store::ComparedSheet;

/// Why the workroom did not do it.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum WorkError {
    /// It cannot be done as things stand; the sentence is for people.
    #[error("{0}")]
    Refused(String),
    /// Something failed that nobody asked for; the sentence is for the log.
    #[error("{0}")]
    Broken(String),
}

/// What the workroom answers, when it has come to it.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, WorkError>> + Send + 'a>>;

/// When a title opens and closes, where, and what the public is told before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opening {
    /// `None`: now.
    pub opens: Option<Instant>,
    pub closes: Option<Instant>,
    /// An instant that has passed is meant so.
    pub passed: bool,
    /// `None`: where the title may be shown.
    pub territories: Option<Vec<Country>>,
    pub announced: Announcing,
    /// IANA name of the zone in which the instants were said.
    pub zone: Option<String>,
    /// While something is missing the instant is only intended, and settled once all has passed.
    pub when_ready: bool,
    /// Who schedules it although the board is not green, and why.
    pub overruled: Option<(String, String)>,
}

/// From when on the public is told of a night.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Announcing {
    #[default]
    AsItIs,
    From(Instant),
    Never,
}

/// What a picture of a title is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureFrom {
    /// The frame of its film that is shown then.
    Frame { at_ms: i64 },
    /// A photograph of the archive.
    Photo(AssetId),
}

/// What is said of subtitles; `None` leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubtitleFlags {
    pub language: Option<String>,
    pub name: Option<Option<String>>,
    pub forced: Option<bool>,
    pub hearing_impaired: Option<bool>,
    pub default: Option<bool>,
}

/// Subtitles and their lines as they are now.
#[derive(Debug, Clone)]
pub struct ReadLines {
    pub text: Rendition,
    pub lines: Vec<Line>,
}

/// What became of a correction of subtitles.
#[derive(Debug, Clone)]
pub enum CorrectedLines {
    Done(ReadLines),
    /// A line was changed by somebody else meanwhile: the subtitles as they are now.
    Overtaken(ReadLines),
}

/// Each act records in the audit log what it changes, as the actor's doing. What a workroom does not know how to do it
/// refuses.
pub trait Workroom: Send + Sync + 'static {
    /// Opens a title's newest master to the public, now or at an instant.
    fn release(&self, actor: Actor, title: TitleId, opening: Opening) -> Answer<'_, Release> {
        let _ = (actor, title, opening);
        no_workroom()
    }

    /// Everything that a title's night needs, and what of it is missing.
    fn board(&self, title: TitleId) -> Answer<'_, Board> {
        let _ = title;
        no_workroom()
    }

    /// Takes a title off the site; a viewer's next request is refused.
    fn withdraw(&self, actor: Actor, title: TitleId) -> Answer<'_, Release> {
        let _ = (actor, title);
        no_workroom()
    }

    /// Gives a title another film, or its first: what is on the site stays until all of the new one has passed.
    fn replace_film(
        &self,
        actor: Actor,
        title: TitleId,
        asset: AssetId,
        effort: Effort,
    ) -> Answer<'_, (MasterId, Vec<JobId>)> {
        let _ = (actor, title, asset, effort);
        no_workroom()
    }

    /// What encoding an asset would take, and what is done to it, in sentences.
    fn estimate(&self, asset: AssetId) -> Answer<'_, (Estimate, Vec<String>)> {
        let _ = asset;
        no_workroom()
    }

    /// Queues everything that going through a tape still needs.
    fn analyse(&self, actor: Actor, asset: AssetId) -> Answer<'_, Vec<JobId>> {
        let _ = (actor, asset);
        no_workroom()
    }

    /// Has a picture of a title made.
    fn pick_picture(
        &self,
        actor: Actor,
        title: TitleId,
        role: PictureRole,
        from: PictureFrom,
    ) -> Answer<'_, JobId> {
        let _ = (actor, title, role, from);
        no_workroom()
    }

    /// Puts the best moments of a title's film on its page, once their pictures are made.
    fn show_moments(&self, actor: Actor, title: TitleId, how_many: usize) -> Answer<'_, JobId> {
        let _ = (actor, title, how_many);
        no_workroom()
    }

    fn read_lines(&self, title: TitleId, text: RenditionId) -> Answer<'_, ReadLines> {
        let _ = (title, text);
        no_workroom()
    }

    /// All changes or none.
    fn correct_lines(
        &self,
        actor: Actor,
        title: TitleId,
        text: RenditionId,
        changes: Vec<LineChange>,
        flags: SubtitleFlags,
    ) -> Answer<'_, CorrectedLines> {
        let _ = (actor, title, text, changes, flags);
        no_workroom()
    }

    /// Has a subtitle file of the archive made ready for the title's newest master.
    fn add_subtitles(
        &self,
        actor: Actor,
        title: TitleId,
        asset: AssetId,
        flags: SubtitleFlags,
    ) -> Answer<'_, JobId> {
        let _ = (actor, title, asset, flags);
        no_workroom()
    }

    /// Has a whole upload looked over and taken into the archive.
    fn take_in(&self, upload: UploadId) -> Answer<'_, JobId> {
        let _ = upload;
        no_workroom()
    }

    /// Has the readable part of a damaged upload taken in.
    fn salvage(&self, actor: Actor, upload: UploadId) -> Answer<'_, JobId> {
        let _ = (actor, upload);
        no_workroom()
    }

    /// Applies a sheet that was compared, and orders the work that follows from it. Answers what could not be ordered, each
    /// in a sentence.
    fn apply_sheet(&self, actor: Actor, compared: Box<ComparedSheet>) -> Answer<'_, Vec<String>> {
        let _ = (actor, compared);
        no_workroom()
    }

    /// Queues everything that the title's newest master still needs.
    fn encode(&self, actor: Actor, title: TitleId) -> Answer<'_, Vec<JobId>> {
        let _ = (actor, title);
        no_workroom()
    }
}

/// A house in which nobody works: every act is refused in a sentence.
pub struct NoWorkroom;

impl Workroom for NoWorkroom {}

fn no_workroom<T: Send + 'static>() -> Answer<'static, T> {
    let sentence = "this house has no workroom: start it with 'marquee serve'";
    Box::pin(std::future::ready(Err(WorkError::Refused(sentence.into()))))
}
