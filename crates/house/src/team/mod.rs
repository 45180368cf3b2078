//! The people who run the house: accounts, what each may do, and the log of what each did.

mod account;
mod audit;
mod email;
mod password;
mod role;
mod scope;

pub use account::{Account, Actor};
pub use audit::AuditEntry;
pub use email::EmailAddress;
pub use password::Password;
pub use role::{Right, Role};
pub use scope::Scope;
