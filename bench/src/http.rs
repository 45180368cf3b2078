//! Fetching over loopback: once, for laying out the other side's copy and for looking at what is served; or again and
//! again on one connection.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use anyhow::{Context, ensure};

pub(crate) fn get(address: SocketAddr, path: &str) -> anyhow::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .context("no end of the head")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    ensure!(
        head.starts_with("http/1.1 200"),
        "{path}: {}",
        head.lines().next().unwrap_or_default()
    );
    ensure!(
        !head.contains("transfer-encoding"),
        "{path} came without a length"
    );
    Ok(answer.split_off(end + 4))
}

/// One connection that stays, as a browser's does.
pub(crate) struct Line {
    stream: TcpStream,
    address: SocketAddr,
    /// Sent with every request, each line with its end.
    headers: String,
    block: Vec<u8>,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// When its first byte came.
    pub(crate) first: Instant,
}

impl Line {
    pub(crate) fn open(address: SocketAddr, headers: String) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            address,
            headers,
            block: vec![0; 1 << 16],
        })
    }

    pub(crate) fn ask(&mut self, path: &str) -> anyhow::Result<Answer> {
        let (address, headers) = (self.address, &self.headers);
        write!(
            self.stream,
            "GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n"
        )?;
        let mut answer = Vec::new();
        self.read(path, &mut answer)?;
        let first = Instant::now();
        let end = loop {
            if let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            self.read(path, &mut answer)?;
        };
        let mut body = answer.split_off(end);
        let head = String::from_utf8_lossy(&answer).to_ascii_lowercase();
        let status = head.get(9..12).and_then(|status| status.parse().ok());
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.context("an answer without a length")?.trim().parse()?;
        while body.len() < length {
            self.read(path, &mut body)?;
        }
        Ok(Answer {
            status: status.context("no status")?,
            body,
            first,
        })
    }

    fn read(&mut self, path: &str, into: &mut Vec<u8>) -> anyhow::Result<()> {
        let read = self.stream.read(&mut self.block)?;
        ensure!(read > 0, "{path}: the line broke off");
        into.extend_from_slice(&self.block[..read]);
        Ok(())
    }
}
