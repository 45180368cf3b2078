use media::facts::{
    FieldOrder, MediaFacts, PictureStream, SoundStream, Survey, TextStream, TrackTiming, Transfer,
};
use media::time::{FrameRate, MediaTime, Timescale};
use proptest::prelude::*;

use super::{ConformOptions, ConformSheet, Reel, TextConform, TextSource, conform, sought_from};
use crate::{Digest, HouseError};

fn rate(numerator: u32, denominator: u32) -> FrameRate {
    FrameRate::new(numerator, denominator).unwrap()
}

fn time(value: i64, timescale: u32) -> MediaTime {
    MediaTime::new(value, Timescale::new(timescale).unwrap())
}

fn picture(index: u32) -> PictureStream {
    PictureStream {
        index,
        codec: "h264".into(),
        width: 1920,
        height: 1080,
        sample_aspect: (1, 1),
        rotation: 0,
        average_rate: Some(rate(25, 1)),
        base_rate: Some(rate(25, 1)),
        field_order: Some(FieldOrder::Progressive),
        pixel_format: "yuv420p".into(),
        bit_depth: 8,
        transfer: Transfer::Sdr,
        primaries: None,
        matrix: None,
        full_range: false,
        start: None,
        duration: None,
        frames: None,
        attached_picture: false,
        default: false,
        language: None,
    }
}

fn sound(index: u32) -> SoundStream {
    SoundStream {
        index,
        codec: "aac".into(),
        channels: 2,
        layout: Some("stereo".into()),
        sample_rate: 48_000,
        start: None,
        duration: None,
        language: Some("eng".into()),
        title: None,
        default: false,
    }
}

fn text(index: u32, codec: &str) -> TextStream {
    TextStream {
        index,
        codec: codec.into(),
        language: Some("ger".into()),
        title: None,
        default: true,
        forced: false,
        hearing_impaired: false,
        bitmap: false,
    }
}

fn timing(
    stream: u32,
    packets: u64,
    first: MediaTime,
    end: MediaTime,
    steps: (MediaTime, MediaTime),
) -> TrackTiming {
    TrackTiming {
        stream,
        packets,
        first,
        end,
        shortest_step: steps.0,
        longest_step: steps.1,
    }
}

/// Ten seconds of 25 frames a second with a stereo sound just as long.
pub(crate) fn film() -> Survey {
    let step = time(512, 12_800);
    let sound_step = time(1_024, 48_000);
    Survey {
        facts: MediaFacts {
            container: "mov,mp4,m4a,3gp,3g2,mj2".into(),
            duration: Some(time(10_000, 1_000)),
            bit_rate: None,
            pictures: vec![picture(0)],
            sounds: vec![sound(1)],
            texts: vec![],
            still: false,
        },
        timings: vec![
            timing(0, 250, time(0, 12_800), time(128_000, 12_800), (step, step)),
            timing(
                1,
                469,
                time(0, 48_000),
                time(480_000, 48_000),
                (sound_step, sound_step),
            ),
        ],
        complaints: vec![],
        truncated: false,
    }
}

fn sheet(survey: &Survey) -> ConformSheet {
    conform(survey, &ConformOptions::default()).unwrap()
}

fn refusal(survey: &Survey) -> String {
    match conform(survey, &ConformOptions::default()) {
        Err(HouseError::Refused(sentence)) => sentence,
        other => panic!("not refused: {other:?}"),
    }
}

/// `packets` frames in a timescale, as a muxer that rounds each time to the nearest unit writes them.
fn rounded(rate: FrameRate, packets: u64, timescale: u32) -> TrackTiming {
    let at = |n: u64| {
        let exact = n as i128 * i128::from(rate.denominator()) * i128::from(timescale);
        i64::try_from((exact * 2 + i128::from(rate.numerator())).div_euclid(i128::from(rate.numerator()) * 2))
            .unwrap()
    };
    let steps: Vec<i64> = (1..packets).map(|n| at(n) - at(n - 1)).collect();
    timing(
        0,
        packets,
        time(0, timescale),
        time(at(packets), timescale),
        (
            time(*steps.iter().min().unwrap(), timescale),
            time(*steps.iter().max().unwrap(), timescale),
        ),
    )
}

