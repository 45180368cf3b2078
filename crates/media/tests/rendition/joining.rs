//! Pieces as ffmpeg writes them become one rendition that ffmpeg, shaka-packager and mp4-atom read as it was meant.

use std::fs::File;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use crate::encoder::{self, Picture};
use media::MediaError;
use media::join::{Joined, PictureJoin, join_pictures};
use media::time::{FrameRate, MediaTime, Timescale};
use media::track::{Edit, read_init};
use media::verify::{Kind, verify_aligned, verify_rendition};

const NTSC: Picture<'_> = Picture {
    rate: "30000/1001",
    gop: 15,
    x264: "open-gop=0",
    container: "-movflags +frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets",
};

fn plan(rate: (u32, u32), pieces: &[u64]) -> PictureJoin {
    PictureJoin {
        rate: FrameRate::new(rate.0, rate.1).unwrap(),
        segment_frames: 30,
        gop_frames: 15,
        piece_frames: pieces.to_vec(),
    }
}

/// Encodes pieces of these lengths one after the other.
fn pieces(engine: &Path, folder: &Path, picture: &Picture<'_>, lengths: &[u64]) -> Vec<PathBuf> {
    let mut first = 0;
    lengths
        .iter()
        .enumerate()
        .map(|(index, &frames)| {
            let path = folder.join(format!("piece{index}.mp4"));
            picture.piece(engine, &path, first, frames);
            first += frames;
            path
        })
        .collect()
}

fn join(pieces: &[PathBuf], plan: &PictureJoin) -> Result<(Joined, Vec<u8>), MediaError> {
    let files = pieces.iter().map(|path| File::open(path).unwrap()).collect();
    let mut out = Vec::new();
    join_pictures(files, plan, &mut out).map(|joined| (joined, out))
}

#[test]
fn every_kind_of_piece_gives_the_same_exact_time_line() {
    let Some(engine) = encoder::folder() else { return };
    let lengths = [60, 30, 37];
    let plan = plan((30_000, 1_001), &lengths);
    let containers = [
        NTSC.container,
        // Without negative offsets the reordering delay shifts the piece; with `delay_moov` it is an edit list.
        "-movflags +frag_keyframe+empty_moov+default_base_moof",
        "-movflags +frag_keyframe+delay_moov+default_base_moof",
        // One fragment for the whole piece, and a timescale in which no frame starts on a whole number.
        "-movflags +empty_moov+negative_cts_offsets -frag_duration 100000000 -video_track_timescale 1000",
        "-movflags +frag_every_frame+empty_moov+default_base_moof",
    ];
    let mut first: Option<Vec<u8>> = None;
    for container in containers {
        let folder = tempfile::tempdir().unwrap();
        let made = pieces(&engine, folder.path(), &Picture { container, ..NTSC }, &lengths);
        let (joined, bytes) = join(&made, &plan).unwrap();

        assert_eq!(
            verify_rendition(Cursor::new(&bytes), &joined.table, Kind::Picture),
            vec![]
        );
        assert_eq!(joined.codec, read_init(&bytes).unwrap().codec);
        let counts: Vec<u32> = joined.table.segments.iter().map(|s| s.samples).collect();
        assert_eq!(counts, vec![30, 30, 30, 30, 7]);
        assert_eq!(
            joined.table.duration(),
            MediaTime::new(127 * 1_001, Timescale::new(30_000).unwrap())
        );
        assert_eq!(joined.average_bits_per_second, joined.table.average_bandwidth());

        let path = folder.path().join("joined.mp4");
        std::fs::write(&path, &bytes).unwrap();
        let expected: Vec<String> = made
            .iter()
            .flat_map(|piece| encoder::decoded(&engine, piece))
            .collect();
        assert_eq!(encoder::decoded(&engine, &path), expected, "{container}");
        assert_eq!(*first.get_or_insert_with(|| bytes.clone()), bytes, "{container}");
    }
}

