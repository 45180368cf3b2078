use house::id::AccountId;
use house::team::{Account, Actor, Role, Scope};

use crate::fixtures::{House, on_both};
use crate::{AuditFilter, LinkPurpose, NewAccount, NewApiToken, StoreError};

const HOUR: i64 = 3_600_000;

fn new_account(email: &str, role: Role) -> NewAccount {
    NewAccount {
        email: email.parse().unwrap(),
        name: "Ada".into(),
        role,
        password: Some("$argon2id$...".into()),
    }
}

async fn account(house: &House, email: &str, role: Role) -> Account {
    let new = new_account(email, role);
    house
        .catalogue
        .team()
        .add_account(&Actor::Program, &new)
        .await
        .unwrap()
}

async fn actions(house: &House) -> Vec<String> {
    let entries = house
        .catalogue
        .audit(&AuditFilter::default(), None, 100)
        .await
        .unwrap();
    entries.into_iter().rev().map(|(_, entry)| entry.action).collect()
}

async fn the_doors_link_makes_the_first_owner_and_lets_in_afterwards(house: House) {
    let team = house.catalogue.team();
    let door = LinkPurpose::Door(None);
    let (_, first) = team.make_link(&Actor::Program, &door, HOUR).await.unwrap();
    let (_, second) = team.make_link(&Actor::Program, &door, HOUR).await.unwrap();
    assert_eq!(
        team.enter(&first.0, "", HOUR).await.unwrap(),
        None,
        "there is nobody to enter as"
    );
    // What was refused was not spent.
    let new = new_account("ada@films.example", Role::Viewer);
    let owner = team.join(&first.0, &new).await.unwrap().unwrap();
    assert_eq!(owner.role, Role::Owner);
    assert_eq!(
        team.join(&first.0, &new).await.unwrap(),
        None,
        "a link is good once"
    );
    assert_eq!(
        team.join(&second.0, &new).await.unwrap(),
        None,
        "there is an owner now"
    );
    let session = team.enter(&second.0, "Lynx", HOUR).await.unwrap().unwrap();
    let (_, found) = team.account_of_session(&session.0).await.unwrap().unwrap();
    assert_eq!(found, owner);
    assert_eq!(team.enter(&second.0, "", HOUR).await.unwrap(), None);
    assert_eq!(team.sessions_of(&owner.id).await.unwrap()[0].browser, "Lynx");
    team.leave(&session.0).await.unwrap();
    assert_eq!(team.account_of_session(&session.0).await.unwrap(), None);
    let done = [
        "link.create",
        "link.create",
        "account.create",
        "session.open",
        "session.end",
    ];
    assert_eq!(actions(&house).await, done);
}

async fn an_invitation_carries_its_address_and_role(house: House) {
    let team = house.catalogue.team();
    let owner = account(&house, "ada@films.example", Role::Owner).await;
    let invited = LinkPurpose::Invitation {
        email: "bo@films.example".parse().unwrap(),
        role: Role::Editor,
    };
    let by = Actor::Account(owner.id);
    let (_, earlier) = team.make_link(&by, &invited, HOUR).await.unwrap();
    let (link, secret) = team.make_link(&by, &invited, HOUR).await.unwrap();
    assert_eq!(
        team.look_at_link(&earlier.0).await.unwrap(),
        None,
        "a newer one took its place"
    );
    assert_eq!(team.look_at_link(&secret.0).await.unwrap(), Some(link));
    let other = new_account("mallory@films.example", Role::Owner);
    let joined = team.join(&secret.0, &other).await.unwrap().unwrap();
    assert_eq!(
        (joined.email.as_str(), joined.role),
        ("bo@films.example", Role::Editor)
    );
    let again = team.make_link(&by, &invited, HOUR).await;
    assert!(matches!(again, Err(StoreError::Refused(_))), "{again:?}");
}

async fn links_sessions_and_tokens_expire(house: House) {
    let team = house.catalogue.team();
    let owner = account(&house, "ada@films.example", Role::Owner).await;
    let (_, link) = team
        .make_link(&Actor::Program, &LinkPurpose::Door(None), 1_000)
        .await
        .unwrap();
    let session = team.open_session(&owner.id, "", 5_000).await.unwrap();
    let new = NewApiToken {
        account: owner.id,
        name: "backup".into(),
        scopes: vec![Scope::Read],
        expires: Some(house.catalogue.now().plus_millis(5_000)),
    };
    let (_, token) = team.make_token(&Actor::Program, new).await.unwrap();
    house.clock.pass_ms(1_000);
    assert_eq!(team.enter(&link.0, "", HOUR).await.unwrap(), None);
    house.clock.pass_ms(3_999);
    assert!(team.account_of_session(&session.0).await.unwrap().is_some());
    assert!(team.account_of_token(&token.0).await.unwrap().is_some());
    house.clock.pass_ms(1);
    assert!(team.account_of_session(&session.0).await.unwrap().is_none());
    assert!(team.account_of_token(&token.0).await.unwrap().is_none());
}

