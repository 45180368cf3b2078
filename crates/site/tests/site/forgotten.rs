//! A forgotten password, by the letter that brings a link.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::StatusCode;
use house::team::Role;
use site::{Letter, NoWorkroom, Post, Postman, SiteSettings};

use crate::answer::Answer;
use crate::cinema::Cinema;

/// Keeps what it should carry.
#[derive(Default)]
pub(crate) struct Bag(Mutex<Vec<Letter>>);

impl Postman for Bag {
    fn delivers(&self) -> bool {
        true
    }

    fn post(&self, letter: Letter) -> Pin<Box<dyn Future<Output = Result<Post, String>> + Send + '_>> {
        self.0.lock().unwrap().push(letter);
        Box::pin(std::future::ready(Ok(Post::OnItsWay)))
    }
}

impl Bag {
    /// The letters are written after the page is answered.
    pub(crate) async fn letter(&self) -> Letter {
        for _ in 0..500 {
            if let Some(letter) = self.0.lock().unwrap().pop() {
                return letter;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no letter came");
    }
}

async fn with_mail() -> (Cinema, Arc<Bag>) {
    let bag = Arc::new(Bag::default());
    let house = Cinema::with_people(SiteSettings::default(), Arc::new(NoWorkroom), bag.clone()).await;
    (house, bag)
}

async fn forgot(house: &Cinema, email: &str) -> Answer {
    let fields = format!("email={email}");
    house.fill_in("/studio/forgotten", &fields).await
}

#[tokio::test]
async fn the_letter_opens_the_account_again() {
    let (house, bag) = with_mail().await;
    house.account("ada@films.example", Role::Editor).await;
    assert!(
        house
            .get("/studio/login")
            .await
            .text()
            .contains("/studio/forgotten")
    );
    assert!(house.get("/studio/forgotten").await.text().contains("<form"));
    assert_eq!(forgot(&house, "ADA@films.example").await.status, StatusCode::OK);
    let letter = bag.letter().await;
    assert_eq!(letter.to, "ada@films.example");
    let place = letter.text.find("/studio/reset/").unwrap();
    let address = letter.text[place..].lines().next().unwrap();
    let set = house.fill_in(address, "password=three+wet+dogs").await;
    assert_eq!(set.status, StatusCode::SEE_OTHER);
    let entered = house
        .fill_in("/studio/login", "email=ada@films.example&password=three+wet+dogs")
        .await;
    assert_eq!(entered.header("location"), Some("/studio"));
}

#[tokio::test]
async fn nobody_is_told_whether_there_is_such_an_account() {
    let (house, bag) = with_mail().await;
    house.account("ada@films.example", Role::Editor).await;
    let known = forgot(&house, "ada@films.example").await;
    bag.letter().await;
    let unknown = forgot(&house, "eve@films.example").await;
    assert_eq!(known, unknown);
    assert!(!known.text().contains("ada@films.example"));
    for email in ["ada@films.example", "eve@films.example"] {
        let mut tried = 1;
        while forgot(&house, email).await.status != StatusCode::TOO_MANY_REQUESTS {
            tried += 1;
            assert!(tried < 10, "{email}");
        }
        assert_eq!(tried, 5, "{email}");
    }
    // Who asks for letters locks nobody out.
    let wrong = house
        .fill_in("/studio/login", "email=ada@films.example&password=wrong")
        .await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let no_address = forgot(&house, "ada").await;
    assert_eq!(no_address.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no_address.text().contains("role=\"alert\""));
}

#[tokio::test]
async fn who_is_shut_out_gets_no_letter() {
    let (house, bag) = with_mail().await;
    house.account("bo@films.example", Role::Owner).await;
    let account = house.account("ada@films.example", Role::Editor).await;
    let wanted = house::team::Account {
        disabled: Some(account.made),
        ..account.clone()
    };
    let team = house.catalogue.team();
    team.change_account(&house::team::Actor::Program, &account, &wanted)
        .await
        .unwrap();
    forgot(&house, "ada@films.example").await;
    forgot(&house, "bo@films.example").await;
    assert_eq!(bag.letter().await.to, "bo@films.example");
    assert!(bag.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_house_without_mail_says_whom_to_ask() {
    let house = Cinema::open().await;
    house.account("ada@films.example", Role::Editor).await;
    let page = house.get("/studio/forgotten").await;
    assert!(page.text().contains("Ask an owner") && !page.text().contains("<form"));
    let known = forgot(&house, "ada@films.example").await;
    assert_eq!(known, forgot(&house, "eve@films.example").await);
    assert!(known.text().contains("Ask an owner"));
}
