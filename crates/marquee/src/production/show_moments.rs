//! The moments of a film on its title's page.

use house::analyse::Span;
use house::id::JobId;
use house::release::{ShownMoment, ShownMoments, Title};
use house::team::Actor;
use media::time::{FrameNo, MediaTime};

use super::analyse::sheet_of;
use super::pictures::queue_pictures;
use super::{TapeKnown, newest_master};
use crate::cli::problem::Advised;
use crate::jobs::seek_stills::fit;
use crate::jobs::show_moments::{MomentFrames, ShowMoments};
use crate::named;
use crate::open_house::OpenHouse;

/// Twice the width that a page gives one, for sharp screens.
const STILL: (u32, u32) = (640, 640);

/// Queues the making of the pictures, after which the best moments of the title's film stand on its page in the place of
/// those before. Answers the job and how many they are.
///
/// # Errors
/// A sentence when the film was not gone through yet, or nothing of it stands out.
pub async fn show_moments(
    house: &OpenHouse,
    actor: &Actor,
    title: &Title,
    how_many: usize,
) -> anyhow::Result<(JobId, usize)> {
    let master = newest_master(house, title).await?;
    let tape = named::film_of(house, &master).await?;
    let known = TapeKnown::of(house, &tape).await?;
    let marks = house.catalogue.moment_marks(&tape.id).await?;
    let found = known.desk(&tape, &marks).moments(how_many);
    let read = sheet_of(&tape)?;
    let length = master.sheet.rate().time_of(FrameNo(master.sheet.frames()))?;
    let (film_start, tape_start) = (master.sheet.start().micros(), read.start().micros());
    let ahead = film_start.saturating_sub(tape_start);
    let shown = ShownMoments::of(&found, master.id.clone(), MediaTime::from_micros(ahead), length);
    if shown.list.is_empty() {
        return Err(Advised::new(
            format!("nothing stands out in '{}'", title.name),
            format!(
                "add a moment of your own: `marquee moments {} --add FROM-TO`",
                title.slug
            ),
        )
        .into());
    }
    let frames = master.sheet.picture().map(|picture| {
        let (width, height) = fit(picture.width, picture.height, STILL);
        let last = picture.source_frames.min(picture.frames).saturating_sub(1);
        // A frame that starts at the time is the next one's predecessor.
        let frame_of = |shown: &ShownMoment| {
            let after = still_time(&known, shown.span, ahead).micros().saturating_add(1);
            let started = picture.rate.frames_before(MediaTime::from_micros(after));
            started.saturating_sub(1).min(last)
        };
        MomentFrames {
            width,
            height,
            frames: shown.list.iter().map(frame_of).collect(),
            picture: picture.clone(),
        }
    });
    let count = shown.list.len();
    let job = ShowMoments {
        title: title.id.clone(),
        moments: shown,
        source: master.source,
        container: master.sheet.container,
        frames,
        by: actor.clone(),
        asked: house.clock.now().micros(),
    };
    let label = "moments for the page".to_owned();
    let id = queue_pictures(house, &title.id, &job, job.source, label).await?;
    Ok((id, count))
}

/// When, on the film's time line, the frame is seen that shows a moment best; its middle, where the tape's picture was not
/// looked at.
fn still_time(known: &TapeKnown, shown: Span, ahead: i64) -> MediaTime {
    let on_tape = Span::of_micros(
        shown.start.micros().saturating_add(ahead),
        shown.end.micros().saturating_add(ahead),
    );
    let picture = known.analysis.picture.as_ref();
    let best = known.still_for(on_tape).zip(picture);
    let best = best.map(|(frame, picture)| picture.time_of(frame).micros().saturating_sub(ahead));
    let middle = shown.start.micros() + shown.micros() / 2;
    MediaTime::from_micros(best.unwrap_or(middle).max(0))
}
