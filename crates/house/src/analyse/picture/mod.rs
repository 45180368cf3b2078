//! What the looks at a tape tell besides its shots: faults and oddities of the picture, curves, and prints to know it by.

mod bars;
mod borders;
mod runs;
mod stills;
#[cfg(test)]
mod tests;
mod viewing;

pub(crate) use stills::distance;
pub use stills::{Pick, StillPicker, choose_stills};
pub use viewing::{Viewed, Viewing};
