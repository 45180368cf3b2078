//! Decoded pictures as pure rooms see them.

/// One decoded picture: 8 bits, planar, chroma at half the size both ways (4:2:0), rows without padding, in the value
/// range and matrix of the file it came from (mostly limited range, 16 to 235).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planes<'a> {
    /// Even.
    pub width: usize,
    /// Even.
    pub height: usize,
    /// `width * height` bytes.
    pub luma: &'a [u8],
    /// `width * height / 4` bytes.
    pub cb: &'a [u8],
    /// `width * height / 4` bytes.
    pub cr: &'a [u8],
}

impl<'a> Planes<'a> {
    /// Bytes of a picture of this size.
    pub fn bytes_of(width: usize, height: usize) -> usize {
        let luma = width.saturating_mul(height);
        luma.saturating_add(luma / 4 * 2)
    }

    /// Splits a picture as a decoder writes it; `None` when the size is odd or the bytes do not fit it.
    pub fn split(width: usize, height: usize, bytes: &'a [u8]) -> Option<Self> {
        if !width.is_multiple_of(2)
            || !height.is_multiple_of(2)
            || bytes.len() != Self::bytes_of(width, height)
        {
            return None;
        }
        let (luma, chroma) = bytes.split_at_checked(width.checked_mul(height)?)?;
        let (cb, cr) = chroma.split_at_checked(chroma.len() / 2)?;
        Some(Self {
            width,
            height,
            luma,
            cb,
            cr,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_splits_into_its_planes_or_not_at_all() {
        let bytes: Vec<u8> = (0..12).collect();
        let planes = Planes::split(4, 2, &bytes).expect("a whole picture");
        assert_eq!(
            (planes.luma.len(), planes.cb, planes.cr),
            (8, &[8, 9][..], &[10, 11][..])
        );
        assert_eq!(Planes::split(4, 2, &bytes[1..]), None);
        assert_eq!(Planes::split(3, 4, &[0; 18]), None);
        assert_eq!(Planes::split(usize::MAX - 1, 2, &bytes), None);
    }
}
