//! The audit itself: it finds nothing before the instant, in steps of a millisecond round it, and everything afterwards;
//! and what does leak, it sees.

use axum::http::{HeaderMap, Method, StatusCode};
use house::Clock;
use house::release::ReleasedTitle;
use site::embargo::{Allowed, Heard, Question, Subject, Verdict, judge, questions};

use crate::cinema::{Cinema, HOUR};

fn subject(film: &ReleasedTitle) -> Subject {
    Subject {
        title: film.title.clone(),
        releases: vec![film.release.clone()],
        renditions: film.renditions.clone(),
        more: Vec::new(),
    }
}

async fn heard(house: &Cinema, question: &Question, path: &str) -> Heard {
    let headers: Vec<_> = question
        .headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let answer = house.begin_of(question.method.clone(), path, &headers).await;
    Heard {
        status: answer.status,
        headers: answer.headers,
        body: answer.body,
    }
}

/// Asks those questions that `wanted` holds; answers how many verdicts there were of each kind.
async fn audit(
    house: &Cinema,
    film: &ReleasedTitle,
    wanted: impl Fn(&Question) -> bool,
) -> (usize, usize, Vec<String>) {
    let subject = subject(film);
    let (mut nothing, mut announced, mut leaks) = (0, 0, Vec::new());
    for question in questions(&subject, house.clock.now())
        .iter()
        .filter(|question| wanted(question))
    {
        let answer = heard(house, question, &question.path).await;
        let twin = heard(house, question, &question.twin).await;
        match judge(&subject, question, &answer, &twin) {
            Verdict::Nothing => nothing += 1,
            Verdict::Announcement | Verdict::Ciphertext => announced += 1,
            Verdict::Leak(sentence) => {
                leaks.push(format!(
                    "{} {} ({}): {sentence}",
                    question.method, question.path, question.way
                ));
            }
        }
    }
    (nothing, announced, leaks)
}

/// What an outsider learns of a film that the public may not see.
pub(crate) async fn leaks_of(house: &Cinema, film: &ReleasedTitle) -> Vec<String> {
    audit(house, film, |_| true).await.2
}

#[tokio::test]
async fn before_its_night_nothing_of_a_secret_title_is_told() {
    let house = Cinema::open().await;
    let film = house.coming("Hidden Nightfall");
    house.programme(&[&film]);
    let (nothing, announced, leaks) = audit(&house, &film, |_| true).await;
    assert_eq!(leaks, Vec::<String>::new());
    assert!(
        nothing > 1_000 && announced == 0,
        "{nothing} questions, {announced} announced"
    );
}

#[tokio::test]
async fn an_announced_title_tells_its_announcement_and_no_more() {
    let house = Cinema::open().await;
    let mut film = house.coming("Hidden Nightfall");
    film.release.plan.announced = Some(house.clock.now());
    house.programme(&[&film]);
    let (_, announced, leaks) = audit(&house, &film, |_| true).await;
    assert_eq!(leaks, Vec::<String>::new());
    assert!(announced > 10, "the waiting room is there: {announced}");
}

#[tokio::test]
async fn round_the_instant_it_is_shut_until_the_millisecond_and_open_from_it() {
    let house = Cinema::open().await;
    let film = house.coming("Hidden Nightfall");
    house.programme(&[&film]);
    let plain = |question: &Question| question.way == "GET" && question.route.starts_with("/media/");
    house.clock.forward(HOUR - 4);
    for before in (0..4).rev() {
        let (nothing, _, leaks) = audit(&house, &film, plain).await;
        assert_eq!(leaks, Vec::<String>::new(), "{} ms before", before + 1);
        assert!(nothing > 30);
        house.clock.forward(1);
    }
    for after in 0..3 {
        assert!(subject(&film).is_open(house.clock.now()));
        // Asked as if it were still hidden, the audit sees the film.
        let (_, _, leaks) = audit(&house, &film, plain).await;
        assert!(
            leaks.iter().any(|leak| leak.contains("1.m4s")),
            "{after} ms after: {leaks:?}"
        );
        house.clock.forward(1);
    }
}

#[tokio::test]
async fn what_leaks_is_seen() {
    let house = Cinema::open().await;
    let film = house.coming("Hidden Nightfall");
    let subject = subject(&film);
    let question = Question {
        route: "/title/{slug}",
        way: "GET",
        method: Method::GET,
        path: "/title/hidden-nightfall".into(),
        twin: "/title/a-film-that-never-was".into(),
        headers: Vec::new(),
        allowed: Allowed::Nothing,
    };
    let answer = |status, body: &'static str| Heard {
        status,
        headers: HeaderMap::new(),
        body: body.into(),
    };
    let never = answer(StatusCode::NOT_FOUND, "nothing");
    let judged = |heard: &Heard| judge(&subject, &question, heard, &never);
    assert_eq!(judged(&never), Verdict::Nothing);
    let told = judged(&answer(StatusCode::NOT_FOUND, "<p>HIDDEN nightfall is not open"));
    assert!(
        matches!(told, Verdict::Leak(sentence) if sentence.contains("hidden-nightfall") || sentence.contains("Hidden Nightfall"))
    );
    let other = judged(&answer(StatusCode::FORBIDDEN, "nothing"));
    assert!(matches!(other, Verdict::Leak(sentence) if sentence.contains("403")));

    // A page that is asked for without the title's name is beside itself the same, and told on all the same.
    let home = Question {
        route: "/",
        path: "/".into(),
        twin: "/".into(),
        ..question
    };
    let at_home = |body| {
        let page = answer(StatusCode::OK, body);
        judge(&subject, &home, &page, &page)
    };
    assert_eq!(at_home("<p>Nothing is showing</p>"), Verdict::Nothing);
    assert_eq!(
        at_home("<a href=\"/title/hidden-nightfall-first-glimpse\">"),
        Verdict::Nothing
    );
    let told = at_home("<a href=\"/title/hidden-nightfall\">");
    assert!(matches!(told, Verdict::Leak(sentence) if sentence.contains("hidden-nightfall")));
}
