//! Every route with every role: what its rule lets in gets in, everybody else learns nothing.

use axum::http::{Method, StatusCode};
use house::team::{Right, Role, Scope};
use site::{ROUTES, Rule};

use crate::answer::Answer;
use crate::cinema::Cinema;

/// A way to come to the house, and what it may do.
struct Visitor {
    name: &'static str,
    headers: Vec<(&'static str, String)>,
    rights: Vec<Right>,
}

const RIGHTS: [Right; 3] = [Right::SeeDrafts, Right::Edit, Right::ManageHouse];

async fn visitors(house: &Cinema) -> Vec<Visitor> {
    let mut all = vec![Visitor {
        name: "the public",
        headers: vec![],
        rights: vec![],
    }];
    for (email, role) in [
        ("owner@films.example", Role::Owner),
        ("editor@films.example", Role::Editor),
        ("viewer@films.example", Role::Viewer),
    ] {
        let account = house.account(email, role).await;
        all.push(Visitor {
            name: role.as_str(),
            headers: vec![("cookie", house.cookie_of(&account).await)],
            rights: RIGHTS.into_iter().filter(|right| role.may(*right)).collect(),
        });
        for scope in Scope::ALL {
            let bearer = house.bearer_of(&account, &[scope]).await;
            let may = |right: &Right| role.may(*right) && scope.grants(*right);
            all.push(Visitor {
                name: scope.as_str(),
                headers: vec![("authorization", bearer)],
                rights: RIGHTS.into_iter().filter(may).collect(),
            });
        }
    }
    all
}

/// An address of the route that names nothing which is there.
fn address(path: &str) -> String {
    let names = [
        "{id}",
        "{slug}",
        "{token}",
        "{file}",
        "{release}",
        "{rendition}",
        "{key}",
        "{scheme}",
        "{page}",
    ];
    names.iter().fold(path.to_owned(), |path, name| {
        path.replace(name, "aaaaaaaaaaaaaaaaaaaaaaaa")
    })
}

/// A program has no sessions to end.
fn for_people(path: &str) -> bool {
    path == "/api/v1/sessions/{id}"
}

fn is_shut(path: &str, answer: &Answer, is_known: bool) -> bool {
    let is_of_a_tape = ["/tape", "/copy"].iter().any(|end| path.ends_with(end)) || path.contains("/stills/");
    let for_programs =
        path.starts_with("/api/") || path == "/metrics" || path.contains("/here/") || is_of_a_tape;
    match (answer.status, is_known) {
        (StatusCode::UNAUTHORIZED, false) => for_programs,
        (StatusCode::SEE_OTHER, false) => !for_programs && answer.header("location") == Some("/studio/login"),
        (StatusCode::FORBIDDEN, true) => true,
        _ => false,
    }
}

#[tokio::test]
async fn every_rule_lets_in_whom_it_should_and_nobody_else() {
    let house = Cinema::open().await;
    let film = house.coming("Hidden Nightfall");
    house.catalogue.put_title(&film.title).await.unwrap();
    house.programme(&[&film]);
    let mut tried = 0;
    for visitor in visitors(&house).await {
        for route in ROUTES {
            // An event stream that lets in never ends; who is not let in is answered like anybody.
            for method in [
                Method::GET,
                Method::POST,
                Method::PUT,
                Method::PATCH,
                Method::DELETE,
            ] {
                let rule = if method == Method::GET {
                    route.read
                } else {
                    route.write
                };
                let Rule::Team(right) = rule else { continue };
                let allowed = visitor.rights.contains(&right);
                if allowed && (route.path.ends_with("/events") || method == Method::POST) {
                    // What is let in acts: the acts have tests of their own.
                    continue;
                }
                if allowed
                    && visitor.headers.iter().any(|(name, _)| *name == "authorization")
                    && for_people(route.path)
                {
                    continue;
                }
                let path = address(route.path).replace("aaaaaaaaaaaaaaaaaaaaaaaa", film.title.id.as_str());
                let path = if allowed { address(route.path) } else { path };
                let headers: Vec<_> = visitor
                    .headers
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                let answer = house.ask(method.clone(), &path, &headers).await;
                let place = format!("{method} {path} as {}: {}", visitor.name, answer.whole());
                let shut = is_shut(route.path, &answer, !visitor.rights.is_empty());
                assert_eq!(shut, !allowed, "{place}");
                if shut {
                    let whole = answer.whole().to_lowercase();
                    for secret in [film.title.name.to_lowercase(), film.title.slug.clone()] {
                        assert!(!whole.contains(&secret), "{place}");
                    }
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

#[tokio::test]
async fn the_description_of_the_api_is_that_of_its_routes() {
    let house = Cinema::open().await;
    let described = house.get("/api/v1/openapi.json").await;
    let described: serde_json::Value = serde_json::from_slice(&described.body).unwrap();
    assert_eq!(described["openapi"], "3.1.0");
    let paths = described["paths"].as_object().unwrap();
    let owner = house.account("ada@films.example", Role::Owner).await;
    let bearer = house.bearer_of(&owner, &Scope::ALL).await;
    // So that what takes another method in the place of POST says so.
    let meant = ("x-http-method-override", "DELETE");
    let headers = [("authorization", bearer.as_str()), meant];
    for route in ROUTES.iter().filter(|route| route.path.starts_with("/api/")) {
        let item = paths
            .get(route.path)
            .unwrap_or_else(|| panic!("{} is not described", route.path));
        for method in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ] {
            let is_described = item.get(method.as_str().to_lowercase()).is_some();
            let is_stream = route.path.ends_with("/events") && method == Method::GET;
            let headers: &[_] = if is_stream { &[] } else { &headers };
            let answer = house.ask(method.clone(), &address(route.path), headers).await;
            let taken = answer.status != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(taken, is_described, "{method} {}", route.path);
        }
        // HEAD is described where it is not what GET is without its body.
        if item.get("head").is_some() {
            let answer = house.ask(Method::HEAD, &address(route.path), &headers).await;
            assert_ne!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{}", route.path);
        }
    }
    let routes: Vec<_> = ROUTES.iter().map(|route| route.path).collect();
    assert!(paths.keys().all(|path| routes.contains(&path.as_str())));
}