#[test]
fn ffprobe_sees_each_frame_at_its_place_from_0() {
    let Some(engine) = encoder::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    // 12 frames a second: the timescale is widened to 1008 units, 84 a frame.
    let picture = Picture { rate: "12", ..NTSC };
    let made = pieces(&engine, folder.path(), &picture, &[30, 16]);
    let (joined, bytes) = join(&made, &plan((12, 1), &[30, 16])).unwrap();
    assert_eq!(joined.table.timescale, Timescale::new(1_008).unwrap());
    let path = folder.path().join("joined.mp4");
    std::fs::write(&path, &bytes).unwrap();

    let text = encoder::run(
        &engine,
        "ffprobe",
        &format!(
            "-v error -show_entries packet=pts,dts,flags -of csv=p=0 {}",
            path.display()
        ),
    );
    let mut shown = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let fields: Vec<&str> = line.split(',').collect();
        shown.push(fields[0].parse::<i64>().unwrap());
        assert_eq!(fields[1].parse::<i64>().unwrap(), (number as i64 - 2) * 84);
        assert_eq!(fields[2].starts_with('K'), number % 15 == 0, "frame {number}");
    }
    shown.sort_unstable();
    assert_eq!(shown, (0..46).map(|frame| frame * 84).collect::<Vec<i64>>());
    let seconds = encoder::run(
        &engine,
        "ffprobe",
        &format!(
            "-v error -show_entries format=duration -of csv=p=0 {}",
            path.display()
        ),
    );
    assert_eq!(seconds.trim(), "3.833333");
}

#[test]
fn mp4_atom_reads_what_is_written() {
    use mp4_atom::{Any, ReadFrom};

    let Some(engine) = encoder::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let made = pieces(&engine, folder.path(), &NTSC, &[45]);
    let (joined, bytes) = join(&made, &plan((30_000, 1_001), &[45])).unwrap();
    let mut reader = Cursor::new(&bytes);
    let mut kinds = Vec::new();
    let mut decode = Vec::new();
    while let Some(atom) = Option::<Any>::read_from(&mut reader).unwrap() {
        kinds.push(atom.kind().to_string());
        if let Any::Moof(moof) = atom {
            let traf = &moof.traf[0];
            decode.push(traf.tfdt.as_ref().unwrap().base_media_decode_time);
            let first = traf.trun[0].samples.get(0).unwrap();
            // Shown two frames after it is decoded; the edit takes them back.
            assert_eq!(first.cts, Some(2 * 1_001));
        }
    }
    assert_eq!(kinds, ["ftyp", "moov", "moof", "mdat", "moof", "mdat"]);
    assert_eq!(decode, [0, 30 * 1_001]);
    assert_eq!(joined.table.segments[1].start, 30 * 1_001);
}

#[test]
fn shaka_packager_takes_the_rendition_and_gives_back_what_is_understood() {
    let Some(engine) = encoder::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let made = pieces(&engine, folder.path(), &NTSC, &[60]);
    let (_, bytes) = join(&made, &plan((30_000, 1_001), &[60])).unwrap();
    let joined = folder.path().join("joined.mp4");
    std::fs::write(&joined, &bytes).unwrap();
    let packed = folder.path().join("packed.mp4");
    encoder::run(
        &engine,
        "packager",
        &format!(
            "in={},stream=video,output={} --segment_duration 1 --fragment_duration 0.5",
            joined.display(),
            packed.display()
        ),
    );
    let init = read_init(&std::fs::read(&packed).unwrap()).unwrap();
    assert_eq!(init.codec, read_init(&bytes).unwrap().codec);
    // What the packager wrote is itself a piece that can be joined, and gives the same film again.
    let (again, rejoined) = join(&[packed], &plan((30_000, 1_001), &[60])).unwrap();
    assert_eq!(
        verify_rendition(Cursor::new(&rejoined), &again.table, Kind::Picture),
        vec![]
    );
    let path = folder.path().join("rejoined.mp4");
    std::fs::write(&path, &rejoined).unwrap();
    assert_eq!(
        encoder::decoded(&engine, &path),
        encoder::decoded(&engine, &joined)
    );
}

