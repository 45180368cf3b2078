//! The engine room: the only crate that starts processes. FFmpeg and ffprobe with typed arguments, run in a cell
//! without network and with limits on memory, time and files.
//!
//! A program that uses this crate calls [`cell::run_if_called`] first thing in `main`.

pub mod cell;
mod child;
mod config;
mod decode;
mod demo;
mod error;
mod find;
mod frames;
mod hear;
mod holes;
mod jpeg;
mod letters;
mod look;
mod mux;
mod picture;
mod poster;
mod report;
mod roll;
mod salvage;
mod samples;
mod sound;
mod stills;
mod survey;
mod text;
mod tiles;
mod watch;

pub use config::EngineConfig;
pub use decode::{DecodeRequest, Decoded, DecodedUnit};
pub use demo::DemoFilm;
pub use error::EngineError;
pub use find::Engine;
pub use frames::{LookColours, Reading};
pub use holes::{Hole, HolesRequest};
pub use letters::{Layout, Reader};
pub use look::{Fields, LookRequest, Looked};
pub use mux::Mux;
pub use picture::PictureEncode;
pub use poster::{PosterCandidate, PosterRequest};
pub use report::{EngineReport, Sandbox};
pub use roll::Roll;
pub use salvage::Salvaged;
pub use samples::SoundReading;
pub use sound::SoundEncode;
pub use stills::{StillsRequest, StillsSheet};
pub use text::TextExtract;
pub use tiles::TilesRequest;
pub use watch::{CancelToken, Progress, Watch};
