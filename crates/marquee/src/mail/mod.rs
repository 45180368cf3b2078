//! The house's letters: kept in the catalogue, and carried to the mail server by whoever serves.

mod post_office;
mod smtp;

pub use post_office::PostOffice;
pub use smtp::Smtp;