fn rate_of(timing: TrackTiming, stated: Option<(u32, u32)>) -> (FrameRate, Vec<String>) {
    let mut survey = film();
    survey.facts.sounds.clear();
    survey.facts.pictures[0].average_rate = stated.map(|(n, d)| rate(n, d));
    survey.facts.pictures[0].base_rate = stated.map(|(n, d)| rate(n, d));
    survey.timings = vec![timing];
    let sheet = sheet(&survey);
    (sheet.picture().unwrap().rate, sheet.notes)
}

#[test]
fn a_plain_film_is_taken_as_it_is() {
    let sheet = sheet(&film());
    assert_eq!(sheet.picture().unwrap().rate, rate(25, 1));
    assert_eq!(
        (
            sheet.picture().unwrap().frames,
            sheet.picture().unwrap().source_frames
        ),
        (250, 250)
    );
    assert_eq!(
        (sheet.picture().unwrap().width, sheet.picture().unwrap().height),
        (1920, 1080)
    );
    assert!(sheet.picture().unwrap().seekable);
    assert_eq!(sheet.sounds[0].language, "en");
    assert!(sheet.sounds[0].default);
    assert!(sheet.notes.is_empty(), "{:?}", sheet.notes);
}

#[test]
fn rates_rounded_by_a_container_are_recognised() {
    for (n, d) in [
        (24_000, 1_001),
        (24, 1),
        (25, 1),
        (30_000, 1_001),
        (30, 1),
        (60_000, 1_001),
        (60, 1),
    ] {
        for (packets, timescale) in [(1_000, 1_000), (20_000, 1_000), (5_000, 600), (5_000, 90_000)] {
            if timescale == 600 && n / d > 50 {
                continue;
            }
            let found = rate_of(rounded(rate(n, d), packets, timescale), None).0;
            assert_eq!(found, rate(n, d), "{packets} frames in 1/{timescale}");
        }
    }
}

#[test]
fn a_missing_last_length_does_not_change_a_stated_rate() {
    let mut timing = rounded(rate(30_000, 1_001), 1_000, 1_000);
    timing.end = time(33_333, 1_000);
    assert_eq!(rate_of(timing, Some((30_000, 1_001))).0, rate(30_000, 1_001));
}

#[test]
fn odd_constant_rates_are_kept() {
    let step = time(1_024, 12_288);
    let twelve = timing(0, 120, time(0, 12_288), time(122_880, 12_288), (step, step));
    assert_eq!(
        rate_of(twelve, None),
        (rate(12, 1), vec!["The film is silent.".into()])
    );
    let odd = time(3_004, 90_000);
    let odd = timing(0, 100, time(0, 90_000), time(300_400, 90_000), (odd, odd));
    assert_eq!(rate_of(odd, None).0, rate(22_500, 751));
}

#[test]
fn a_rate_that_varies_is_laid_on_a_grid_and_said() {
    let steps = (time(20, 1_000), time(95, 1_000));
    let phone = timing(0, 298, time(0, 1_000), time(10_000, 1_000), steps);
    let (grid, notes) = rate_of(phone, Some((90_000, 1)));
    assert_eq!(grid, rate(30_000, 1_001));
    assert!(notes.iter().any(|note| note.contains("29.97")), "{notes:?}");
    let dropped = timing(
        0,
        240,
        time(0, 25_000),
        time(250_000, 25_000),
        (time(1_000, 25_000), time(2_000, 25_000)),
    );
    assert_eq!(rate_of(dropped, Some((25, 1))).0, rate(25, 1));
    let fast = timing(
        0,
        2_000,
        time(0, 1_000),
        time(10_000, 1_000),
        (time(1, 1_000), time(17, 1_000)),
    );
    assert_eq!(rate_of(fast, Some((1_000, 1))).0, rate(60, 1));
}

#[test]
fn very_slow_and_very_fast_rates_are_brought_into_reach() {
    let hour = time(90_000, 90_000);
    let slides = timing(0, 20, time(0, 90_000), time(1_800_000, 90_000), (hour, hour));
    assert_eq!(rate_of(slides, None).0, rate(5, 1));
    let step = time(375, 90_000);
    let slow_motion = timing(0, 240, time(0, 90_000), time(90_000, 90_000), (step, step));
    let (shown, notes) = rate_of(slow_motion, None);
    assert_eq!((shown.numerator(), shown.denominator()), (240, 2));
    assert!(notes.iter().any(|note| note.contains("240")), "{notes:?}");
}

