use std::path::Path;

use house::analyse::{NearDuplicate, PrintIndex, Prints};
use house::id::AssetId;
use serde::{Deserialize, Serialize};
use store::Effect;

use super::super::{Failure, Job, Outcome, Work};

/// Looks for a tape's pictures on all others. It runs when the tape's own prints are in the catalogue, so of two tapes
/// that are gone through at the same time the later one finds the earlier.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CompareTapes {
    pub asset: AssetId,
}

impl Job for CompareTapes {
    const KIND: &'static str = "compare-tapes";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        let workshop = work.workshop.clone();
        let all = workshop.house.catalogue.all_prints().await?;
        let asset = self.asset.clone();
        let stop = work.stop().clone();
        let duplicates = work
            .blocking(move || {
                let mut others = Vec::new();
                let mut own = Prints::default();
                for (of, digest) in all {
                    let path = workshop.object(&digest)?;
                    if of == asset {
                        own = read(&path)?;
                    } else {
                        others.push((of, path));
                    }
                }
                let index = PrintIndex::of(&own);
                let mut found = Vec::new();
                for (other, path) in others {
                    if stop.is_cancelled() {
                        return Err(Failure::Stopped);
                    }
                    let alike = index.alike(&read(&path)?);
                    found.extend(alike.into_iter().map(|alike| NearDuplicate {
                        here: alike.here,
                        other: other.clone(),
                        there: alike.there,
                        likeness: alike.likeness,
                    }));
                }
                Ok(found)
            })
            .await?;
        Ok(Outcome {
            outputs: Vec::new(),
            effects: vec![Effect::PutNearDuplicates {
                asset: self.asset,
                duplicates,
            }],
        })
    }
}

fn read(path: &Path) -> Result<Prints, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::io(path, &error))?;
    Prints::from_bytes(&bytes).map_err(|error| Failure::Lasting(format!("{}: {error}", path.display())))
}
