//! What a bag says of a title, held against what can be: it may have been made to deceive.

use house::analyse::Span;
use house::encode::{Codec, Track};
use house::id::PictureKey;
use house::language::turns_direction;
use house::master::{Master, TextConform};
use house::release::{Picture, PictureRole, ShownMoment, ShownMoments, Title, Words};
use media::time::{FrameNo, MediaTime};

use crate::cli::problem::Advised;

const LARGEST_SIDE: u32 = 16_384;

pub(super) fn checked_picture(came: &Picture) -> anyhow::Result<Picture> {
    let sides = match came.role {
        // Tiles that lie outside their object are answered as any range that is not there.
        PictureRole::Poster | PictureRole::Still | PictureRole::Moment | PictureRole::Page { .. } => {
            vec![came.width, came.height]
        }
        PictureRole::SeekSheet {
            columns,
            rows,
            tile_width,
            tile_height,
            ..
        } => vec![came.width, came.height, columns, rows, tile_width, tile_height],
    };
    if sides.into_iter().any(|side| side == 0 || side > LARGEST_SIDE) {
        return Err(refused("a picture in title.json has a size that no picture has"));
    }
    Ok(Picture {
        key: PictureKey::random(),
        ..came.clone()
    })
}

/// The moments on its page, with their pictures; nothing where they are those of an earlier film.
pub(super) fn checked_moments(
    came: &Title,
    master: &Master,
) -> anyhow::Result<Option<(ShownMoments, Vec<Picture>)>> {
    let Some(moments) = came
        .moments
        .as_ref()
        .filter(|moments| moments.master == master.id)
    else {
        return Ok(None);
    };
    let length = master.sheet.rate().time_of(FrameNo(master.sheet.frames()))?;
    let mut moments: Vec<&ShownMoment> = moments.list.iter().collect();
    moments.sort_by_key(|moment| (moment.span.start, moment.span.end));
    let (mut pictures, mut list) = (Vec::new(), Vec::new());
    for moment in moments {
        let Span { start, end } = moment.span;
        if start < MediaTime::ZERO || start >= end || end > length {
            return Err(refused("a moment in title.json lies outside the film"));
        }
        let still = came.pictures.iter().find(|picture| {
            picture.role == PictureRole::Moment && Some(&picture.key) == moment.still.as_ref()
        });
        let still = still.map(checked_picture).transpose()?;
        list.push(ShownMoment {
            span: moment.span,
            kind: moment.kind,
            name: checked_moment(&moment.name)?,
            still: still.as_ref().map(|picture| picture.key.clone()),
        });
        pictures.extend(still);
    }
    let master = master.id.clone();
    Ok((!list.is_empty()).then_some((ShownMoments { master, list }, pictures)))
}

/// What was heard in a right-to-left transcript may have marks around it that pages do not take.
fn checked_moment(name: &str) -> anyhow::Result<String> {
    let name: String = name.chars().filter(|letter| !turns_direction(*letter)).collect();
    let checked = Words::Line.check(&name);
    checked.map_err(|error| {
        refused(&format!(
            "a moment in title.json has no name that can be shown: {error}"
        ))
    })
}

/// What is written into playlists and pages.
pub(super) fn checked_track(track: &Track) -> anyhow::Result<Track> {
    Ok(match track.clone() {
        Track::Picture {
            width,
            height,
            rate,
            codec,
        } => {
            if width == 0 || height == 0 || width.max(height) > LARGEST_SIDE {
                return Err(refused("a picture rendition has a size that no film has"));
            }
            Track::Picture {
                width,
                height,
                rate,
                codec: checked_codec(codec)?,
            }
        }
        Track::Sound {
            channels,
            sample_rate,
            codec,
            language,
            title,
            default,
        } => Track::Sound {
            channels,
            sample_rate,
            codec: checked_codec(codec)?,
            language: checked_language(&language)?,
            title: checked_name(title)?,
            default,
        },
        Track::Text {
            language,
            title,
            forced,
            hearing_impaired,
            default,
        } => Track::Text {
            language: checked_language(&language)?,
            title: checked_name(title)?,
            forced,
            hearing_impaired,
            default,
        },
    })
}

pub(super) fn checked_text(text: &TextConform) -> anyhow::Result<TextConform> {
    Ok(TextConform {
        language: checked_language(&text.language)?,
        title: checked_name(text.title.clone())?,
        ..text.clone()
    })
}

fn checked_name(title: Option<String>) -> anyhow::Result<Option<String>> {
    Ok(title.map(|title| Words::Line.check(&title)).transpose()?)
}

/// RFC 6381.
fn checked_codec(codec: Codec) -> anyhow::Result<Codec> {
    let plain = codec.0.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.');
    if plain && (1..=64).contains(&codec.0.len()) {
        return Ok(codec);
    }
    Err(refused("a rendition names a codec that is none"))
}

/// BCP 47.
pub(super) fn checked_language(tag: &str) -> anyhow::Result<String> {
    let plain = tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if plain && (2..=35).contains(&tag.len()) {
        return Ok(tag.to_owned());
    }
    Err(refused("a language in title.json is none"))
}

pub(super) fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

pub(super) fn refused(why: &str) -> anyhow::Error {
    Advised::new(
        format!("the bag is refused: {why}"),
        "ask for it to be exported again where it comes from; nothing was filed",
    )
    .into()
}
