//! Questions to an archive of many hours of talk, asked of the catalogue itself, on SQLite and on PostgreSQL.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use house::analyse::Line;
use house::analyse::ask::{parse, tokens};
use house::analyse::words::{Transcript, TranscriptSource};
use house::archive::{Asset, AssetKind, Provenance};
use house::id::AssetId;
use house::team::Actor;
use house::{Clock, Digest};
use media::facts::{MediaFacts, Survey};
use media::time::MediaTime;
use store::{AssetQuery, Catalogue, Database};
use testing::TestDatabase;

use crate::spoken::{Dice, SPEAKERS, Spoken};

#[derive(Debug, Clone, Args)]
pub(crate) struct Search {
    /// Hours of talk
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    hours: u64,
    /// Only "sqlite" or only "postgres"
    #[arg(long, value_name = "DATABASE")]
    only: Option<String>,
    /// A catalogue to go on with and to leave there: a file or an address of PostgreSQL
    #[arg(long, value_name = "ADDRESS")]
    house: Option<String>,
    /// What to learn talk from: files or folders
    #[arg(long, value_name = "PATH", default_value = "/usr/share/games/fortunes")]
    text: Vec<PathBuf>,
    /// A list of words that stand for names
    #[arg(long, value_name = "FILE", default_value = "/usr/share/dict/words")]
    names: PathBuf,
    /// Questions of each kind
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    questions: usize,
    /// Ask only this, so often
    #[arg(long, value_name = "QUESTION")]
    ask: Vec<String>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            hours: 10_000,
            only: None,
            house: None,
            text: vec!["/usr/share/games/fortunes".into()],
            names: "/usr/share/dict/words".into(),
            questions: 100,
            ask: vec![],
        }
    }
}

const KINDS: [AssetKind; 4] = [
    AssetKind::Interview,
    AssetKind::Footage,
    AssetKind::Concert,
    AssetKind::Film,
];
const PLACES: [&str; 6] = [
    "Marstal",
    "Leipzig",
    "New Orleans",
    "Göteborg",
    "Lisbon",
    "the old harbour",
];
const DATES: [&str; 8] = [
    "19{}",
    "19{}~",
    "19{}-05",
    "19{}-11-03",
    "196X",
    "1974/1976",
    "20{}",
    "198X",
];

struct RealClock;

impl Clock for RealClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "the bench has no house whose clock it could ask"
    )]
    fn now(&self) -> house::Instant {
        house::Instant::from_micros(jiff::Timestamp::now().as_microsecond())
    }
}

impl Search {
    pub(crate) async fn run(mut self, folder: &Path, smoke: bool) -> anyhow::Result<()> {
        if smoke {
            self.hours = self.hours.min(20);
            self.questions = 5;
        }
        let spoken = match Spoken::learn(&self.text, &self.names) {
            Ok(spoken) => Arc::new(spoken),
            Err(why) => {
                println!("search: left out, {why}");
                return Ok(());
            }
        };
        println!("search in {} hours of talk, 20 hits a page", self.hours);
        if let Some(address) = self.house.clone() {
            return self.go_on(&address, &spoken).await;
        }
        if self.only.as_deref() != Some("postgres") {
            let file = Database::File(folder.join("catalogue.sqlite"));
            let catalogue = Catalogue::create(file, Arc::new(RealClock)).await?;
            self.fill(&catalogue, &spoken).await?;
            self.measure(&catalogue, &spoken).await?;
            catalogue.close().await;
        }
        if self.only.as_deref() != Some("sqlite")
            && let Some(server) = TestDatabase::new()
        {
            let address = Database::Server(server.url().parse()?);
            let catalogue = Catalogue::create(address, Arc::new(RealClock)).await?;
            // A server sorts the whole index once; line by line it takes several times as long.
            let index = server.ask("SELECT pg_get_indexdef('search_index_words'::regclass)");
            server.ask("DROP INDEX search_index_words");
            self.fill(&catalogue, &spoken).await?;
            let begun = Instant::now();
            server.ask(&format!("SET maintenance_work_mem = '512MB'; {index}"));
            for table in ["search_index", "search_blocks", "search_words", "search_assets"] {
                server.ask(&format!("VACUUM ANALYZE {table}"));
            }
            println!("  index made in {:.0} s", begun.elapsed().as_secs_f64());
            self.measure(&catalogue, &spoken).await?;
            catalogue.close().await;
        }
        Ok(())
    }

    async fn go_on(&self, address: &str, spoken: &Spoken) -> anyhow::Result<()> {
        let database = match address.starts_with("postgres") {
            true => Database::Server(address.parse()?),
            false => Database::File(PathBuf::from(address)),
        };
        let catalogue = match Catalogue::open(database.clone(), Arc::new(RealClock)).await {
            Ok(catalogue) => catalogue,
            Err(_) => Catalogue::create(database, Arc::new(RealClock)).await?,
        };
        self.fill(&catalogue, spoken).await?;
        self.measure(&catalogue, spoken).await?;
        catalogue.close().await;
        Ok(())
    }

