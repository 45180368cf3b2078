//! The film sealed, and what shaka-packager makes of it with the same key and vector.

use std::fs;
use std::process::Command;

use media::join::Joined;
use media::time::FrameRate;
use package::address::{self, Resource};
use package::seal::{ContentKey, KeyId, Scheme, Sealed, Sealing, Sort, sealed_table};
use package::{PictureTrack, Presentation, SoundTrack, hls};

use crate::film::{Film, PICTURE, RATE, SOUND};

pub(crate) const KEY_ID: &str = "00112233445566778899aabbccddeeff";
pub(crate) const SECRET: &str = "8c2f6e1d9b3a47508c2f6e1d9b3a4751";

/// A rendition with what seals it.
pub(crate) struct Dress<'f> {
    pub(crate) key: &'static str,
    pub(crate) file: &'f [u8],
    joined: &'f Joined,
    sort: Sort,
}

fn content_key() -> ContentKey {
    let secret = u128::from_str_radix(SECRET, 16).unwrap().to_be_bytes();
    ContentKey::new(KEY_ID.parse().unwrap(), secret)
}

impl<'f> Dress<'f> {
    pub(crate) fn picture(film: &'f Film) -> Self {
        Self::of_picture(&film.picture)
    }

    pub(crate) fn of_picture((joined, file): &'f (Joined, Vec<u8>)) -> Self {
        Self {
            key: PICTURE,
            file,
            joined,
            sort: Sort::Picture,
        }
    }

    pub(crate) fn sound(film: &'f Film) -> Self {
        Self {
            key: SOUND,
            file: &film.sound.1,
            joined: &film.sound.0,
            sort: Sort::Sound,
        }
    }

    /// A sealed resource; its length was known before.
    fn resource(&self, scheme: Scheme, resource: Resource) -> Vec<u8> {
        let table = &self.joined.table;
        let len = self.file.len() as u64;
        let sealing = Sealing::of(scheme, self.key, self.sort, Some(table), len, resource).unwrap();
        let part = |range: std::ops::Range<u64>| &self.file[range.start as usize..range.end as usize];
        let seal = || {
            sealing.seal(
                &content_key(),
                part(sealing.reads_init()),
                part(sealing.reads()).to_vec(),
            )
        };
        let sealed = seal().unwrap();
        assert_eq!(sealed.len() as u64, sealing.len());
        assert_eq!(sealed, seal().unwrap());
        sealed
    }

    /// Init and segments one after the other; as long as the table of the sealed rendition says.
    pub(crate) fn cbcs_file(&self) -> Vec<u8> {
        let numbers = (1..).take(self.joined.table.segments.len());
        let mut file = self.resource(Scheme::Cbcs, Resource::Init);
        for number in numbers {
            file.extend(self.resource(Scheme::Cbcs, Resource::Segment(number)));
        }
        let table = sealed_table(Scheme::Cbcs, self.sort, &self.joined.table);
        assert_eq!(file.len() as u64, table.file_len());
        file
    }

    /// Seals the init and the first segment with each byte changed in turn, as far as structures reach.
    pub(crate) fn damaged_everywhere(&self) {
        let table = &self.joined.table;
        let len = self.file.len() as u64;
        let init = &self.file[..table.init_len as usize];
        let first = &self.file[init.len()..][..table.segments[0].len as usize];
        let sealing =
            |resource| Sealing::of(Scheme::Cbcs, self.key, self.sort, Some(table), len, resource).unwrap();
        let (of_init, of_segment) = (sealing(Resource::Init), sealing(Resource::Segment(1)));
        let key = content_key();
        for value in [0, 0x7f, 0xff] {
            for at in 0..init.len() {
                let mut damaged = init.to_vec();
                damaged[at] = value;
                if let Ok(sealed) = of_init.seal(&key, &[], damaged.clone()) {
                    assert_eq!(sealed.len() as u64, of_init.len());
                }
                let _ = of_segment.seal(&key, &damaged, first.to_vec());
            }
            for at in (0..first.len()).take(3_000) {
                let mut damaged = first.to_vec();
                damaged[at] = value;
                if let Ok(sealed) = of_segment.seal(&key, init, damaged) {
                    assert_eq!(sealed.len() as u64, of_segment.len());
                }
            }
        }
        assert!(of_init.seal(&key, &[], Vec::new()).is_err());
        assert!(
            of_segment
                .seal(&key, init, first[..first.len() / 2].to_vec())
                .is_err()
        );
    }

