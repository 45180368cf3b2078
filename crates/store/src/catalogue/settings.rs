use super::{Catalogue, unfinished};
use crate::StoreError;

impl Catalogue {
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let _ = key;
        Err(unfinished())
    }

    pub async fn put_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let _ = (key, value);
        Err(unfinished())
    }
}
