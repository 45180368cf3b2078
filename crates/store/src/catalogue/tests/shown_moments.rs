use house::analyse::Span;
use house::analyse::moments::{Audience, MomentKind};
use house::archive::Asset;
use house::audience::{Replays, Seen};
use house::master::Master;
use house::release::{Picture, PictureRole, ShownMoment, ShownMoments, Title};
use house::team::Actor;

use crate::catalogue::{Catalogue, Effect, apply};
use crate::fixtures::{House, asset, master, on_both, picture, title};

fn shown(master: &house::id::MasterId, pictures: &[Picture]) -> ShownMoments {
    let moment = |picture: &Picture| ShownMoment {
        span: Span::of_micros(1, 2),
        kind: MomentKind::Quiet,
        name: "Nobody speaks".into(),
        still: Some(picture.key.clone()),
    };
    ShownMoments {
        master: master.clone(),
        list: pictures.iter().map(moment).collect(),
    }
}

/// A film, its title and its master.
async fn filed(catalogue: &Catalogue) -> (Asset, Title, Master) {
    let (film, night) = (asset(b"film"), title("night"));
    catalogue.put_asset(&film).await.unwrap();
    catalogue.put_title(&night).await.unwrap();
    let made = master(&night, &film, 1);
    catalogue.put_master(&made, 3).await.unwrap();
    (film, night, made)
}

async fn moments_are_shown_in_the_place_of_those_before_and_taken_away(house: House) {
    let catalogue = &house.catalogue;
    let (_, night, made) = filed(catalogue).await;
    let poster = night.pictures[0].key.clone();
    let put = async |pictures: Vec<Picture>| {
        let effect = Effect::ShowMoments {
            title: night.id.clone(),
            moments: shown(&made.id, &pictures),
            pictures,
            by: Actor::Program,
        };
        let mut write = catalogue.write().await.unwrap();
        apply(&mut write, &effect, catalogue.now()).await.unwrap();
        write.commit().await.unwrap();
        catalogue.title_by_id(&night.id).await.unwrap().unwrap()
    };
    let first = put(vec![
        picture(b"one", PictureRole::Moment),
        picture(b"two", PictureRole::Moment),
    ])
    .await;
    assert_eq!(first.moments.as_ref().unwrap().list.len(), 2);
    assert_eq!(first.pictures.len(), 3);
    let other = picture(b"three", PictureRole::Moment);
    let second = put(vec![other.clone()]).await;
    let keys: Vec<_> = second.pictures.iter().map(|picture| &picture.key).collect();
    assert_eq!(keys, [&poster, &other.key]);
    assert_eq!(
        second.moments.as_ref().unwrap().list[0].still,
        Some(other.key.clone())
    );
    // Neither what a page says nor new pictures of the film take them away.
    catalogue
        .update_title(&Title {
            moments: None,
            ..second.clone()
        })
        .await
        .unwrap();
    catalogue
        .put_pictures(&night.id, &[picture(b"new poster", PictureRole::Poster)], None)
        .await
        .unwrap();
    let kept = catalogue.title_by_id(&night.id).await.unwrap().unwrap();
    assert_eq!(kept.moments, second.moments);
    assert!(kept.pictures.iter().any(|picture| picture.key == other.key));

    assert!(catalogue.hide_moments(&Actor::Program, &night.id).await.unwrap());
    assert!(!catalogue.hide_moments(&Actor::Program, &night.id).await.unwrap());
    let hidden = catalogue.title_by_id(&night.id).await.unwrap().unwrap();
    assert_eq!((hidden.moments, hidden.pictures.len()), (None, 1));
}

async fn what_is_seen_again_is_summed_up_and_told_when_there_are_enough(house: House) {
    let catalogue = &house.catalogue;
    let (film, _, made) = filed(catalogue).await;
    let mut seen = Replays::default();
    for _ in 0..Audience::FEWEST / 2 {
        seen.see(&Seen {
            began: true,
            first: vec![(0, 10)],
            again: vec![(4, 6)],
        });
    }
    let counted = [
        (made.id.clone(), seen.clone()),
        (house::id::MasterId::random(), seen.clone()),
    ];
    catalogue.add_replays(&counted).await.unwrap();
    assert_eq!(catalogue.known_of(&film.id).await.unwrap().audience, None);
    catalogue.add_replays(&counted).await.unwrap();
    let audience = catalogue.known_of(&film.id).await.unwrap().audience.unwrap();
    let mut both = seen.clone();
    both.add(&seen);
    assert_eq!(Some(&audience), both.audience().as_ref());
    assert_eq!(audience.viewers, Audience::FEWEST);
    assert_eq!(
        (audience.replays.values[3], audience.replays.values[4]),
        (1_000, 2_000)
    );
}

on_both!(
    moments_are_shown_in_the_place_of_those_before_and_taken_away,
    what_is_seen_again_is_summed_up_and_told_when_there_are_enough,
);