    /// Every box of a kind in a file, wherever it lies, without its header. `senc` is compared by what it says of each
    /// sample, since fragments may be cut differently.
    pub(crate) fn boxes(&self, file: &[u8], kind: &[u8; 4]) -> Vec<Vec<u8>> {
        let found = file.windows(4).enumerate().filter(|(_, window)| window == kind);
        let bodies = found.map(|(at, _)| {
            let len = u32::from_be_bytes(file[at - 4..at].try_into().unwrap()) as usize;
            file[at + 4..at - 4 + len].to_vec()
        });
        match kind {
            b"senc" => vec![bodies.flat_map(|body| body[8..].to_vec()).collect()],
            _ => bodies.collect(),
        }
    }
}

/// All samples of a file, one after the other.
pub(crate) fn media_data(file: &[u8]) -> Vec<u8> {
    let (mut rest, mut data) = (file, Vec::new());
    while let Some((len, _)) = rest.split_first_chunk::<4>() {
        let (whole, behind) = rest.split_at(u32::from_be_bytes(*len) as usize);
        if &whole[4..8] == b"mdat" {
            data.extend_from_slice(&whole[8..]);
        }
        rest = behind;
    }
    data
}

/// The stored rendition, sealed by shaka-packager with the key and our track's vector.
pub(crate) fn packaged(film: &Film, dress: &Dress<'_>) -> Vec<u8> {
    let tenc = &dress.boxes(&dress.resource(Scheme::Cbcs, Resource::Init), b"tenc")[0];
    let vector: String = tenc[tenc.len() - 16..]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    film.write("to-package.mp4", dress.file);
    let kind = if dress.sort == Sort::Picture {
        "video"
    } else {
        "audio"
    };
    let output = Command::new(film.engine.join("packager"))
        .current_dir(film.folder.path())
        .arg(format!(
            "in=to-package.mp4,stream={kind},output=packaged.mp4,drm_label=KEY"
        ))
        .args([
            "--protection_scheme",
            "cbcs",
            "--enable_raw_key_encryption",
            "--clear_lead",
            "0",
        ])
        .args(["--protection_systems", "Common", "--iv", &vector, "--keys"])
        .arg(format!("label=KEY:key_id={KEY_ID}:key={SECRET}"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    fs::read(film.folder.path().join("packaged.mp4")).unwrap()
}

/// Digests of what ffmpeg decodes; of damage it makes what it can.
pub(crate) fn openly(film: &Film, input: &[&str]) -> Vec<u8> {
    let output = Command::new(film.engine.join("ffmpeg"))
        .args(["-nostdin", "-v", "fatal"])
        .args(input)
        .args(["-f", "framemd5", "-"])
        .current_dir(film.folder.path())
        .output()
        .unwrap();
    output.stdout
}

/// `hls/`, as the site serves it, with the key beside it.
pub(crate) fn lay_out_hls(film: &Film) {
    let (picture, sound) = (Dress::picture(film), Dress::sound(film));
    let table = |dress: &Dress<'_>| sealed_table(Scheme::Aes128, dress.sort, &dress.joined.table);
    let (pictures, sounds) = (table(&picture), table(&sound));
    let key: KeyId = KEY_ID.parse().unwrap();
    let presentation = Presentation {
        pictures: vec![PictureTrack {
            key: PICTURE,
            codec: &picture.joined.codec,
            width: 192,
            height: 108,
            rate: FrameRate::new(RATE.0, RATE.1).unwrap(),
            table: &pictures,
        }],
        sounds: vec![SoundTrack {
            key: SOUND,
            codec: &sound.joined.codec,
            channels: 1,
            sample_rate: 48_000,
            language: "und",
            name: "Sound",
            default: true,
            table: &sounds,
        }],
        sealed: Some(Sealed {
            key,
            keys: "../keys",
            media: "",
        }),
        ..Presentation::default()
    };
    film.write(&format!("hls/keys/{key}.key"), content_key().secret());
    film.write(
        &format!("hls/{}", address::MULTIVARIANT),
        hls::multivariant(&presentation),
    );
    for dress in [&picture, &sound] {
        let name = |resource: Resource| format!("hls/{}/{resource}", dress.key);
        film.write(
            &name(Resource::Playlist),
            hls::playlist(&presentation, dress.key).unwrap(),
        );
        film.write(
            &name(Resource::Init),
            dress.resource(Scheme::Aes128, Resource::Init),
        );
        for number in (1..).take(dress.joined.table.segments.len()) {
            let segment = Resource::Segment(number);
            film.write(&name(segment), dress.resource(Scheme::Aes128, segment));
        }
    }
    let name = |resource: Resource| format!("hls/{PICTURE}/{resource}");
    let iframes = hls::iframe_playlist(&presentation, PICTURE).unwrap();
    film.write(&name(Resource::IframePlaylist), iframes);
    for number in (1..).take(picture.joined.table.segments.len()) {
        let iframe = Resource::Iframe(number);
        film.write(&name(iframe), picture.resource(Scheme::Aes128, iframe));
    }
}
