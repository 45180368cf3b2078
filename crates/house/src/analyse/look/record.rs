/// Cells of the luma thumbnail.
pub const LUMA_WIDTH: usize = 32;
pub const LUMA_HEIGHT: usize = 18;
/// Cells of the two chroma thumbnails.
pub const CHROMA_WIDTH: usize = 16;
pub const CHROMA_HEIGHT: usize = 9;
/// Bins of the histogram of luma, of 8 levels each.
pub const TONES: usize = 32;
/// The grid that differences and motion are measured on. It covers the whole picture, whatever that one's shape.
pub const WORK_WIDTH: usize = 96;
pub const WORK_HEIGHT: usize = 54;
/// Blocks that are followed from frame to frame: 12 x 9, each 8 x 6 cells of the work grid.
pub const BLOCKS: usize = 108;

/// What is kept of one frame. Levels are those of 8 bits in limited range: black 16, white 235, no colour 128.
///
/// Values named "in 256ths" are levels times 256, so a mean keeps its fraction. What compares with the frame before is
/// 0 where there is none ([`Look::has_before`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Mean luma of each cell, row by row.
    pub luma: [u8; LUMA_WIDTH * LUMA_HEIGHT],
    /// Mean blue difference of each cell, row by row.
    pub cb: [u8; CHROMA_WIDTH * CHROMA_HEIGHT],
    /// Mean red difference of each cell, row by row.
    pub cr: [u8; CHROMA_WIDTH * CHROMA_HEIGHT],
    /// Share of the picture in each bin of 8 luma levels, 0 to 255 for none to all, rounded.
    pub tones: [u8; TONES],
    /// Perceptual hash: signs of the 64 lowest frequencies of a cosine transform against their median. Two frames that look
    /// alike differ in few bits, whatever their size, brightness and compression.
    pub hash: u64,
    /// Mean luma, in 256ths.
    pub luma_mean: u16,
    /// Standard deviation of luma over the work grid, in 256ths. A picture of one colour has about 0.
    pub luma_spread: u16,
    /// Luma that 2 % of the work grid lie below, and that 98 % lie below.
    pub luma_low: u8,
    pub luma_high: u8,
    /// Mean distance from grey, `|cb - 128| + |cr - 128|`, in 256ths.
    pub saturation: u16,
    /// The distance from grey that 95 % of the chroma cells lie below.
    pub saturation_high: u8,
    /// Mean absolute Laplacian (four neighbours) of the luma of the picture as it was handed in, in 256ths. It compares
    /// frames of one tape with each other; it is no absolute measure.
    pub sharpness: u16,
    /// Rows or columns at each edge in which nothing is lighter than near black (24), in ten-thousandths of the picture's
    /// height or width: letterbox and pillarbox. A black picture has 10,000 on every side.
    pub dark_top: u16,
    pub dark_bottom: u16,
    pub dark_left: u16,
    pub dark_right: u16,
    /// There was a frame before this one.
    pub has_before: bool,
    /// Every byte of the picture as handed in is that of the frame before.
    pub identical: bool,
    /// Mean absolute difference of luma to the frame before, place by place on the work grid, in 256ths.
    pub difference: u16,
    /// The largest mean absolute difference of a block to the same place in the frame before, in 256ths: a picture that
    /// stands still but for a corner has a small `difference` and a large one of these.
    pub difference_most: u16,
    /// Mean absolute difference of both chroma thumbnails to the frame before, in 256ths.
    pub chroma_difference: u16,
    /// As `difference`, after each block was laid over the place that it resembles most in the frame before.
    pub residual: u16,
    /// Blocks, of 108, with a texture to follow (mean absolute deviation over 2 levels).
    pub textured: u8,
    /// Of those, the ones that nothing nearby in the frame before resembles.
    pub lost: u8,
    /// Mean length of the blocks' displacements since the frame before, in ten-thousandths of the picture's width.
    pub motion: u16,
    /// Median displacement of the textured blocks: how the camera moves. To the right and down are positive; in
    /// ten-thousandths of the picture's width and height.
    pub pan_x: i16,
    pub pan_y: i16,
}

impl Look {
    /// Bytes of one record in a file.
    pub const BYTES: usize = 944;

    /// The record as it lies in a file, little-endian, in the order of the fields; the rest is 0.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let flags = u8::from(self.has_before) | u8::from(self.identical) << 1;
        let wide = [
            self.luma_mean,
            self.luma_spread,
            self.saturation,
            self.sharpness,
            self.dark_top,
            self.dark_bottom,
            self.dark_left,
            self.dark_right,
            self.difference,
            self.difference_most,
            self.chroma_difference,
            self.residual,
            self.motion,
            self.pan_x.cast_unsigned(),
            self.pan_y.cast_unsigned(),
        ];
        let narrow = [
            self.luma_low,
            self.luma_high,
            self.saturation_high,
            self.textured,
            self.lost,
            flags,
        ];
        let mut bytes = [0; Self::BYTES];
        let written = self
            .luma
            .iter()
            .chain(&self.cb)
            .chain(&self.cr)
            .chain(&self.tones)
            .copied()
            .chain(self.hash.to_le_bytes())
            .chain(wide.into_iter().flat_map(u16::to_le_bytes))
            .chain(narrow);
        for (to, from) in bytes.iter_mut().zip(written) {
            *to = from;
        }
        bytes
    }

    /// Any bytes are a Look; whether they were written as one, the file's head says.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let mut rest = Rest(bytes);
        let luma = rest.take();
        let cb = rest.take();
        let cr = rest.take();
        let tones = rest.take();
        let hash = u64::from_le_bytes(rest.take());
        let mut wide = || u16::from_le_bytes(rest.take());
        let luma_mean = wide();
        let luma_spread = wide();
        let saturation = wide();
        let sharpness = wide();
        let dark_top = wide();
        let dark_bottom = wide();
        let dark_left = wide();
        let dark_right = wide();
        let difference = wide();
        let difference_most = wide();
        let chroma_difference = wide();
        let residual = wide();
        let motion = wide();
        let pan_x = wide().cast_signed();
        let pan_y = wide().cast_signed();
        let [luma_low, luma_high, saturation_high, textured, lost, flags] = rest.take();
        Self {
            luma,
            cb,
            cr,
            tones,
            hash,
            luma_mean,
            luma_spread,
            luma_low,
            luma_high,
            saturation,
            saturation_high,
            sharpness,
            dark_top,
            dark_bottom,
            dark_left,
            dark_right,
            has_before: flags & 1 != 0,
            identical: flags & 2 != 0,
            difference,
            difference_most,
            chroma_difference,
            residual,
            textured,
            lost,
            motion,
            pan_x,
            pan_y,
        }
    }
}

/// What is not read yet of a record; zeros after its end.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        match self.0.split_first_chunk() {
            Some((taken, rest)) => {
                self.0 = rest;
                *taken
            }
            None => [0; N],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let mut bytes = [0; Look::BYTES];
        for (n, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::try_from(n * 7 % 251).expect("below 251");
        }
        // The flags and the rest beyond the last field.
        bytes[939] = 3;
        bytes[940..].fill(0);
        let look = Look::from_bytes(&bytes);
        assert_eq!(look.to_bytes(), bytes);
        assert!(look.identical && look.has_before);
        assert_eq!(look.tones[0], bytes[864]);
    }
}
