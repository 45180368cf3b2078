use house::id::MasterId;

use super::{Catalogue, unfinished};
use crate::StoreError;

impl Catalogue {
    /// Keeps what the check found about `subject` ("rendition KEY", "alignment", ...) of a master, in place of what
    /// was kept before.
    pub async fn put_report(
        &self,
        master: &MasterId,
        subject: &str,
        report: &serde_json::Value,
    ) -> Result<(), StoreError> {
        let _ = (master, subject, report);
        Err(unfinished())
    }

    /// Reports of a master by subject.
    pub async fn reports_of(
        &self,
        master: &MasterId,
    ) -> Result<Vec<(String, serde_json::Value)>, StoreError> {
        let _ = master;
        Err(unfinished())
    }
}
