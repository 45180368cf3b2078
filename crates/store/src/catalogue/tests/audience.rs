use house::audience::Line;

use crate::TalkChange;
use crate::fixtures::{House, on_both, title};

async fn what_is_said_is_heard_once_and_taken_away_for_all(house: House) {
    let film = title("Nightfall");
    house.catalogue.put_title(&film).await.unwrap();
    let line = |text: &str| Line::read(house.catalogue.now(), "Ada", text).unwrap();
    let lines = [line("one"), line("two"), line("three")];
    for line in &lines {
        house.catalogue.say(&film.id, line).await.unwrap();
    }
    let said = |at: usize| TalkChange::Said(lines[at].clone());
    let (all, upto) = house.catalogue.talk_since(&film.id, 0, 100).await.unwrap();
    assert_eq!(all, [said(0), said(1), said(2)]);
    let (newest, _) = house.catalogue.talk_since(&film.id, 0, 2).await.unwrap();
    assert_eq!(newest, [said(1), said(2)]);
    assert!(house.catalogue.unsay(&film.id, &lines[1].id).await.unwrap());
    assert!(!house.catalogue.unsay(&film.id, &lines[1].id).await.unwrap());
    let (news, upto) = house.catalogue.talk_since(&film.id, upto, 100).await.unwrap();
    assert_eq!(news, [TalkChange::Removed(lines[1].id.clone())]);
    let none = house.catalogue.talk_since(&film.id, upto, 100).await.unwrap();
    assert_eq!(none, (Vec::new(), upto));
    house.clock.pass_ms(25 * 3_600_000);
    house.catalogue.say(&film.id, &line("a day later")).await.unwrap();
    let (left, _) = house.catalogue.talk_since(&film.id, 0, 100).await.unwrap();
    assert_eq!(left.len(), 1);
    house.catalogue.forget_talk(&film.id).await.unwrap();
    let (left, _) = house.catalogue.talk_since(&film.id, 0, 100).await.unwrap();
    assert!(left.is_empty());
}

async fn an_address_is_kept_when_it_was_confirmed_and_until_the_letter_is_written(house: House) {
    let film = title("Nightfall");
    house.catalogue.put_title(&film).await.unwrap();
    let ask = async |email: &str| {
        let asked = house
            .catalogue
            .ask_reminder(&film.id, &email.parse().unwrap())
            .await;
        asked.unwrap()
    };
    let secret = ask("ana@example.org").await.unwrap();
    assert!(ask("ana@example.org").await.is_none(), "one letter an hour");
    assert!(house.catalogue.reminders_of(&film.id).await.unwrap().is_empty());
    assert_eq!(house.catalogue.confirm_reminder("guessed").await.unwrap(), None);
    let confirmed = house.catalogue.confirm_reminder(&secret.0).await.unwrap();
    assert_eq!(confirmed.as_ref(), Some(&film.id));
    house.clock.pass_ms(7_200_000);
    assert!(ask("ana@example.org").await.is_none(), "it is settled");

    let other = ask("bo@example.org").await.unwrap();
    house.catalogue.confirm_reminder(&other.0).await.unwrap();
    assert!(house.catalogue.forget_reminder(&other.0).await.unwrap());

    let waiting = house.catalogue.reminders_of(&film.id).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert!(
        house
            .catalogue
            .send_reminder(&waiting[0], "s", "t")
            .await
            .unwrap()
    );
    assert!(
        !house
            .catalogue
            .send_reminder(&waiting[0], "s", "t")
            .await
            .unwrap()
    );
    let letter = house.catalogue.letters().take(1_000).await.unwrap().unwrap();
    assert_eq!(letter.recipient, "ana@example.org");
    assert_eq!(house.catalogue.letters().take(1_000).await.unwrap(), None);
    assert!(house.catalogue.reminded_titles().await.unwrap().is_empty());
}

on_both!(
    what_is_said_is_heard_once_and_taken_away_for_all,
    an_address_is_kept_when_it_was_confirmed_and_until_the_letter_is_written,
);
