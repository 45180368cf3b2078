//! Both databases give the same answers, and those are the ones that a reading of every line gives.

use house::analyse::ask::{
    Block, Choice, Class, Field, Head, Query, Wanted, blocks_of, found_in, parse, tokens,
};
use house::analyse::words::{Correction, Transcript, TranscriptSource};
use house::analyse::{Line, Span};
use house::archive::{Asset, AssetKind, Provenance};
use house::team::Actor;
use house::{Clock, Instant};

use super::{Remark, SearchHit, SearchPage};
use crate::fixtures::{House, asset, clock, on_both};
use crate::{Corrected, Effect};

const WORDS: [&str; 24] = [
    "the", "the", "the", "a", "and", "and", "of", "we", "was", "harbour", "night", "concert", "Ferry",
    "light", "crowd", "singing", "1974", "don't", "Ærø", "rain", "concerts", "conduct", "東京", "o'clock",
];

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn upto(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n as u64) as usize
    }

    fn word(&mut self) -> &'static str {
        // The first ones are the most frequent, as in talk.
        let wide = 1 + self.upto(WORDS.len());
        WORDS[self.upto(wide)]
    }

    fn text(&mut self, most: usize) -> String {
        let count = 1 + self.upto(most);
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

fn line(start: i64, text: String, speaker: Option<&str>) -> Line {
    Line {
        span: Span::of_micros(start, start + 2_000_000),
        text,
        speaker: speaker.map(Into::into),
        words: vec![],
    }
}

fn transcript(asset: &Asset, source: TranscriptSource, lines: Vec<Line>) -> Transcript {
    Transcript {
        asset: asset.id.clone(),
        source,
        language: "en".into(),
        engine: None,
        made: Instant::from_micros(1),
        timed: true,
        lines,
    }
}

struct Archive {
    assets: Vec<Asset>,
    transcripts: Vec<Transcript>,
    has: Vec<(usize, Vec<String>)>,
}

/// Tapes with much said on them, in which few words come again and again.
fn archive(seed: u64, tapes: usize, lines: usize) -> Archive {
    let mut dice = Dice(seed);
    let mut made = Archive {
        assets: vec![],
        transcripts: vec![],
        has: vec![],
    };
    for tape in 0..tapes {
        let dates = [
            "1974",
            "1974~",
            "197X",
            "1980-05",
            "1974/1976",
            "19XX",
            "2015-06-01",
        ];
        let mut one = asset(format!("tape {seed} {tape}").as_bytes());
        one.kind = AssetKind::ALL[dice.upto(4)];
        one.added = Instant::from_micros(tape as i64);
        one.file_name = format!("{} {tape}.mov", dice.text(2));
        one.provenance = Provenance {
            title: (dice.upto(2) == 0).then(|| dice.text(3)),
            people: vec![["Anna Berg", "Per Olsson", "Ana"][dice.upto(3)].into()],
            place: (dice.upto(2) == 0).then(|| dice.text(2)),
            date: (dice.upto(4) > 0).then(|| dates[dice.upto(dates.len())].parse().unwrap()),
            rights: None,
            notes: (dice.upto(2) == 0).then(|| dice.text(30)),
        };
        let speakers = [None, None, Some("Anna"), Some("PER")];
        let mut now = 0;
        let said = (0..dice.upto(lines)).map(|_| {
            now += 1_000_000 + dice.upto(4) as i64 * 4_000_000;
            line(now, dice.text(8), speakers[dice.upto(4)])
        });
        made.transcripts
            .push(transcript(&one, TranscriptSource::Whisper, said.collect()));
        if dice.upto(3) == 0 {
            let read = (0..3).map(|n| line(n * 9_000_000, dice.text(4), None));
            made.transcripts
                .push(transcript(&one, TranscriptSource::Ocr, read.collect()));
        }
        let what = ["crowd", "music"][dice.upto(2)];
        made.has.push((tape, vec![what.into()]));
        made.assets.push(one);
    }
    made
}

async fn file(house: &House, archive: &Archive) {
    for one in &archive.assets {
        house.catalogue.put_asset(one).await.unwrap();
    }
    let mut write = house.catalogue.write().await.unwrap();
    for one in &archive.transcripts {
        let effect = Effect::PutTranscript(Box::new(one.clone()));
        crate::catalogue::apply(&mut write, &effect, Instant::from_micros(1))
            .await
            .unwrap();
    }
    for (tape, what) in &archive.has {
        let asset = archive.assets[*tape].id.clone();
        let effect = Effect::SetHas {
            asset,
            what: what.clone(),
        };
        crate::catalogue::apply(&mut write, &effect, Instant::from_micros(1))
            .await
            .unwrap();
    }
    write.commit().await.unwrap();
}

async fn ask(house: &House, typed: &str) -> SearchPage {
    house
        .catalogue
        .search(&parse(typed).unwrap(), None, 200)
        .await
        .unwrap()
}

/// An asset that came after those of lower numbers.
fn numbered(n: i64) -> Asset {
    let mut one = asset(format!("{n}").as_bytes());
    one.file_name = format!("{n}.mov");
    one.added = Instant::from_micros(n);
    one
}

/// Files an asset on which this was heard.
async fn put_heard(house: &House, one: &Asset, lines: Vec<Line>) {
    house.catalogue.put_asset(one).await.unwrap();
    let words = transcript(one, TranscriptSource::Whisper, lines);
    house
        .catalogue
        .put_transcript(&Actor::Program, &words)
        .await
        .unwrap();
}

/// Every hit, page by page.
async fn ask_all(house: &House, query: &Query, limit: usize) -> Vec<SearchHit> {
    let mut hits = Vec::new();
    let mut after = None;
    loop {
        let page = house.catalogue.search(query, after, limit).await.unwrap();
        assert!(page.hits.len() <= limit);
        hits.extend(page.hits);
        match page.more {
            Some(more) => after = Some(more.to_string().parse().unwrap()),
            None => return hits,
        }
    }
}

fn questions(dice: &mut Dice) -> String {
    let word = dice.word();
    match dice.upto(12) {
        0 => word.to_owned(),
        1 => format!("{word} {}", dice.word()),
        2 => format!("{word} {} {}", dice.word(), dice.word()),
        3 => format!("\"{word} {}\"", dice.word()),
        4 => format!("\"{word} {} {}\" {}", dice.word(), dice.word(), dice.word()),
        5 => format!("{}*", word.chars().take(2).collect::<String>()),
        6 => format!("{word} kind:{}", AssetKind::ALL[dice.upto(4)].as_str()),
        7 => format!("{word} has:{}", ["crowd", "music", "words", "rain"][dice.upto(4)]),
        8 => format!(
            "person:{} {word}",
            ["anna", "per", "\"anna berg\"", "nobody"][dice.upto(4)]
        ),
        9 => format!(
            "{word} {}",
            ["before 1975", "after 1975", "1974..1976", "date:197X", "1980s"][dice.upto(5)]
        ),
        10 => ["person:anna", "1974", "kind:film 1970s", "has:crowd before 1990"][dice.upto(4)].to_owned(),
        _ => ["consert", "harbor nite", "singin the", "xyzzy", "\"the consert\""][dice.upto(5)].to_owned(),
    }
}

/// What reading every line of every asset answers, without any index.
fn read_through(archive: &Archive, query: &Query) -> Vec<(String, Option<i64>, String)> {
    let choices = query
        .terms
        .iter()
        .flat_map(|term| &term.words)
        .map(|word| Choice::new(vec![word.clone()]));
    let wanted = Wanted::new(query, choices);
    let mut hits = Vec::new();
    for phrase in [true, false] {
        for class in [Class::Asset, Class::Line] {
            for (tape, one) in archive.assets.iter().enumerate().rev() {
                let shown: Vec<Transcript> = archive
                    .transcripts
                    .iter()
                    .filter(|t| t.asset == one.id)
                    .cloned()
                    .collect();
                let mut speakers: Vec<String> = Vec::new();
                for speaker in shown
                    .iter()
                    .flat_map(|t| &t.lines)
                    .filter_map(|line| line.speaker.clone())
                {
                    if !speakers.contains(&speaker) {
                        speakers.push(speaker);
                    }
                }
                let mut has = archive.has[tape].1.clone();
                has.push("words".into());
                let head = Head::of(one, &speakers, has);
                let blocks: Vec<Block> = blocks_of(one, &head, &shown);
                for block in blocks.iter().filter(|block| block.class == class) {
                    for found in found_in(&wanted, &head, block, phrase) {
                        let start = block.timed.then(|| block.lines[found.line].span.start.micros());
                        hits.push((one.id.to_string(), start, found.text));
                    }
                }
            }
        }
    }
    hits
}

#[tokio::test]
async fn both_databases_give_the_same_answers_in_the_same_order() {
    let file_house = House::new().await;
    let made = archive(7, 14, 90);
    file(&file_house, &made).await;
    let server_house = House::on_server().await;
    if let Some(house) = &server_house {
        file(house, &made).await;
    }
    let mut dice = Dice(99);
    let mut answered = 0;
    for _ in 0..100 {
        let typed = questions(&mut dice);
        let query = parse(&typed).unwrap();
        let first = file_house.catalogue.search(&query, None, 20).await.unwrap();
        let hits = ask_all(&file_house, &query, 41).await;
        if let Some(house) = &server_house {
            assert_eq!(
                house.catalogue.search(&query, None, 20).await.unwrap(),
                first,
                "{typed}"
            );
            assert_eq!(ask_all(house, &query, 41).await, hits, "{typed}");
        }
        let as_typed = first.remarks.is_empty() && !query.terms.iter().any(|term| term.prefix);
        if as_typed {
            let found: Vec<_> = hits
                .iter()
                .map(|hit| {
                    (
                        hit.asset.to_string(),
                        hit.span.map(|span| span.start.micros()),
                        hit.text.clone(),
                    )
                })
                .collect();
            assert_eq!(found, read_through(&made, &query), "{typed}");
        }
        answered += usize::from(!hits.is_empty());
        for hit in &hits {
            let pieces: String = hit.pieces().iter().map(|(_, piece)| *piece).collect();
            assert_eq!(pieces, hit.text);
            for mark in &hit.marks {
                assert!(!tokens(&hit.text[mark.clone()]).is_empty(), "{typed}: {hit:?}");
            }
        }
    }
    assert!(answered > 70, "{answered}");
}

on_both!(
    a_hit_says_where_and_what,
    what_is_changed_is_found_as_it_is_now,
    misspelt_words_are_widened_and_it_is_said,
    an_old_house_is_taken_in_bit_by_bit,
    the_count_of_words_never_drifts,
    frequent_words_are_answered_page_by_page,
    what_many_assets_are_called_is_answered_page_by_page,
);

async fn a_hit_says_where_and_what(house: House) {
    let mut one = asset(b"a");
    one.provenance.title = Some("The last concert".into());
    house.catalogue.put_asset(&one).await.unwrap();
    let lines = vec![
        line(1_000_000, "We came at night,".into(), Some("Anna")),
        line(3_500_000, "to the old harbour".into(), None),
        line(60_000_000, "and the harbour was dark".into(), None),
    ];
    let words = transcript(&one, TranscriptSource::Imported, lines);
    house
        .catalogue
        .put_transcript(&Actor::Program, &words)
        .await
        .unwrap();
    let page = ask(&house, "night harbour").await;
    assert_eq!(page.hits.len(), 1);
    let hit = &page.hits[0];
    assert_eq!((hit.name.as_str(), hit.field), ("The last concert", Field::Said));
    assert_eq!(hit.span, Some(Span::of_micros(1_000_000, 5_500_000)));
    assert_eq!(hit.text, "We came at night, to the old harbour");
    let marked: Vec<&str> = hit.marks.iter().map(|mark| &hit.text[mark.clone()]).collect();
    assert_eq!(marked, ["night", "harbour"]);
    assert_eq!(
        (hit.before.as_deref(), hit.after.as_deref()),
        (None, Some("and the harbour was dark"))
    );
    // What the asset is called counts for its lines, and comes first itself.
    let fields = async |typed: &str| -> Vec<Field> {
        ask(&house, typed)
            .await
            .hits
            .iter()
            .map(|hit| hit.field)
            .collect()
    };
    assert_eq!(fields("concert harbour").await, [Field::Said, Field::Said]);
    assert_eq!(fields("concert").await, [Field::Name]);
    assert_eq!(fields("\"old harbour and\"").await, []);
    assert_eq!(fields("\"night to the\"").await, [Field::Said]);
    assert_eq!(fields("person:anna night").await, [Field::Said]);
    assert_eq!(fields("person:anna harbour dark").await, []);
    assert_eq!(fields("person:anna").await, [Field::Name]);
    assert_eq!(
        fields("1973 concert").await,
        [Field::Name],
        "about 1974 could be 1973"
    );
}

async fn what_is_changed_is_found_as_it_is_now(house: House) {
    let one = asset(b"a");
    house.catalogue.put_asset(&one).await.unwrap();
    let count = async |typed: &str| ask(&house, typed).await.hits.len();
    assert_eq!(count("outtakes").await, 1);
    let words = transcript(
        &one,
        TranscriptSource::Whisper,
        vec![line(0, "the hair bore".into(), None)],
    );
    house
        .catalogue
        .put_transcript(&Actor::Program, &words)
        .await
        .unwrap();
    assert_eq!((count("bore").await, count("has:words").await), (1, 1));
    let correction = Correction {
        span: Span::of_micros(0, 2_000_000),
        language: "en".into(),
        said: true,
        original: "the hair bore".into(),
        text: "the harbour".into(),
        by: Actor::Program,
        made: Instant::from_micros(3),
    };
    house.catalogue.correct_words(&one.id, &correction).await.unwrap();
    assert_eq!((count("\"hair bore\"").await, count("harbour").await), (0, 1));
    // Heard anew: the correction stays.
    house
        .catalogue
        .put_transcript(&Actor::Program, &words)
        .await
        .unwrap();
    assert_eq!((count("\"hair bore\"").await, count("harbour").await), (0, 1));
    assert_eq!(
        house.catalogue.words(&one.id).await.unwrap()[0].lines[0].text,
        "the harbour"
    );
    let taken = house
        .catalogue
        .restore_words(&Actor::Program, &one.id, Span::of_micros(1_000_000, 2_000_000))
        .await
        .unwrap();
    assert_eq!(
        (taken.len(), count("bore").await, count("harbour").await),
        (1, 1, 0)
    );
    let provenance = Provenance {
        place: Some("Marstal".into()),
        ..Provenance::default()
    };
    let corrected =
        house
            .catalogue
            .correct_asset(&Actor::Program, &one.id, None, AssetKind::Concert, &provenance);
    assert!(matches!(corrected.await.unwrap(), Some(Corrected::Done(_))));
    assert_eq!(
        (
            count("marstal").await,
            count("kind:concert").await,
            count("lindqvist").await
        ),
        (1, 1, 0)
    );
}

async fn misspelt_words_are_widened_and_it_is_said(house: House) {
    let lines = vec![line(0, "a concert in the interviews".into(), None)];
    put_heard(&house, &asset(b"a"), lines).await;
    for (typed, sentence, hits) in [
        ("consert", "nothing for 'consert'; showing 'concert'", 1),
        ("intervew", "nothing for 'intervew'; showing 'interviews'", 1),
        ("\"a consert\"", "nothing for 'consert'; showing 'concert'", 1),
        ("qqqqqqqq", "nothing for 'qqqqqqqq', nor for anything like it", 0),
        ("has:crowds", "nothing has 'crowds'; there are 'words'", 0),
    ] {
        let page = ask(&house, typed).await;
        let said: Vec<String> = page.remarks.iter().map(Remark::to_string).collect();
        assert_eq!(
            (said, page.hits.len()),
            (vec![sentence.to_owned()], hits),
            "{typed}"
        );
    }
    assert_eq!(ask(&house, "concert").await.remarks, []);
}

async fn an_old_house_is_taken_in_bit_by_bit(house: House) {
    let made = archive(3, 5, 80);
    file(&house, &made).await;
    let query = parse("the harbour").unwrap();
    let before = ask_all(&house, &query, 50).await;
    assert!(!before.is_empty());
    house.catalogue.forget_index().await.unwrap();
    assert_eq!(house.catalogue.search_pending().await.unwrap(), 5);
    assert_eq!(ask_all(&house, &query, 50).await, []);
    assert_eq!(house.catalogue.index_pending(3).await.unwrap(), 2);
    assert_eq!(house.catalogue.index_pending(3).await.unwrap(), 0);
    assert_eq!(ask_all(&house, &query, 50).await, before);
}

async fn the_count_of_words_never_drifts(house: House) {
    let made = archive(5, 4, 120);
    file(&house, &made).await;
    let counted = async || {
        let sql = "SELECT word, blocks FROM search_words ORDER BY word";
        let rows = crate::db::query(sql)
            .fetch_all(house.catalogue.readers())
            .await
            .unwrap();
        rows.iter()
            .map(|row| (row.text_at("word").unwrap(), row.bigint_at("blocks").unwrap()))
            .collect::<Vec<_>>()
    };
    let before = counted().await;
    let mut other = made.transcripts.clone();
    for one in &mut other {
        one.lines.truncate(40);
        one.lines.reverse();
        house
            .catalogue
            .put_transcript(&Actor::Program, one)
            .await
            .unwrap();
    }
    assert_ne!(counted().await, before);
    for one in &made.transcripts {
        house
            .catalogue
            .put_transcript(&Actor::Program, one)
            .await
            .unwrap();
    }
    assert_eq!(counted().await, before);
}

/// As on a server with many assets, where the newest are asked first.
async fn frequent_words_are_answered_page_by_page(house: House) {
    let said = |n: usize| -> Vec<Line> {
        (0..70)
            .map(|at| {
                line(
                    at * 2_000_000,
                    format!("the night was {} and word{at}", n % 7),
                    None,
                )
            })
            .collect()
    };
    let mut assets = Vec::new();
    for n in 0..40 {
        let one = numbered(n);
        put_heard(&house, &one, said(n as usize)).await;
        assets.push(one.id);
    }
    let page = ask(&house, "\"the night was\"").await;
    assert_eq!(page.hits.len(), 200);
    assert!(
        page.hits[..70].iter().all(|hit| hit.asset == assets[39]),
        "the newest first"
    );
    let all = ask_all(&house, &parse("night the").unwrap(), 190).await;
    assert_eq!(all.len(), 40 * 70);
    let one = ask_all(&house, &parse("word69 night").unwrap(), 7).await;
    assert_eq!(one.len(), 40);
    assert_eq!(clock().now(), house.clock.now());
}

/// A server reads so many assets in several goes.
async fn what_many_assets_are_called_is_answered_page_by_page(house: House) {
    let mut concerts = Vec::new();
    for n in 0..600 {
        let mut one = numbered(n);
        // Few among the newest, many before them, none among the oldest.
        let is_one = if n > 500 {
            n % 50 == 0
        } else {
            n > 100 && n % 2 == 0
        };
        if is_one {
            one.provenance.title = Some("A concert".into());
            concerts.push(one.id.clone());
        }
        put_heard(&house, &one, vec![line(0, "so it was".into(), None)]).await;
    }
    concerts.reverse();
    for typed in ["concert", "conc*"] {
        let found = ask_all(&house, &parse(typed).unwrap(), 41).await;
        let found: Vec<_> = found.into_iter().map(|hit| hit.asset).collect();
        assert_eq!(found, concerts, "{typed}");
    }
}
