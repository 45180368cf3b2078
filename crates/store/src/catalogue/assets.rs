use house::Digest;
use house::archive::{Asset, AssetKind, Provenance};
use house::id::AssetId;

use super::{Catalogue, unfinished};
use crate::StoreError;

impl Catalogue {
    /// Files an asset. The same bytes twice are one asset: when one with this digest is there already, that one is
    /// returned and nothing is changed.
    pub async fn put_asset(&self, asset: &Asset) -> Result<Asset, StoreError> {
        let _ = asset;
        Err(unfinished())
    }

    pub async fn asset_by_id(&self, id: &AssetId) -> Result<Option<Asset>, StoreError> {
        let _ = id;
        Err(unfinished())
    }

    pub async fn asset_by_digest(&self, digest: &Digest) -> Result<Option<Asset>, StoreError> {
        let _ = digest;
        Err(unfinished())
    }

    /// All assets, or those of one kind; oldest first.
    pub async fn assets(&self, kind: Option<AssetKind>) -> Result<Vec<Asset>, StoreError> {
        let _ = kind;
        Err(unfinished())
    }

    /// What is said about an asset may be corrected; its bytes never.
    pub async fn set_provenance(
        &self,
        id: &AssetId,
        kind: AssetKind,
        provenance: &Provenance,
    ) -> Result<(), StoreError> {
        let _ = (id, kind, provenance);
        Err(unfinished())
    }
}
