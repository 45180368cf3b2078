//! Upload: a large file sent over loopback in one request, against the same client's PUT to nginx with dav. Then the same
//! file cut off again and again, and the server killed in between.
//!
//! The house answers when every byte outlives the power; nginx answers when it is in the page cache. What it then still
//! takes nginx's file to get there is told beside it.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use house::team::{Actor, Role, Scope};
use store::{NewAccount, NewApiToken, Vault};

use crate::bench_house::BenchHouse;
use crate::child::{Server, hand_over, on_processor, run as run_child};
use crate::figures::{Series, Short, precise, report};
use crate::nginx::Nginx;
use crate::scale::Scale;
use crate::{marquee, usage};

/// Servers run on the first processor, the sender on the second.
const SERVER: usize = 0;
const SENDER: usize = 1;
const MEMORY_AIM: u64 = 64 << 20;

pub(crate) async fn run(folder: &Path, scale: &Scale) -> anyhow::Result<()> {
    let folder = folder.join("upload");
    fs::create_dir_all(&folder)?;
    let file = make_file(&folder, scale.upload)?;
    let house = folder.join("house");
    let bearer = found_with_token(&house).await?;
    let root = folder.join("dav");
    fs::create_dir_all(&root)?;
    hand_over(&folder)?;
    let ours = marquee::serve(&house, SERVER)?;
    let theirs = Nginx::take_files(&folder, &root, SERVER)?;
    let sender = Sender {
        address: ours.address,
        bearer,
        uploads: house.join("uploads"),
    };
    compare(&file, scale, &sender, &ours, &theirs, &root)?;
    drop(theirs);
    cut_off(&file, scale, sender, ours, &house)
}

fn compare(
    file: &Path,
    scale: &Scale,
    sender: &Sender,
    ours: &Server,
    theirs: &Nginx,
    root: &Path,
) -> anyhow::Result<()> {
    let (mut own, mut other, mut lasting) = (Series::default(), Series::default(), Series::default());
    let mut memory = 0;
    for round in 0..=scale.rounds {
        let place = sender.begin(scale.upload)?;
        let watch = MemoryWatch::of(ours.pid());
        let own_time = sender.send_whole(&place, file)?;
        memory = memory.max(watch.highest()?);
        sender.forget(&place)?;
        let begun = Instant::now();
        let address = theirs.server.address;
        let put = format!("http://{address}/film");
        curl(file, &["-T", path(file)?, &put])?;
        let other_time = begun.elapsed();
        File::open(root.join("film"))?.sync_all()?;
        let lasting_time = begun.elapsed();
        fs::remove_file(root.join("film"))?;
        if round > 0 {
            let speed = |time: Duration| precise(scale.upload) / time.as_secs_f64();
            own.push(speed(own_time));
            other.push(speed(other_time));
            lasting.push(speed(lasting_time));
        }
    }
    println!(
        "upload of {} bytes, curl on one processor",
        Short(precise(scale.upload))
    );
    report(
        "bytes per second (aim: 0.9 of nginx or more)",
        &own,
        &other,
        "nginx",
    );
    println!("    nginx    {lasting} until its bytes outlive the power, as ours do");
    println!(
        "  anonymous memory of the server at most: {} bytes (aim: under {})",
        Short(precise(memory)),
        Short(precise(MEMORY_AIM))
    );
    Ok(())
}

/// Cuts the connection at random points, and kills the server at every tenth; the file must arrive whole.
fn cut_off(
    file: &Path,
    scale: &Scale,
    mut sender: Sender,
    mut server: Server,
    house: &Path,
) -> anyhow::Result<()> {
    let wanted = Vault::digest_of_file(file)?;
    let place = sender.begin(scale.upload)?;
    let mut random = Numbers::new();
    let mut again = 0;
    for cut in 1..=scale.cuts {
        let offset = sender.offset(&place)?;
        let left = scale.upload - offset;
        let part = random.below(2 * left / u64::from(scale.cuts - cut + 2)).max(1);
        sender.send_part(&place, file, offset, part)?;
        if cut % 10 == 0 {
            server.kill();
            server = marquee::serve(house, SERVER)?;
            sender.address = server.address;
        }
        let arrived = sender.offset(&place)?;
        ensure!(
            arrived >= offset,
            "the upload went back from {offset} to {arrived}"
        );
        again += (offset + part).saturating_sub(arrived);
    }
    let offset = sender.offset(&place)?;
    sender.send_rest(&place, file, offset)?;
    let found = Vault::digest_of_file(&sender.file_of(&place))?;
    ensure!(
        found == wanted,
        "the file did not arrive whole: {found} for {wanted}"
    );
    println!(
        "  cut off {} times, the server killed {} times: arrived whole; {} bytes were sent again",
        scale.cuts,
        scale.cuts / 10,
        Short(precise(again))
    );
    sender.forget(&place)
}

/// Speaks tus with one server.
struct Sender {
    address: SocketAddr,
    bearer: String,
    uploads: PathBuf,
}

impl Sender {
    fn begin(&self, length: u64) -> anyhow::Result<String> {
        let headers = format!("Upload-Length: {length}\r\nContent-Length: 0\r\n");
        let answer = self.ask("POST", "/api/v1/uploads", &headers)?;
        ensure!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        Ok(header(&answer, "location")?.to_owned())
    }

    fn offset(&self, place: &str) -> anyhow::Result<u64> {
        let answer = self.ask("HEAD", place, "")?;
        ensure!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        Ok(header(&answer, "upload-offset")?.parse()?)
    }

