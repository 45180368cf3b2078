//! What search engines and chat previews read from a title's page (schema.org, JSON-LD).

use house::release::{PartKind, Release, Title};
use serde_json::{Map, Value, json};

use crate::pages::Film;
use crate::words;

/// A `Movie`, or what else it is, as text that can stand in a `script` element as it is.
pub(crate) fn movie(address: &str, film: &Film<'_>, title: &Title, release: &Release) -> String {
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
    }
    in_script(&Value::Object(movie).to_string())
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
    use super::in_script;

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