async fn a_disabled_account_is_out_everywhere(house: House) {
    let team = house.catalogue.team();
    let owner = account(&house, "ada@films.example", Role::Owner).await;
    let editor = account(&house, "bo@films.example", Role::Editor).await;
    let session = team.open_session(&editor.id, "", HOUR).await.unwrap();
    let new = NewApiToken {
        account: editor.id.clone(),
        name: "backup".into(),
        scopes: vec![Scope::Write],
        expires: None,
    };
    let (_, token) = team.make_token(&Actor::Program, new).await.unwrap();
    let gone = Account {
        disabled: Some(house.catalogue.now()),
        ..editor.clone()
    };
    let by = Actor::Account(owner.id);
    team.change_account(&by, &editor, &gone).await.unwrap();
    assert!(team.account_of_session(&session.0).await.unwrap().is_none());
    assert!(team.account_of_token(&token.0).await.unwrap().is_none());
    assert!(team.tokens(None).await.unwrap().is_empty());
    let stale = team.change_account(&by, &editor, &gone).await;
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
}

async fn a_house_keeps_an_owner(house: House) {
    let team = house.catalogue.team();
    let owner = account(&house, "ada@films.example", Role::Owner).await;
    let editor = Account {
        role: Role::Editor,
        ..owner.clone()
    };
    let refused = team.change_account(&Actor::Program, &owner, &editor).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    assert_eq!(team.account(&owner.id).await.unwrap(), Some(owner.clone()));
    account(&house, "bo@films.example", Role::Owner).await;
    let changed = team
        .change_account(&Actor::Program, &owner, &editor)
        .await
        .unwrap();
    assert_eq!((changed.role, changed.version), (Role::Editor, 2));
    let filter = AuditFilter {
        subject: Some(format!("account:{}", owner.id)),
        action: Some("account".into()),
        ..AuditFilter::default()
    };
    let entries = house.catalogue.audit(&filter, None, 10).await.unwrap();
    let newest = &entries[0].1;
    assert_eq!(entries.len(), 2);
    assert_eq!(newest.before.as_ref().unwrap()["role"], "owner");
    assert_eq!(newest.after.as_ref().unwrap()["role"], "editor");
}

async fn a_new_password_ends_every_session(house: House) {
    let team = house.catalogue.team();
    let owner = account(&house, "ada@films.example", Role::Owner).await;
    let session = team.open_session(&owner.id, "", HOUR).await.unwrap();
    let reset = LinkPurpose::Reset(owner.id.clone());
    let (_, link) = team.make_link(&Actor::Program, &reset, HOUR).await.unwrap();
    assert_eq!(team.reset_password("guess", "$new").await.unwrap(), None);
    assert_eq!(
        team.reset_password(&link.0, "$new").await.unwrap(),
        Some(owner.id.clone())
    );
    assert_eq!(team.reset_password(&link.0, "$newer").await.unwrap(), None);
    assert!(team.account_of_session(&session.0).await.unwrap().is_none());
    assert_eq!(
        team.password_of(&owner.id).await.unwrap().as_deref(),
        Some("$new")
    );
    assert_eq!(team.password_of(&AccountId::random()).await.unwrap(), None);
}

#[tokio::test]
async fn secrets_are_not_in_the_database() {
    let house = House::new().await;
    let team = house.catalogue.team();
    let owner = account(&house, "ada@films.example", Role::Owner).await;
    let (_, link) = team
        .make_link(&Actor::Program, &LinkPurpose::Door(None), HOUR)
        .await
        .unwrap();
    let session = team.open_session(&owner.id, "", HOUR).await.unwrap();
    let new = NewApiToken {
        account: owner.id,
        name: "backup".into(),
        scopes: vec![Scope::Read],
        expires: None,
    };
    let (_, token) = team.make_token(&Actor::Program, new).await.unwrap();
    house.catalogue.close().await;
    let bytes = std::fs::read(house.path()).unwrap();
    for secret in [&link.0, &session.0, &token.0] {
        let secret = secret.trim_start_matches("mq_");
        assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()));
    }
    assert!(!format!("{link:?}").contains(&link.0));
}

on_both!(
    the_doors_link_makes_the_first_owner_and_lets_in_afterwards,
    an_invitation_carries_its_address_and_role,
    links_sessions_and_tokens_expire,
    a_disabled_account_is_out_everywhere,
    a_house_keeps_an_owner,
    a_new_password_ends_every_session,
);
