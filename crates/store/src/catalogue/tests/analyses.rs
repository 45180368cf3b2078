use house::Digest;
use house::analyse::{Analysed, NearDuplicate, Object, Span};
use house::archive::WorkingCopy;
use house::id::AssetId;

use crate::catalogue::{Effect, effects};
use crate::fixtures::{House, asset, on_both};

async fn put(house: &House, analysed: &Analysed, duplicates: &[NearDuplicate]) {
    let put = Effect::PutAnalysis(Box::new(analysed.clone()));
    let compared = Effect::PutNearDuplicates {
        asset: analysed.asset.clone(),
        duplicates: duplicates.to_vec(),
    };
    let mut write = house.catalogue.write().await.unwrap();
    let now = house.catalogue.now();
    for effect in [put, compared] {
        effects::apply(&mut write, &effect, now).await.unwrap();
    }
    write.commit().await.unwrap();
}

fn analysed(house: &House, asset: &AssetId, record: &[u8]) -> Analysed {
    Analysed {
        asset: asset.clone(),
        made: house.catalogue.now(),
        record: Object {
            digest: Digest::of(record),
            bytes: record.len() as u64,
        },
        stills: None,
        prints: Some(Digest::of(b"prints")),
    }
}

async fn what_was_found_is_kept_until_it_is_found_anew(house: House) {
    let (one, two) = (asset(b"tape one"), asset(b"tape two"));
    for asset in [&one, &two] {
        house.catalogue.put_asset(asset).await.unwrap();
    }
    assert_eq!(house.catalogue.analysed(&one.id).await.unwrap(), None);
    let first = analysed(&house, &one.id, b"first");
    put(&house, &first, &[]).await;
    let alike = NearDuplicate {
        here: Span::of_micros(1_000_000, 9_000_000),
        other: one.id.clone(),
        there: Span::of_micros(61_000_000, 69_000_000),
        likeness: 970,
    };
    let second = Analysed {
        stills: Some(Object {
            digest: Digest::of(b"stills"),
            bytes: 6,
        }),
        ..analysed(&house, &two.id, b"second")
    };
    put(&house, &second, std::slice::from_ref(&alike)).await;
    assert_eq!(
        house.catalogue.analysed(&two.id).await.unwrap(),
        Some(second.clone())
    );
    assert_eq!(
        house.catalogue.near_duplicates(&two.id).await.unwrap(),
        std::slice::from_ref(&alike)
    );
    let from_the_other_side = NearDuplicate {
        here: alike.there,
        other: two.id.clone(),
        there: alike.here,
        likeness: 970,
    };
    assert_eq!(
        house.catalogue.near_duplicates(&one.id).await.unwrap(),
        [from_the_other_side]
    );
    let mut prints = [one.id.clone(), two.id.clone()].map(|asset| (asset, Digest::of(b"prints")));
    prints.sort();
    assert_eq!(house.catalogue.all_prints().await.unwrap(), prints);
    let needed = house.catalogue.needed_objects().await.unwrap();
    for object in [&b"first"[..], b"second", b"stills", b"prints"] {
        assert!(needed.contains(&Digest::of(object)));
    }

    let again = analysed(&house, &two.id, b"again");
    put(&house, &again, &[]).await;
    assert_eq!(house.catalogue.analysed(&two.id).await.unwrap(), Some(again));
    assert_eq!(house.catalogue.near_duplicates(&one.id).await.unwrap(), []);
    let needed = house.catalogue.needed_objects().await.unwrap();
    assert!(!needed.contains(&Digest::of(b"second")) && !needed.contains(&Digest::of(b"stills")));
}

async fn a_tape_has_one_working_copy_at_a_time(house: House) {
    let tape = asset(b"a tape");
    house.catalogue.put_asset(&tape).await.unwrap();
    assert_eq!(house.catalogue.working_copy(&tape.id).await.unwrap(), None);
    let first = WorkingCopy {
        asset: tape.id.clone(),
        digest: Digest::of(b"a copy"),
        bytes: 6,
        is_film: true,
        made: house.catalogue.now(),
    };
    let second = WorkingCopy {
        digest: Digest::of(b"another"),
        bytes: 7,
        is_film: false,
        ..first.clone()
    };
    for copy in [first.clone(), second.clone()] {
        let mut write = house.catalogue.write().await.unwrap();
        let put = Effect::PutWorkingCopy(copy.clone());
        effects::apply(&mut write, &put, house.catalogue.now())
            .await
            .unwrap();
        write.commit().await.unwrap();
        assert_eq!(house.catalogue.working_copy(&tape.id).await.unwrap(), Some(copy));
    }
    let needed = house.catalogue.needed_objects().await.unwrap();
    assert!(needed.contains(&second.digest) && !needed.contains(&first.digest));
}

on_both!(
    what_was_found_is_kept_until_it_is_found_anew,
    a_tape_has_one_working_copy_at_a_time,
);
