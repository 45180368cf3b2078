//! Addresses that a title could be at: each route with the title's own names in it, and with names of nothing.

use house::Digest;
use house::id::TitleId;

use super::Subject;

/// An address, and the same of a title that never was.
#[derive(Debug, Clone)]
pub(super) struct Filled {
    pub(super) path: String,
    pub(super) twin: String,
}

/// A slug that no title has, and an id: real ones are random.
const NEVER: &str = "a-film-that-never-was";
const NEVER_ID: &str = "never2was2never2was2neve";

const FILM_FILES: [&str; 10] = [
    "film.m3u8",
    "film.mpd",
    "player.mpd",
    "stills.vtt",
    "master.m3u8",
    "index.m3u8",
    "manifest.mpd",
    "poster.jpg",
    "film.mp4",
    "",
];
const RENDITION_FILES: [&str; 11] = [
    "playlist.m3u8",
    "iframes.m3u8",
    "init.mp4",
    "1.m4s",
    "2.m4s",
    "9999.m4s",
    "i1.m4s",
    "text.vtt",
    "whole.mp4",
    "film.mp4",
    "",
];

impl Filled {
    fn new(path: String, twin: String) -> Self {
        Self { path, twin }
    }
}

/// A name of the same form that names nothing.
fn never(id: &str) -> String {
    if id.parse::<Digest>().is_ok() {
        return Digest::of(NEVER.as_bytes()).to_string();
    }
    match id.parse::<TitleId>() {
        Ok(_) => NEVER_ID.to_owned(),
        Err(_) => NEVER.to_owned(),
    }
}

/// The addresses that the house itself would give.
pub(super) fn natural(route: &str, subject: &Subject) -> Vec<Filled> {
    let title = &subject.title;
    match route {
        "/media/{release}/{file}" => films(subject, "/media", FILM_FILES),
        "/keys/{release}" => films(subject, "/keys", [""]),
        "/keys/{release}/{file}" => films(subject, "/keys", ["key", "0.key", "film.key"]),
        "/media/{release}/{rendition}/{file}" => renditions(subject),
        "/picture/{file}" => title
            .pictures
            .iter()
            .map(|picture| {
                Filled::new(
                    format!("/picture/{}.jpg", picture.key),
                    format!("/picture/{}.jpg", NEVER_ID),
                )
            })
            .collect(),
        _ if route.contains("{slug}") => {
            vec![Filled::new(
                route.replace("{slug}", &title.slug),
                route.replace("{slug}", NEVER),
            )]
        }
        _ if !route.contains('{') => vec![Filled::new(route.to_owned(), route.to_owned())],
        _ if route.starts_with("/api/v1/titles/{id}") || route.starts_with("/studio/titles/{id}") => {
            let with = |id: &str| replace_all(route, id);
            vec![Filled::new(with(title.id.as_str()), with(NEVER_ID))]
        }
        _ => Vec::new(),
    }
}

/// Every name of the title in every place for one, whatever it is a name of.
pub(super) fn crossed(route: &str, subject: &Subject) -> Vec<Filled> {
    if !route.contains('{') {
        return Vec::new();
    }
    let ids = subject.ids();
    let filled = |id: &String| {
        let never = never(id);
        let ends: &[&str] = if route.contains("{file}") {
            &["", ".jpg", ".key"]
        } else {
            &[""]
        };
        let with = |id: &str, end: &str| replace_all(route, id) + end;
        ends.iter()
            .map(move |end| Filled::new(with(id, end), with(&never, end)))
            .collect::<Vec<_>>()
    };
    ids.iter().flat_map(filled).collect()
}

