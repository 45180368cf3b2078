//! Renditions made from what ffmpeg wrote, and read back by ffmpeg, shaka-packager and mp4-atom.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in test functions, not in what they share"
)]

mod cutting;
mod encoder;
mod joining;
