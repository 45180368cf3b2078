//! What the looks at a tape tell besides its shots: faults and oddities of the picture, curves, and prints to know it by.

mod bars;
mod borders;
mod runs;
mod stills;
mod viewing;

pub use stills::{Pick, StillPicker};
pub use viewing::{Viewed, Viewing};
