//! What the site asks for, done by the same production that the commands use.

use std::sync::Arc;

use house::archive::Asset;
use house::encode::{Effort, Estimate, LineChange};
use house::id::{AssetId, JobId, MasterId, RenditionId, TitleId, UploadId};
use house::release::{Board, PictureRole, Release, Title};
use house::team::Actor;
use site::{Answer, CorrectedLines, Opening, PictureFrom, ReadLines, SubtitleFlags, WorkError, Workroom};
use store::{ComparedSheet, StoreError};

use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;
use crate::production;

pub struct HouseWorkroom {
    house: Arc<OpenHouse>,
}

impl HouseWorkroom {
    pub fn new(house: Arc<OpenHouse>) -> Self {
        Self { house }
    }

    async fn asset(&self, id: &AssetId) -> anyhow::Result<Asset> {
        let asset = self.house.catalogue.asset_by_id(id).await?;
        asset.ok_or_else(|| Advised::new("there is no such asset", "it may be in another house").into())
    }

    async fn title(&self, id: &TitleId) -> anyhow::Result<Title> {
        let title = self.house.catalogue.title_by_id(id).await?;
        title.ok_or_else(|| Advised::new("there is no such title", "it may have been removed").into())
    }
}

impl Workroom for HouseWorkroom {
    fn release(&self, actor: Actor, title: TitleId, opening: Opening) -> Answer<'_, Release> {
        Box::pin(async move {
            let title = self.title(&title).await.map_err(told)?;
            let opened = production::open_release(&self.house, &actor, &title, opening);
            opened.await.map_err(told)
        })
    }

    fn board(&self, title: TitleId) -> Answer<'_, Board> {
        Box::pin(async move {
            let title = self.title(&title).await.map_err(told)?;
            let board = production::board_of(&self.house, &title, None);
            board.await.map_err(told)
        })
    }

    fn replace_film(
        &self,
        actor: Actor,
        title: TitleId,
        asset: AssetId,
        effort: Effort,
    ) -> Answer<'_, (MasterId, Vec<JobId>)> {
        Box::pin(async move {
            let title = self.title(&title).await.map_err(told)?;
            let asset = self.asset(&asset).await.map_err(told)?;
            let made = production::replace_film(&self.house, &actor, &title, &asset, effort).await;
            let (master, ordered) = made.map_err(told)?;
            Ok((master.id, ordered.jobs))
        })
    }

    fn encode(&self, actor: Actor, title: TitleId) -> Answer<'_, Vec<JobId>> {
        Box::pin(async move {
            let title = self.title(&title).await.map_err(told)?;
            let master = production::newest_master(&self.house, &title)
                .await
                .map_err(told)?;
            let ordered = production::order_encodes_by(&self.house, &actor, &master, Effort::Normal).await;
            Ok(ordered.map_err(told)?.jobs)
        })
    }

    fn analyse(&self, actor: Actor, asset: AssetId) -> Answer<'_, Vec<JobId>> {
        Box::pin(async move {
            let asset = self.asset(&asset).await.map_err(told)?;
            let known = self.house.catalogue.analysed(&asset.id).await;
            let known = known.map_err(|error| told(error.into()))?;
            let ordered = production::order_analysis(&self.house, Some(&actor), &asset).await;
            let production::OrderedPass { mut jobs, copy } = ordered.map_err(told)?;
            // Who knows already what is on it waits for the copy.
            if known.is_some() {
                jobs.extend(copy);
            }
            Ok(jobs)
        })
    }

    fn apply_sheet(&self, actor: Actor, compared: Box<ComparedSheet>) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            let applied = production::apply_sheet(&self.house, &actor, &compared, Effort::Normal).await;
            match applied {
                Ok(applied) => Ok(applied.left),
                Err(error) if matches!(error.downcast_ref(), Some(StoreError::Stale)) => {
                    Err(WorkError::Refused(
                        "the title was changed meanwhile: look at the difference again".into(),
                    ))
                }
                Err(error) => Err(told(error)),
            }
        })
    }

    fn estimate(&self, asset: AssetId) -> Answer<'_, (Estimate, Vec<String>)> {
        Box::pin(async move {
            let asset = self.asset(&asset).await.map_err(told)?;
            let sheet = production::conform_film(&asset, production::Wishes::default()).map_err(told)?;
            Ok((production::estimate_film(&sheet), sheet.notes))
        })
    }

    fn pick_picture(
        &self,
        actor: Actor,
        title: TitleId,
        role: PictureRole,
        from: PictureFrom,
    ) -> Answer<'_, JobId> {
        Box::pin(async move {
            let title = self.title(&title).await.map_err(told)?;
            let now = self.house.clock.now();
            let picked = match from {
                PictureFrom::Frame { at_ms } => {
                    production::pick_frame(&self.house, &actor, &title, role, at_ms, now).await
                }
                PictureFrom::Photo(asset) => {
                    let asset = self.asset(&asset).await.map_err(told)?;
                    production::pick_photo(&self.house, &actor, &title, role, &asset, now).await
                }
            };
            picked.map_err(told)
        })
    }

    fn show_moments(&self, actor: Actor, title: TitleId, how_many: usize) -> Answer<'_, JobId> {
        Box::pin(async move {
            let title = self.title(&title).await.map_err(told)?;
            let shown = production::show_moments(&self.house, &actor, &title, how_many).await;
            Ok(shown.map_err(told)?.0)
        })
    }

    fn read_lines(&self, title: TitleId, text: RenditionId) -> Answer<'_, ReadLines> {
        Box::pin(async move {
            let title = self.title(&title).await.map_err(told)?;
            production::read_lines(&self.house, &title, &text)
                .await
                .map_err(told)
        })
    }

    fn correct_lines(
        &self,
        actor: Actor,
        title: TitleId,
        text: RenditionId,
        changes: Vec<LineChange>,
        flags: SubtitleFlags,
    ) -> Answer<'_, CorrectedLines> {
        Box::pin(async move {
            let title = self.title(&title).await.map_err(told)?;
            production::correct_lines(&self.house, &actor, &title, &text, &changes, &flags)
                .await
                .map_err(told)
        })
    }

    fn add_subtitles(
        &self,
        actor: Actor,
        title: TitleId,
        asset: AssetId,
        flags: SubtitleFlags,
    ) -> Answer<'_, JobId> {
        Box::pin(async move {
            let title = self.title(&title).await.map_err(told)?;
            let asset = self.asset(&asset).await.map_err(told)?;
            production::add_subtitles(&self.house, &actor, &title, &asset, &flags)
                .await
                .map_err(told)
        })
    }

    fn take_in(&self, upload: UploadId) -> Answer<'_, JobId> {
        Box::pin(async move {
            production::order_take_in(&self.house, &upload)
                .await
                .map_err(told)
        })
    }

    fn salvage(&self, actor: Actor, upload: UploadId) -> Answer<'_, JobId> {
        Box::pin(async move {
            production::order_salvage(&self.house, &actor, &upload)
                .await
                .map_err(told)
        })
    }

    fn withdraw(&self, actor: Actor, title: TitleId) -> Answer<'_, Release> {
        Box::pin(async move {
            let title = self.title(&title).await.map_err(told)?;
            production::withdraw(&self.house, &actor, &title)
                .await
                .map_err(told)?;
            let release = self.house.catalogue.release_of(&title.id).await;
            let release = release.map_err(|error| WorkError::Broken(error.to_string()))?;
            release.ok_or_else(|| WorkError::Broken("the withdrawn release is gone".into()))
        })
    }
}

/// What was refused with advice is for people, everything else for the log.
fn told(error: anyhow::Error) -> WorkError {
    match error.chain().find_map(|cause| cause.downcast_ref::<Advised>()) {
        Some(advised) => WorkError::Refused(advised.to_string()),
        None => WorkError::Broken(format!("{error:#}")),
    }
}