    /// Goes on with the first hour that is not there yet.
    async fn fill(&self, catalogue: &Catalogue, spoken: &Spoken) -> anyhow::Result<()> {
        let begun = Instant::now();
        let there = catalogue
            .count_assets(&AssetQuery::default())
            .await?
            .saturating_sub(1);
        for number in there..self.hours {
            let asset = catalogue.put_asset(&asset(number)).await?;
            let transcript = Transcript {
                asset: asset.id,
                source: TranscriptSource::Whisper,
                language: "en".into(),
                engine: None,
                made: asset.added,
                timed: true,
                lines: spoken.hour(number),
            };
            catalogue.put_transcript(&Actor::Program, &transcript).await?;
            if number > 0 && number % 500 == 0 {
                eprintln!("  {number} hours after {:.0} s", begun.elapsed().as_secs_f64());
            }
        }
        let took = begun.elapsed().as_secs_f64();
        let size = catalogue.search_size().await?;
        println!("{}", catalogue.engine_version().await?);
        println!(
            "  filed in {took:.0} s, {:.0} ms for each hour of talk; before any index is made apart: {} kB of index and {} kB \
             of lines for each hour",
            took * 1_000.0 / self.hours.saturating_sub(there).max(1) as f64,
            size.index / 1_000 / self.hours,
            size.lines / 1_000 / self.hours
        );
        Ok(())
    }

    async fn measure(&self, catalogue: &Catalogue, spoken: &Spoken) -> anyhow::Result<()> {
        let size = catalogue.search_size().await?;
        // A catalogue of an earlier form comes with its index emptied: nothing is found in no time.
        anyhow::ensure!(
            size.index > 0,
            "this catalogue has no index yet: `marquee search` in its house makes it"
        );
        println!(
            "  {} kB of index and {} kB of lines for each hour",
            size.index / 1_000 / self.hours,
            size.lines / 1_000 / self.hours
        );
        let mut dice = Dice::new(4_711);
        let mut asker = Asker {
            spoken,
            hours: self.hours,
            dice: &mut dice,
        };
        let kinds: Vec<(&str, Vec<String>)> = match self.ask.as_slice() {
            [] => asker.questions(self.questions),
            asked => asked
                .iter()
                .map(|one| (one.as_str(), vec![one.clone(); self.questions]))
                .collect(),
        };
        for question in kinds.iter().flat_map(|(_, questions)| questions.iter().take(5)) {
            catalogue.search(&parse(question)?, None, 20).await?;
        }
        let (mut all, mut all_worked) = (Vec::new(), Vec::new());
        for (kind, questions) in &kinds {
            let (mut times, mut worked) = (Vec::new(), Vec::new());
            let mut slowest = (Duration::ZERO, "");
            let mut hits = 0;
            for question in questions {
                let query = parse(question)?;
                let (begun, work) = (Instant::now(), processor_time());
                let page = catalogue.search(&query, None, 20).await?;
                let took = begun.elapsed();
                worked.push(processor_time().saturating_sub(work));
                hits += page.hits.len();
                times.push(took);
                slowest = slowest.max((took, question));
            }
            print(kind, &mut times, &mut worked, hits, questions.len());
            if slowest.0 > Duration::from_millis(20) {
                println!("      slowest: {}", slowest.1);
            }
            all.extend(times);
            all_worked.extend(worked);
        }
        let count = all.len();
        print("all of them", &mut all, &mut all_worked, 0, count);
        Ok(())
    }
}

/// Of this process: with SQLite all the work there is, with a server what is done beside it.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(
        time.tv_sec.max(0) as u64,
        time.tv_nsec.clamp(0, 999_999_999) as u32,
    )
}

fn print(kind: &str, times: &mut [Duration], worked: &mut [Duration], hits: usize, questions: usize) {
    times.sort();
    worked.sort();
    let at = |times: &[Duration], part: f64| {
        let place = ((times.len() as f64 * part).ceil() as usize).clamp(1, times.len()) - 1;
        times[place].as_secs_f64() * 1_000.0
    };
    println!(
        "  {kind:<26} p50 {:>5.1} ms  p99 {:>6.1} ms  most {:>6.1} ms; of processor p50 {:>5.1} ms  p99 {:>5.1} ms; {:>4.1} hits",
        at(times, 0.5),
        at(times, 0.99),
        at(times, 1.0),
        at(worked, 0.5),
        at(worked, 0.99),
        hits as f64 / questions.max(1) as f64
    );
}

struct Asker<'a> {
    spoken: &'a Spoken,
    hours: u64,
    dice: &'a mut Dice,
}

