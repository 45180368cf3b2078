//! The shown size: square pixels, upright, even sides.

use media::facts::PictureStream;

use super::conform::Limits;
use crate::HouseError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Pixel aspects beyond this are a mistake in the file, not a lens.
const WIDEST_PIXEL: u64 = 5;

/// Anamorphic pixels are made square by widening the shorter way, so that no line of the source is lost; odd sides
/// lose one pixel, because H.264 4:2:0 has only even ones.
pub(super) fn shown(
    stream: &PictureStream,
    limits: Limits,
    notes: &mut Vec<String>,
) -> Result<Shape, HouseError> {
    let (width, height) = (u64::from(stream.width), u64::from(stream.height));
    let (across, down) = pixel_aspect(stream.sample_aspect);
    let square = if across >= down {
        (divide_nearest(width * across, down), height)
    } else {
        (width, divide_nearest(height * down, across))
    };
    let upright = if matches!(stream.rotation, 90 | 270) {
        (square.1, square.0)
    } else {
        square
    };
    refuse_absurd(stream, upright, limits)?;
    let even = (upright.0 & !1, upright.1 & !1);
    note(stream, (across, down), upright, even, notes);
    // `refuse_absurd` has bounded both sides by a u32.
    let side = |pixels: u64| u32::try_from(pixels).unwrap_or(u32::MAX);
    Ok(Shape {
        width: side(even.0),
        height: side(even.1),
    })
}

fn pixel_aspect((across, down): (u32, u32)) -> (u64, u64) {
    let (across, down) = (u64::from(across), u64::from(down));
    let possible = across > 0 && down > 0 && across <= down * WIDEST_PIXEL && down <= across * WIDEST_PIXEL;
    if possible { (across, down) } else { (1, 1) }
}

fn refuse_absurd(
    stream: &PictureStream,
    (width, height): (u64, u64),
    limits: Limits,
) -> Result<(), HouseError> {
    let (short, long) = (width.min(height), width.max(height));
    let bounds = u64::from(limits.shortest_side)..=u64::from(limits.longest_side);
    if bounds.contains(&short) && bounds.contains(&long) {
        return Ok(());
    }
    Err(HouseError::Refused(format!(
        "The picture of {} x {} pixels cannot be shown; sides from {} to {} can. Bring the film in another size.",
        stream.width, stream.height, limits.shortest_side, limits.longest_side
    )))
}

fn note(
    stream: &PictureStream,
    pixel: (u64, u64),
    whole: (u64, u64),
    even: (u64, u64),
    notes: &mut Vec<String>,
) {
    if pixel.0 != pixel.1 {
        notes.push(format!(
            "The pixels are not square ({}:{}); {} x {} is shown as {} x {}.",
            pixel.0, pixel.1, stream.width, stream.height, even.0, even.1
        ));
    } else if pixel_aspect(stream.sample_aspect) == (1, 1)
        && stream.sample_aspect.0 != stream.sample_aspect.1
        && stream.sample_aspect.0 > 0
        && stream.sample_aspect.1 > 0
    {
        notes.push(format!(
            "The file's pixel aspect {}:{} cannot be right and is taken as 1:1.",
            stream.sample_aspect.0, stream.sample_aspect.1
        ));
    }
    if stream.rotation != 0 {
        notes.push(format!(
            "The picture is turned by {} degrees, as the file asks.",
            stream.rotation
        ));
    }
    if whole != even {
        notes.push(format!(
            "Odd sizes cannot be encoded; {} x {} becomes {} x {}.",
            whole.0, whole.1, even.0, even.1
        ));
    }
}

fn divide_nearest(numerator: u64, denominator: u64) -> u64 {
    (numerator + denominator / 2) / denominator
}
