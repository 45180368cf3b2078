use engine::TilesRequest;
use house::Digest;
use house::id::{AssetId, PictureKey, TitleId};
use house::master::PictureConform;
use house::release::{Picture, PictureRole, Tiling};
use serde::{Deserialize, Serialize};
use store::Effect;

use super::{Failure, Job, Outcome, Work};

/// Cuts a page of a notebook into tiles, from the whole in one to every pixel, and keeps them in one object.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CutPage {
    pub title: TitleId,
    pub photo: AssetId,
    pub source: Digest,
    pub container: String,
    /// Its size is the upright one.
    pub picture: PictureConform,
    /// When it was asked for (microseconds): a page may be taken out and put in again.
    pub asked: i64,
}

/// Pixels on a tile's side: some 40 kB each, and a page on a large screen is a few dozen.
const SIDE: u32 = 512;

impl Job for CutPage {
    const KIND: &'static str = "cut-page";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        let (width, height) = (self.picture.width, self.picture.height);
        let mut tiling = Tiling {
            side: SIDE,
            levels: Tiling::levels_for(SIDE, width, height),
            ends: Vec::new(),
        };
        let mut bytes = Vec::new();
        for level in 0..tiling.levels {
            let (width, height) = tiling.size_of(level, width, height).unwrap_or((1, 1));
            let request = TilesRequest {
                reading: work
                    .workshop
                    .reading(&self.source, &self.container, &self.picture)?,
                width,
                height,
                side: SIDE,
            };
            for tile in work.workshop.engine.cut_tiles(&request, &work.watch()).await? {
                bytes.extend_from_slice(&tile);
                tiling.ends.push(bytes.len() as u64);
            }
        }
        let path = work.scratch("page.tiles");
        let written = path.clone();
        work.blocking(move || std::fs::write(&written, bytes).map_err(|error| Failure::io(&written, &error)))
            .await?;
        let kept = work.keep(path).await?;
        let picture = Picture {
            key: PictureKey::random(),
            role: PictureRole::Page {
                photo: self.photo,
                tiles: tiling,
            },
            digest: kept.digest,
            bytes: kept.bytes,
            width,
            height,
        };
        Ok(Outcome {
            outputs: vec![kept.digest],
            effects: vec![Effect::PutPage {
                title: self.title,
                picture: Box::new(picture),
            }],
        })
    }
}
