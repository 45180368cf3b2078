use media::MediaError;

use super::picture_set::PictureSet;
use super::sequence::Sequence;
use super::slice::{FindSets, header_len};
use super::{PARTITIONS, SLICE, SLICE_OF_IDR, malformed, unsupported};

/// A decoder's configuration (`avcC`; ISO/IEC 14496-15, 5.3.3.1), as far as samples are told apart by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::seal) struct Configuration {
    /// Bytes of the length before each NAL unit.
    length_size: usize,
    sequences: Vec<Sequence>,
    pictures: Vec<PictureSet>,
}

/// A stretch of a sample: what stays readable, then what is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::seal) struct Stretch {
    pub(in crate::seal) clear: usize,
    pub(in crate::seal) sealed: usize,
}

impl Configuration {
    /// The body of an `avcC` box.
    pub(in crate::seal) fn read(body: &[u8]) -> Result<Self, MediaError> {
        let mut rest = body;
        let head = take(&mut rest, 6)?;
        let (lengths, sequences) = (head.get(4).copied(), head.get(5).copied());
        let length_size = usize::from(lengths.unwrap_or_default() & 3) + 1;
        let sequences = (0..sequences.unwrap_or_default() & 0x1f)
            .map(|_| Sequence::read(unit(&mut rest)?))
            .collect::<Result<_, _>>()?;
        let count = take(&mut rest, 1)?.first().copied().unwrap_or_default();
        let pictures = (0..count)
            .map(|_| PictureSet::read(unit(&mut rest)?))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            length_size,
            sequences,
            pictures,
        })
    }

    /// A sample cut into stretches, in order and without a gap: slices are sealed but for their headers, everything
    /// else stays readable.
    pub(in crate::seal) fn stretches(&self, sample: &[u8]) -> Result<Vec<Stretch>, MediaError> {
        let mut stretches = Vec::with_capacity(2);
        let (mut rest, mut clear) = (sample, 0);
        while !rest.is_empty() {
            let length = take(&mut rest, self.length_size)?;
            let length = length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            let unit = take(&mut rest, length)?;
            let open = self.open_len(unit)?;
            clear += self.length_size + open;
            if open < length {
                stretches.push(Stretch {
                    clear,
                    sealed: length - open,
                });
                clear = 0;
            }
        }
        if clear > 0 {
            stretches.push(Stretch { clear, sealed: 0 });
        }
        Ok(stretches)
    }

    /// How much of a NAL unit stays readable, from its start.
    fn open_len(&self, unit: &[u8]) -> Result<usize, MediaError> {
        match unit.first().map(|head| head & 0x1f) {
            Some(SLICE | SLICE_OF_IDR) => {
                let find: &FindSets<'_> = &|id| {
                    let set = self.pictures.iter().find(|set| set.id == id)?;
                    let sequence = self.sequences.iter().find(|known| known.id == set.sequence)?;
                    Some((sequence, set))
                };
                header_len(unit, find)
            }
            Some(kind) if PARTITIONS.contains(&kind) => Err(unsupported("slices in partitions")),
            _ => Ok(unit.len()),
        }
    }
}

fn unit<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], MediaError> {
    let length = take(rest, 2)?;
    let length = length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    take(rest, length)
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Result<&'a [u8], MediaError> {
    let (taken, left) = rest
        .split_at_checked(len)
        .ok_or_else(|| malformed("a length that leads past the end"))?;
    *rest = left;
    Ok(taken)
}
