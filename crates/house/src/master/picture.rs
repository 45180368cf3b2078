//! Which of a file's pictures is the film.

use media::facts::{FieldOrder, MediaFacts, PictureStream};

use crate::HouseError;

/// The stream asked for, else the default one, else the largest.
pub(super) fn choose<'a>(
    facts: &'a MediaFacts,
    wanted: Option<u32>,
    notes: &mut Vec<String>,
) -> Result<&'a PictureStream, HouseError> {
    if facts.still {
        return refuse("This is a still picture, not a film. Add it as a photo, or choose a moving one.");
    }
    let moving = || facts.pictures.iter().filter(|picture| !picture.attached_picture);
    if let Some(index) = wanted {
        return moving().find(|picture| picture.index == index).ok_or_else(|| {
            let have: Vec<String> = moving().map(|picture| picture.index.to_string()).collect();
            let have = if have.is_empty() {
                "none".into()
            } else {
                have.join(", ")
            };
            HouseError::Refused(format!("The file has no picture stream {index}; it has: {have}."))
        });
    }
    let count = moving().count();
    let marked = moving().any(|picture| picture.default);
    let chosen = moving()
        .filter(|picture| picture.default || !marked)
        .max_by_key(|picture| (area(picture), std::cmp::Reverse(picture.index)));
    let Some(chosen) = chosen else {
        return refuse("The file has neither a moving picture nor a sound that could be shown.");
    };
    if count > 1 {
        notes.push(format!(
            "The file has {count} pictures; stream {} ({} x {}) is taken, the others are left out.",
            chosen.index, chosen.width, chosen.height
        ));
    }
    Ok(chosen)
}

/// The order of fields when the picture has two of them per frame.
pub(super) fn interlaced(stream: &PictureStream) -> Option<FieldOrder> {
    stream
        .field_order
        .filter(|order| *order != FieldOrder::Progressive)
}

fn area(picture: &PictureStream) -> u64 {
    u64::from(picture.width) * u64::from(picture.height)
}

fn refuse<T>(sentence: &str) -> Result<T, HouseError> {
    Err(HouseError::Refused(sentence.into()))
}
