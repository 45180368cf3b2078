use house::Instant;
use house::release::{About, PictureRole};
use house::team::Actor;

use crate::fixtures::{House, picture, release, title};
use crate::{StoreError, TitleQuery, TitleSort, TitleStanding};

fn query() -> TitleQuery {
    TitleQuery {
        words: vec![],
        standing: None,
        sort: TitleSort::Name,
        descending: false,
        after: None,
        limit: 100,
    }
}

async fn names(house: &House, query: &TitleQuery) -> Vec<String> {
    let listed = house.catalogue.titles_page(query).await.unwrap();
    listed.into_iter().map(|(_, title)| title.slug).collect()
}

async fn a_programme() -> House {
    let house = House::new().await;
    for (made, slug, name, tag) in [
        (3, "river", "The River", "water"),
        (2, "night", "Ночь", "dark_100%"),
        (1, "arch", "The Arch", "stone"),
    ] {
        let mut title = title(slug);
        title.name = name.into();
        title.made = Instant::from_micros(made);
        title.about = About {
            tags: vec![tag.into()],
            ..About::default()
        };
        house.catalogue.put_title(&title).await.unwrap();
    }
    house
}

#[tokio::test]
async fn titles_are_found_by_their_words_and_sorted() {
    let house = a_programme().await;
    assert_eq!(names(&house, &query()).await, ["arch", "river", "night"]);
    for (words, found) in [
        (&["НОЧЬ"][..], &["night"][..]),
        (&["the", "ARC"], &["arch"]),
        (&["100%"], &["night"]),
        (&["1_0"], &[]),
        (&["oduya", "water"], &["river"]),
    ] {
        let words = words.iter().map(ToString::to_string).collect();
        assert_eq!(names(&house, &TitleQuery { words, ..query() }).await, found);
    }
    let newest = TitleQuery {
        sort: TitleSort::Made,
        descending: true,
        ..query()
    };
    assert_eq!(names(&house, &newest).await, ["river", "night", "arch"]);
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let house = a_programme().await;
    for sort in [TitleSort::Name, TitleSort::Made, TitleSort::Changed] {
        for descending in [false, true] {
            let mut page = TitleQuery {
                sort,
                descending,
                limit: 1,
                ..query()
            };
            let mut met = Vec::new();
            while let Some((place, title)) = house.catalogue.titles_page(&page).await.unwrap().pop() {
                met.push(title.slug);
                page.after = Some((place, title.id));
            }
            let whole = TitleQuery {
                limit: 10,
                after: None,
                ..page
            };
            assert_eq!(met, names(&house, &whole).await);
            assert_eq!(met.len(), 3);
        }
    }
}

#[tokio::test]
async fn the_list_says_where_a_title_stands() {
    let house = House::new().await;
    let (_, draft) = house.title_with_master("draft").await;
    let (_, coming) = house.title_with_master("coming").await;
    let (_, showing) = house.title_with_master("showing").await;
    let (_, gone) = house.title_with_master("gone").await;
    let now = house.catalogue.now();
    house.catalogue.put_release(&release(&draft, None)).await.unwrap();
    let later = release(&coming, Some(now.plus_millis(1)));
    house.catalogue.put_release(&later).await.unwrap();
    house
        .catalogue
        .put_release(&release(&showing, Some(now)))
        .await
        .unwrap();
    let withdrawn = release(&gone, Some(now));
    house.catalogue.put_release(&withdrawn).await.unwrap();
    house.catalogue.withdraw_release(&withdrawn.id).await.unwrap();
    house.catalogue.put_title(&title("loose")).await.unwrap();
    for standing in [
        TitleStanding::Draft,
        TitleStanding::Coming,
        TitleStanding::Showing,
        TitleStanding::Loose,
    ] {
        let of = TitleQuery {
            standing: Some(standing),
            ..query()
        };
        assert_eq!(names(&house, &of).await, [standing.as_str()]);
    }
    house.clock.pass_ms(1);
    let showing = TitleQuery {
        standing: Some(TitleStanding::Showing),
        ..query()
    };
    assert_eq!(names(&house, &showing).await.len(), 2, "the clock alone opens it");
}

#[tokio::test]
async fn what_was_changed_meanwhile_is_not_overwritten() {
    let house = House::new().await;
    let mut first = title("ferry");
    house.catalogue.put_title(&first).await.unwrap();
    let (read, version) = house
        .catalogue
        .title_with_version(&first.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((&read, version), (&first, 1));
    first.name = "The Other Ferry".into();
    let by = Actor::Program;
    assert_eq!(
        house
            .catalogue
            .update_title_by(&by, &first, Some(1))
            .await
            .unwrap(),
        2
    );
    let late = house.catalogue.update_title_by(&by, &read, Some(1)).await;
    assert!(matches!(late, Err(StoreError::Stale)), "{late:?}");
    let entries = house
        .catalogue
        .audit(&crate::AuditFilter::default(), None, 10)
        .await
        .unwrap();
    assert_eq!(entries.len(), 2);
    let change = &entries[0].1;
    assert_eq!(change.before.as_ref().unwrap()["name"], "The Ferry");
    assert_eq!(change.after.as_ref().unwrap()["name"], "The Other Ferry");
}

#[tokio::test]
async fn the_poster_of_a_list_is_the_one_that_was_chosen() {
    let house = House::new().await;
    let chosen = picture(b"chosen", PictureRole::Poster);
    let mut title = title("river");
    // A poster that somebody chose comes after the pictures that were there.
    title.pictures = vec![picture(b"still", PictureRole::Still), chosen.clone()];
    house.catalogue.put_title(&title).await.unwrap();
    let listed = house.catalogue.titles_page(&query()).await.unwrap();
    assert_eq!(listed[0].1.poster, Some(chosen.key));
}
