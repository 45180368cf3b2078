//! A crowd of visitors on one thread of the second processor: each holds a connection, waits for the instant, and asks for
//! one thing after the other.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{CpuSet, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PROCESSOR: usize = 1;
/// Of so many visitors one is impatient and asks before the instant, too.
const IMPATIENT: usize = 100;
/// How often and how far before it.
const TRIES: u32 = 8;
const BEFORE: Duration = Duration::from_millis(120);
/// No visitor waits longer for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Crowd {
    pub(crate) address: SocketAddr,
    pub(crate) visitors: usize,
    pub(crate) paths: Arc<Vec<String>>,
    /// `None`: a second after the last has come.
    pub(crate) opens: Option<Instant>,
}

/// What the crowd lived through.
pub(crate) struct Heard {
    /// From the instant to the first byte of the last thing that was asked for, in microseconds, sorted.
    times: Vec<u64>,
    pub(crate) errors: usize,
    /// Answers with something in them that came before the instant.
    pub(crate) early: usize,
    pub(crate) load_seconds: f64,
}

impl Heard {
    /// Milliseconds within which so many in a hundred were answered.
    pub(crate) fn at(&self, percent: usize) -> u64 {
        let last = (self.times.len() * percent).div_ceil(100).saturating_sub(1);
        self.times.get(last).map_or(0, |micros| micros / 1_000)
    }
}

impl Crowd {
    pub(crate) fn come(self) -> anyhow::Result<Heard> {
        let limit = getrlimit(Resource::Nofile);
        setrlimit(
            Resource::Nofile,
            Rlimit {
                current: limit.maximum,
                maximum: limit.maximum,
            },
        )?;
        let crowd = std::thread::spawn(move || -> anyhow::Result<Heard> {
            let mut here = CpuSet::new();
            here.set(PROCESSOR);
            sched_setaffinity(None, &here)?;
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let mut heard = runtime.block_on(self.wait_and_ask())?;
            let used = clock_gettime(ClockId::ThreadCPUTime);
            heard.load_seconds =
                Duration::new(u64::try_from(used.tv_sec)?, u32::try_from(used.tv_nsec)?).as_secs_f64();
            Ok(heard)
        });
        crowd.join().map_err(|_| anyhow::anyhow!("the crowd fell over"))?
    }

    async fn wait_and_ask(self) -> anyhow::Result<Heard> {
        let mut places = Vec::with_capacity(self.visitors);
        for _ in 0..self.visitors {
            places.push(
                TcpStream::connect(self.address)
                    .await
                    .context("a visitor finds no place")?,
            );
        }
        let opens = self
            .opens
            .unwrap_or_else(|| Instant::now() + Duration::from_secs(1));
        ensure!(Instant::now() < opens, "the crowd was too slow to come");
        let early = Arc::new(AtomicUsize::new(0));
        let visits = places.into_iter().enumerate().map(|(number, place)| {
            let visitor = Visitor {
                place,
                host: self.address,
                left: Vec::new(),
            };
            let (paths, early) = (Arc::clone(&self.paths), Arc::clone(&early));
            let impatient = self.opens.is_some() && number % IMPATIENT == 0;
            tokio::spawn(visitor.visit(paths, opens, impatient.then_some(early)))
        });
        let visits: Vec<_> = visits.collect();
        let (mut times, mut errors) = (Vec::new(), 0);
        for visit in visits {
            match visit.await? {
                Ok(at) => times.push(u64::try_from(at.duration_since(opens).as_micros())?),
                Err(_) => errors += 1,
            }
        }
        times.sort_unstable();
        Ok(Heard {
            times,
            errors,
            early: early.load(Ordering::Relaxed),
            load_seconds: 0.0,
        })
    }
}

struct Visitor {
    place: TcpStream,
    host: SocketAddr,
    /// Read, and not yet used.
    left: Vec<u8>,
}

impl Visitor {
    /// Answers when the first byte of the last thing came.
    async fn visit(
        mut self,
        paths: Arc<Vec<String>>,
        opens: Instant,
        early: Option<Arc<AtomicUsize>>,
    ) -> anyhow::Result<Instant> {
        if let (Some(early), Some(key)) = (early, paths.iter().find(|path| path.starts_with("/keys/"))) {
            for left in (1..=TRIES).rev() {
                tokio::time::sleep_until((opens - BEFORE / TRIES * left).into()).await;
                // What is answered after the instant may be the key.
                if self.ask(key).await?.0 == 200 && Instant::now() < opens {
                    early.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        tokio::time::sleep_until(opens.into()).await;
        let mut first = opens;
        for path in paths.iter() {
            let (status, at) = tokio::time::timeout(PATIENCE, self.ask(path)).await??;
            ensure!(status == 200, "{path}: {status}");
            first = at;
        }
        Ok(first)
    }

    /// The status, and when the first byte of the body came.
    async fn ask(&mut self, path: &str) -> anyhow::Result<(u16, Instant)> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        self.place.write_all(request.as_bytes()).await?;
        let end = loop {
            if let Some(at) = self.left.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            self.read().await?;
        };
        let head = String::from_utf8_lossy(self.left.get(..end).unwrap_or_default()).to_ascii_lowercase();
        let status = head
            .get(9..12)
            .and_then(|status| status.parse().ok())
            .context("no status")?;
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .context("no length")?
            .trim()
            .parse()?;
        self.left.drain(..end);
        if self.left.is_empty() && length > 0 {
            self.read().await?;
        }
        let first = Instant::now();
        while self.left.len() < length {
            self.read().await?;
        }
        self.left.drain(..length);
        Ok((status, first))
    }

    async fn read(&mut self) -> anyhow::Result<()> {
        let mut part = [0; 16 << 10];
        let count = self.place.read(&mut part).await?;
        if count == 0 {
            bail!("the house hung up");
        }
        self.left.extend_from_slice(part.get(..count).unwrap_or_default());
        Ok(())
    }
}
