//! What the service manager is told (sd_notify(3)): that the house is open, that it closes, and that it is alive. Without
//! one nothing is said.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::sync::Arc;
use std::time::Duration;

#[derive(Clone)]
pub struct ServiceManager {
    line: Option<Arc<(UnixDatagram, SocketAddr)>>,
}

impl ServiceManager {
    pub fn from_env() -> Self {
        Self {
            line: line().map(Arc::new),
        }
    }

    /// From now on visitors are let in; the heart beats as often as the manager wants to hear it, until the program
    /// ends.
    pub fn ready(&self) {
        self.tell("READY=1\nSTATUS=The house is open.");
        let every = std::env::var("WATCHDOG_USEC")
            .ok()
            .and_then(|text| text.parse().ok());
        let meant = std::env::var("WATCHDOG_PID").map_or(true, |pid| pid == std::process::id().to_string());
        if let (Some(every), true, Some(line)) = (every, meant, &self.line) {
            let every = Duration::from_micros(every) / 2;
            tokio::spawn(beat(Arc::clone(line), every));
        }
    }

    pub fn stopping(&self) {
        self.tell("STOPPING=1\nSTATUS=Answers under way are finished.");
    }

    fn tell(&self, word: &str) {
        if let Some(line) = &self.line {
            send(line, word);
        }
    }
}

fn line() -> Option<(UnixDatagram, SocketAddr)> {
    let name = std::env::var_os("NOTIFY_SOCKET")?;
    let to = match name.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(&name),
    };
    let line = to.and_then(|to| Ok((UnixDatagram::unbound()?, to)));
    line.inspect_err(|error| tracing::warn!("the service manager cannot be told anything: {error}"))
        .ok()
}

/// As long as the program's own threads get to run, it is alive.
async fn beat(line: Arc<(UnixDatagram, SocketAddr)>, every: Duration) {
    loop {
        send(&line, "WATCHDOG=1");
        tokio::time::sleep(every).await;
    }
}

fn send((socket, to): &(UnixDatagram, SocketAddr), word: &str) {
    if let Err(error) = socket.send_to_addr(word.as_bytes(), to) {
        tracing::debug!(%error, "the service manager does not listen");
    }
}
