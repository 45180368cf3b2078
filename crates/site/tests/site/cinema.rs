use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use house::release::{Gate, GateTable, ReleasedTitle};
use house::{Clock, Instant};
use http_body_util::BodyExt;
use site::{SiteSettings, SiteState};
use store::{Catalogue, Vault, ViewersDoor};
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
    state: SiteState,
    router: Router,
    _folder: TempDir,
}

impl Cinema {
    pub(crate) async fn open() -> Self {
        Self::with(SiteSettings::default()).await
    }

    pub(crate) async fn with(settings: SiteSettings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(NOW)));
        let shared: Arc<dyn Clock> = clock.clone();
        let vault = Vault::open(&folder.path().join("vault")).unwrap();
        let catalogue = Catalogue::create(&folder.path().join("catalogue.sqlite"), Arc::clone(&shared))
            .await
            .unwrap();
        let gate = Arc::new(Gate::new(Arc::clone(&shared)));
        let state = SiteState {
            gate: Arc::clone(&gate),
            door: Arc::new(ViewersDoor::new(vault.clone(), Arc::clone(&shared))),
            catalogue: catalogue.clone(),
            clock: shared,
            settings: Arc::new(settings),
        };
        Self {
            clock,
            gate,
            vault,
            catalogue,
            router: site::router(state.clone()),
            state,
            _folder: folder,
        }
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
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes(),
        }
    }
}
