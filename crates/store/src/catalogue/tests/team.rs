use crate::fixtures::House;

#[tokio::test]
async fn a_login_link_opens_one_session() {
    let house = House::new().await;
    let team = house.catalogue.team();
    let login = team.make_login(60_000).await.unwrap();
    assert_eq!(team.enter("guess", 1_000).await.unwrap(), None);
    let session = team.enter(&login.0, 1_000).await.unwrap().unwrap();
    assert_eq!(
        team.enter(&login.0, 1_000).await.unwrap(),
        None,
        "a link is good once"
    );
    assert!(team.is_member(&session.0).await.unwrap());
    assert!(!team.is_member(&login.0).await.unwrap());
    team.leave(&session.0).await.unwrap();
    assert!(!team.is_member(&session.0).await.unwrap());
}

#[tokio::test]
async fn links_and_sessions_expire() {
    let house = House::new().await;
    let team = house.catalogue.team();
    let late = team.make_login(1_000).await.unwrap();
    house.clock.pass_ms(1_000);
    assert_eq!(team.enter(&late.0, 1_000).await.unwrap(), None);
    let login = team.make_login(1_000).await.unwrap();
    let session = team.enter(&login.0, 5_000).await.unwrap().unwrap();
    house.clock.pass_ms(4_999);
    assert!(team.is_member(&session.0).await.unwrap());
    house.clock.pass_ms(1);
    assert!(!team.is_member(&session.0).await.unwrap());
}

#[tokio::test]
async fn secrets_are_not_in_the_database() {
    let house = House::new().await;
    let team = house.catalogue.team();
    let login = team.make_login(60_000).await.unwrap();
    let other = team.make_login(60_000).await.unwrap();
    let session = team.enter(&login.0, 60_000).await.unwrap().unwrap();
    house.catalogue.close().await;
    let bytes = std::fs::read(house.path()).unwrap();
    for secret in [&other.0, &session.0] {
        assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()));
    }
    assert!(!format!("{login:?}").contains(&login.0));
}
