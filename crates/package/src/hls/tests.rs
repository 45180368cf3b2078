use m3u8_rs::{MasterPlaylist, MediaPlaylist, parse_master_playlist_res, parse_media_playlist_res};

use super::{iframe_playlist, multivariant, playlist};
use crate::presentation::tests::{Film, picture, sound, table, text};
use crate::{Laid, Presentation, SoundTrack};

fn master(presentation: &Presentation<'_>) -> MasterPlaylist {
    parse_master_playlist_res(multivariant(presentation).as_bytes()).unwrap()
}

fn media(text: &str) -> MediaPlaylist {
    parse_media_playlist_res(text.as_bytes()).unwrap()
}

#[test]
fn a_film_with_two_pictures_three_sounds_and_three_texts() {
    let film = Film::new();
    insta::assert_snapshot!(multivariant(&film.presentation()), @r#"
    #EXTM3U
    #EXT-X-VERSION:7
    #EXT-X-INDEPENDENT-SEGMENTS
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound-mp4a.40.2-2",LANGUAGE="en",NAME="English",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="s2/playlist.m3u8"
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound-mp4a.40.2-2",LANGUAGE="de",NAME="Deutsch",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="sd/playlist.m3u8"
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound-mp4a.40.2-6",LANGUAGE="en",NAME="English",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="6",URI="s6/playlist.m3u8"
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound-mp4a.40.2-6",LANGUAGE="de",NAME="Deutsch",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="sd/playlist.m3u8"
    #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="texts",LANGUAGE="en",NAME="English",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="te/playlist.m3u8"
    #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="texts",LANGUAGE="en",NAME="English (SDH)",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,CHARACTERISTICS="public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound",URI="th/playlist.m3u8"
    #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="texts",LANGUAGE="en",NAME="English (signs)",DEFAULT=NO,AUTOSELECT=YES,FORCED=YES,URI="tf/playlist.m3u8"
    #EXT-X-STREAM-INF:BANDWIDTH=727515,AVERAGE-BANDWIDTH=567221,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=640x360,VIDEO-RANGE=SDR,FRAME-RATE=23.976,AUDIO="sound-mp4a.40.2-2",SUBTITLES="texts",CLOSED-CAPTIONS=NONE
    pa/playlist.m3u8
    #EXT-X-STREAM-INF:BANDWIDTH=6122120,AVERAGE-BANDWIDTH=4523265,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,VIDEO-RANGE=SDR,FRAME-RATE=23.976,AUDIO="sound-mp4a.40.2-2",SUBTITLES="texts",CLOSED-CAPTIONS=NONE
    pb/playlist.m3u8
    #EXT-X-STREAM-INF:BANDWIDTH=983743,AVERAGE-BANDWIDTH=822540,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=640x360,VIDEO-RANGE=SDR,FRAME-RATE=23.976,AUDIO="sound-mp4a.40.2-6",SUBTITLES="texts",CLOSED-CAPTIONS=NONE
    pa/playlist.m3u8
    #EXT-X-STREAM-INF:BANDWIDTH=6378348,AVERAGE-BANDWIDTH=4778584,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,VIDEO-RANGE=SDR,FRAME-RATE=23.976,AUDIO="sound-mp4a.40.2-6",SUBTITLES="texts",CLOSED-CAPTIONS=NONE
    pb/playlist.m3u8
    #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=60156,AVERAGE-BANDWIDTH=44215,CODECS="avc1.64001f",RESOLUTION=640x360,VIDEO-RANGE=SDR,URI="pa/iframes.m3u8"
    #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=599617,AVERAGE-BANDWIDTH=439820,CODECS="avc1.64001f",RESOLUTION=1280x720,VIDEO-RANGE=SDR,URI="pb/iframes.m3u8"
    "#);
}

#[test]
fn an_outside_parser_reads_the_same() {
    let film = Film::new();
    let master = master(&film.presentation());
    assert!(master.independent_segments);
    assert_eq!(master.version, Some(7));
    let variants: Vec<_> = master
        .variants
        .iter()
        .map(|v| {
            (
                v.uri.as_str(),
                v.is_i_frame,
                v.audio.as_deref().unwrap_or("-"),
                v.codecs.as_deref().unwrap_or("-"),
            )
        })
        .collect();
    assert_eq!(
        variants,
        [
            (
                "pa/playlist.m3u8",
                false,
                "sound-mp4a.40.2-2",
                "avc1.64001f,mp4a.40.2"
            ),
            (
                "pb/playlist.m3u8",
                false,
                "sound-mp4a.40.2-2",
                "avc1.64001f,mp4a.40.2"
            ),
            (
                "pa/playlist.m3u8",
                false,
                "sound-mp4a.40.2-6",
                "avc1.64001f,mp4a.40.2"
            ),
            (
                "pb/playlist.m3u8",
                false,
                "sound-mp4a.40.2-6",
                "avc1.64001f,mp4a.40.2"
            ),
            ("pa/iframes.m3u8", true, "-", "avc1.64001f"),
            ("pb/iframes.m3u8", true, "-", "avc1.64001f"),
        ]
    );
    // The heaviest sound of the group is counted in.
    let stereo = film.stereo.peak_bandwidth();
    assert_eq!(master.variants[0].bandwidth, film.small.peak_bandwidth() + stereo);
    assert_eq!(
        master.variants[3].bandwidth,
        film.large.peak_bandwidth() + film.surround.peak_bandwidth()
    );
    // Every group offers every voice, with the same names.
    let names = |group: &str| -> Vec<_> {
        let members = master
            .alternatives
            .iter()
            .filter(|member| member.group_id == group);
        members
            .map(|member| (member.name.clone(), member.default, member.autoselect))
            .collect()
    };
    assert_eq!(names("sound-mp4a.40.2-2"), names("sound-mp4a.40.2-6"));
    assert_eq!(names("texts").len(), 3);
}

#[test]
fn playlists_tell_the_exact_time() {
    let film = Film::new();
    let presentation = film.presentation();
    insta::assert_snapshot!(playlist(&presentation, "pa").unwrap(), @r#"
    #EXTM3U
    #EXT-X-VERSION:7
    #EXT-X-TARGETDURATION:4
    #EXT-X-PLAYLIST-TYPE:VOD
    #EXT-X-MAP:URI="init.mp4"
    #EXTINF:4.004,
    1.m4s
    #EXTINF:4.004,
    2.m4s
    #EXTINF:2.002,
    3.m4s
    #EXT-X-ENDLIST
    "#);
    insta::assert_snapshot!(playlist(&presentation, "s2").unwrap(), @r#"
    #EXTM3U
    #EXT-X-VERSION:7
    #EXT-X-TARGETDURATION:4
    #EXT-X-PLAYLIST-TYPE:VOD
    #EXT-X-MAP:URI="init.mp4"
    #EXTINF:4.010667,
    1.m4s
    #EXTINF:4.010666,
    2.m4s
    #EXTINF:1.984,
    3.m4s
    #EXT-X-ENDLIST
    "#);
    insta::assert_snapshot!(iframe_playlist(&presentation, "pb").unwrap(), @r#"
    #EXTM3U
    #EXT-X-VERSION:7
    #EXT-X-TARGETDURATION:4
    #EXT-X-PLAYLIST-TYPE:VOD
    #EXT-X-I-FRAMES-ONLY
    #EXT-X-MAP:URI="init.mp4"
    #EXTINF:4.004,
    i1.m4s
    #EXTINF:4.004,
    i2.m4s
    #EXTINF:2.002,
    i3.m4s
    #EXT-X-ENDLIST
    "#);
    insta::assert_snapshot!(playlist(&presentation, "te").unwrap(), @r#"
    #EXTM3U
    #EXT-X-VERSION:7
    #EXT-X-TARGETDURATION:10
    #EXT-X-PLAYLIST-TYPE:VOD
    #EXTINF:10.01,
    text.vtt
    #EXT-X-ENDLIST
    "#);
    for key in ["pa", "pb", "s2", "s6", "sd", "te"] {
        let list = media(&playlist(&presentation, key).unwrap());
        assert!(
            list.end_list
                && list
                    .segments
                    .iter()
                    .all(|s| s.duration.round() as u64 <= list.target_duration)
        );
    }
    assert!(media(&iframe_playlist(&presentation, "pa").unwrap()).i_frames_only);
}

#[test]
fn unknown_keys_and_wrong_kinds_have_no_playlist() {
    let film = Film::new();
    let presentation = film.presentation();
    assert_eq!(playlist(&presentation, "nobody"), None);
    assert_eq!(iframe_playlist(&presentation, "s2"), None);
    assert_eq!(iframe_playlist(&presentation, "te"), None);
}

#[test]
fn variants_share_one_target_duration() {
    // 4.48 s of picture, 4.51 s of sound: alone they would round apart.
    let picture_table = table(1_000, 0, &[(4_480, 1_000), (4_480, 1_000)]);
    let sound_table = table(1_000, 0, &[(4_510, 1_000), (4_450, 1_000)]);
    let presentation = Presentation {
        pictures: vec![picture("p", 640, 360, &picture_table)],
        sounds: vec![sound("s", 2, "und", "Sound", &sound_table)],
        ..Presentation::default()
    };
    assert_eq!(media(&playlist(&presentation, "p").unwrap()).target_duration, 5);
    assert_eq!(media(&playlist(&presentation, "s").unwrap()).target_duration, 5);
}

#[test]
fn a_silent_film_names_no_sound() {
    let film = Film::new();
    let presentation = Presentation {
        pictures: film.presentation().pictures,
        ..Presentation::default()
    };
    let master = master(&presentation);
    assert!(master.alternatives.is_empty());
    assert!(
        master
            .variants
            .iter()
            .all(|v| v.audio.is_none() && v.codecs.as_deref() == Some("avc1.64001f"))
    );
    assert_eq!(master.variants[0].bandwidth, film.small.peak_bandwidth());
}

#[test]
fn sound_alone_is_a_variant() {
    let film = Film::new();
    let presentation = Presentation {
        sounds: film.presentation().sounds,
        ..Presentation::default()
    };
    insta::assert_snapshot!(multivariant(&presentation), @r#"
    #EXTM3U
    #EXT-X-VERSION:7
    #EXT-X-INDEPENDENT-SEGMENTS
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound-mp4a.40.2-2",LANGUAGE="en",NAME="English",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2"
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound-mp4a.40.2-2",LANGUAGE="de",NAME="Deutsch",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="sd/playlist.m3u8"
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound-mp4a.40.2-6",LANGUAGE="en",NAME="English",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="6"
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound-mp4a.40.2-6",LANGUAGE="de",NAME="Deutsch",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="sd/playlist.m3u8"
    #EXT-X-STREAM-INF:BANDWIDTH=128114,AVERAGE-BANDWIDTH=127660,CODECS="mp4a.40.2",AUDIO="sound-mp4a.40.2-2",CLOSED-CAPTIONS=NONE
    s2/playlist.m3u8
    #EXT-X-STREAM-INF:BANDWIDTH=384342,AVERAGE-BANDWIDTH=382979,CODECS="mp4a.40.2",AUDIO="sound-mp4a.40.2-6",CLOSED-CAPTIONS=NONE
    s6/playlist.m3u8
    "#);
    assert_eq!(master(&presentation).variants.len(), 2);
}

#[test]
fn nothing_to_show_is_still_a_playlist() {
    let empty = Presentation {
        texts: vec![text("t", "en", "English")],
        ..Presentation::default()
    };
    assert!(master(&empty).variants.is_empty());
    assert!(master(&Presentation::default()).variants.is_empty());
    let nothing = table(1_000, 0, &[]);
    let presentation = Presentation {
        pictures: vec![picture("p", 2, 2, &nothing)],
        ..Presentation::default()
    };
    assert!(media(&playlist(&presentation, "p").unwrap()).segments.is_empty());
    assert_eq!(master(&presentation).variants.len(), 2);
}

#[test]
fn names_from_people_cannot_write_tags() {
    let film = Film::new();
    let sounds = vec![SoundTrack {
        language: "en\",X=\"",
        ..sound("../s\n#EXT", 2, "en", "A \"B\"\n#EXT-X-ENDLIST", &film.stereo)
    }];
    let presentation = Presentation {
        sounds,
        ..film.presentation()
    };
    let text = multivariant(&presentation);
    assert!(text.contains("NAME=\"A 'B' #EXT-X-ENDLIST\""), "{text}");
    assert!(text.contains("URI=\"%2E.%2Fs%0A%23EXT/playlist.m3u8\""), "{text}");
    assert!(text.lines().all(|line| !line.starts_with("#EXT-X-ENDLIST")));
}

#[test]
fn files_in_a_folder_are_played_by_byte_ranges() {
    let film = Film::new();
    let presentation = Presentation {
        laid: Laid::InFiles,
        ..film.presentation()
    };
    let master = master(&presentation);
    assert!(master.variants.iter().all(|variant| !variant.is_i_frame));
    insta::assert_snapshot!(playlist(&presentation, "pa").unwrap(), @r#"
    #EXTM3U
    #EXT-X-VERSION:7
    #EXT-X-TARGETDURATION:4
    #EXT-X-PLAYLIST-TYPE:VOD
    #EXT-X-MAP:URI="film.mp4",BYTERANGE="800@0"
    #EXTINF:4.004,
    #EXT-X-BYTERANGE:200000@800
    film.mp4
    #EXTINF:4.004,
    #EXT-X-BYTERANGE:300000@200800
    film.mp4
    #EXTINF:2.002,
    #EXT-X-BYTERANGE:50000@500800
    film.mp4
    #EXT-X-ENDLIST
    "#);
    assert_eq!(media(&playlist(&presentation, "pa").unwrap()).segments.len(), 3);
}

#[test]
fn every_sealed_resource_has_its_key_before_it() {
    let film = Film::new();
    let presentation = Presentation {
        sealed: Some(crate::presentation::tests::SEALED),
        ..film.presentation()
    };
    for (playlist, text) in ["pa", "s2", "te"]
        .map(|key| (key, playlist(&presentation, key).unwrap()))
        .into_iter()
        .chain([("pa", iframe_playlist(&presentation, "pa").unwrap())])
    {
        let mut vectors = Vec::new();
        let mut key = None;
        for line in text.lines() {
            if let Some(attributes) = line.strip_prefix("#EXT-X-KEY:") {
                let named = "METHOD=AES-128,URI=\"/keys/r/07070707070707070707070707070707.key\",IV=0x";
                key = Some(attributes.strip_prefix(named).unwrap().to_owned());
            } else if line.starts_with("#EXT-X-MAP") || !line.starts_with('#') {
                vectors.push(
                    key.take()
                        .unwrap_or_else(|| panic!("{playlist}: no key of its own: {line}")),
                );
            }
        }
        let count = vectors.len();
        vectors.sort();
        vectors.dedup();
        assert_eq!(vectors.len(), count, "{playlist}: a vector is used twice");
    }
}