impl Asker<'_> {
    fn questions(&mut self, of_each: usize) -> Vec<(&'static str, Vec<String>)> {
        type Ask = fn(&mut Asker<'_>) -> String;
        let kinds: [(&'static str, Ask); 14] = [
            ("a word as it is said", |ask| ask.word()),
            ("a word of the list, rare", |ask| ask.rare()),
            ("a frequent word", |ask| ask.frequent().to_owned()),
            ("two frequent words", |ask| {
                format!("{} {}", ask.frequent(), ask.frequent())
            }),
            ("two words of anywhere", |ask| {
                format!("{} {}", ask.word(), ask.word())
            }),
            ("three words of a line", |ask| ask.together(3, false)),
            ("a phrase of a line", |ask| {
                let words = 2 + ask.dice.upto(3);
                ask.together(words, true)
            }),
            ("a phrase nobody says", |ask| {
                format!("\"{} {}\"", ask.frequent(), ask.frequent())
            }),
            ("a beginning", |ask| {
                let letters = 2 + ask.dice.upto(3);
                format!("{}*", ask.long().chars().take(letters).collect::<String>())
            }),
            ("a word, of a person", |ask| {
                format!(
                    "{} person:{}",
                    ask.word(),
                    ask.dice.of(&["anna", "per", "ada", "\"maria lind\""])
                )
            }),
            ("a word, of a kind, with", |ask| {
                format!("{} kind:{}", ask.word(), ask.dice.of(&KINDS).as_str())
            }),
            ("a word, of a time", |ask| {
                let date = *ask
                    .dice
                    .of(&["before 1980", "after 1990", "1974..1976", "date:196X", "1980s"]);
                format!("{} {date}", ask.word())
            }),
            ("a misspelt word", |ask| ask.misspelt()),
            ("a year, or a filter alone", |ask| {
                (*ask
                    .dice
                    .of(&["1974", "1980s", "person:anna", "kind:concert before 1970"]))
                .to_owned()
            }),
        ];
        kinds
            .iter()
            .map(|(name, ask)| (*name, (0..of_each).map(|_| ask(self)).collect()))
            .collect()
    }

    fn line(&mut self) -> Line {
        let hour = self.dice.upto(self.hours as usize) as u64;
        let mut lines = self.spoken.hour(hour);
        let at = self.dice.upto(lines.len());
        lines.swap_remove(at)
    }

    fn words(&mut self) -> Vec<String> {
        loop {
            let words: Vec<String> = tokens(&self.line().text)
                .into_iter()
                .map(|token| token.text)
                .collect();
            if words.len() > 4 {
                return words;
            }
        }
    }

    fn word(&mut self) -> String {
        let words = self.words();
        self.dice.of(&words).clone()
    }

    fn long(&mut self) -> String {
        loop {
            let word = self.word();
            if word.len() > 6 && word.bytes().all(|letter| letter.is_ascii_lowercase()) {
                return word;
            }
        }
    }

    fn rare(&mut self) -> String {
        self.spoken.rare(self.dice)
    }

    fn frequent(&mut self) -> &'static str {
        let words = [
            "the", "of", "and", "to", "a", "in", "is", "that", "it", "you", "for", "was", "i", "with", "on",
            "have", "they", "are", "this", "not",
        ];
        words[self.dice.upto(words.len())]
    }

    fn together(&mut self, count: usize, quoted: bool) -> String {
        let words = self.words();
        let count = count.min(words.len());
        let from = self.dice.upto(words.len() - count + 1);
        let words = words[from..from + count].join(" ");
        if quoted { format!("\"{words}\"") } else { words }
    }

    fn misspelt(&mut self) -> String {
        let mut word: Vec<char> = self.long().chars().collect();
        let at = 1 + self.dice.upto(word.len() - 2);
        match self.dice.upto(3) {
            0 => word[at] = 'x',
            1 => {
                word.remove(at);
            }
            _ => word.swap(at, at - 1),
        }
        word.into_iter().collect()
    }
}

fn asset(number: u64) -> Asset {
    let mut dice = Dice::new(number);
    let year = format!(
        "{:02}",
        dice.upto(20) + if number.is_multiple_of(2) { 60 } else { 0 }
    );
    let date = if year.starts_with('0') || year.starts_with('1') {
        format!("20{year}")
    } else {
        dice.of(&DATES).replace("{}", &year)
    };
    Asset {
        id: AssetId::random(),
        kind: *dice.of(&KINDS),
        digest: Digest::of(&number.to_be_bytes()),
        bytes: 1,
        file_name: format!("tape {number}.mov"),
        survey: Survey {
            facts: MediaFacts {
                container: "mov".into(),
                duration: Some(MediaTime::from_millis(3_610_000)),
                bit_rate: None,
                pictures: vec![],
                sounds: vec![],
                texts: vec![],
                still: false,
            },
            timings: vec![],
            complaints: vec![],
            truncated: false,
        },
        provenance: Provenance {
            title: Some(format!("Reel {number}, {}", dice.of(&PLACES))),
            people: vec![(*dice.of(&SPEAKERS)).to_owned()],
            place: Some((*dice.of(&PLACES)).to_owned()),
            date: date.parse().ok(),
            rights: Some("CC BY 4.0".into()),
            notes: None,
        },
        added: house::Instant::from_micros(number as i64),
        salvage: None,
    }
}
