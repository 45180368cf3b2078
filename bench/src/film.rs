//! A long film without long encodes: one minute of picture, encoded once, joined to itself until it has its size.
//! From the join on it goes the way of every film: the same code writes its file, table and records.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::Context;
use media::join::{Joined, PictureJoin, SoundCut, cut_sound, join_pictures};
use media::time::FrameRate;

use crate::child::run;
use crate::engine;

const RATE: u32 = 25;
const GOP_FRAMES: u32 = 2 * RATE;
const SEGMENT_FRAMES: u32 = 2 * GOP_FRAMES;
const PIECE_FRAMES: u32 = 15 * SEGMENT_FRAMES;

/// What to make.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    /// Of every picture segment (four seconds).
    pub(crate) segment_bytes: u64,
    /// Of the whole picture, at least.
    pub(crate) bytes: u64,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// A finished rendition that lies outside of any house.
pub(crate) struct Made {
    pub(crate) file: PathBuf,
    pub(crate) joined: Joined,
}

pub(crate) struct Film {
    pub(crate) order: Order,
    pub(crate) rate: FrameRate,
    pub(crate) picture: Made,
    pub(crate) sound: Made,
}

pub(crate) fn make(folder: &Path, order: Order) -> anyhow::Result<Film> {
    let folder = folder.join(format!("film-{}", order.segment_bytes));
    fs::create_dir_all(&folder)?;
    let rate = FrameRate::new(RATE, 1)?;
    let segments = order.bytes.div_ceil(order.segment_bytes);
    let pieces = segments.div_ceil(u64::from(PIECE_FRAMES / SEGMENT_FRAMES));
    let piece = folder.join("piece.mp4");
    encode_piece(&piece, order)?;
    let picture = join(&piece, pieces, rate, &folder.join("picture.mp4"))?;
    let source = folder.join("sound-source.mp4");
    encode_sound(&source, pieces * u64::from(PIECE_FRAMES / RATE))?;
    let sound = cut(&source, &picture, &folder.join("sound.mp4"))?;
    Ok(Film {
        order,
        rate,
        picture,
        sound,
    })
}

/// One minute at a constant bit rate: noise, so that there is something to spend the bits on; filler where not.
fn encode_piece(out: &Path, order: Order) -> anyhow::Result<()> {
    let bits = order.segment_bytes * 8 * u64::from(RATE) / u64::from(SEGMENT_FRAMES);
    let source = format!(
        "testsrc2=size={}x{}:rate={RATE},noise=alls=30:allf=t",
        order.width, order.height
    );
    let keys = format!("keyint={GOP_FRAMES}:min-keyint={GOP_FRAMES}:scenecut=0:open-gop=0:nal-hrd=cbr");
    let bits = bits.to_string();
    run(engine::program("ffmpeg")?
        .args(["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", &source])
        .args(["-frames:v", &PIECE_FRAMES.to_string(), "-pix_fmt", "yuv420p"])
        .args([
            "-c:v",
            "libx264",
            "-preset",
            "superfast",
            "-bf",
            "2",
            "-x264-params",
            &keys,
        ])
        .args([
            "-b:v", &bits, "-minrate", &bits, "-maxrate", &bits, "-bufsize", &bits,
        ])
        .args([
            "-movflags",
            "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets",
        ])
        .args(["-f", "mp4"])
        .arg(out))?;
    Ok(())
}

fn encode_sound(out: &Path, seconds: u64) -> anyhow::Result<()> {
    run(engine::program("ffmpeg")?
        .args(["-nostdin", "-v", "error", "-y", "-f", "lavfi"])
        .args([
            "-i",
            &format!("anoisesrc=sample_rate=48000:amplitude=0.1:duration={seconds}"),
        ])
        .args(["-ac", "2", "-c:a", "aac", "-aac_coder", "fast", "-b:a", "128k"])
        .args([
            "-movflags",
            "+frag_keyframe+delay_moov+default_base_moof",
            "-frag_duration",
            "4000000",
        ])
        .args(["-f", "mp4"])
        .arg(out))?;
    Ok(())
}

fn join(piece: &Path, pieces: u64, rate: FrameRate, file: &Path) -> anyhow::Result<Made> {
    let count = usize::try_from(pieces)?;
    let sources = (0..count)
        .map(|_| File::open(piece))
        .collect::<Result<Vec<_>, _>>()?;
    let plan = PictureJoin {
        rate,
        segment_frames: SEGMENT_FRAMES,
        gop_frames: GOP_FRAMES,
        piece_frames: vec![u64::from(PIECE_FRAMES); count],
    };
    let mut out = BufWriter::new(File::create(file)?);
    let joined = join_pictures(sources, &plan, &mut out).context("joining the picture")?;
    out.into_inner()?.sync_all()?;
    Ok(Made {
        file: file.to_owned(),
        joined,
    })
}

fn cut(source: &Path, picture: &Made, file: &Path) -> anyhow::Result<Made> {
    let plan = SoundCut {
        picture_boundaries: picture.joined.table.boundaries(),
    };
    let mut out = BufWriter::new(File::create(file)?);
    let joined = cut_sound(File::open(source)?, &plan, &mut out).context("cutting the sound")?;
    out.into_inner()?.sync_all()?;
    Ok(Made {
        file: file.to_owned(),
        joined,
    })
}
