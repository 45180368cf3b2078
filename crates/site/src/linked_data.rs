//! What search engines and chat previews read from a title's page (schema.org, JSON-LD).

use house::release::{Admission, PartKind, ShownMoment, Title};
use serde_json::{Map, Value, json};

use crate::pages::Film;
use crate::words;

/// A `Movie`, or what else it is, as text that can stand in a `script` element as it is.
pub(crate) fn movie(address: &str, film: &Film<'_>, admission: &Admission) -> String {
    let (title, release) = (admission.title(), admission.release());
    let page = format!("{address}/title/{}", film.slug);
    let mut movie = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            movie.insert(key.to_owned(), value);
        }
    };
    put("@context", Some(json!("https://schema.org")));
    put("@type", Some(json!(kind(film, title))));
    put("name", Some(json!(film.name)));
    put("url", Some(json!(page)));
    put(
        "description",
        Some(json!(film.description(title.synopsis.as_deref()))),
    );
    put("dateCreated", film.year.map(|year| json!(year)));
    put("duration", film.running_time.as_ref().map(|time| json!(time.iso)));
    let poster = film.poster.as_ref();
    put(
        "image",
        poster.map(|poster| json!(format!("{address}{}", poster.address))),
    );
    put(
        "license",
        title.licence_url.as_ref().map(|licence| json!(licence)),
    );
    put("creditText", title.attribution.as_ref().map(|line| json!(line)));
    put(
        "datePublished",
        release.opens.map(|opens| json!(words::machine_time(opens))),
    );
    for (property, roles) in [
        ("director", ["director", "directed by"].as_slice()),
        ("musicBy", &["music", "music by", "composer"]),
        ("producer", &["producer", "produced by"]),
        ("actor", &["actor", "cast", "with"]),
    ] {
        put(property, people(title, roles));
    }
    if film.playable {
        let watch = json!({"@type": "WatchAction", "target": format!("{page}/watch")});
        put("potentialAction", Some(watch));
        put("hasPart", clips(admission.moments(), &format!("{page}/watch")));
    }
    in_script(&Value::Object(movie).to_string())
}

/// What plays on the watch page: its moments, and that any second of it can be asked for (Google, "Video structured
/// data": `Clip` and `SeekToAction`).
pub(crate) fn video(address: &str, film: &Film<'_>, admission: &Admission) -> String {
    let title = admission.title();
    let watch = format!("{address}/title/{}/watch", film.slug);
    let kind = if film.heard { "AudioObject" } else { "VideoObject" };
    let mut video = json!({
        "@context": "https://schema.org",
        "@type": kind,
        "name": film.name,
        "url": watch,
        "description": film.description(title.synopsis.as_deref()),
        "potentialAction": {
            "@type": "SeekToAction",
            "target": format!("{watch}?at={{seek_to_second_number}}"),
            "startOffset-input": "required name=seek_to_second_number",
        },
    });
    let opens = admission.release().opens;
    let poster = film.poster.as_ref();
    for (key, value) in [
        ("duration", film.running_time.as_ref().map(|time| json!(time.iso))),
        (
            "thumbnailUrl",
            poster.map(|poster| json!(format!("{address}{}", poster.address))),
        ),
        ("uploadDate", opens.map(|opens| json!(words::machine_time(opens)))),
        ("hasPart", clips(admission.moments(), &watch)),
    ] {
        if let (Some(value), Some(video)) = (value, video.as_object_mut()) {
            video.insert(key.to_owned(), value);
        }
    }
    in_script(&video.to_string())
}

/// Key moments, as search engines show them. `watch` is the address of the page that plays the film.
fn clips(moments: &[ShownMoment], watch: &str) -> Option<Value> {
    let clips = moments.iter().map(|moment| {
        let (start, end) = (moment.span.start.micros(), moment.span.end.micros());
        // Whole seconds; a clip that began a second late would begin in mid-word.
        let (start, end) = (start / 1_000_000, end.saturating_add(999_999) / 1_000_000);
        json!({
            "@type": "Clip",
            "name": moment.name,
            "startOffset": start,
            "endOffset": end,
            "url": format!("{watch}?at={start}"),
        })
    });
    (!moments.is_empty()).then(|| Value::Array(clips.collect()))
}

fn kind(film: &Film<'_>, title: &Title) -> &'static str {
    match title.part.as_ref().map(|part| part.kind) {
        Some(PartKind::Album) => "MusicAlbum",
        Some(PartKind::Track { .. }) => "MusicRecording",
        _ if film.heard => "AudioObject",
        _ => "Movie",
    }
}

fn people(title: &Title, roles: &[&str]) -> Option<Value> {
    let people: Vec<_> = title
        .credits
        .iter()
        .filter(|credit| roles.contains(&credit.role.to_lowercase().as_str()))
        .map(|credit| json!({"@type": "Person", "name": credit.name}))
        .collect();
    (!people.is_empty()).then_some(Value::Array(people))
}

/// No text from a title can end the element or start a comment: the letters that could are written as escapes.
fn in_script(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use house::analyse::Span;
    use house::analyse::moments::MomentKind;

    use super::*;

    #[test]
    fn a_clip_is_of_whole_seconds_and_cuts_nothing_off() {
        let moment = ShownMoment {
            span: Span::of_micros(12_900_000, 20_100_000),
            kind: MomentKind::Quote,
            name: "We never rehearsed it".into(),
            still: None,
        };
        let clips = clips(&[moment], "https://films.example/title/night/watch").unwrap();
        assert_eq!(
            clips,
            json!([{"@type": "Clip", "name": "We never rehearsed it", "startOffset": 12, "endOffset": 21,
                "url": "https://films.example/title/night/watch?at=12"}])
        );
    }

    #[test]
    fn a_title_cannot_leave_its_script_element() {
        let json = serde_json::json!({"name": "</script><!--&"}).to_string();
        let text = in_script(&json);
        assert!(!text.contains(['<', '>', '&']), "{text}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap()["name"],
            "</script><!--&"
        );
    }
}
