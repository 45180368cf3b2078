//! Keeping a house while it works: `marquee backup`, `restore` and `drill` of about five gigabytes under a running encode,
//! beside `rsync -a` of the same files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::child::run;
use crate::copy::size_of;
use crate::figures::{Series, Short, precise, report};
use crate::scale::Scale;
use crate::{cache, engine, marquee};

/// Frames a second of the tapes; a frame of 960 x 540 is 777 600 bytes.
const RATE: u64 = 25;
const FRAME_BYTES: u64 = 960 * 540 * 3 / 2;
const TAPES: u64 = 5;

pub(crate) fn run_backup(folder: &Path, scale: &Scale) -> anyhow::Result<()> {
    let house = folder.join("kept-house");
    marquee::found(&house)?;
    fill(folder, &house, scale)?;
    let _encode = Encode::start(folder, &house)?;
    let (mut ours, mut theirs, mut theirs_safe) = (Series::default(), Series::default(), Series::default());
    let (mut again, mut again_theirs) = (Series::default(), Series::default());
    let (own, other) = (folder.join("kept"), folder.join("rsynced"));
    for round in 0..=scale.rounds {
        for place in [&own, &other] {
            let _ = fs::remove_dir_all(place);
        }
        expect_encode(&house)?;
        let first = |seconds: f64, series: &mut Series| {
            if round > 0 {
                series.push(seconds)
            }
        };
        // Turn about, so that neither always comes first.
        for side in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
            cache::forget(&house.join("vault"))?;
            if side == 0 {
                first(backup(&house, &own)?, &mut ours);
                first(backup(&house, &own)?, &mut again);
            } else {
                let begun = Instant::now();
                rsync(&house, &other)?;
                let plain = begun.elapsed().as_secs_f64();
                run(Command::new("sync").arg("-f").arg(&other))?;
                first(plain, &mut theirs);
                first(begun.elapsed().as_secs_f64(), &mut theirs_safe);
                let begun = Instant::now();
                rsync(&house, &other)?;
                first(begun.elapsed().as_secs_f64(), &mut again_theirs);
            }
        }
        expect_encode(&house)?;
    }
    println!(
        "backup of {} bytes while a film is encoded",
        Short(precise(size_of(&house.join("vault"))?))
    );
    report("seconds, first time (rsync -a)", &ours, &theirs, "rsync   ");
    report(
        "seconds, first time, until it is on the disk (rsync -a; sync -f)",
        &ours,
        &theirs_safe,
        "rsync   ",
    );
    report("seconds, nothing new", &again, &again_theirs, "rsync   ");
    come_back(folder, &own)
}

/// Restores, drills, and compares every digest with the names that the backup lists.
fn come_back(folder: &Path, backup: &Path) -> anyhow::Result<()> {
    let back = folder.join("back");
    let begun = Instant::now();
    run(marquee::command(folder)?.arg("restore").arg(backup).arg(&back))?;
    println!("  restored in {} s", Short(begun.elapsed().as_secs_f64()));
    let begun = Instant::now();
    let drilled = run(marquee::command(folder)?.args(["--json", "drill"]).arg(backup))?;
    let drilled: Value = serde_json::from_slice(&drilled)?;
    ensure!(
        drilled["damage"].as_array().is_some_and(Vec::is_empty),
        "{drilled}"
    );
    println!(
        "  drilled in {} s: {} objects hashed",
        Short(begun.elapsed().as_secs_f64()),
        drilled["objects"]
    );
    let (kept, there) = (objects(&backup.join("objects"))?, objects(&back.join("vault"))?);
    ensure!(
        !kept.is_empty() && there.is_subset(&kept),
        "other objects came back than were kept"
    );
    run(marquee::command(&back)?.arg("fsck"))?;
    println!("  {} objects came back, every digest as it was", there.len());
    Ok(())
}

/// Tapes of raw pictures: quick to make, and a gigabyte each.
fn fill(folder: &Path, house: &Path, scale: &Scale) -> anyhow::Result<()> {
    for tape in 1..=TAPES {
        let file = folder.join(format!("tape-{tape}.avi"));
        let frames = (scale.bytes / FRAME_BYTES).max(RATE);
        let source = format!("testsrc2=size=960x540:rate={RATE},hue=h={tape}*37");
        run(engine::program("ffmpeg")?
            .args(["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", &source])
            .args([
                "-frames:v",
                &frames.to_string(),
                "-c:v",
                "rawvideo",
                "-pix_fmt",
                "yuv420p",
            ])
            .arg(&file))?;
        run(marquee::command(house)?.arg("add").arg(&file))?;
        fs::remove_file(&file)?;
    }
    Ok(())
}

/// A worker with more to do than the measurement lasts.
struct Encode(Child);

impl Encode {
    fn start(folder: &Path, house: &Path) -> anyhow::Result<Self> {
        let film = folder.join("long.mkv");
        run(engine::program("ffmpeg")?
            .args(["-nostdin", "-v", "error", "-y", "-f", "lavfi"])
            .args([
                "-i",
                "testsrc2=size=1280x720:rate=25,noise=alls=20:allf=t",
                "-t",
                "120",
            ])
            .args(["-c:v", "libx264", "-preset", "ultrafast", "-qp", "30"])
            .arg(&film))?;
        run(marquee::command(house)?
            .args(["publish", "--title", "Long", "--effort", "careful"])
            .arg(&film))?;
        let server = marquee::command(house)?
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        let encode = Self(server);
        let begun = Instant::now();
        while expect_encode(house).is_err() {
            ensure!(
                begun.elapsed() < Duration::from_secs(60),
                "nothing is being encoded"
            );
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(encode)
    }
}

impl Drop for Encode {
    fn drop(&mut self) {
        let pid = i32::try_from(self.0.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let _ = self.0.wait();
    }
}

fn expect_encode(house: &Path) -> anyhow::Result<()> {
    let jobs = run(marquee::command(house)?.args(["--json", "jobs"]))?;
    let jobs: Value = serde_json::from_slice(&jobs)?;
    let running = jobs
        .as_array()
        .is_some_and(|jobs| jobs.iter().any(|job| job["state"] == "running"));
    ensure!(running, "no encode runs");
    Ok(())
}

fn backup(house: &Path, place: &Path) -> anyhow::Result<f64> {
    let begun = Instant::now();
    run(marquee::command(house)?.arg("backup").arg(place))?;
    Ok(begun.elapsed().as_secs_f64())
}

/// The files that a backup keeps.
fn rsync(house: &Path, place: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(place)?;
    let mut command = Command::new("rsync");
    command.arg("-a");
    for name in ["vault", "catalogue.sqlite", "marquee.toml"] {
        command.arg(house.join(name));
    }
    run(command.arg(place)).context("rsync (apt-get install rsync)")?;
    Ok(())
}

fn objects(vault: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(vault)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(objects(&entry.path())?);
        } else if entry.file_name().len() == 64 {
            found.insert(entry.file_name().into());
        }
    }
    Ok(found)
}