#[test]
fn pieces_that_do_not_fit_are_refused_in_a_sentence() {
    let Some(engine) = encoder::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let made = pieces(&engine, folder.path(), &NTSC, &[30, 15]);
    let refused = |pieces: &[PathBuf], plan: &PictureJoin| {
        let error = join(pieces, plan).unwrap_err();
        assert!(matches!(error, MediaError::Mismatch { .. }), "{error:?}");
        error.to_string()
    };
    let ntsc = (30_000, 1_001);
    assert_eq!(
        refused(&made, &plan(ntsc, &[30, 16])),
        "pieces do not fit: piece 2 has 15 of its 16 frames"
    );
    assert_eq!(
        refused(&made, &plan(ntsc, &[15, 15])),
        "pieces do not fit: piece 1 has more than its 15 frames"
    );
    assert!(refused(&made, &plan(ntsc, &[30])).contains("2 pieces are there, 1 planned"));
    assert!(refused(&made, &plan(ntsc, &[20, 15])).contains("GOPs with 15"));
    assert!(refused(&made, &plan((25, 1), &[30, 15])).contains("has no frame"));
    assert!(refused(&[], &plan(ntsc, &[])).contains("0 pieces"));

    let other = folder.path().join("other.mp4");
    let baseline = Picture {
        x264: "open-gop=0:cabac=0:ref=1",
        ..NTSC
    };
    baseline.piece(&engine, &other, 30, 15);
    assert!(refused(&[made[0].clone(), other], &plan(ntsc, &[30, 15])).contains("other settings"));

    let sparse = folder.path().join("sparse.mp4");
    Picture { gop: 30, ..NTSC }.piece(&engine, &sparse, 0, 30);
    assert!(refused(&[sparse], &plan(ntsc, &[30])).contains("GOP"));

    let open = folder.path().join("open.mp4");
    let leaning = Picture {
        x264: "open-gop=1:b-adapt=0",
        ..NTSC
    };
    leaning.piece(&engine, &open, 0, 30);
    assert!(refused(&[open], &plan(ntsc, &[30])).contains("GOP"));
}

#[test]
fn renditions_of_different_sizes_are_aligned() {
    let Some(engine) = encoder::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let small = pieces(&engine, folder.path(), &NTSC, &[60]);
    let plan = plan((30_000, 1_001), &[60]);
    let (first, _) = join(&small, &plan).unwrap();
    let fewer = Picture {
        x264: "open-gop=0:qp=40",
        ..NTSC
    };
    let folder = tempfile::tempdir().unwrap();
    let (second, _) = join(&pieces(&engine, folder.path(), &fewer, &[60]), &plan).unwrap();
    assert_ne!(first.table, second.table);
    assert_eq!(verify_aligned(&[&first.table, &second.table]), vec![]);

    let mut late = second.table.clone();
    late.segments[1].start += 1;
    let findings = verify_aligned(&[&first.table, &late]);
    assert_eq!(findings[0].place, "picture rendition 2");
    assert!(findings[0].sentence.contains("segment 2 starts at 1.001033 s"));
}

#[test]
fn the_init_has_no_bit_rate_of_a_piece_and_an_edit_only_against_reordering() {
    let Some(engine) = encoder::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let picture = Picture {
        container: "-maxrate 300k -bufsize 600k -movflags +frag_keyframe+delay_moov+default_base_moof",
        ..NTSC
    };
    let made = pieces(&engine, folder.path(), &picture, &[30]);
    let source = std::fs::read(&made[0]).unwrap();
    assert!(source.windows(4).any(|w| w == b"btrt"));
    let (_, bytes) = join(&made, &plan((30_000, 1_001), &[30])).unwrap();
    let init = read_init(&bytes).unwrap();
    assert_eq!(init.edit, Edit::Skip(2 * 1_001));
    assert!(!init.sample_entry.windows(4).any(|w| w == b"btrt"));

    let plain = Picture {
        x264: "open-gop=0:bframes=0",
        ..NTSC
    };
    let made = pieces(&engine, folder.path(), &plain, &[30]);
    let (joined, bytes) = join(&made, &plan((30_000, 1_001), &[30])).unwrap();
    assert_eq!(read_init(&bytes).unwrap().edit, Edit::None);
    assert_eq!(
        verify_rendition(Cursor::new(&bytes), &joined.table, Kind::Picture),
        vec![]
    );
}
