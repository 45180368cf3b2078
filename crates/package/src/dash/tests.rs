use dash_mpd_core::MPD;

use super::{manifest, player_manifest};
use crate::presentation::tests::{Film, picture, sound, table};
use crate::{Laid, Presentation, SoundTrack};

fn parsed(presentation: &Presentation<'_>) -> MPD {
    dash_mpd_core::parse(&manifest(presentation)).unwrap()
}

#[test]
fn a_film_with_two_pictures_three_sounds_and_three_texts() {
    insta::assert_snapshot!(manifest(&Film::new().presentation()), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-main:2011" type="static" mediaPresentationDuration="PT10.01S" minBufferTime="PT4.010667S" maxSegmentDuration="PT4.010667S">
      <Period id="film" start="PT0S">
        <AdaptationSet id="1" contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1" maxWidth="1280" maxHeight="720" maxFrameRate="24000/1001" par="16:9">
          <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
          <SegmentTemplate timescale="24000" initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s" startNumber="1">
            <SegmentTimeline>
              <S t="0" d="96096" r="1"/>
              <S d="48048"/>
            </SegmentTimeline>
          </SegmentTemplate>
          <Representation id="pa" codecs="avc1.64001f" bandwidth="599401" width="640" height="360" frameRate="24000/1001" sar="1:1"/>
          <Representation id="pb" codecs="avc1.64001f" bandwidth="5994006" width="1280" height="720" frameRate="24000/1001" sar="1:1"/>
        </AdaptationSet>
        <AdaptationSet id="2" contentType="audio" mimeType="audio/mp4" lang="en" subsegmentAlignment="true" subsegmentStartsWithSAP="1">
          <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"/>
          <Label>English</Label>
          <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
          <Representation id="s2" codecs="mp4a.40.2" bandwidth="128114" audioSamplingRate="48000">
            <BaseURL>s2/whole.mp4</BaseURL>
            <SegmentBase timescale="48000" indexRange="800-875">
              <Initialization range="0-799"/>
            </SegmentBase>
          </Representation>
        </AdaptationSet>
        <AdaptationSet id="3" contentType="audio" mimeType="audio/mp4" lang="en" subsegmentAlignment="true" subsegmentStartsWithSAP="1">
          <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="6"/>
          <Label>English</Label>
          <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
          <Representation id="s6" codecs="mp4a.40.2" bandwidth="384342" audioSamplingRate="48000">
            <BaseURL>s6/whole.mp4</BaseURL>
            <SegmentBase timescale="48000" indexRange="800-875">
              <Initialization range="0-799"/>
            </SegmentBase>
          </Representation>
        </AdaptationSet>
        <AdaptationSet id="4" contentType="audio" mimeType="audio/mp4" lang="de" subsegmentAlignment="true" subsegmentStartsWithSAP="1">
          <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"/>
          <Label>Deutsch</Label>
          <Role schemeIdUri="urn:mpeg:dash:role:2011" value="alternate"/>
          <Representation id="sd" codecs="mp4a.40.2" bandwidth="128114" audioSamplingRate="48000">
            <BaseURL>sd/whole.mp4</BaseURL>
            <SegmentBase timescale="48000" indexRange="800-875">
              <Initialization range="0-799"/>
            </SegmentBase>
          </Representation>
        </AdaptationSet>
        <AdaptationSet id="5" contentType="text" mimeType="text/vtt" lang="en">
          <Label>English</Label>
          <Role schemeIdUri="urn:mpeg:dash:role:2011" value="subtitle"/>
          <Representation id="te" bandwidth="320">
            <BaseURL>te/text.vtt</BaseURL>
          </Representation>
        </AdaptationSet>
        <AdaptationSet id="6" contentType="text" mimeType="text/vtt" lang="en">
          <Label>English (SDH)</Label>
          <Role schemeIdUri="urn:mpeg:dash:role:2011" value="caption"/>
          <Representation id="th" bandwidth="320">
            <BaseURL>th/text.vtt</BaseURL>
          </Representation>
        </AdaptationSet>
        <AdaptationSet id="7" contentType="text" mimeType="text/vtt" lang="en">
          <Label>English (signs)</Label>
          <Role schemeIdUri="urn:mpeg:dash:role:2011" value="forced-subtitle"/>
          <Representation id="tf" bandwidth="320">
            <BaseURL>tf/text.vtt</BaseURL>
          </Representation>
        </AdaptationSet>
      </Period>
    </MPD>
    "#);
}

#[test]
fn an_outside_parser_finds_every_track_in_time() {
    let film = Film::new();
    let mpd = parsed(&film.presentation());
    assert_eq!(mpd.mpdtype.as_deref(), Some("static"));
    let sets = &mpd.periods[0].adaptations;
    let kinds: Vec<_> = sets
        .iter()
        .map(|set| set.contentType.as_deref().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["video", "audio", "audio", "audio", "text", "text", "text"]
    );
    let template = sets[0].SegmentTemplate.as_ref().unwrap();
    let timeline = template.SegmentTimeline.as_ref().unwrap();
    let units: u64 = timeline
        .segments
        .iter()
        .map(|s| s.d * (1 + s.r.unwrap_or(0).unsigned_abs()))
        .sum();
    let micros = units * 1_000_000 / template.timescale.unwrap();
    assert_eq!(
        mpd.mediaPresentationDuration.unwrap().as_micros(),
        u128::from(micros)
    );
    for set in &sets[1..4] {
        let base = set.representations[0].SegmentBase.as_ref().unwrap();
        assert_eq!(
            base.Initialization.as_ref().unwrap().range.as_deref(),
            Some("0-799")
        );
        assert_eq!(base.indexRange.as_deref(), Some("800-875"));
        assert_eq!(base.presentationTimeOffset, None);
    }
    let ids: Vec<_> = sets
        .iter()
        .flat_map(|s| &s.representations)
        .map(|r| r.id.as_deref().unwrap())
        .collect();
    assert_eq!(ids, ["pa", "pb", "s2", "s6", "sd", "te", "th", "tf"]);
}

#[test]
fn pictures_that_do_not_line_up_have_templates_of_their_own() {
    let film = Film::new();
    let other = table(25, 0, &[(100, 1), (100, 1), (50, 1)]);
    let presentation = Presentation {
        pictures: vec![
            picture("a", 640, 360, &film.small),
            picture("b", 1_280, 720, &other),
        ],
        ..Presentation::default()
    };
    let mpd = parsed(&presentation);
    let set = &mpd.periods[0].adaptations[0];
    assert!(set.SegmentTemplate.is_none() && set.segmentAlignment == Some(false));
    assert!(set.representations.iter().all(|r| r.SegmentTemplate.is_some()));
}

#[test]
fn nothing_to_show_and_sound_alone_are_still_manifests() {
    assert!(parsed(&Presentation::default()).periods[0].adaptations.is_empty());
    let film = Film::new();
    let presentation = Presentation {
        sounds: film.presentation().sounds,
        ..Presentation::default()
    };
    assert_eq!(parsed(&presentation).periods[0].adaptations.len(), 3);
}

#[test]
fn names_from_people_stay_text() {
    let film = Film::new();
    let name = "</Label><BaseURL>x</BaseURL> & \"q\"";
    let sounds = vec![SoundTrack {
        language: "\"><x/>",
        ..sound("s", 2, "en", name, &film.stereo)
    }];
    let mpd = parsed(&Presentation {
        sounds,
        ..Presentation::default()
    });
    let set = &mpd.periods[0].adaptations[0];
    assert_eq!(set.Label[0].content, name);
    assert_eq!(set.lang.as_deref(), Some("\"><x/>"));
    assert!(set.BaseURL.is_empty());
}

#[test]
fn the_players_own_manifest_differs_in_how_it_leads_to_the_sound() {
    let film = Film::new();
    let presentation = film.presentation();
    let own = dash_mpd_core::parse(&player_manifest(&presentation)).unwrap();
    let every = parsed(&presentation);
    let (own, every) = (&own.periods[0].adaptations, &every.periods[0].adaptations);
    assert_eq!(own.len(), every.len());
    for (own, every) in own.iter().zip(every) {
        let ids = |set: &dash_mpd_core::AdaptationSet| -> Vec<_> {
            set.representations.iter().map(|r| r.id.clone()).collect()
        };
        assert_eq!(ids(own), ids(every));
        if own.contentType.as_deref() == Some("audio") {
            let template = own.SegmentTemplate.as_ref().unwrap();
            assert_eq!(template.media.as_deref(), Some("$RepresentationID$/$Number$.m4s"));
            assert!(own.representations[0].SegmentBase.is_none());
        }
    }
}

#[test]
fn files_in_a_folder_are_played_by_byte_ranges() {
    let film = Film::new();
    let mpd = parsed(&Presentation {
        laid: Laid::InFiles,
        ..film.presentation()
    });
    let sets = mpd.periods[0].adaptations.iter();
    let films: Vec<_> = sets
        .filter(|set| set.contentType.as_deref() != Some("text"))
        .flat_map(|set| &set.representations)
        .collect();
    assert_eq!(films.len(), 5);
    for representation in films {
        let list = representation.SegmentList.as_ref().unwrap();
        assert_eq!(list.segment_urls.len(), 3);
        let address = format!("{}/film.mp4", representation.id.as_deref().unwrap());
        assert_eq!(representation.BaseURL[0].base, address);
        let whole: Vec<_> = list
            .segment_urls
            .iter()
            .map(|url| url.mediaRange.as_deref().unwrap())
            .collect();
        assert!(whole[0].starts_with("800-"), "{whole:?}");
    }
}

#[test]
fn a_sealed_film_names_its_key_and_hands_out_no_readable_text() {
    let film = Film::new();
    let presentation = Presentation {
        sealed: Some(crate::presentation::tests::SEALED),
        ..film.presentation()
    };
    let mpd = parsed(&presentation);
    for set in &mpd.periods[0].adaptations {
        let sealed = &set.ContentProtection;
        if set.contentType.as_deref() == Some("text") {
            let base = &set.representations[0].BaseURL[0].base;
            assert!(sealed.is_empty() && base.starts_with("/media/r/"), "{base}");
            continue;
        }
        assert_eq!(sealed[0].value.as_deref(), Some("cbcs"));
        let key = sealed[0].default_KID.as_deref();
        assert_eq!(key, Some("07070707-0707-0707-0707-070707070707"));
        assert_eq!(sealed[1].value.as_deref(), Some("ClearKey1.0"));
        let clear_key = "urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e";
        assert_eq!(sealed[1].schemeIdUri, clear_key);
        assert!(set.SegmentTemplate.is_some());
    }
    let text = manifest(&presentation);
    assert!(text.contains(">/keys/r</dashif:Laurl>"), "{text}");
}
