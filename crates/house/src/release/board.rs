//! The readiness board: everything that the night needs, each line green or with the reason why not.

use serde::{Deserialize, Serialize};

use super::{PartKind, PictureRole, Release, Report, Shape, Subject, Title, label};
use crate::encode::{Ladder, Rendition, Stage, Track};
use crate::master::Master;

/// What is known of a night. The program gathers it; the board only judges.
#[derive(Debug, Clone)]
pub struct Night<'a> {
    pub title: &'a Title,
    pub release: Option<&'a Release>,
    pub master: Option<&'a Master>,
    /// What is made of the master.
    pub ladder: Option<&'a Ladder>,
    /// What of it was made.
    pub renditions: &'a [Rendition],
    pub reports: &'a [Report],
    /// Somebody or something can say where a viewer is.
    pub knows_countries: bool,
    /// What else the house itself lacks, each a sentence: "keys need HTTPS", "the clock disagrees".
    pub lacking: &'a [(String, String)],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    Green,
    /// The night can go on without; worth a look.
    Note,
    Red,
}

impl Light {
    pub const ALL: [Self; 3] = [Self::Green, Self::Note, Self::Red];

    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Note => "note",
            Self::Red => "red",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardLine {
    /// "Picture 1280 x 720", "Poster", "Credits".
    pub what: String,
    pub light: Light,
    /// What was found, or why it is not green.
    pub says: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub lines: Vec<BoardLine>,
}

impl Board {
    pub fn of(night: &Night<'_>) -> Self {
        let mut board = Self::default();
        board.film(night);
        board.checks(night);
        board.page(night);
        board.house(night);
        board
    }

    pub fn is_ready(&self) -> bool {
        self.lines.iter().all(|line| line.light != Light::Red)
    }

    /// The lines of a part's own board.
    pub fn add_part(&mut self, name: &str, part: Self) {
        for line in part.lines {
            self.line(format!("{name}: {}", line.what), line.light, line.says);
        }
    }

    /// What stands against the night.
    pub fn red(&self) -> impl Iterator<Item = &BoardLine> {
        self.lines.iter().filter(|line| line.light == Light::Red)
    }

    fn line(&mut self, what: impl Into<String>, light: Light, says: impl Into<String>) {
        self.lines.push(BoardLine {
            what: what.into(),
            light,
            says: says.into(),
        });
    }

    fn film(&mut self, night: &Night<'_>) {
        if night.title.shape == Shape::Series {
            return;
        }
        let (Some(_), Some(ladder)) = (night.master, night.ladder) else {
            return self.line("Film", Light::Red, "there is none yet: give the title a master");
        };
        for rung in &ladder.pictures {
            let what = format!("Picture {} x {}", rung.width, rung.height);
            let is_it = |rendition: &&Rendition| {
                matches!(rendition.track, Track::Picture { width, height, .. }
                    if (width, height) == (rung.width, rung.height))
            };
            self.rendition(what, night.renditions.iter().find(is_it));
        }
        let of_kind = |wanted: fn(&Track) -> bool| night.renditions.iter().filter(move |r| wanted(&r.track));
        let sounds: Vec<_> = of_kind(|track| matches!(track, Track::Sound { .. })).collect();
        let texts: Vec<_> = of_kind(|track| matches!(track, Track::Text { .. })).collect();
        self.tracks("Sound", &sounds, ladder.sounds.len());
        let planned = night.master.map_or(0, |master| master.sheet.texts.len());
        self.tracks("Subtitles", &texts, planned);
    }

    /// Each that was made, and a line for those that were not.
    fn tracks(&mut self, kind: &str, made: &[&Rendition], planned: usize) {
        for rendition in made {
            self.rendition(label(&rendition.track), Some(rendition));
        }
        if let Some(missing) = planned.checked_sub(made.len()).filter(|missing| *missing > 0) {
            self.line(kind, Light::Red, format!("{missing} of {planned} not made yet"));
        }
    }

