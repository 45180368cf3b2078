//! As the service manager runs it: sockets handed over, readiness told.

use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;

use command_fds::{CommandFdExt, FdMapping};

use crate::client::{get, visit};
use crate::program::{PATIENCE, Place, Running};

#[test]
fn sockets_are_taken_over_and_the_manager_is_told() {
    let place = Place::with("[site]\nlisten = \"192.0.2.1:1\"\n");
    let telephone = UnixDatagram::bind(place.path("notify")).unwrap();
    telephone.set_read_timeout(Some(PATIENCE)).unwrap();
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    let mut command = place.command(&["serve", "--no-work"]);
    command
        .env("LISTEN_FDS", "1")
        .env("LISTEN_FDNAMES", "site")
        .env("NOTIFY_SOCKET", place.path("notify"))
        .env("WATCHDOG_USEC", "200000")
        .fd_mappings(vec![FdMapping {
            parent_fd: OwnedFd::from(socket),
            child_fd: 3,
        }])
        .unwrap();
    let running = Running::of(command);
    let heard = || {
        let mut word = [0; 256];
        let len = telephone.recv(&mut word).unwrap();
        String::from_utf8_lossy(&word[..len]).into_owned()
    };
    assert!(heard().starts_with("READY=1"));
    for _ in 0..3 {
        assert_eq!(heard(), "WATCHDOG=1");
    }
    let answer = visit(async {
        let tcp = tokio::net::TcpStream::connect(address).await.unwrap();
        get(tcp, "films.example", "/healthz", "").await
    });
    assert_eq!(answer.status, 200);
    assert!(running.end());
    let last = std::iter::from_fn(|| Some(heard())).find(|word| word != "WATCHDOG=1");
    assert!(last.unwrap().starts_with("STOPPING=1"));
}
