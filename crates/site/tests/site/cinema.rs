use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::http::{Method, Request, StatusCode};
use house::release::{Gate, GateTable, ReleasedTitle};
use house::team::{Account, Actor, Role, Scope};
use house::{Clock, Instant};
use http_body_util::BodyExt;
use site::{NoPost, NoWorkroom, Postman, SiteSettings, SiteState, Workroom};
use store::{Catalogue, Dock, KeyRing, NewAccount, NewApiToken, Vault, ViewersDoor};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::answer::Answer;
use crate::film::film;

/// 2026-11-22T20:00:00Z, until a test moves the hand.
pub(crate) const NOW: i64 = 1_795_377_600_000_000;
pub(crate) const HOUR: i64 = 3_600_000;

pub(crate) struct HandClock(AtomicI64);

impl HandClock {
    pub(crate) fn forward(&self, millis: i64) {
        self.0.fetch_add(millis * 1_000, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// A house with its site, without a network.
pub(crate) struct Cinema {
    pub(crate) clock: Arc<HandClock>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) vault: Vault,
    pub(crate) catalogue: Catalogue,
    pub(crate) dock: Dock,
    state: SiteState,
    router: Router,
    _folder: TempDir,
}

impl Cinema {
    pub(crate) async fn open() -> Self {
        Self::with(SiteSettings::default()).await
    }

    pub(crate) async fn with(settings: SiteSettings) -> Self {
        Self::with_people(settings, Arc::new(NoWorkroom), Arc::new(NoPost)).await
    }

    pub(crate) async fn with_people(
        settings: SiteSettings,
        workroom: Arc<dyn Workroom>,
        postman: Arc<dyn Postman>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(NOW)));
        let shared: Arc<dyn Clock> = clock.clone();
        let vault = Vault::open(&folder.path().join("vault")).unwrap();
        let catalogue = Catalogue::create(&folder.path().join("catalogue.sqlite"), Arc::clone(&shared))
            .await
            .unwrap();
        let gate = Arc::new(Gate::new(Arc::clone(&shared)));
        let dock = Dock::open(&folder.path().join("uploads"), 0).unwrap();
        let state = SiteState {
            gate: Arc::clone(&gate),
            door: Arc::new(ViewersDoor::new(vault.clone(), Arc::clone(&shared))),
            keys: Arc::new(KeyRing::new(Arc::clone(&shared))),
            catalogue: catalogue.clone(),
            dock: dock.clone(),
            clock: shared,
            settings: Arc::new(settings),
            workroom,
            observatory: Arc::default(),
            postman,
        };
        Self {
            clock,
            gate,
            vault,
            catalogue,
            dock,
            router: site::router(state.clone()),
            state,
            _folder: folder,
        }
    }

    /// Whatever the API answers is in its description: the status, and the type of what is told with it.
    async fn hold_to_its_description(&self, method: &Method, path: &str, answer: &Answer) {
        let status = answer.status;
        let path = path.split('?').next().unwrap_or(path);
        if !path.starts_with("/api/v1/") || status == StatusCode::METHOD_NOT_ALLOWED {
            return;
        }
        let request = Request::get("/api/v1/openapi.json").body(Body::empty()).unwrap();
        let described = self.router.clone().oneshot(request).await.unwrap().into_body();
        let described = described.collect().await.unwrap().to_bytes();
        let described: serde_json::Value = serde_json::from_slice(&described).unwrap();
        let paths = described["paths"].as_object().unwrap();
        let is_this = |template: &str| {
            let (mut parts, mut given) = (template.split('/'), path.split('/'));
            template.matches('/').count() == path.matches('/').count()
                && parts.all(|part| {
                    given
                        .next()
                        .is_some_and(|text| part.starts_with('{') || part == text)
                })
        };
        let exact = paths.get(path);
        let item = exact.or_else(|| {
            paths
                .iter()
                .find(|(template, _)| is_this(template))
                .map(|(_, item)| item)
        });
        let Some(operation) = item.and_then(|item| item.get(method.as_str().to_lowercase())) else {
            return;
        };
        let known = operation["responses"].get(status.as_str());
        let known = known.unwrap_or_else(|| {
            panic!("{method} {path} answers {status}, which its description does not name")
        });
        let kind = answer.header("content-type").unwrap_or_default();
        let is_told = known["content"].get(kind).is_some();
        assert!(
            is_told || answer.body.is_empty(),
            "{method} {path} answers {status} as '{kind}', which its description does not name"
        );
    }

    /// Somebody of the team.
    pub(crate) async fn account(&self, email: &str, role: Role) -> Account {
        let new = NewAccount {
            email: email.parse().unwrap(),
            name: "Ada".into(),
            role,
            password: None,
        };
        self.catalogue
            .team()
            .add_account(&Actor::Program, &new)
            .await
            .unwrap()
    }

    /// The cookie of somebody who is logged in.
    pub(crate) async fn cookie_of(&self, account: &Account) -> String {
        let session = self
            .catalogue
            .team()
            .open_session(&account.id, "test", 24 * HOUR)
            .await;
        format!("marquee-team={}", session.unwrap().0)
    }

    /// The `Authorization` of a program.
    pub(crate) async fn bearer_of(&self, account: &Account, scopes: &[Scope]) -> String {
        let new = NewApiToken {
            account: account.id.clone(),
            name: "test".into(),
            scopes: scopes.to_vec(),
            expires: None,
        };
        let made = self.catalogue.team().make_token(&Actor::Program, new).await;
        format!("Bearer {}", made.unwrap().1.0)
    }

    /// A film that opened an hour ago and stays.
    pub(crate) fn showing(&self, name: &str) -> ReleasedTitle {
        film(&self.vault, name, Some(self.clock.now().plus_millis(-HOUR)))
    }

    /// A film that opens in an hour.
    pub(crate) fn coming(&self, name: &str) -> ReleasedTitle {
        film(&self.vault, name, Some(self.clock.now().plus_millis(HOUR)))
    }

    pub(crate) fn programme(&self, titles: &[&ReleasedTitle]) {
        let titles = titles.iter().map(|title| (*title).clone()).collect();
        self.gate.replace(GateTable::new(titles));
    }

    pub(crate) fn clock_now(&self) -> Instant {
        self.clock.now()
    }

    pub(crate) fn state(&self) -> SiteState {
        self.state.clone()
    }

    /// Opens the house on a free port of this machine, until the test ends.
    pub(crate) async fn open_doors(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(site::serve(listener, self.state.clone(), std::future::pending()));
        address
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[]).await
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(method, path, headers, "").await
    }

    /// A stream of events, from its beginning.
    pub(crate) async fn follow(&self, path: &str) -> BodyDataStream {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.into_body().into_data_stream()
    }

    /// Sends a page's form.
    pub(crate) async fn fill_in(&self, path: &str, fields: &str) -> Answer {
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.send(Method::POST, path, &kind, fields).await
    }

    /// An answer of which a stream's endless body is not waited for.
    pub(crate) async fn begin_of(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let streams = parts
            .headers
            .get("content-type")
            .is_some_and(|kind| kind == "text/event-stream");
        let body = match streams {
            true => bytes::Bytes::new(),
            false => body.collect().await.unwrap().to_bytes(),
        };
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let of = method.clone();
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes(),
        };
        self.hold_to_its_description(&of, path, &answer).await;
        answer
    }
}
