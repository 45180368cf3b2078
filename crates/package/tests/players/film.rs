use std::fs::{self, File};
use std::io::Cursor;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use media::join::{Joined, PictureJoin, SoundCut, cut_sound, join_pictures};
use media::time::FrameRate;
use package::address::{self, Resource};
use package::whole::Layout;
use package::{PictureTrack, Presentation, SoundTrack, dash, hls, iframe};

/// Twelve seconds at 24000/1001, three segments: white on the first frame of every 24, and a click with it. Laid out
/// as the site serves it.
pub(crate) struct Film {
    pub(crate) engine: PathBuf,
    pub(crate) folder: tempfile::TempDir,
    /// What the vault would have: tables and files.
    pub(crate) picture: (Joined, Vec<u8>),
    pub(crate) sound: (Joined, Vec<u8>),
}

pub(crate) const PICTURE: &str = "picture";
pub(crate) const SOUND: &str = "sound";
pub(crate) const RATE: (u32, u32) = (24_000, 1_001);

impl Film {
    /// `None`, with a printed line, where `scripts/setup` has not run.
    pub(crate) fn make() -> Option<Self> {
        let engine = std::env::var_os("MARQUEE_ENGINE")
            .map(PathBuf::from)
            .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.engine"));
        if !engine.join("ffmpeg").exists() {
            println!(
                "skipped: no engine in {}; `make setup` fetches it",
                engine.display()
            );
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        encode(&engine, folder.path());
        let rate = FrameRate::new(RATE.0, RATE.1).unwrap();
        let picture = join(folder.path(), rate);
        let sound = cut(folder.path(), &picture.0);
        let film = Self {
            engine,
            folder,
            picture,
            sound,
        };
        film.lay_out(rate, &film.picture, &film.sound);
        Some(film)
    }

    pub(crate) fn picture_key(&self) -> &'static str {
        PICTURE
    }

    pub(crate) fn ffmpeg(&self, arguments: &[&str]) -> Vec<u8> {
        ffmpeg(&self.engine, self.folder.path(), arguments)
    }

    /// What ffmpeg must be told to play a manifest; a key's file ends as no film does.
    pub(crate) fn play(&self, manifest: &str, arguments: &[&str]) -> Vec<u8> {
        let any = ["-allowed_extensions", "ALL", "-i", manifest];
        self.ffmpeg(&[&any, arguments].concat())
    }

    fn lay_out(&self, rate: FrameRate, picture: &(Joined, Vec<u8>), sound: &(Joined, Vec<u8>)) {
        let presentation = Presentation {
            pictures: vec![PictureTrack {
                key: PICTURE,
                codec: &picture.0.codec,
                width: 192,
                height: 108,
                rate,
                table: &picture.0.table,
            }],
            sounds: vec![SoundTrack {
                key: SOUND,
                codec: &sound.0.codec,
                channels: 1,
                sample_rate: 48_000,
                language: "und",
                name: "Sound",
                default: true,
                table: &sound.0.table,
            }],
            texts: Vec::new(),
            laid: package::Laid::Served,
            sealed: None,
        };
        self.write(address::MULTIVARIANT, hls::multivariant(&presentation));
        self.write(address::MANIFEST, dash::manifest(&presentation));
        let alone = Presentation {
            pictures: Vec::new(),
            ..presentation.clone()
        };
        self.write("alone.m3u8", hls::multivariant(&alone));
        self.write("alone.mpd", dash::manifest(&alone));
        for (key, (joined, bytes)) in [(PICTURE, picture), (SOUND, sound)] {
            let resource = |resource: Resource| format!("{key}/{resource}");
            self.write(
                &resource(Resource::Playlist),
                hls::playlist(&presentation, key).unwrap(),
            );
            if let Some(iframes) = hls::iframe_playlist(&presentation, key) {
                self.write(&resource(Resource::IframePlaylist), iframes);
            }
            let part = |offset: u64, len: u64| {
                &bytes[usize::try_from(offset).unwrap()..][..usize::try_from(len).unwrap()]
            };
            if key == SOUND {
                let layout = Layout::of(&joined.table).unwrap();
                let parts = layout.parts(0..layout.len());
                let of = |range: Range<u64>| part(range.start, range.end - range.start);
                let whole = [of(parts.init), parts.index, of(parts.segments)].concat();
                self.write(&resource(Resource::Whole), whole);
            }
            self.write(&resource(Resource::Init), part(0, joined.table.init_len));
            for (number, segment) in (1..).zip(&joined.table.segments) {
                self.write(
                    &resource(Resource::Segment(number)),
                    part(segment.offset, segment.len),
                );
                if key == PICTURE {
                    let start = part(segment.offset, iframe::prefix_len(segment));
                    self.write(
                        &resource(Resource::Iframe(number)),
                        iframe::resource(segment, start).unwrap(),
                    );
                }
            }
        }
    }

