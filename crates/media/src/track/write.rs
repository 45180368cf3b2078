//! The init of a rendition (ISO/IEC 23000-19, 7.3): no dates, no names, so that the same track gives the same bytes.

use super::entry::without_bit_rate;
use super::{Edit, TrackInit, TrackKind};
use crate::MediaError;
use crate::boxes::BoxWriter;

/// Every rendition has one track, and this is its id.
pub(crate) const TRACK_ID: u32 = 1;
/// "und" in three five-bit letters.
const LANGUAGE: u16 = 0x55c4;
const MATRIX: [u32; 9] = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000];

/// `ftyp` + `moov` of a fragmented file with this track, whose fragments play for `duration` units of its timescale.
/// The track's id and sample defaults are Marquee's own.
///
/// # Errors
/// [`MediaError::Malformed`] when the sample entry is none, [`MediaError::Unsupported`] for an edit list that is not
/// one skip.
pub fn write_init(track: &TrackInit, duration: u64) -> Result<Vec<u8>, MediaError> {
    let mut w = BoxWriter::default();
    w.put(*b"ftyp", |w| {
        w.bytes(b"iso6");
        w.u32(0);
        w.bytes(b"iso6cmfc");
        Ok(())
    })?;
    w.put(*b"moov", |w| {
        movie_header(w, track)?;
        w.put(*b"trak", |w| {
            track_header(w, track)?;
            edits(w, track)?;
            w.put(*b"mdia", |w| media(w, track))
        })?;
        w.put(*b"mvex", |w| {
            w.put_full(*b"mehd", 1, 0, |w| {
                w.u64(duration);
                Ok(())
            })?;
            w.put_full(*b"trex", 0, 0, |w| {
                w.u32(TRACK_ID);
                w.u32(1);
                w.bytes(&[0; 12]);
                Ok(())
            })
        })
    })?;
    Ok(w.finish())
}

/// The movie's timescale is the track's, so that durations of edits need no rounding.
fn movie_header(w: &mut BoxWriter, track: &TrackInit) -> Result<(), MediaError> {
    w.put_full(*b"mvhd", 0, 0, |w| {
        w.bytes(&[0; 8]);
        w.u32(track.timescale.get());
        w.u32(0);
        w.u32(0x0001_0000);
        w.u16(0x0100);
        w.bytes(&[0; 10]);
        MATRIX.iter().for_each(|&n| w.u32(n));
        w.bytes(&[0; 24]);
        w.u32(TRACK_ID + 1);
        Ok(())
    })
}

fn track_header(w: &mut BoxWriter, track: &TrackInit) -> Result<(), MediaError> {
    // Enabled, in the movie.
    w.put_full(*b"tkhd", 0, 3, |w| {
        w.bytes(&[0; 8]);
        w.u32(TRACK_ID);
        w.bytes(&[0; 16]);
        let (volume, width, height) = match track.kind {
            TrackKind::Picture { width, height } => (0, width, height),
            TrackKind::Sound { .. } => (0x0100, 0, 0),
        };
        w.u32(0);
        w.u16(volume);
        w.u16(0);
        MATRIX.iter().for_each(|&n| w.u32(n));
        w.u32(width << 16);
        w.u32(height << 16);
        Ok(())
    })
}

/// Length 0 lasts to the end of the fragments (ISO/IEC 14496-12, 8.6.6.1).
fn edits(w: &mut BoxWriter, track: &TrackInit) -> Result<(), MediaError> {
    let skip = match track.edit {
        Edit::None => return Ok(()),
        Edit::Skip(skip) => skip,
        Edit::Other => {
            return Err(MediaError::Unsupported {
                what: "an edit list that is not one skip".into(),
            });
        }
    };
    w.put(*b"edts", |w| {
        w.put_full(*b"elst", 1, 0, |w| {
            w.u32(1);
            w.u64(0);
            w.u64(skip);
            w.u32(0x0001_0000);
            Ok(())
        })
    })
}

fn media(w: &mut BoxWriter, track: &TrackInit) -> Result<(), MediaError> {
    w.put_full(*b"mdhd", 0, 0, |w| {
        w.bytes(&[0; 8]);
        w.u32(track.timescale.get());
        w.u32(0);
        w.u16(LANGUAGE);
        w.u16(0);
        Ok(())
    })?;
    w.put_full(*b"hdlr", 0, 0, |w| {
        w.u32(0);
        w.bytes(match track.kind {
            TrackKind::Picture { .. } => b"vide",
            TrackKind::Sound { .. } => b"soun",
        });
        // Reserved, then an empty name.
        w.bytes(&[0; 13]);
        Ok(())
    })?;
    w.put(*b"minf", |w| {
        match track.kind {
            TrackKind::Picture { .. } => w.put_full(*b"vmhd", 0, 1, |w| {
                w.bytes(&[0; 8]);
                Ok(())
            })?,
            TrackKind::Sound { .. } => w.put_full(*b"smhd", 0, 0, |w| {
                w.u32(0);
                Ok(())
            })?,
        }
        w.put(*b"dinf", |w| {
            w.put_full(*b"dref", 0, 0, |w| {
                w.u32(1);
                // The samples are in this file.
                w.put_full(*b"url ", 0, 1, |_| Ok(()))
            })
        })?;
        w.put(*b"stbl", |w| sample_tables(w, track))
    })
}

/// All samples are in fragments: the tables are there, and empty.
fn sample_tables(w: &mut BoxWriter, track: &TrackInit) -> Result<(), MediaError> {
    let entry = without_bit_rate(&track.sample_entry, track.kind)?;
    w.put_full(*b"stsd", 0, 0, |w| {
        w.u32(1);
        w.bytes(&entry);
        Ok(())
    })?;
    for (kind, zeros) in [(*b"stts", 4), (*b"stsc", 4), (*b"stsz", 8), (*b"stco", 4)] {
        w.put_full(kind, 0, 0, |w| {
            w.bytes(&[0u8; 8][..zeros]);
            Ok(())
        })?;
    }
    Ok(())
}
