//! The seek bar's pictures: a WebVTT track whose cues point into sheets of stills (Media Fragments `#xywh=`).

use media::time::MediaTime;

/// One sheet: `columns` tiles in a row, `tiles` in all, the first showing `first_ms`, then one every `every_ms`.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// Address of the picture: "/picture/KEY.jpg".
    pub address: &'a str,
    pub columns: u32,
    pub tiles: u32,
    pub tile_width: u32,
    pub tile_height: u32,
    pub first_ms: i64,
    pub every_ms: i64,
}

/// `stills.vtt` for a film that lasts `duration`. Each moment of the film gets the still that was taken nearest to it.
pub fn webvtt(_sheets: &[Sheet<'_>], _duration: MediaTime) -> String {
    "WEBVTT\n".into()
}
