//! What the site asks for, done by the same production that the commands use.

use std::sync::Arc;

use house::id::{JobId, TitleId, UploadId};
use house::release::{Release, Title};
use house::team::Actor;
use site::{Answer, Opening, WorkError, Workroom};

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

    async fn title(&self, id: &TitleId) -> anyhow::Result<Title> {
        let title = self.house.catalogue.title_by_id(id).await?;
        title.ok_or_else(|| Advised::new("there is no such title", "it may have been removed").into())
    }
}

impl Workroom for HouseWorkroom {
    fn release(&self, actor: Actor, title: TitleId, opening: Opening) -> Answer<'_, Release> {
        Box::pin(async move {
            let title = self.title(&title).await.map_err(told)?;
            let opened = production::release_now(&self.house, &actor, &title, opening.opens, opening.closes);
            opened.await.map_err(told)
        })
    }

    fn take_in(&self, upload: UploadId) -> Answer<'_, JobId> {
        Box::pin(async move {
            production::order_take_in(&self.house, &upload, false)
                .await
                .map_err(told)
        })
    }

    fn salvage(&self, _actor: Actor, upload: UploadId) -> Answer<'_, JobId> {
        Box::pin(async move {
            production::order_take_in(&self.house, &upload, true)
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
