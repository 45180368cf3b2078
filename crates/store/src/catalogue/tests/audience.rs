use house::audience::Line;
use house::release::Showing;
use house::team::Actor;

use crate::TalkChange;
use crate::fixtures::{House, on_both, release, title};

async fn what_is_said_is_heard_once_and_taken_away_for_all(house: House) {
    let film = title("Nightfall");
    house.catalogue.put_title(&film).await.unwrap();
    let line = |text: &str| Line::read(house.catalogue.now(), "Ada", text).unwrap();
    let lines = [line("one"), line("two"), line("three")];
    for line in &lines {
        assert!(house.catalogue.say(&film.id, line, "192.0.2.1").await.unwrap());
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
    house
        .catalogue
        .say(&film.id, &line("a day later"), "192.0.2.1")
        .await
        .unwrap();
    let (left, _) = house.catalogue.talk_since(&film.id, 0, 100).await.unwrap();
    assert_eq!(left.len(), 1);
}

async fn whoever_is_hushed_is_heard_no_more_until_the_showing_is_called_off(house: House) {
    let (title, master) = house.title_with_master("nightfall").await;
    let (film, release) = (title.id, release(&master, None));
    house.catalogue.put_release(&release).await.unwrap();
    let release = house
        .catalogue
        .put_showing(&Actor::Program, &release, Some(Showing::default()))
        .await
        .unwrap();
    let say = async |text: &str, origin: &str| {
        let line = Line::read(house.catalogue.now(), "Ada", text).unwrap();
        house.catalogue.say(&film, &line, origin).await.unwrap()
    };
    assert!(
        say("one", "192.0.2.1").await && say("two", "192.0.2.2").await && say("three", "192.0.2.1").await
    );
    let lines = house.catalogue.spoken_lines(&film, 10).await.unwrap();
    let speakers: Vec<String> = lines.iter().map(|own| own.speaker.clone().unwrap()).collect();
    assert!(speakers[0] == speakers[2] && speakers[0] != speakers[1]);
    assert!(speakers.iter().all(|word| !word.contains("192")));

    assert!(!house.catalogue.hush(&film, "nobody").await.unwrap());
    for _ in 0..2 {
        assert!(house.catalogue.hush(&film, &speakers[0]).await.unwrap());
    }
    assert!(!say("four", "192.0.2.1").await && say("five", "192.0.2.2").await);
    let lines = house.catalogue.spoken_lines(&film, 10).await.unwrap();
    let told: Vec<_> = lines
        .iter()
        .map(|own| (own.line.text.as_str(), own.hushed))
        .collect();
    assert_eq!(
        told,
        [("one", true), ("two", false), ("three", true), ("five", false)]
    );
    assert!(house.catalogue.unhush(&film, &speakers[0]).await.unwrap());
    assert!(!house.catalogue.unhush(&film, &speakers[0]).await.unwrap());
    assert!(say("six", "192.0.2.1").await);
    house.catalogue.hush(&film, &speakers[0]).await.unwrap();

    let release = house
        .catalogue
        .put_showing(&Actor::Program, &release, None)
        .await
        .unwrap();
    assert_eq!(release.plan.showing, None);
    assert_eq!(house.catalogue.release_of(&film).await.unwrap(), Some(release));
    assert!(house.catalogue.spoken_lines(&film, 10).await.unwrap().is_empty());
    assert!(say("again", "192.0.2.1").await, "a new showing knows nobody");
    let new = house.catalogue.spoken_lines(&film, 10).await.unwrap();
    assert_ne!(new[0].speaker.as_ref(), Some(&speakers[0]));
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
    whoever_is_hushed_is_heard_no_more_until_the_showing_is_called_off,
    what_is_said_is_heard_once_and_taken_away_for_all,
    an_address_is_kept_when_it_was_confirmed_and_until_the_letter_is_written,
);
