use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::archive::{Asset, AssetKind, Provenance};
use crate::id::TitleId;
use crate::master::conform_tests::film;
use crate::release::{PartKind, Shape};
use crate::{Digest, Instant};

const FULL: &str = r#"# The premiere of December.
slug = "night-train"
title = "Night Train"
tagline = "A band, a winter, a line to the north"
synopsis = """
They left in November.

They came back in another decade."""
year = "1974~"
era = "1969/1974"
edition = "Theatrical cut"
languages = ["en", "fr-CA"]
tags = ["music"]
territories = ["CA"]
film = "night-train.mov"
still_at = "0:00:01.5"

[[people]]
role = "Director"
name = "Jane Doe"

[[scenes]]
name = "The station"
at = 00:00:00
[[scenes]]
name = "The bridge"
at = "0:00:02"

[[editions]]
part = "extended"   # the hour that was cut
title = "Night Train: Extended"
edition = "Extended cut"
film = "long.mov"

[[extras]]
kind = "trailer"
title = "Trailer"

[[extras]]
kind = "notebook"
title = "The road book"
[[extras.pages]]
photo = "page-1.jpg"
caption = "The first night"

[album]
title = "Songs of the line"
still = "page-1.jpg"
[[album.tracks]]
title = "Rails"
[[album.tracks]]
title = "Snow"
"#;

const SERIES: &str = r#"
slug = "lines"
shape = "series"
title = "Lines"
[[seasons]]
number = 1
[[seasons.episodes]]
number = 1
title = "North"
era = "1969"
[[seasons.episodes]]
number = 2
title = "South"
[[seasons]]
number = 2
[[seasons.episodes]]
number = 1
title = "Home"
"#;

fn asset(name: &str, still: bool) -> Asset {
    let mut survey = film();
    survey.facts.still = still;
    Asset {
        id: AssetId::random(),
        kind: if still { AssetKind::Photo } else { AssetKind::Film },
        digest: Digest::of(name.as_bytes()),
        bytes: 1,
        file_name: name.into(),
        survey,
        provenance: Provenance::default(),
        added: Instant::from_micros(0),
        salvage: None,
    }
}

fn assets() -> Vec<Asset> {
    vec![
        asset("night-train.mov", false),
        asset("long.mov", false),
        asset("page-1.jpg", true),
    ]
}

/// What the catalogue would keep after the steps.
fn done(kept: Option<&Kept>, difference: &Difference, text: &str) -> Kept {
    let mut titles: BTreeMap<TitleId, Title> = BTreeMap::new();
    let mut films = kept.map(|kept| kept.films.clone()).unwrap_or_default();
    for title in kept
        .into_iter()
        .flat_map(|kept| kept.parts.iter().chain([&kept.title]))
    {
        titles.insert(title.id.clone(), title.clone());
    }
    for step in &difference.steps {
        match step.act {
            Act::Remove => drop(titles.remove(&step.title.id)),
            _ => drop(titles.insert(step.title.id.clone(), step.title.clone())),
        }
        if let Some(film) = &step.film {
            films.insert(step.title.id.clone(), film.clone());
        }
    }
    let title = titles.remove(&difference.title).unwrap();
    let mut parts: Vec<Title> = titles.into_values().collect();
    parts.sort_by_key(|part| part.part.as_ref().map(|part| part.place));
    Kept {
        title,
        parts,
        films,
        sheet: Some(text.into()),
    }
}

fn compared(text: &str, kept: Option<&Kept>, assets: &[Asset]) -> Difference {
    let archive = Archive::new(assets);
    let sheet = read(text, archive).unwrap();
    let now = Instant::from_micros(7);
    difference(&sheet, kept, &|_| None, archive, (text, now)).unwrap()
}

#[test]
fn what_was_applied_changes_nothing_and_comes_back_as_it_was_written() {
    let assets = assets();
    for text in [FULL, SERIES] {
        let first = compared(text, None, &assets);
        assert!(first.steps.iter().all(|step| step.act == Act::Make));
        let kept = done(None, &first, text);
        assert!(compared(text, Some(&kept), &assets).is_empty());
        assert_eq!(export(&kept, Archive::new(&assets)), text);
        let written = write(&kept, Archive::new(&assets));
        let again = compared(&written, Some(&kept), &assets);
        assert!(again.is_empty(), "{written}\n{again:#?}");
    }
}

#[test]
fn what_was_changed_elsewhere_is_exported_anew() {
    let assets = assets();
    let mut kept = done(None, &compared(FULL, None, &assets), FULL);
    kept.title.tagline = None;
    let text = export(&kept, Archive::new(&assets));
    assert!(!text.contains("tagline") && !text.contains("# The premiere"));
    assert!(compared(&text, Some(&kept), &assets).is_empty());
}

#[test]
fn a_difference_names_what_is_said_otherwise() {
    let assets = assets();
    let kept = done(None, &compared(FULL, None, &assets), FULL);
    let changed = FULL
        .replace("A band, a winter, a line to the north", "A band")
        .replace(
            "title = \"Trailer\"",
            "title = \"The first trailer\"\npart = \"trailer\"",
        )
        .replace("[[album.tracks]]\ntitle = \"Snow\"\n", "");
    let difference = compared(&changed, Some(&kept), &assets);
    let said: Vec<String> = difference.steps.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "~ night-train  Night Train",
            "~ trailer  The first trailer",
            "- track-2  Snow, withdrawn; it stays in the house as a title by itself",
        ]
    );
    assert_eq!(
        difference.steps[0].lines,
        [Line {
            label: "tagline",
            before: Some("A band, a winter, a line to the north".into()),
            after: Some("A band".into()),
        }]
    );
}

