//! A copy of a tape that every browser plays, so that Studio shows what was found on it.

use house::Digest;
use house::archive::{Asset, playable_as};
use house::encode::{Ladder, PicturePlan, SoundPlan, working_ladder};
use house::id::JobId;
use house::master::ConformSheet;
use media::join::PictureJoin;
use media::time::MediaTime;

use super::analyse::{LAST, Plan, sound_of};
use crate::jobs::Job;
use crate::jobs::encode_piece::EncodePiece;
use crate::jobs::working_copy::{CopySound, FileWorkingCopy};
use crate::open_house::OpenHouse;

/// What is found out on tapes is of more use than seeing it.
const PRIORITY: i32 = LAST - 10;
/// Beside what the encoders write: heads, indexes.
const DISK: u64 = 16 << 20;

/// Queues the copy, unless browsers play the tape as it came or there is a copy already. One that fsck put aside is made
/// again.
pub(super) async fn order_working_copy(
    house: &OpenHouse,
    asset: &Asset,
    sheet: &ConformSheet,
) -> anyhow::Result<Vec<JobId>> {
    let copy = house.catalogue.working_copy(&asset.id).await?;
    let is_there = copy.is_some_and(|copy| house.vault.contains(&copy.digest));
    if is_there || playable_as(&asset.survey.facts).is_some() {
        return Ok(Vec::new());
    }
    let mut plan = Plan::of(asset, &sheet.container, house.engine().await?.build());
    plan.priority = PRIORITY;
    plan.working_copy(sheet, house.config.engine.threads.get())?;
    plan.enqueue(house, None, "asset.copy").await
}

impl Plan<'_> {
    fn working_copy(&mut self, sheet: &ConformSheet, threads: u32) -> anyhow::Result<()> {
        let heard = sound_of(sheet);
        let heard = sheet.sounds.iter().position(|sound| Some(sound) == heard);
        let (ladder, length) = (working_ladder(sheet, heard), Self::length(sheet)?);
        let (picture, sound) = (ladder.pictures.first(), ladder.sounds.first());
        let copied = match picture {
            Some(picture) => self.copy_picture(sheet, &ladder, picture, threads, length)?,
            None => None,
        };
        if let Some(sound) = sound {
            self.copy_sound(sheet, sound, length)?;
        }
        let inputs: Vec<Digest> = self.jobs.iter().map(|job| job.key.0).collect();
        let before: Vec<JobId> = self.jobs.iter().map(|job| job.id.clone()).collect();
        let rates = picture.map_or(0, |plan| plan.max_rate) + sound.map_or(0, |plan| plan.bit_rate);
        let step = FileWorkingCopy {
            asset: self.asset.id.clone(),
            picture: copied,
            has_sound: sound.is_some(),
            length,
            engine: self.engine.to_owned(),
        };
        let key = step.key(&inputs, self.engine)?;
        // Once the picture joined, once both together.
        let disk = room(rates, length).saturating_mul(2);
        self.add(&step, key, "copy for browsers, join", before, disk)
    }

    /// `None` when nothing is seen.
    fn copy_picture(
        &mut self,
        sheet: &ConformSheet,
        ladder: &Ladder,
        plan: &PicturePlan,
        threads: u32,
        length: MediaTime,
    ) -> anyhow::Result<Option<PictureJoin>> {
        let Some(picture) = sheet.picture() else {
            return Ok(None);
        };
        let pieces = ladder.pieces(sheet.frames());
        let disk = room(plan.max_rate, length) / pieces.len().max(1) as u64;
        for piece in &pieces {
            let step = EncodePiece {
                source: self.asset.digest,
                container: self.container.to_owned(),
                picture: picture.clone(),
                plan: plan.clone(),
                gop_frames: ladder.gop_frames,
                piece: *piece,
                threads,
                engine: self.engine.to_owned(),
            };
            let name = format!(
                "copy for browsers, piece {} of {}",
                piece.number + 1,
                pieces.len()
            );
            let key = step.key(&[self.asset.digest], self.engine)?;
            self.add(&step, key, &name, Vec::new(), disk.saturating_add(DISK))?;
        }
        Ok(Some(PictureJoin {
            rate: picture.rate,
            segment_frames: ladder.gop_frames.saturating_mul(ladder.segment_gops),
            gop_frames: ladder.gop_frames,
            piece_frames: pieces.iter().map(|piece| piece.frames).collect(),
        }))
    }

    fn copy_sound(
        &mut self,
        sheet: &ConformSheet,
        plan: &SoundPlan,
        length: MediaTime,
    ) -> anyhow::Result<()> {
        let Some(sound) = sheet.sounds.get(plan.sound) else {
            return Ok(());
        };
        let step = CopySound {
            source: self.asset.digest,
            container: self.container.to_owned(),
            sound: sound.clone(),
            plan: plan.clone(),
            length,
            engine: self.engine.to_owned(),
        };
        let key = step.key(&[self.asset.digest], self.engine)?;
        let disk = room(plan.bit_rate, length);
        self.add(&step, key, "copy for browsers, sound", Vec::new(), disk)
    }
}

/// Bytes that so much of a track takes at most.
fn room(bits_per_second: u32, length: MediaTime) -> u64 {
    let bytes = u128::from(bits_per_second) * u128::from(length.micros().unsigned_abs()) / 8_000_000;
    u64::try_from(bytes).unwrap_or(u64::MAX).saturating_add(DISK)
}