#[test]
fn longer_sound_runs_over_black_and_shorter_sound_is_padded() {
    let mut longer = film();
    longer.timings[1].end = time(576_000, 48_000);
    let sheet_longer = sheet(&longer);
    assert_eq!(
        (
            sheet_longer.picture().unwrap().frames,
            sheet_longer.picture().unwrap().source_frames
        ),
        (300, 250)
    );
    assert!(
        sheet_longer.notes[0].contains("2.00 s longer"),
        "{:?}",
        sheet_longer.notes
    );
    let mut shorter = film();
    shorter.timings[1].end = time(240_000, 48_000);
    let sheet_shorter = sheet(&shorter);
    assert_eq!(
        (
            sheet_shorter.picture().unwrap().frames,
            sheet_shorter.picture().unwrap().source_frames
        ),
        (250, 250)
    );
    assert!(
        sheet_shorter.notes[0].contains("5.00 s shorter"),
        "{:?}",
        sheet_shorter.notes
    );
}

#[test]
fn the_last_coded_frame_of_sound_makes_no_black() {
    let mut survey = film();
    survey.timings[1].end = time(481_024, 48_000);
    assert_eq!(sheet(&survey).frames(), 250);
}

/// The plain film with its picture at 1 s and its sound at `sound` milliseconds, each ten seconds long.
fn film_with_sound_at(sound: i64) -> Survey {
    let mut survey = film();
    survey.timings[0].first = time(12_800, 12_800);
    survey.timings[0].end = time(140_800, 12_800);
    survey.timings[1].first = time(sound * 48, 48_000);
    survey.timings[1].end = time(sound * 48 + 480_000, 48_000);
    survey
}

#[test]
fn a_sound_that_starts_first_is_heard_over_the_first_frame() {
    let early = sheet(&film_with_sound_at(490));
    // 0.51 s are 12.75 frames: 13 are held, and the sound starts a quarter of a frame after them.
    assert_eq!(early.picture().unwrap().start, time(480, 1_000));
    assert_eq!(
        (
            early.picture().unwrap().frames,
            early.picture().unwrap().source_frames
        ),
        (263, 263)
    );
    assert_eq!(early.sounds[0].offset, time(10, 1_000));
    assert!(early.notes[0].contains("0.51 s before"), "{:?}", early.notes);
    let hair = sheet(&film_with_sound_at(980));
    assert_eq!(hair.picture().unwrap().start, time(1, 1));
    assert_eq!(hair.sounds[0].offset, time(-20, 1_000));
    assert!(hair.notes.is_empty(), "{:?}", hair.notes);
}

#[test]
fn a_sound_that_starts_far_too_early_is_cut_and_that_is_said() {
    let sheet = sheet(&film_with_sound_at(-60_000));
    assert_eq!(sheet.picture().unwrap().start, time(1, 1));
    assert_eq!(sheet.sounds[0].offset, time(-61, 1));
    assert!(
        sheet.notes.iter().any(|note| note.contains("61.00 s before")),
        "{:?}",
        sheet.notes
    );
}

#[test]
fn a_sound_that_starts_later_waits_in_silence() {
    let sheet = sheet(&film_with_sound_at(1_500));
    assert_eq!(sheet.picture().unwrap().start, time(1, 1));
    assert_eq!(sheet.sounds[0].offset, time(1, 2));
    assert!(
        sheet.notes.iter().any(|note| note.contains("0.50 s after")),
        "{:?}",
        sheet.notes
    );
}

#[test]
fn packets_that_only_fill_the_decoder_do_not_count_as_a_start() {
    let mut survey = film();
    survey.timings[1].first = time(-1_024, 48_000);
    survey.facts.sounds[0].start = Some(time(0, 48_000));
    assert_eq!(sheet(&survey).sounds[0].offset, MediaTime::ZERO);
}