    /// The whole file in one request, by the same client as the other side's.
    fn send_whole(&self, place: &str, file: &Path) -> anyhow::Result<Duration> {
        let address = format!("http://{}{place}", self.address);
        let bearer = format!("Authorization: Bearer {}", self.bearer);
        let begun = Instant::now();
        curl(
            file,
            &[
                "-X",
                "PATCH",
                "-T",
                path(file)?,
                "-H",
                "Tus-Resumable: 1.0.0",
                "-H",
                "Upload-Offset: 0",
                "-H",
                "Content-Type: application/offset+octet-stream",
                "-H",
                &bearer,
                &address,
            ],
        )?;
        Ok(begun.elapsed())
    }

    /// Promises the rest of the file, sends a part of it and hangs up.
    fn send_part(&self, place: &str, file: &Path, offset: u64, part: u64) -> anyhow::Result<()> {
        let length = fs::metadata(file)?.len() - offset;
        let mut stream = self.patch(place, offset, length)?;
        pour(file, offset, part, &mut stream)
    }

    fn send_rest(&self, place: &str, file: &Path, offset: u64) -> anyhow::Result<()> {
        let length = fs::metadata(file)?.len() - offset;
        let mut stream = self.patch(place, offset, length)?;
        pour(file, offset, length, &mut stream)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        ensure!(answer.starts_with("HTTP/1.1 204"), "{answer}");
        Ok(())
    }

    fn patch(&self, place: &str, offset: u64, length: u64) -> anyhow::Result<TcpStream> {
        let mut stream = TcpStream::connect(self.address)?;
        write!(
            stream,
            "PATCH {place} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
             Content-Type: application/offset+octet-stream\r\nUpload-Offset: {offset}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n",
            self.address, self.bearer
        )?;
        Ok(stream)
    }

    fn ask(&self, method: &str, place: &str, headers: &str) -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        write!(
            stream,
            "{method} {place} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n{headers}\
             Connection: close\r\n\r\n",
            self.address, self.bearer
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    fn file_of(&self, place: &str) -> PathBuf {
        self.uploads.join(place.rsplit('/').next().unwrap_or_default())
    }

    /// The server works on nothing, so the file lies where it came to.
    fn forget(&self, place: &str) -> anyhow::Result<()> {
        Ok(fs::remove_file(self.file_of(place))?)
    }
}

/// A connection that the server closes early is not this side's fault.
fn pour(file: &Path, offset: u64, most: u64, stream: &mut TcpStream) -> anyhow::Result<()> {
    use std::io::{Seek, SeekFrom};
    let mut file = File::open(file)?;
    file.seek(SeekFrom::Start(offset))?;
    std::io::copy(&mut file.take(most), stream)?;
    Ok(())
}

fn header<'a>(answer: &'a str, name: &str) -> anyhow::Result<&'a str> {
    let lines = answer.split("\r\n").filter_map(|line| line.split_once(':'));
    let mut found = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
    found
        .next()
        .map(|(_, value)| value.trim())
        .with_context(|| format!("no {name}: {answer}"))
}

fn curl(file: &Path, arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = on_processor(SENDER, "curl");
    command
        .args(["-sS", "--fail", "-o", "/dev/null", "-H", "Expect:"])
        .args(arguments);
    run_child(&mut command).with_context(|| format!("sending {}", file.display()))?;
    Ok(())
}

fn path(file: &Path) -> anyhow::Result<&str> {
    file.to_str().context("a path in UTF-8")
}

async fn found_with_token(house: &Path) -> anyhow::Result<String> {
    let house = BenchHouse::found(house).await?;
    let secret = token(&house).await?;
    house.close().await?;
    Ok(secret)
}

/// An editor's token.
pub(crate) async fn token(house: &BenchHouse) -> anyhow::Result<String> {
    let team = house.catalogue().team();
    let new = NewAccount {
        email: "bench@films.example".parse()?,
        name: "Bench".into(),
        role: Role::Editor,
        password: None,
    };
    let account = team.add_account(&Actor::Program, &new).await?;
    let token = NewApiToken {
        account: account.id,
        name: "bench".into(),
        scopes: vec![Scope::Write],
        expires: None,
    };
    let (_, secret) = team.make_token(&Actor::Program, token).await?;
    Ok(secret.0)
}

/// Bytes that no file system packs, and that do not look like an archive of files.
fn make_file(folder: &Path, bytes: u64) -> anyhow::Result<PathBuf> {
    let path = folder.join("film.bin");
    let mut file = File::create(&path)?;
    let mut numbers = Numbers::new();
    let mut block: Vec<u8> = (0..1 << 17).flat_map(|_| numbers.next().to_le_bytes()).collect();
    let mut left = bytes;
    let mut number = 0_u64;
    while left > 0 {
        // Every block another one.
        block[..8].copy_from_slice(&number.to_be_bytes());
        let now = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
        file.write_all(&block[..now])?;
        left -= now as u64;
        number += 1;
    }
    file.sync_all()?;
    Ok(path)
}

/// Numbers that are the same in every run (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }
}

/// Looks at a server's memory again and again while something is done.
struct MemoryWatch {
    stop: Arc<AtomicBool>,
    highest: Arc<AtomicU64>,
    looking: std::thread::JoinHandle<()>,
}

impl MemoryWatch {
    fn of(pid: u32) -> Self {
        let (stop, highest) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (stopped, seen) = (Arc::clone(&stop), Arc::clone(&highest));
        let looking = std::thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                seen.fetch_max(usage::anonymous_memory(pid).unwrap_or(0), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        Self {
            stop,
            highest,
            looking,
        }
    }

    fn highest(self) -> anyhow::Result<u64> {
        self.stop.store(true, Ordering::Relaxed);
        self.looking.join().ok().context("the memory was not watched")?;
        Ok(self.highest.load(Ordering::Relaxed))
    }
}
