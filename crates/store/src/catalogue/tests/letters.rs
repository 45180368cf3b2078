use crate::fixtures::{House, on_both};

async fn a_letter_is_in_one_hand_at_a_time_and_gone_when_delivered(house: House) {
    let letters = house.catalogue.letters();
    assert_eq!(letters.take(1_000).await.unwrap(), None);
    letters.put("ana@example.org", "subject", "text").await.unwrap();
    let taken = letters.take(1_000).await.unwrap().unwrap();
    assert_eq!(
        (taken.recipient.as_str(), taken.text.as_str(), taken.attempts),
        ("ana@example.org", "text", 1)
    );
    assert_eq!(letters.take(1_000).await.unwrap(), None, "somebody has it");
    house.clock.pass_ms(1_000);
    let again = letters.take(1_000).await.unwrap().unwrap();
    assert_eq!(
        (again.id.as_str(), again.attempts),
        (taken.id.as_str(), 2),
        "who had it has ended"
    );
    assert_eq!(letters.waiting().await.unwrap().waiting, 1);
    letters.delivered(&again.id).await.unwrap();
    house.clock.pass_ms(10_000);
    assert_eq!(letters.take(1_000).await.unwrap(), None);
    assert_eq!(letters.waiting().await.unwrap(), crate::LettersWaiting::default());
}

async fn a_letter_that_was_refused_waits_and_one_that_was_given_up_loses_its_text(house: House) {
    let letters = house.catalogue.letters();
    letters
        .put("ana@example.org", "subject", "https://films.example/secret")
        .await
        .unwrap();
    let taken = letters.take(1_000).await.unwrap().unwrap();
    let later = taken.made.plus_millis(60_000);
    letters
        .refused(&taken.id, "try later", Some(later))
        .await
        .unwrap();
    assert_eq!(letters.take(1_000).await.unwrap(), None);
    assert_eq!(
        letters.waiting().await.unwrap().sentence.as_deref(),
        Some("try later")
    );
    house.clock.pass_ms(60_000);
    let taken = letters.take(1_000).await.unwrap().unwrap();
    letters.refused(&taken.id, "no such user", None).await.unwrap();
    house.clock.pass_ms(3_600_000);
    assert_eq!(letters.take(1_000).await.unwrap(), None);
    let waiting = letters.waiting().await.unwrap();
    assert_eq!((waiting.waiting, waiting.given_up), (0, 1));
    let text: String = crate::db::query_scalar("SELECT text FROM letters")
        .fetch_one(house.catalogue.readers())
        .await
        .unwrap();
    assert_eq!(text, "");
}

async fn letters_go_in_the_order_of_their_time(house: House) {
    let letters = house.catalogue.letters();
    for name in ["a", "b", "c"] {
        letters.put(name, "subject", "text").await.unwrap();
        house.clock.pass_ms(1);
    }
    for name in ["a", "b", "c"] {
        assert_eq!(letters.take(1_000).await.unwrap().unwrap().recipient, name);
    }
}

on_both!(
    a_letter_is_in_one_hand_at_a_time_and_gone_when_delivered,
    a_letter_that_was_refused_waits_and_one_that_was_given_up_loses_its_text,
    letters_go_in_the_order_of_their_time,
);