#[test]
fn a_sound_is_sought_where_the_place_of_a_time_is_known() {
    let mut survey = film();
    let stream = survey.facts.sounds[0].index;
    survey.timings[1].first = time(-1_024, 48_000);
    survey.facts.sounds[0].start = Some(time(0, 48_000));
    assert_eq!(sought_from(&survey, stream), Some(MediaTime::ZERO));
    assert_eq!(sought_from(&survey, 99), None);
    let from = |container: &str, codec: &str, truncated: bool| {
        let mut survey = survey.clone();
        survey.facts.container = container.into();
        survey.facts.sounds[0].codec = codec.into();
        survey.truncated = truncated;
        sought_from(&survey, stream).is_some()
    };
    assert!(
        from("wav", "pcm_s16le", false) && from("flac", "flac", false) && from("aiff", "pcm_s24be", false)
    );
    // Of these the header says only roughly how many bytes a second has, or nothing.
    for (container, codec) in [
        ("wav", "adpcm_ima_wav"),
        ("mp3", "mp3"),
        ("mpegts", "aac"),
        ("avi", "pcm_s16le"),
    ] {
        assert!(!from(container, codec, false), "{container}, {codec}");
    }
    assert!(!from("wav", "pcm_s16le", true) && !from("mov,mp4,m4a", "aac", true));
}

#[test]
fn of_several_pictures_the_default_or_the_largest_is_taken() {
    let mut survey = film();
    let small = PictureStream {
        width: 320,
        height: 180,
        ..picture(2)
    };
    survey.facts.pictures.insert(0, small.clone());
    let taken = sheet(&survey);
    assert_eq!(taken.picture().unwrap().stream, 0);
    assert!(taken.notes[0].contains("2 pictures"), "{:?}", taken.notes);
    survey.facts.pictures[0].default = true;
    assert_eq!(sheet(&survey).picture().unwrap().stream, 2);
    let wanted = ConformOptions {
        picture: Some(0),
        ..ConformOptions::default()
    };
    assert_eq!(conform(&survey, &wanted).unwrap().picture().unwrap().stream, 0);
    let missing = ConformOptions {
        picture: Some(9),
        ..ConformOptions::default()
    };
    assert!(
        conform(&survey, &missing)
            .unwrap_err()
            .to_string()
            .contains("it has: 2, 0")
    );
}

/// A song whose cover lies in the file before it.
fn song() -> Survey {
    let mut song = film();
    song.facts.container = "flac".into();
    song.facts.pictures[0].attached_picture = true;
    song.facts.sounds[0].sample_rate = 44_100;
    let step = time(4_608, 44_100);
    song.timings = vec![timing(
        1,
        100,
        time(441, 44_100),
        time(441 + 441_001, 44_100),
        (step, step),
    )];
    song
}

#[test]
fn a_song_is_as_long_as_its_sound_to_the_sample() {
    let heard = sheet(&song());
    assert!(heard.picture().is_none());
    assert_eq!((heard.rate(), heard.frames()), (rate(44_100, 1), 441_001));
    assert_eq!(heard.start(), time(441, 44_100));
    assert_eq!(heard.sounds[0].offset.micros(), 0);
    let Reel::SoundAlone(reel) = &heard.reel else {
        panic!("{heard:?}")
    };
    let cover = reel.cover.as_ref().unwrap();
    assert_eq!((cover.stream, cover.width, cover.frames), (0, 1920, 1));
    let wanted = ConformOptions {
        picture: Some(0),
        ..ConformOptions::default()
    };
    assert!(conform(&song(), &wanted).is_err(), "a cover is no film");
}

#[test]
fn a_song_is_kept_as_a_film_always_was() {
    for survey in [film(), song()] {
        let kept = serde_json::to_value(sheet(&survey)).unwrap();
        assert_eq!(kept.get("picture").is_some(), sheet(&survey).picture().is_some());
        assert_eq!(
            kept.get("sound_alone").is_some(),
            sheet(&survey).picture().is_none()
        );
        assert_eq!(
            serde_json::from_value::<ConformSheet>(kept).unwrap(),
            sheet(&survey)
        );
    }
}

