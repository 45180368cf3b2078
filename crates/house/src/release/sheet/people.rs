//! What stands in a sheet in tables of its own beside the texts: people, scenes, pages.

use super::archive::Archive;
use super::keys::Keys;
use super::mistake::Found;
use crate::release::tree::scene_faults;
use crate::release::{Credit, NotebookPage, Scene, Words};

/// `[[people]]`: a role and a name.
pub(super) fn people(found: &mut Found<'_>, keys: &mut Keys<'_>) -> Vec<Credit> {
    let mut people = Vec::new();
    for mut keys in keys.tables(found, "people", "a person") {
        let role = keys.needed(found, "role", |text| Words::Credit.check(text));
        let name = keys.needed(found, "name", |text| Words::Credit.check(text));
        keys.finish(found);
        people.extend(role.zip(name).map(|(role, name)| Credit { role, name }));
    }
    people
}

/// `[[scenes]]`: a name, and where it begins.
pub(super) fn scenes(found: &mut Found<'_>, keys: &mut Keys<'_>) -> Vec<Scene> {
    let mut scenes = Vec::new();
    let mut places = Vec::new();
    for mut keys in keys.tables(found, "scenes", "a scene") {
        let place = keys.place;
        let name = keys.needed(found, "name", |text| Words::Tagline.check(text));
        if !keys.has("at") {
            found.add(place, "a scene needs 'at', where it begins: at = \"0:12:30\"");
        }
        let at_ms = keys.moment(found, "at");
        keys.finish(found);
        if let Some((name, at_ms)) = name.zip(at_ms) {
            scenes.push(Scene { name, at_ms });
            places.push(place);
        }
    }
    for (at, sentence) in scene_faults(&scenes) {
        found.add(places[at], sentence);
    }
    scenes
}

/// `[[pages]]` of a notebook: a photograph, and what stands under it.
pub(super) fn pages(found: &mut Found<'_>, keys: &mut Keys<'_>, archive: Archive<'_>) -> Vec<NotebookPage> {
    let mut pages = Vec::new();
    for mut keys in keys.tables(found, "pages", "a page") {
        let photo = keys.needed(found, "photo", |name| archive.photo(name));
        let caption = keys.text(found, "caption", |text| Words::Tagline.check(text));
        keys.finish(found);
        pages.extend(photo.map(|photo| NotebookPage { photo, caption }));
    }
    pages
}
