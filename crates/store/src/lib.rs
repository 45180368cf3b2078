//! Where things are kept: the catalogue (records), the queue (jobs), the vault (bytes) and the viewers' door, the
//! only way by which a viewer's request reaches the vault.
//!
//! Times come from the handed-in [`house::Clock`] and are stored as 64-bit microseconds. The catalogue and the queue lie in
//! SQLite or in PostgreSQL; every query is written once, for both (see `db`).

pub mod backup;
pub mod bag;
pub mod catalogue;
mod db;
pub mod disk;
pub mod dock;
pub mod error;
#[cfg(test)]
mod fixtures;
pub mod keys;
pub mod lock;
mod moving;

pub mod queue;
#[cfg(test)]
mod send_check;
pub mod vault;
pub mod viewers_door;

pub use backup::{BackupFolder, BackupKey, Generation, Manifest, Restored, Taken};
pub use bag::{Bag, BagWriter};
pub use catalogue::{
    ApiToken, Asked, AssetPlace, AssetQuery, AssetSort, AuditFilter, Catalogue, Collected, ComparedSheet,
    Corrected, DELIVERY_ATTEMPTS, Delivery, DeliveryState, Effect, GivenAnswer, KeptLetter, Letters,
    LettersWaiting, Link, LinkPurpose, ListedTitle, LoginAttempt, NewAccount, NewApiToken, PassDeed, PassUse,
    PassUser, Remark, Reminder, SearchHit, SearchPage, SearchPlace, SearchSize, Secret, Session, SpokenLine,
    TalkChange, Team, TextRevision, TitleQuery, TitleSort, TitleStanding, Trial, Upgraded, Versioned,
    Webhook,
};
pub use db::{Database, ServerAddress};
pub use dock::Dock;
pub use error::StoreError;
pub use keys::{HouseKey, KeyRing};
pub use lock::FileLock;
pub use moving::{Compared, TableSum, copy_catalogue, move_catalogue};
pub use queue::{
    Claim, Deed, Enqueued, Job, JobFilter, JobOrder, JobState, NewJob, Progress, Queue, Standing, Wait,
    WorkerId, WorkerPresence,
};
pub use vault::{Kept, Vault};
pub use viewers_door::{FilmBytes, Place, SealedResource, ViewersDoor};
