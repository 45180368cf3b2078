//! The finder as a whole, on analyses that are made here.

mod any_tape;
mod borders;
mod kinds;
mod marks;
mod tape;