    fn rendition(&mut self, what: String, rendition: Option<&Rendition>) {
        match rendition.map(|rendition| rendition.stage) {
            Some(Stage::Checked) => self.line(what, Light::Green, "made and checked"),
            Some(Stage::Made) => self.line(what, Light::Red, "made, not checked yet"),
            Some(Stage::Failed) => self.line(what, Light::Red, "did not pass the check"),
            None => self.line(what, Light::Red, "not made yet"),
        }
    }

    fn checks(&mut self, night: &Night<'_>) {
        if night.master.is_none() {
            return;
        }
        for report in night.reports.iter().filter(|report| !report.passed()) {
            let place = report.findings.first();
            let found = place.map_or(String::new(), |finding| {
                format!("{}: {}", finding.place, finding.sentence)
            });
            self.line(format!("Check of {}", report.label), Light::Red, found);
        }
        let together = night
            .reports
            .iter()
            .find(|report| report.subject == Subject::Together);
        match together {
            Some(report) if report.passed() => self.line("Check of all together", Light::Green, "passed"),
            Some(_) => {}
            // Each was held against the film's own timeline when it was made.
            None => self.line(
                "Check of all together",
                Light::Note,
                "each was checked by itself; a check of all of them can be run besides",
            ),
        }
    }

    fn page(&mut self, night: &Night<'_>) {
        let title = night.title;
        let has = |role: fn(&PictureRole) -> bool| title.pictures.iter().any(|picture| role(&picture.role));
        let is_track = title
            .part
            .as_ref()
            .is_some_and(|part| matches!(part.kind, PartKind::Track { .. }));
        let is_heard = night
            .master
            .is_some_and(|master| master.sheet.picture().is_none());
        match has(|role| *role == PictureRole::Poster) {
            true => self.line("Poster", Light::Green, "chosen"),
            // A track has the album's.
            false if is_track => self.line("Cover", Light::Note, "none of its own: its album's stands there"),
            false => self.line(
                "Poster",
                Light::Red,
                "none yet: it stands on the page and on the waiting room",
            ),
        }
        match has(|role| matches!(role, PictureRole::SeekSheet { .. })) {
            _ if night.title.shape == Shape::Series || is_heard => {}
            true => self.line("Pictures of the seek bar", Light::Green, "made"),
            false => self.line("Pictures of the seek bar", Light::Red, "not made yet"),
        }
        match (&title.tagline, &title.synopsis) {
            (_, Some(_)) => self.line(
                "Page",
                Light::Green,
                format!("/title/{}, with a synopsis", title.slug),
            ),
            (_, None) => self.line(
                "Page",
                Light::Note,
                "no synopsis: the page says little of the film",
            ),
        }
        let asks_for_credit = title
            .licence
            .as_deref()
            .is_some_and(|licence| licence.contains("BY"));
        match (title.credits.len(), &title.attribution) {
            (_, None) if asks_for_credit => self.line(
                "Credits",
                Light::Red,
                "the licence asks to be credited, and there is no attribution line",
            ),
            (0, _) => self.line("Credits", Light::Note, "nobody is named on the page"),
            (1, _) => self.line("Credits", Light::Green, "1 person"),
            (people, _) => self.line("Credits", Light::Green, format!("{people} people")),
        }
    }

    fn house(&mut self, night: &Night<'_>) {
        if let Some(release) = night.release.filter(|release| !release.territories.is_empty()) {
            let countries: Vec<_> = release.territories.iter().map(ToString::to_string).collect();
            match night.knows_countries {
                true => self.line("Territories", Light::Green, countries.join(", ")),
                false => self.line(
                    "Territories",
                    Light::Red,
                    "nobody can say where a viewer is: name a country database or a trusted proxy's header in [territories]",
                ),
            }
        }
        for (what, says) in night.lacking {
            self.line(what.as_str(), Light::Red, says.as_str());
        }
    }
}
