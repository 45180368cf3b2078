use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::server::graceful::GracefulShutdown;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::connection::{Greeting, converse};
use super::crowd::Crowd;
use super::redirect::{self, Redirect};
use crate::{SiteState, router};

/// The addresses at which the house is open.
#[derive(Default)]
pub struct Doors {
    doors: Vec<(TcpListener, Behind)>,
}

/// What is behind a door.
#[derive(Clone)]
enum Behind {
    Site(Option<Arc<ServerConfig>>),
    Redirect(Arc<Redirect>),
}

/// How long the house waits for a visitor, and how many it lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manners {
    /// For a handshake, and for the head of a request; also how long an idle connection is kept.
    pub head: Duration,
    /// For the next bytes of a request's body.
    pub body: Duration,
    /// For answers under way when the house closes.
    pub last_answers: Duration,
    /// Connections of all visitors together.
    pub connections: usize,
    /// Connections of one address (of IPv6: of one /64); trusted proxies are not counted.
    pub connections_per_address: u32,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(30),
            body: Duration::from_secs(60),
            last_answers: Duration::from_secs(30),
            connections: 4_000,
            connections_per_address: 100,
        }
    }
}

impl Doors {
    /// A door without encryption.
    pub fn plain(&mut self, listener: TcpListener) {
        self.doors.push((listener, Behind::Site(None)));
    }

    /// A door with TLS; `config` is of [`tls_config`](super::tls_config).
    pub fn tls(&mut self, listener: TcpListener, config: Arc<ServerConfig>) {
        self.doors.push((listener, Behind::Site(Some(config))));
    }

    /// A door that only sends visitors to another.
    pub fn redirect(&mut self, listener: TcpListener, redirect: Redirect) {
        self.doors.push((listener, Behind::Redirect(Arc::new(redirect))));
    }

    /// Serves until `stop`. Then no new visitor is let in, answers under way are finished, and what takes longer than
    /// [`Manners::last_answers`] is broken off.
    pub async fn serve(self, state: SiteState, stop: impl Future<Output = ()> + Send + 'static) {
        let manners = state.settings.manners.clone();
        let (closing, breaking_off) = (CancellationToken::new(), CancellationToken::new());
        let porch = Arc::new(Porch {
            room: Arc::new(Semaphore::new(manners.connections)),
            crowd: Crowd::default(),
            graceful: GracefulShutdown::new(),
            breaking_off: breaking_off.clone(),
            greeting: Arc::new(Greeting {
                trust: state.settings.trust.clone(),
                countries: state.settings.countries.clone(),
                manners: manners.clone(),
                closing: closing.clone(),
                site: router(state),
            }),
        });
        let mut accepting = tokio::task::JoinSet::new();
        for (listener, behind) in self.doors {
            accepting.spawn(Arc::clone(&porch).accept(listener, behind));
        }
        stop.await;
        // With the listeners gone, who comes now is told at once that nobody is there.
        accepting.shutdown().await;
        closing.cancel();
        let Some(porch) = Arc::into_inner(porch) else {
            return;
        };
        let ended = tokio::time::timeout(manners.last_answers, porch.graceful.shutdown()).await;
        if ended.is_err() {
            tracing::warn!("answers under way were cut off");
            breaking_off.cancel();
        }
    }
}

/// What all doors share.
struct Porch {
    greeting: Arc<Greeting>,
    room: Arc<Semaphore>,
    crowd: Crowd,
    graceful: GracefulShutdown,
    breaking_off: CancellationToken,
}

impl Porch {
    async fn accept(self: Arc<Self>, listener: TcpListener, behind: Behind) {
        // The semaphore is never closed.
        while let Ok(room) = Arc::clone(&self.room).acquire_owned().await {
            let (tcp, peer) = match listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    rest_after(&error).await;
                    continue;
                }
            };
            let address = peer.ip().to_canonical();
            let seat = if self.greeting.trust.has(address) {
                None
            } else {
                let most = self.greeting.manners.connections_per_address;
                let Some(seat) = self.crowd.seat(address, most) else {
                    tracing::debug!("an address has too many connections open");
                    continue;
                };
                Some(seat)
            };
            let watcher = self.graceful.watcher();
            let (greeting, behind) = (Arc::clone(&self.greeting), behind.clone());
            let talk = async move {
                let _places = (room, seat);
                write_at_once(&tcp);
                match behind {
                    Behind::Site(tls) => converse(tcp, address, tls, greeting, watcher).await,
                    Behind::Redirect(redirect) => {
                        redirect::send_on(tcp, redirect, &greeting.manners, watcher).await;
                    }
                }
            };
            tokio::spawn(self.breaking_off.clone().run_until_cancelled_owned(talk));
        }
    }
}

/// Answers are written whole: there is nothing to wait for.
fn write_at_once(tcp: &TcpStream) {
    if let Err(error) = tcp.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its small packets back");
    }
}

/// Who hangs up before the house has answered is no trouble; too many open files is, and goes by.
async fn rest_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        tracing::warn!("no visitor can be let in for a second: {error}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