#[test]
fn a_song_that_lasts_for_days_or_not_at_all_is_refused() {
    let mut endless = song();
    endless.timings[0].end = time(44_100 * 100_000, 44_100);
    assert!(refusal(&endless).contains("27 hours"));
    let mut nothing = song();
    nothing.timings[0].end = nothing.timings[0].first;
    assert!(refusal(&nothing).contains("how long its sound lasts"));
    let mut unreadable = song();
    unreadable.facts.sounds[0].codec = "unknown".into();
    assert!(refusal(&unreadable).contains("No sound of this file can be read"));
}

#[test]
fn what_is_no_film_is_refused_in_a_sentence() {
    let mut nothing = film();
    nothing.facts.pictures[0].attached_picture = true;
    nothing.facts.sounds.clear();
    assert!(refusal(&nothing).contains("neither a moving picture nor a sound"));
    let mut still = film();
    still.facts.still = true;
    assert!(refusal(&still).contains("still picture"));
    let mut single = film();
    single.timings[0].packets = 1;
    assert!(refusal(&single).contains("fewer than two frames"));
    let mut endless = film();
    endless.timings[0].end = time(12_800 * 3_600 * 30, 12_800);
    assert!(refusal(&endless).contains("30 hours"));
    let mut dot = film();
    (dot.facts.pictures[0].width, dot.facts.pictures[0].height) = (2, 2);
    assert!(refusal(&dot).contains("2 x 2"));
    let mut huge = film();
    huge.facts.pictures[0].width = u32::MAX;
    assert!(refusal(&huge).contains("cannot be shown"));
}

#[test]
fn sizes_are_shown_upright_in_square_even_pixels() {
    let shown = |width, height, sample_aspect, rotation| {
        let mut survey = film();
        survey.facts.pictures[0] = PictureStream {
            width,
            height,
            sample_aspect,
            rotation,
            ..picture(0)
        };
        let sheet = sheet(&survey);
        (
            sheet.picture().unwrap().width,
            sheet.picture().unwrap().height,
            sheet.notes.len(),
        )
    };
    assert_eq!(shown(720, 576, (16, 11), 0), (1046, 576, 2));
    assert_eq!(shown(720, 576, (64, 45), 0), (1024, 576, 1));
    assert_eq!(shown(720, 480, (8, 9), 0), (720, 540, 1));
    assert_eq!(shown(1920, 1080, (1, 1), 90), (1080, 1920, 1));
    assert_eq!(shown(720, 405, (1, 1), 0), (720, 404, 1));
    assert_eq!(shown(640, 480, (0, 1), 0), (640, 480, 0));
    assert_eq!(shown(640, 480, (1, 1_000), 0), (640, 480, 1));
}

#[test]
fn interlace_and_light_are_handled_and_said() {
    let mut survey = film();
    survey.facts.pictures[0].field_order = Some(FieldOrder::TopFirst);
    survey.facts.pictures[0].transfer = Transfer::Hlg;
    survey.facts.pictures[0].bit_depth = 10;
    let sheet_hlg = sheet(&survey);
    assert_eq!(
        sheet_hlg.picture().unwrap().deinterlace,
        Some(FieldOrder::TopFirst)
    );
    assert_eq!(sheet_hlg.picture().unwrap().tone_map, Some(Transfer::Hlg));
    assert_eq!(sheet_hlg.notes.len(), 2);
    survey.facts.pictures[0].transfer = Transfer::Sdr;
    assert!(sheet(&survey).notes[1].contains("10 bits"));
}

#[test]
fn sounds_keep_their_languages_and_come_in_three_shapes() {
    let mut survey = film();
    let with = |index, channels, sample_rate| SoundStream {
        channels,
        sample_rate,
        ..sound(index)
    };
    survey.facts.sounds = vec![
        with(1, 1, 8_000),
        with(2, 6, 96_000),
        with(3, 8, 44_100),
        with(4, 3, 22_050),
        with(5, 0, 0),
    ];
    survey.facts.sounds[1].default = true;
    survey.facts.sounds[1].language = Some("de".into());
    survey.facts.sounds[2].language = None;
    let sheet = sheet(&survey);
    let shapes: Vec<_> = sheet
        .sounds
        .iter()
        .map(|s| (s.channels, s.sample_rate, s.default))
        .collect();
    assert_eq!(
        shapes,
        [
            (1, 48_000, false),
            (6, 48_000, true),
            (6, 44_100, false),
            (2, 44_100, false)
        ]
    );
    assert_eq!(sheet.sounds[2].language, "und");
    assert!(
        sheet.notes.iter().any(|note| note.contains("stream 5")),
        "{:?}",
        sheet.notes
    );
}

