use crate::LoginAttempt;
use crate::fixtures::{House, on_both};

const SECOND: i64 = 1_000;

async fn an_account_is_locked_after_wrong_passwords_and_a_restart_does_not_forget_it(house: House) {
    let team = house.catalogue.team();
    let attempt = LoginAttempt::new("Ada@films.example ", None);
    for _ in 0..5 {
        assert_eq!(team.begin_login(&attempt).await.unwrap(), None);
    }
    let locked = team.begin_login(&attempt).await.unwrap();
    assert_eq!(locked, Some(30 * SECOND));
    let again = house.again().await.team();
    let same = LoginAttempt::new("ada@films.example", Some("192.0.2.1"));
    house.clock.pass_ms(29 * SECOND);
    assert_eq!(again.begin_login(&same).await.unwrap(), Some(SECOND));
    house.clock.pass_ms(SECOND);
    assert_eq!(again.begin_login(&same).await.unwrap(), None);
    assert_eq!(
        again.begin_login(&same).await.unwrap(),
        Some(60 * SECOND),
        "longer each time"
    );
    let other = LoginAttempt::new("bo@films.example", Some("192.0.2.1"));
    assert_eq!(
        again.begin_login(&other).await.unwrap(),
        None,
        "others are not locked with it"
    );
}

async fn who_is_right_starts_afresh(house: House) {
    let team = house.catalogue.team();
    let attempt = LoginAttempt::new("ada@films.example", Some("192.0.2.1"));
    for _ in 0..20 {
        for _ in 0..4 {
            assert_eq!(team.begin_login(&attempt).await.unwrap(), None);
            team.login_succeeded(&attempt).await.unwrap();
        }
    }
    let lost = LoginAttempt::new("bo@films.example", None);
    for _ in 0..5 {
        team.begin_login(&lost).await.unwrap();
    }
    house.clock.pass_ms(2 * 60 * 60 * SECOND);
    assert_eq!(team.begin_login(&lost).await.unwrap(), None);
    assert_eq!(
        team.begin_login(&lost).await.unwrap(),
        None,
        "the old failures are forgotten"
    );
}

async fn a_network_address_that_guesses_at_many_accounts_is_locked_too(house: House) {
    let team = house.catalogue.team();
    let own = LoginAttempt::new("mallory@films.example", Some("192.0.2.1"));
    for number in 0..30 {
        let guess = LoginAttempt::new(&format!("{number}@films.example"), Some("192.0.2.1"));
        assert_eq!(team.begin_login(&guess).await.unwrap(), None);
        if number % 3 == 0 {
            // Logging in with an account of one's own in between takes nothing back.
            assert_eq!(team.begin_login(&own).await.unwrap(), None);
            team.login_succeeded(&own).await.unwrap();
        }
    }
    let guess = LoginAttempt::new("ada@films.example", Some("192.0.2.1"));
    assert_eq!(team.begin_login(&guess).await.unwrap(), Some(30 * SECOND));
    let elsewhere = LoginAttempt::new("ada@films.example", Some("192.0.2.2"));
    assert_eq!(team.begin_login(&elsewhere).await.unwrap(), None);
}

on_both!(
    an_account_is_locked_after_wrong_passwords_and_a_restart_does_not_forget_it,
    who_is_right_starts_afresh,
    a_network_address_that_guesses_at_many_accounts_is_locked_too,
);
