use std::net::SocketAddr;

use anyhow::Context;
use listenfd::ListenFd;
use tokio::net::{TcpListener, TcpSocket};

use super::encryption::Encryption;
use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;

/// The name that the socket file gives to the second address (`FileDescriptorName=`).
const REDIRECT: &str = "redirect";
/// Visitors whom the kernel keeps waiting at the door, if it agrees. The usual 128 are passed in an instant when a film
/// opens, and who is turned away there tries again only after a second.
const WAITING: u32 = 4096;

/// Where the house listens. Taken before anything else is done, so that a taken port is told at once.
pub struct Places {
    pub site: TcpListener,
    /// Where visitors come without TLS and are sent on.
    pub redirect: Option<TcpListener>,
    /// `None`: visitors' connections are plain.
    pub encryption: Option<Encryption>,
}

impl From<TcpListener> for Places {
    fn from(site: TcpListener) -> Self {
        Self {
            site,
            redirect: None,
            encryption: None,
        }
    }
}

impl Places {
    /// What the service manager handed over (`LISTEN_FDS`), else what the configuration names; `asked` goes before
    /// both.
    ///
    /// # Errors
    /// A sentence when an address cannot be had, or there is no certificate to show.
    pub async fn take(house: &OpenHouse, asked: Option<SocketAddr>) -> anyhow::Result<Self> {
        let config = &house.config;
        let mut handed = handed_over()?;
        let redirect = handed.iter().position(|(name, _)| name == REDIRECT);
        let redirect = redirect.map(|at| handed.remove(at).1);
        let site = match (asked, handed.into_iter().next()) {
            (None, Some((_, listener))) => listener,
            (asked, _) => bind(asked.unwrap_or(config.site.listen))?,
        };
        let redirect = match (redirect, config.tls.redirect_from) {
            (Some(listener), _) => Some(listener),
            (None, Some(address)) => Some(bind(address)?),
            (None, None) => None,
        };
        Ok(Self {
            site,
            redirect,
            encryption: Encryption::of(house)?,
        })
    }
}

/// Sockets of the service manager, with their names.
fn handed_over() -> anyhow::Result<Vec<(String, TcpListener)>> {
    // Before the sockets: taking them takes the variables out.
    let names = std::env::var("LISTEN_FDNAMES").unwrap_or_default();
    let mut names = names.split(':');
    let mut sockets = ListenFd::from_env();
    let mut handed = Vec::new();
    for index in 0..sockets.len() {
        let name = names.next().unwrap_or_default().to_owned();
        let socket = sockets.take_tcp_listener(index);
        let socket = socket.context("the service manager handed over a socket that is not TCP")?;
        if let Some(socket) = socket {
            socket.set_nonblocking(true)?;
            handed.push((name, TcpListener::from_std(socket)?));
        }
    }
    Ok(handed)
}

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // As std's own listeners do: a house that is started again has its address at once.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// # Errors
/// A sentence when the address cannot be had.
pub fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    listen(address).map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => Advised::new(
                format!("the address {address} is taken by another program"),
                format!(
                    "end that program, or choose another address: --listen {}",
                    SocketAddr::new(address.ip(), address.port().wrapping_add(1).max(1024))
                ),
            )
            .into(),
            std::io::ErrorKind::PermissionDenied => Advised::new(
                format!("the address {address} may not be taken by this user"),
                "choose a port from 1024 on (--listen 127.0.0.1:8080), or let the service manager take it (deploy/)",
            )
            .into(),
            std::io::ErrorKind::AddrNotAvailable => Advised::new(
                format!("the address {address} is none of this machine's"),
                "name one that it has, or 0.0.0.0 or [::] for all of them",
            )
            .into(),
            _ => anyhow::Error::new(error).context(format!("the address {address} cannot be had")),
        })
}
