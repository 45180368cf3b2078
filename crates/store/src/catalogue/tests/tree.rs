//! A title with its parts, applied from a sheet: whole or not at all, in both databases.

use house::archive::Asset;
use house::id::TitleId;
use house::release::sheet::{Act, Archive, Difference, Kept, difference, read};
use house::release::{Gate, GateTable, Title, Viewer};
use house::team::Actor;

use crate::fixtures::{House, asset, master, on_both, release};
use crate::{AuditFilter, StoreError};

on_both!(
    a_sheet_is_applied_whole_and_again_changes_nothing,
    what_was_changed_meanwhile_is_not_written_over,
    a_part_that_goes_is_withdrawn_and_stays_a_title,
    what_has_no_film_is_open_with_what_has,
    territories_reach_the_releases,
);

const SERIES: &str = r#"
slug = "lines"
shape = "series"
title = "Lines"
[[seasons]]
number = 1
[[seasons.episodes]]
number = 1
title = "North"
synopsis = "The first winter."
era = "1969"
[[seasons.episodes]]
number = 2
title = "South"
[album]
title = "Songs of the line"
[[album.tracks]]
title = "Rails"
"#;

async fn taken(house: &House) -> Vec<Title> {
    house.catalogue.titles().await.unwrap()
}

async fn compared(house: &House, text: &str, kept: Option<&Kept>) -> Difference {
    let assets: Vec<Asset> = Vec::new();
    let archive = Archive::new(&assets);
    let sheet = read(text, archive).unwrap();
    let titles = taken(house).await;
    let find = |slug: &str| titles.iter().find(|title| title.slug == slug).cloned();
    let now = house.catalogue.clock().now();
    difference(&sheet, kept, &find, archive, (text, now)).unwrap()
}

async fn apply(house: &House, text: &str) -> Kept {
    let kept = kept(house).await;
    let found = compared(house, text, kept.as_ref()).await;
    house
        .catalogue
        .apply_sheet(&Actor::Program, kept.as_ref(), &found, Some(text))
        .await
        .unwrap();
    house.catalogue.tree(&found.title).await.unwrap().unwrap()
}

async fn kept(house: &House) -> Option<Kept> {
    let title = house.catalogue.title_by_slug("lines").await.unwrap()?;
    house.catalogue.tree(&title.id).await.unwrap()
}

/// Gives a title a film and a release.
async fn released(house: &House, title: &Title, opens: i64) {
    let film = asset(title.id.as_str().as_bytes());
    house.catalogue.put_asset(&film).await.unwrap();
    let master = master(title, &film, 1);
    house.catalogue.put_master(&master, 1).await.unwrap();
    let opens = house.catalogue.clock().now().plus_millis(opens);
    let release = release(&master, Some(opens));
    house.catalogue.put_release(&release).await.unwrap();
}

async fn a_sheet_is_applied_whole_and_again_changes_nothing(house: House) {
    let first = apply(&house, SERIES).await;
    let names: Vec<_> = first.parts.iter().map(|part| part.slug.as_str()).collect();
    assert_eq!(
        names,
        ["lines-s1e1", "lines-s1e2", "lines-soundtrack", "lines-track-1"]
    );
    assert_eq!(first.parts[0].about.era.as_deref(), Some("1969"));
    assert_eq!(first.sheet.as_deref(), Some(SERIES));
    assert!(compared(&house, SERIES, Some(&first)).await.is_empty());
    let log = house
        .catalogue
        .audit(&AuditFilter::default(), None, 100)
        .await
        .unwrap();
    assert_eq!(
        log.iter()
            .filter(|(_, entry)| entry.action == "title.create")
            .count(),
        5
    );
    let second = apply(&house, &SERIES.replace("South", "The South")).await;
    assert_eq!(second.parts[1].name, "The South");
    assert_eq!(second.parts[1].id, first.parts[1].id);
    assert_eq!(
        house.catalogue.parts_of(&first.title.id).await.unwrap(),
        second.parts
    );
}

async fn what_was_changed_meanwhile_is_not_written_over(house: House) {
    let before = apply(&house, SERIES).await;
    let changed = SERIES.replace("South", "The South");
    let found = compared(&house, &changed, Some(&before)).await;
    let mut episode = before.parts[0].clone();
    episode.tagline = Some("Somebody else's words".into());
    house.catalogue.update_title(&episode).await.unwrap();
    let refused = house
        .catalogue
        .apply_sheet(&Actor::Program, Some(&before), &found, Some(&changed))
        .await;
    assert!(matches!(refused, Err(StoreError::Stale)));
    assert_eq!(kept(&house).await.unwrap().parts[1].name, "South");
}

async fn a_part_that_goes_is_withdrawn_and_stays_a_title(house: House) {
    let before = apply(&house, SERIES).await;
    released(&house, &before.parts[1], 0).await;
    let without = SERIES.replace("[[seasons.episodes]]\nnumber = 2\ntitle = \"South\"\n", "");
    let after = apply(&house, &without).await;
    assert_eq!(after.parts.len(), 3);
    let gone = house
        .catalogue
        .title_by_slug("lines-s1e2")
        .await
        .unwrap()
        .unwrap();
    assert_eq!((gone.part.is_none(), &gone.id), (true, &before.parts[1].id));
    let release = house.catalogue.release_of(&gone.id).await.unwrap().unwrap();
    assert!(release.withdrawn.is_some());
    // Said again, the same title is the part.
    let kept = kept(&house).await;
    let found = compared(&house, SERIES, kept.as_ref()).await;
    let adopted = found.steps.iter().find(|step| step.act == Act::Adopt).unwrap();
    assert_eq!(adopted.title.id, gone.id);
}

async fn seen(house: &House) -> Vec<String> {
    let gate = Gate::new(house.clock.clone());
    gate.replace(GateTable::new(house.catalogue.gate_titles().await.unwrap()));
    let admitted = gate.admitted(&Viewer::Public);
    let mut seen: Vec<String> = admitted.iter().map(|own| own.title().slug.clone()).collect();
    seen.sort();
    seen
}

async fn what_has_no_film_is_open_with_what_has(house: House) {
    let tree = apply(&house, SERIES).await;
    assert!(seen(&house).await.is_empty());
    released(&house, &tree.parts[0], 0).await;
    released(&house, &tree.parts[3], 1_000).await;
    assert_eq!(seen(&house).await, ["lines", "lines-s1e1"]);
    house.clock.pass_ms(999);
    assert_eq!(seen(&house).await.len(), 2);
    house.clock.pass_ms(1);
    assert_eq!(
        seen(&house).await,
        ["lines", "lines-s1e1", "lines-soundtrack", "lines-track-1"]
    );
}

async fn territories_reach_the_releases(house: House) {
    let tree = apply(&house, SERIES).await;
    let track: TitleId = tree.parts[3].id.clone();
    released(&house, &tree.parts[3], 0).await;
    let bound = SERIES.replace("title = \"Rails\"", "title = \"Rails\"\nterritories = [\"ca\"]");
    apply(&house, &bound).await;
    let release = house.catalogue.release_of(&track).await.unwrap().unwrap();
    assert_eq!(release.territories, ["CA".parse().unwrap()]);
    assert!(seen(&house).await.is_empty());
}