    /// A second of everything that moves, its light going down, encoded by x264 as `parameters` say.
    pub(crate) fn encoded(&self, parameters: &str) -> (Joined, Vec<u8>) {
        let moving = "testsrc2=size=192x128:rate=24,noise=alls=20:allf=t,fade=out:st=0:d=1";
        let fragments = "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets";
        #[rustfmt::skip]
        self.ffmpeg(&[
            "-f", "lavfi", "-i", moving, "-frames:v", "24", "-c:v", "libx264", "-threads", "1", "-pix_fmt", "yuv420p",
            "-x264-params", parameters, "-g", "12", "-keyint_min", "12", "-sc_threshold", "0",
            "-movflags", fragments, "picture-source.mp4",
        ]);
        let plan = PictureJoin {
            rate: FrameRate::new(24, 1).unwrap(),
            segment_frames: 12,
            gop_frames: 12,
            piece_frames: vec![24],
        };
        joined(self.folder.path(), &plan)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = File::create(path).unwrap();
        std::io::copy(&mut Cursor::new(bytes.as_ref()), &mut file).unwrap();
    }
}

fn ffmpeg(engine: &Path, folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(engine.join("ffmpeg"))
        .args(["-nostdin", "-v", "error", "-xerror", "-y"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{arguments:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

fn encode(engine: &Path, folder: &Path) {
    let flash = "color=black:size=192x108:rate=24000/1001,drawbox=c=white:t=fill:enable='eq(mod(n,24),0)'";
    let fragments = "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets";
    #[rustfmt::skip]
    ffmpeg(engine, folder, &[
        "-f", "lavfi", "-i", flash, "-frames:v", "288",
        "-c:v", "libx264", "-preset", "veryfast", "-g", "48", "-keyint_min", "48", "-sc_threshold", "0", "-bf", "3",
        "-pix_fmt", "yuv420p", "-movflags", fragments, "picture-source.mp4",
    ]);
    let click = "aevalsrc='if(lt(mod(t,1.001),0.008),0.9*sin(2*PI*2000*t),0)':s=48000:d=12.012";
    #[rustfmt::skip]
    ffmpeg(engine, folder, &[
        "-f", "lavfi", "-i", click, "-c:a", "aac", "-b:a", "128k",
        "-movflags", "+frag_keyframe+delay_moov+default_base_moof", "sound-source.mp4",
    ]);
}

fn join(folder: &Path, rate: FrameRate) -> (Joined, Vec<u8>) {
    let plan = PictureJoin {
        rate,
        segment_frames: 96,
        gop_frames: 48,
        piece_frames: vec![288],
    };
    joined(folder, &plan)
}

fn joined(folder: &Path, plan: &PictureJoin) -> (Joined, Vec<u8>) {
    let mut out = Vec::new();
    let source = File::open(folder.join("picture-source.mp4")).unwrap();
    let joined = join_pictures(vec![source], plan, &mut out).unwrap();
    (joined, out)
}

fn cut(folder: &Path, picture: &Joined) -> (Joined, Vec<u8>) {
    let plan = SoundCut {
        picture_boundaries: picture.table.boundaries(),
    };
    let mut out = Vec::new();
    let joined = cut_sound(
        File::open(folder.join("sound-source.mp4")).unwrap(),
        &plan,
        &mut out,
    )
    .unwrap();
    (joined, out)
}