/// Ways round the routes: other spellings of the page's address, and files of the house.
pub(super) fn tricks(subject: &Subject) -> Vec<(&'static str, Filled)> {
    let title = &subject.title;
    let both = |shape: &dyn Fn(&str) -> String| Filled::new(shape(&title.slug), shape(NEVER));
    let mut all = Vec::new();
    for shape in SHAPES {
        all.push(("path tricks", both(&|slug| shape.replace("SLUG", slug))));
    }
    let release = subject.releases.first().map(|release| release.key.to_string());
    for place in release.iter().flat_map(|key| {
        [
            "/title/../media/KEY/film.m3u8",
            "/static/..%2fmedia/KEY/film.m3u8",
            "/media//KEY/film.m3u8",
            "/MEDIA/KEY/film.m3u8",
        ]
        .map(|shape| (shape.replace("KEY", key), shape.replace("KEY", &never(key))))
    }) {
        all.push(("path tricks", Filled::new(place.0, place.1)));
    }
    for rendition in &subject.renditions {
        let digest = rendition.digest.to_string();
        let object = |digest: &str| format!("/vault/{}/{}/{digest}", &digest[..2], &digest[2..4]);
        let nothing = never(&digest);
        all.push((
            "files of the house",
            Filled::new(object(&digest), object(&nothing)),
        ));
    }
    for file in [
        "/catalogue.sqlite",
        "/marquee.toml",
        "/house.key",
        "/scratch/",
        "/uploads/",
        "/.git/config",
        "/backup.zip",
    ] {
        all.push(("files of the house", Filled::new(file.into(), file.into())));
    }
    let searched = encoded(NEVER);
    // What the film is called, what is said of it, and who made it.
    let said = [&title.tagline, &title.synopsis].into_iter().flatten();
    let said = said.flat_map(|text| {
        text.split_whitespace()
            .filter(|word| word.chars().count() > 4)
            .take(2)
    });
    let made = title.credits.iter().map(|credit| credit.name.as_str());
    for words in said.chain(made).take(8) {
        // Others may have them too, so no title that never was is answered as this one must be.
        let asked = format!("/search?q={}", encoded(words));
        all.push(("search", Filled::new(asked.clone(), asked)));
    }
    let words = encoded(&title.name);
    for shape in [
        "/search?q=WORDS",
        "/?q=WORDS",
        "/feed.atom?q=WORDS",
        "/sitemap.xml?q=WORDS",
        "/oembed?url=/title/WORDS",
        "/api/v1/search?q=WORDS",
        "/title/WORDS",
    ] {
        let with = |words: &str| shape.replace("WORDS", words);
        all.push(("search", Filled::new(with(&words), with(&searched))));
    }
    all
}

const SHAPES: [&str; 16] = [
    "/title/SLUG/",
    "/title//SLUG",
    "//title/SLUG",
    "/title/./SLUG",
    "/title/x/../SLUG",
    "/title/%2e%2e/title/SLUG",
    "/TITLE/SLUG",
    "/title/SLUG%00",
    "/title/SLUG%20",
    "/title/SLUG;x=1",
    "/title/SLUG?preview=1",
    "/title/SLUG.json",
    "/title/SLUG/poster.jpg",
    "/title/SLUG/film.m3u8",
    "/titles/SLUG",
    "/SLUG",
];

fn films<const N: usize>(subject: &Subject, under: &str, files: [&str; N]) -> Vec<Filled> {
    let mut all = Vec::new();
    for release in &subject.releases {
        let (key, no_key) = (release.key.as_str(), never(release.key.as_str()));
        for file in files {
            let with = |key: &str| match file {
                "" => format!("{under}/{key}"),
                file => format!("{under}/{key}/{file}"),
            };
            all.push(Filled::new(with(key), with(&no_key)));
        }
    }
    all
}

fn renditions(subject: &Subject) -> Vec<Filled> {
    let mut all = Vec::new();
    for release in &subject.releases {
        let no_release = never(release.key.as_str());
        for rendition in &subject.renditions {
            let no_rendition = never(rendition.key.as_str());
            for file in RENDITION_FILES {
                all.push(Filled::new(
                    format!("/media/{}/{}/{file}", release.key, rendition.key),
                    format!("/media/{no_release}/{no_rendition}/{file}"),
                ));
            }
        }
    }
    all
}

/// The route with one name in all its places.
fn replace_all(route: &str, id: &str) -> String {
    let parts = route.split('/');
    let filled: Vec<&str> = parts
        .map(|part| if part.starts_with('{') { id } else { part })
        .collect();
    filled.join("/")
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