#[test]
fn a_title_that_stands_by_itself_is_taken_in_and_another_titles_part_is_not() {
    let assets = assets();
    let archive = Archive::new(&assets);
    let text = "slug = \"a\"\ntitle = \"A\"\n[[extras]]\nkind = \"trailer\"\ntitle = \"Trailer\"\n";
    let sheet = read(text, archive).unwrap();
    let mut loose = Title::new(
        TitleId::random(),
        "a-trailer".into(),
        "Old".into(),
        Instant::from_micros(0),
    );
    let compare = |loose: &Title| {
        let taken = |slug: &str| (slug == loose.slug).then(|| loose.clone());
        difference(&sheet, None, &taken, archive, (text, Instant::from_micros(0)))
    };
    let found = compare(&loose).unwrap();
    assert_eq!(
        (found.steps[1].act, &found.steps[1].title.id),
        (Act::Adopt, &loose.id)
    );
    loose.part = found.steps[1].title.part.clone();
    assert_eq!(
        compare(&loose).unwrap_err().to_string(),
        "3:1: the address 'a-trailer' is that of a part of another title, 'Old'"
    );
}

#[test]
fn every_mistake_is_told_at_its_place() {
    let text = r#"titel = "Night"
slug = "Night Train"
year = "nineteen"
languages = ["en", 7]
territories = ["Canada"]
film = "nowhere.mov"

[[people]]
role = "Director"

[[scenes]]
name = "b"
at = "0:00:05"
[[scenes]]
name = "b"
at = "5"

[[extras]]
kind = "trailer"
title = "T"
pages = []
[[extras]]
kind = "teaser"
title = "T"

[[seasons]]
number = 1
[[seasons.episodes]]
number = 1
title = "x"
still = "long.mov"

[album]
tracks = 3
"#;
    let assets = assets();
    let mistakes = read(text, Archive::new(&assets)).unwrap_err();
    let said: Vec<String> = mistakes.0.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "1:1: a sheet has no key 'titel'; is 'title' meant?",
            "1:1: a sheet needs 'title'",
            "2:8: slug: 'Night Train' cannot be an address: 'night-train' can",
            "3:8: year: 'nineteen' is not a day, month or year such as 1974-06-01, 1974-06 or 1974~",
            "4:20: languages is a list of texts, not a number",
            "5:16: territories: 'Canada' is not a country's two letters (ISO 3166-1): CA, DE, JP",
            "6:8: film: there is no 'nowhere.mov' in the archive: `marquee add` takes it in",
            "8:1: a person needs 'name'",
            "14:1: the scene 'b' does not begin after the one before it",
            "14:1: the scene 'b' is there twice",
            "21:1: an extra has no key 'pages'",
            "23:8: kind: 'teaser' is not a kind of extra: trailer, behind-the-scenes, interview, concert-clip, demo-tape, notebook",
            "28:1: only a series has episodes: shape = \"series\"",
            "31:9: still: 'long.mov' is no picture but film",
            "33:1: an album needs 'title'",
            "34:10: tracks are tables one after another: [[tracks]]",
        ]
    );
}

#[test]
fn a_text_that_is_no_toml_says_where() {
    let said = read("slug = \"a\ntitle = [\n", Archive::new(&[])).unwrap_err();
    assert!(said.0.iter().any(|mistake| mistake.line == 1), "{said}");
    assert!(said.to_string().contains("this is not TOML"));
}

#[test]
fn a_series_is_written_by_its_seasons() {
    let kept = done(None, &compared(SERIES, None, &[]), SERIES);
    assert_eq!(kept.title.shape, Shape::Series);
    let kinds: Vec<_> = kept
        .parts
        .iter()
        .map(|part| part.part.as_ref().unwrap().kind)
        .collect();
    let episode = |season, number| PartKind::Episode { season, number };
    assert_eq!(kinds, [episode(1, 1), episode(1, 2), episode(2, 1)]);
    assert_eq!(kept.parts[2].slug, "lines-s2e1");
    assert_eq!(write(&kept, Archive::new(&[])).matches("[[seasons]]").count(), 2);
}

proptest! {
    /// Whatever people write, the sheet that is written of it is read as the same.
    #[test]
    fn any_words_survive_being_written(
        name in "[^\\p{C}]{1,40}",
        synopsis in "([^\\p{C}]|\n|\"|\\\\){0,80}",
        at in 0_u64..90_000_000,
    ) {
        prop_assume!(!name.trim().is_empty());
        let mut title = Title::new(TitleId::random(), "a".into(), name, Instant::from_micros(0));
        title.synopsis = Some(synopsis).filter(|text| !text.trim().is_empty());
        title.about.scenes = vec![crate::release::Scene { name: "x".into(), at_ms: at }];
        let title = title.checked().unwrap();
        let kept = Kept { title, parts: Vec::new(), films: BTreeMap::new(), sheet: None };
        let text = write(&kept, Archive::new(&[]));
        let again = compared(&text, Some(&kept), &[]);
        prop_assert!(again.is_empty(), "{text}\n{again:#?}");
    }

    #[test]
    fn no_text_is_too_wild_to_be_read(text in "\\PC{0,200}") {
        let _ = read(&text, Archive::new(&[]));
    }
}