#[test]
fn subtitles_made_of_pictures_are_left_out_with_a_sentence() {
    let mut survey = film();
    let dvd = TextStream {
        bitmap: true,
        ..text(4, "dvd_subtitle")
    };
    survey.facts.texts = vec![
        text(2, "subrip"),
        text(3, "mov_text"),
        dvd,
        text(5, "dvb_teletext"),
    ];
    let beside = TextConform {
        source: TextSource::File(Digest::of(b"1")),
        language: "fr".into(),
        title: None,
        forced: false,
        hearing_impaired: false,
        default: true,
    };
    let options = ConformOptions {
        subtitles: vec![beside],
        ..ConformOptions::default()
    };
    let sheet = conform(&survey, &options).unwrap();
    assert_eq!(sheet.texts.len(), 3);
    assert_eq!(sheet.texts.iter().filter(|text| text.default).count(), 1);
    assert_eq!(sheet.texts[0].language, "de");
    assert_eq!(sheet.notes.len(), 2);
    assert!(sheet.notes[0].contains("made of pictures"));
}

prop_compose! {
    fn any_time()(value in prop_oneof![Just(0_i64), -1_000_000_000..1_000_000_000_i64, any::<i64>()],
                  timescale in prop_oneof![Just(1_u32), Just(1_000), Just(90_000), 1..=u32::MAX]) -> MediaTime {
        time(value, timescale)
    }
}

prop_compose! {
    fn any_rate()(n in prop_oneof![1..200_u32, 1..=u32::MAX], d in prop_oneof![Just(1_u32), Just(1_001), 1..=u32::MAX]) -> FrameRate {
        rate(n, d)
    }
}

proptest! {
    /// Whatever a broken file says, the answer is a sentence or a sheet that can be worked with.
    #[test]
    fn any_survey_gives_a_sheet_or_a_sentence(
        (width, height, aspect) in (any::<u32>(), any::<u32>(), any::<(u32, u32)>()),
        (average, base) in (proptest::option::of(any_rate()), proptest::option::of(any_rate())),
        (packets, first, end) in (any::<u64>(), any_time(), any_time()),
        (shortest, longest) in (any_time(), any_time()),
        (sound_first, sound_end, channels, sample_rate) in (any_time(), any_time(), any::<u16>(), any::<u32>()),
        small in any::<bool>(),
    ) {
        let mut survey = film();
        let stream = &mut survey.facts.pictures[0];
        stream.width = if small { width % 5_000 } else { width };
        stream.height = if small { height % 5_000 } else { height };
        stream.sample_aspect = aspect;
        stream.average_rate = average;
        stream.base_rate = base;
        survey.facts.sounds[0].channels = channels;
        survey.facts.sounds[0].sample_rate = sample_rate;
        survey.timings[0] = timing(0, packets, first, end, (shortest, longest));
        survey.timings[1] = timing(1, packets, sound_first, sound_end, (shortest, longest));
        match conform(&survey, &ConformOptions::default()) {
            Err(HouseError::Refused(sentence)) => prop_assert!(!sentence.is_empty()),
            Err(other) => prop_assert!(false, "{other:?}"),
            Ok(sheet) => {
                let picture = sheet.picture().unwrap();
                prop_assert!(picture.width % 2 == 0 && picture.height % 2 == 0);
                prop_assert!(picture.width >= 16 && picture.height >= 16);
                prop_assert!(picture.width <= 16_384 && picture.height <= 16_384);
                prop_assert!(picture.source_frames >= 1 && picture.frames >= picture.source_frames);
                for sound in &sheet.sounds {
                    prop_assert!(matches!(sound.channels, 1 | 2 | 6));
                    prop_assert!(matches!(sound.sample_rate, 32_000 | 44_100 | 48_000));
                }
            }
        }
    }
}
