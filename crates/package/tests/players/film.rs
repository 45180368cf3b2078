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
}

const PICTURE: &str = "picture";
const SOUND: &str = "sound";

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
        let film = Self { engine, folder };
        film.encode();
        let rate = FrameRate::new(24_000, 1_001).unwrap();
        let picture = film.join(rate);
        let sound = film.cut(&picture.0);
        film.lay_out(rate, &picture, &sound);
        Some(film)
    }

    pub(crate) fn picture_key(&self) -> &'static str {
        PICTURE
    }

    pub(crate) fn ffmpeg(&self, arguments: &[&str]) -> Vec<u8> {
        let output = Command::new(self.engine.join("ffmpeg"))
            .args(["-nostdin", "-v", "error", "-xerror", "-y"])
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{arguments:?}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    }

    fn encode(&self) {
        let flash =
            "color=black:size=192x108:rate=24000/1001,drawbox=c=white:t=fill:enable='eq(mod(n,24),0)'";
        let fragments = "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets";
        self.ffmpeg(&[
            "-f",
            "lavfi",
            "-i",
            flash,
            "-frames:v",
            "288",
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            "-g",
            "48",
            "-keyint_min",
            "48",
            "-sc_threshold",
            "0",
            "-bf",
            "3",
            "-pix_fmt",
            "yuv420p",
            "-movflags",
            fragments,
            "picture-source.mp4",
        ]);
        let click = "aevalsrc='if(lt(mod(t,1.001),0.008),0.9*sin(2*PI*2000*t),0)':s=48000:d=12.012";
        self.ffmpeg(&[
            "-f",
            "lavfi",
            "-i",
            click,
            "-c:a",
            "aac",
            "-b:a",
            "128k",
            "-movflags",
            "+frag_keyframe+delay_moov+default_base_moof",
            "sound-source.mp4",
        ]);
    }

    fn open(&self, name: &str) -> File {
        File::open(self.folder.path().join(name)).unwrap()
    }

    fn join(&self, rate: FrameRate) -> (Joined, Vec<u8>) {
        let plan = PictureJoin {
            rate,
            segment_frames: 96,
            gop_frames: 48,
            piece_frames: vec![288],
        };
        let mut out = Vec::new();
        let joined = join_pictures(vec![self.open("picture-source.mp4")], &plan, &mut out).unwrap();
        (joined, out)
    }

    fn cut(&self, picture: &Joined) -> (Joined, Vec<u8>) {
        let plan = SoundCut {
            picture_boundaries: picture.table.boundaries(),
        };
        let mut out = Vec::new();
        let joined = cut_sound(self.open("sound-source.mp4"), &plan, &mut out).unwrap();
        (joined, out)
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
        };
        self.write(address::MULTIVARIANT, hls::multivariant(&presentation));
        self.write(address::MANIFEST, dash::manifest(&presentation));
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

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = File::create(path).unwrap();
        std::io::copy(&mut Cursor::new(bytes.as_ref()), &mut file).unwrap();
    }
}
