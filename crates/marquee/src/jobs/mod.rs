//! The long steps of the house, one file per job, and the worker that runs them.
//!
//! A job's struct is its parameters. It reads vault objects, works in a scratch folder that is its claim's alone,
//! and ends in one transaction: outputs, changes of the catalogue, and the mark that it is done.

pub mod analysis;
mod attempt;
mod check_rendition;
mod convert_text;
pub mod cut_page;
pub mod draft_title;
mod each_segment;
pub mod encode_piece;
mod encode_sound;
pub mod examine;
mod failure;
mod job;
mod join_rendition;
mod kinds;
mod one_frame;
mod open_release;
pub mod pick_picture;
pub mod plan;
pub mod progress;
pub mod replace_master;
mod scratch;
pub mod seek_stills;
pub mod show_moments;
mod stoppable;
mod take_cover;
pub mod take_in;
mod take_pictures;
mod timeline;
mod work;
mod worker;
pub mod working_copy;
mod workshop;

pub use failure::Failure;
pub use job::{Job, Outcome};
pub use scratch::Scratch;
pub use timeline::Timeline;
pub use work::Work;
pub use worker::Worker;
pub use workshop::Workshop;
