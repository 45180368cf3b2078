//! Passes connections on and counts what comes back: between an edge and the house.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    passed: Arc<AtomicU64>,
}

impl Relay {
    pub(crate) fn before(house: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let passed: Arc<AtomicU64> = Arc::default();
        let counted = Arc::clone(&passed);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let counted = Arc::clone(&counted);
                // A connection that breaks is the edge's to make anew.
                std::thread::spawn(move || pass(&stream, house, &counted).ok());
            }
        });
        Ok(Self { address, passed })
    }

    /// Bytes that the house has sent, heads of answers too.
    pub(crate) fn passed(&self) -> u64 {
        self.passed.load(Ordering::Relaxed)
    }
}

fn pass(edge: &TcpStream, house: SocketAddr, counted: &AtomicU64) -> std::io::Result<()> {
    let house = TcpStream::connect(house)?;
    std::thread::scope(|scope| {
        scope.spawn(|| carry(edge, &house, &AtomicU64::new(0)));
        carry(&house, edge, counted)
    })
}

fn carry(mut from: &TcpStream, mut to: &TcpStream, counted: &AtomicU64) -> std::io::Result<()> {
    let mut block = vec![0; 64 << 10];
    loop {
        let read = from.read(&mut block).unwrap_or(0);
        if read == 0 {
            let _ = from.shutdown(Shutdown::Both);
            return to.shutdown(Shutdown::Both);
        }
        counted.fetch_add(read as u64, Ordering::Relaxed);
        to.write_all(block.get(..read).unwrap_or_default())?;
    }
}
