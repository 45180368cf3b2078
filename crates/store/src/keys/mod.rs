//! Content keys: made when a release is sealed, kept encrypted under the house's own key, and known in memory to
//! whoever serves. Their bytes leave here only for an [`house::release::Admission`].

mod house_key;
mod ring;
#[cfg(test)]
mod tests;

pub use house_key::HouseKey;
pub use ring::KeyRing;
