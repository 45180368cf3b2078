//! A sealed segment: the samples sealed where they lie, and before them, for pictures, what of each is sealed (`senc`,
//! with `saiz` and `saio` for readers that look there; ISO/IEC 23001-7, 7). Sound needs none of it (7.2: no vector per
//! sample, no subsamples), so its sealed segments are as long as the stored ones.

use media::MediaError;
use media::samples::{Sample, fragment_head_with, read_fragment};
use media::track::SampleDefaults;

use super::{PATTERN, Samples};
use crate::seal::avc::Stretch;
use crate::seal::boxes::malformed;
use crate::seal::chain::{BLOCK, Chain};

/// `senc`, `saiz` and `saio` without what they say of each sample, and the header of the `free` that fills them up.
const FRAME: u64 = 16 + 17 + 20 + 8;
/// For each sample: its place in `saiz`, a count, and two stretches. An encoder that writes pictures in one slice
/// needs one; the room not needed is filled, so that a segment's length never depends on what is in it.
const EACH: u64 = 1 + 2 + 2 * 6;

const USES_STRETCHES: u32 = 2;

/// By how much a sealed fragment of so many samples is longer.
pub(in crate::seal) fn more_of_fragment(is_picture: bool, samples: u32) -> u64 {
    if is_picture {
        FRAME + EACH * u64::from(samples)
    } else {
        0
    }
}

/// One `moof` + `mdat` as it is stored, sealed.
pub(in crate::seal) fn seal_fragment(
    bytes: &[u8],
    samples: &Samples,
    chain: &mut Chain,
) -> Result<Vec<u8>, MediaError> {
    let fragment = read_fragment(bytes, SampleDefaults::default())?;
    let mut data = bytes
        .get(fragment.data.clone())
        .ok_or_else(|| malformed(0, *b"mdat", "ends before its samples"))?
        .to_vec();
    let mut cut = Vec::with_capacity(fragment.samples.len());
    for sample in each(&fragment.samples, &mut data)? {
        chain.restart();
        match samples {
            Samples::Sound => chain.encrypt(sample),
            Samples::Picture(configuration) => {
                let stretches = short(configuration.stretches(sample)?);
                seal_stretches(sample, &stretches, chain);
                cut.push(stretches);
            }
        }
    }
    let more = |place| match samples {
        Samples::Sound => Some(Vec::new()),
        Samples::Picture(_) => boxes_of(&cut, place),
    };
    let mut fits = true;
    let head = fragment_head_with(
        fragment.sequence,
        fragment.base_decode_time,
        &fragment.samples,
        |place| {
            let boxes = more(place);
            fits = boxes.is_some();
            boxes.unwrap_or_default()
        },
    )?;
    if !fits {
        return Err(MediaError::Unsupported {
            what: "pictures of more slices than a sealed segment has room for".into(),
        });
    }
    Ok([head, data].concat())
}

/// The bytes of each sample.
fn each<'d>(samples: &[Sample], data: &'d mut [u8]) -> Result<Vec<&'d mut [u8]>, MediaError> {
    let mut rest = data;
    let mut all = Vec::with_capacity(samples.len());
    for sample in samples {
        let len = usize::try_from(sample.size).unwrap_or(usize::MAX);
        let (own, behind) = rest
            .split_at_mut_checked(len)
            .ok_or_else(|| malformed(0, *b"mdat", "ends before its samples"))?;
        all.push(own);
        rest = behind;
    }
    Ok(all)
}

/// A clear stretch is written in 16 bits: a longer one is several.
fn short(stretches: Vec<Stretch>) -> Vec<Stretch> {
    const MOST: usize = u16::MAX as usize;
    if stretches.iter().all(|stretch| stretch.clear <= MOST) {
        return stretches;
    }
    let mut list = Vec::with_capacity(stretches.len() + 1);
    for mut stretch in stretches {
        while stretch.clear > MOST {
            list.push(Stretch {
                clear: MOST,
                sealed: 0,
            });
            stretch.clear -= MOST;
        }
        list.push(stretch);
    }
    list
}

/// One block of ten of each sealed stretch, which begins with the vector (10.4.2).
fn seal_stretches(sample: &mut [u8], stretches: &[Stretch], chain: &mut Chain) {
    let (sealed, skipped) = (PATTERN.0 * BLOCK, PATTERN.1 * BLOCK);
    let mut rest = sample;
    for stretch in stretches {
        let Some((own, behind)) = rest.split_at_mut_checked(stretch.clear + stretch.sealed) else {
            return;
        };
        rest = behind;
        chain.restart();
        for round in own
            .get_mut(stretch.clear..)
            .unwrap_or_default()
            .chunks_mut(sealed + skipped)
        {
            if let Some(blocks) = round.get_mut(..sealed) {
                chain.encrypt(blocks);
            }
        }
    }
}

/// `senc`, `saiz`, `saio` and what fills them up; `None` when they have no room.
fn boxes_of(cut: &[Vec<Stretch>], place: u32) -> Option<Vec<u8>> {
    let count = u32::try_from(cut.len()).ok()?;
    let room = usize::try_from(more_of_fragment(true, count)).ok()?;
    let mut boxes = Vec::with_capacity(room);
    let first = place.checked_add(16)?;
    let mut senc = Vec::new();
    let mut sizes = Vec::with_capacity(cut.len());
    for stretches in cut {
        let before = senc.len();
        senc.extend(u16::try_from(stretches.len()).ok()?.to_be_bytes());
        for stretch in stretches {
            senc.extend(u16::try_from(stretch.clear).ok()?.to_be_bytes());
            senc.extend(u32::try_from(stretch.sealed).ok()?.to_be_bytes());
        }
        sizes.push(u8::try_from(senc.len() - before).ok()?);
    }
    let whole = |len: usize| u32::try_from(len).map(u32::to_be_bytes).ok();
    boxes.extend(whole(16 + senc.len())?);
    boxes.extend(b"senc");
    boxes.extend(USES_STRETCHES.to_be_bytes());
    boxes.extend(count.to_be_bytes());
    boxes.extend(senc);
    let same = sizes
        .first()
        .copied()
        .filter(|first| sizes.iter().all(|size| size == first));
    boxes.extend(whole(17 + if same.is_some() { 0 } else { sizes.len() })?);
    boxes.extend(b"saiz");
    boxes.extend([0; 4]);
    boxes.push(same.unwrap_or(0));
    boxes.extend(count.to_be_bytes());
    if same.is_none() {
        boxes.extend(sizes);
    }
    boxes.extend(20_u32.to_be_bytes());
    boxes.extend(b"saio");
    boxes.extend([0; 4]);
    boxes.extend(1_u32.to_be_bytes());
    boxes.extend(first.to_be_bytes());
    let left = room.checked_sub(boxes.len()).filter(|left| *left >= 8)?;
    boxes.extend(whole(left)?);
    boxes.extend(b"free");
    boxes.resize(room, 0);
    Some(boxes)
}
