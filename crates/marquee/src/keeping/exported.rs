//! What a title's bag holds besides its files: `title.json`, and where each file lies. All paths are the program's
//! own; nothing is built from a name that somebody gave.

use house::Digest;
use house::archive::{Asset, AssetKind};
use house::encode::{Rendition, Track};
use house::master::Master;
use house::release::{Picture, PictureRole, Release, Report, Title};
use serde::{Deserialize, Serialize};

pub const RECORD: &str = "title.json";
/// The form of `title.json` that this program writes.
pub const FORM: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
pub struct Exported {
    pub form: u32,
    pub program: String,
    /// RFC 3339.
    pub exported: String,
    pub house: String,
    /// Its pictures lie in `pictures`, in the same order.
    pub title: Title,
    pub pictures: Vec<String>,
    /// The archived sources: the film, and subtitle files that were handed in.
    pub assets: Vec<ExportedAsset>,
    pub master: Master,
    pub renditions: Vec<ExportedRendition>,
    pub reports: Vec<Report>,
    /// How it was released; for information.
    pub release: Option<Release>,
}

impl Exported {
    /// Every file that is an object of the vault.
    pub fn objects(&self) -> Vec<(String, Digest)> {
        let assets = self
            .assets
            .iter()
            .map(|asset| (asset.file.clone(), asset.asset.digest));
        let renditions = self
            .renditions
            .iter()
            .map(|made| (made.file.clone(), made.rendition.digest));
        let pictures = self
            .pictures
            .iter()
            .cloned()
            .zip(self.title.pictures.iter().map(|picture| picture.digest));
        assets.chain(renditions).chain(pictures).collect()
    }

    pub fn bytes(&self) -> u64 {
        let assets = self.assets.iter().map(|asset| asset.asset.bytes);
        let renditions = self.renditions.iter().map(|made| made.rendition.bytes);
        let pictures = self.title.pictures.iter().map(|picture| picture.bytes);
        assets.chain(renditions).chain(pictures).sum()
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct ExportedAsset {
    pub file: String,
    pub asset: Asset,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct ExportedRendition {
    pub file: String,
    pub rendition: Rendition,
}

/// Where an asset lies. The ending helps people; it is one of a fixed list, whatever the file was called.
pub fn asset_path(number: usize, asset: &Asset) -> String {
    const ENDINGS: [&str; 26] = [
        "mp4", "m4v", "mov", "mkv", "webm", "avi", "mpg", "mpeg", "mxf", "ts", "m2ts", "ogv", "wmv", "dv",
        "3gp", "srt", "vtt", "ass", "wav", "flac", "mp3", "m4a", "ogg", "opus", "aac", "aiff",
    ];
    let given = asset.file_name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let known = ENDINGS
        .into_iter()
        .find(|ending| given.eq_ignore_ascii_case(ending));
    let ending = known.unwrap_or("bin");
    match asset.kind {
        AssetKind::Subtitles => format!("subtitles/source-{number}.{ending}"),
        _ => format!("film/film.{ending}"),
    }
}

/// The folder of a rendition, which is its name in the playlists too.
pub fn rendition_name(number: usize, track: &Track) -> String {
    match track {
        Track::Picture { width, height, .. } => format!("{number}-picture-{width}x{height}"),
        Track::Sound { channels, .. } => format!("{number}-sound-{channels}ch"),
        Track::Text { .. } => format!("{number}-text"),
    }
}

pub fn rendition_path(number: usize, track: &Track) -> String {
    let file = match track {
        Track::Text { .. } => package::address::TEXT,
        _ => package::address::FILE,
    };
    format!("renditions/{}/{file}", rendition_name(number, track))
}

/// `place` is the picture's among those of the title.
pub fn picture_path((place, picture): (usize, &Picture)) -> String {
    match picture.role {
        PictureRole::Poster => "pictures/poster.jpg".into(),
        PictureRole::Still => format!("pictures/still-{place}.jpg"),
        PictureRole::Moment => format!("pictures/moment-{place}.jpg"),
        PictureRole::SeekSheet { number, .. } => format!("pictures/seek-{number}.jpg"),
        PictureRole::Page { .. } => format!("pictures/page-{place}.tiles"),
    }
}
