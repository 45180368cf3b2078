use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Barrier;

use house::{Digest, Instant};
use rustix::fs::{Timespec, Timestamps, futimens};

use super::Vault;
use crate::StoreError;

fn vault() -> (tempfile::TempDir, Vault) {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&folder.path().join("vault")).unwrap();
    (folder, vault)
}

fn incoming(vault: &Vault) -> usize {
    fs::read_dir(vault.folder().join("incoming")).unwrap().count()
}

fn read(vault: &Vault, digest: &Digest) -> Vec<u8> {
    let (mut file, length) = vault.open_object(digest).unwrap();
    let mut bytes = vec![];
    file.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, length);
    bytes
}

#[test]
fn what_is_put_is_named_by_its_bytes_and_cannot_be_written() {
    let (_folder, vault) = vault();
    let bytes = vec![7; 3 << 20];
    let kept = vault.put(&mut bytes.as_slice()).unwrap();
    assert_eq!(
        (kept.digest, kept.bytes, kept.known),
        (Digest::of(&bytes), 3 << 20, false)
    );
    assert_eq!(read(&vault, &kept.digest), bytes);
    assert_eq!(vault.verify(&kept.digest).unwrap(), 3 << 20);
    let hex = kept.digest.to_string();
    let path = vault.folder().join(&hex[..2]).join(&hex[2..4]).join(&hex);
    assert_eq!(path, vault.path_of(&kept.digest));
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o444);
    assert!(vault.put(&mut bytes.as_slice()).unwrap().known);
    assert_eq!(vault.objects().unwrap(), [(kept.digest, 3 << 20)]);
    assert_eq!(incoming(&vault), 0);
}

#[test]
fn nothing_is_an_object_too() {
    let (_folder, vault) = vault();
    let kept = vault.put(&mut io::empty()).unwrap();
    assert_eq!(
        (kept.digest, vault.verify(&kept.digest).unwrap()),
        (Digest::of(b""), 0)
    );
}

#[test]
fn many_put_the_same_bytes_at_once() {
    let (_folder, vault) = vault();
    let (bytes, start) = (vec![3; 1 << 20], Barrier::new(4));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                start.wait();
                let again = Vault::open(vault.folder()).unwrap();
                assert_eq!(
                    again.put(&mut bytes.as_slice()).unwrap().digest,
                    Digest::of(&bytes)
                );
            });
        }
    });
    assert_eq!(vault.objects().unwrap(), [(Digest::of(&bytes), 1 << 20)]);
    assert_eq!(vault.verify(&Digest::of(&bytes)).unwrap(), 1 << 20);
    assert_eq!(incoming(&vault), 0);
}

struct Torn(u32);

impl Read for Torn {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0 += 1;
        if self.0 > 3 {
            return Err(io::Error::other("the cable was pulled"));
        }
        into.fill(1);
        Ok(into.len())
    }
}

#[test]
fn a_source_that_fails_leaves_nothing() {
    let (_folder, vault) = vault();
    let failed = vault.put(&mut Torn(0)).unwrap_err();
    assert!(failed.to_string().contains("the cable was pulled"));
    assert_eq!((vault.objects().unwrap(), incoming(&vault)), (vec![], 0));
}

#[test]
fn a_scratch_file_is_adopted_and_gone() {
    let (folder, vault) = vault();
    let scratch = folder.path().join("out.mp4");
    for known in [false, true] {
        fs::write(&scratch, b"a piece").unwrap();
        let kept = vault.adopt(&scratch).unwrap();
        assert_eq!(
            (kept.digest, kept.bytes, kept.known),
            (Digest::of(b"a piece"), 7, known)
        );
        assert!(!scratch.exists());
    }
    assert_eq!(read(&vault, &Digest::of(b"a piece")), b"a piece");
    // A file with a second name is copied: somebody could write to it by that name.
    fs::write(&scratch, b"linked").unwrap();
    fs::hard_link(&scratch, folder.path().join("other")).unwrap();
    let kept = vault.adopt(&scratch).unwrap();
    fs::write(folder.path().join("other"), b"LINKED").unwrap();
    assert_eq!(read(&vault, &kept.digest), b"linked");
    std::os::unix::fs::symlink("/etc/hostname", &scratch).unwrap();
    assert!(matches!(vault.adopt(&scratch), Err(StoreError::Refused(_))));
}

#[test]
fn damage_and_loss_are_named_and_healed_by_putting_again() {
    let (_folder, vault) = vault();
    let digest = vault.put(&mut &b"the only copy"[..]).unwrap().digest;
    let path = vault.path_of(&digest);
    fs::remove_file(&path).unwrap();
    fs::write(&path, b"the only c0py").unwrap();
    assert!(matches!(vault.verify(&digest), Err(StoreError::DamagedObject { digest: d, .. }) if d == digest));
    let aside = vault.set_aside(&digest).unwrap();
    assert_eq!(fs::read(aside).unwrap(), b"the only c0py");
    assert!(matches!(vault.verify(&digest), Err(StoreError::MissingObject(d)) if d == digest));
    assert!(!vault.contains(&digest));
    vault.put(&mut &b"the only copy"[..]).unwrap();
    assert!(vault.verify(&digest).is_ok());
    // One that was cut short is replaced at once.
    fs::remove_file(&path).unwrap();
    fs::write(&path, b"the on").unwrap();
    assert!(!vault.put(&mut &b"the only copy"[..]).unwrap().known);
    assert!(vault.verify(&digest).is_ok());
}

fn age(path: &Path, seconds: i64) {
    let time = Timespec {
        tv_sec: seconds,
        tv_nsec: 0,
    };
    let times = Timestamps {
        last_access: time,
        last_modification: time,
    };
    futimens(File::open(path).unwrap(), &times).unwrap();
}

#[test]
fn only_what_was_put_long_ago_is_removed() {
    let (_folder, vault) = vault();
    let digest = vault.put(&mut &b"old"[..]).unwrap().digest;
    age(&vault.path_of(&digest), 1_000);
    let limit = Instant::from_micros(1_000_000_000);
    assert_eq!(
        vault.remove(&digest, limit).unwrap(),
        None,
        "not older than the limit"
    );
    let limit = limit.plus_millis(1);
    vault.put(&mut &b"old"[..]).unwrap();
    assert_eq!(
        vault.remove(&digest, limit).unwrap(),
        None,
        "put again, so young again"
    );
    age(&vault.path_of(&digest), 1_000);
    assert_eq!(vault.remove(&digest, limit).unwrap(), Some(3));
    assert_eq!(vault.remove(&digest, limit).unwrap(), None);
    assert!(!vault.contains(&digest));
}

#[test]
fn what_dead_processes_left_is_swept_and_what_living_ones_write_is_not() {
    let (_folder, vault) = vault();
    fs::write(vault.folder().join("incoming/00ff"), b"half a film").unwrap();
    let mut source = WhileOpening(Some(vault.folder().to_owned()));
    let kept = vault.put(&mut source).unwrap();
    assert!(vault.verify(&kept.digest).is_ok());
    assert_eq!(incoming(&vault), 0);
}

/// Opens the vault again, as another process does, while this one is read.
struct WhileOpening(Option<std::path::PathBuf>);

impl Read for WhileOpening {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(folder) = self.0.take() else { return Ok(0) };
        let before = Vault::open(&folder).unwrap();
        assert_eq!(incoming(&before), 1, "the dead one's is gone, this one's stays");
        into[..4].copy_from_slice(b"film");
        Ok(4)
    }
}

/// The other half of the next test: puts objects, saying each digest once it is kept, until it is killed.
#[test]
fn putter() {
    let Ok(folder) = std::env::var("MARQUEE_TEST_PUT_INTO") else {
        return;
    };
    let vault = Vault::open(Path::new(&folder)).unwrap();
    for n in 0_u64.. {
        let bytes = n.to_le_bytes().repeat(20_000);
        println!("kept {}", vault.put(&mut bytes.as_slice()).unwrap().digest);
    }
}

#[test]
fn kill_at_any_time_leaves_no_wrong_object() {
    let (_folder, vault) = vault();
    for round in 0..6 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", "vault::tests::putter"])
            .env("MARQUEE_TEST_PUT_INTO", vault.folder())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // Read so far, then killed wherever it is by then: it goes on writing meanwhile.
        let mut said = io::BufReader::new(child.stdout.take().unwrap());
        let mut kept: Vec<Digest> = vec![];
        while kept.len() < 3 + round {
            let mut line = String::new();
            io::BufRead::read_line(&mut said, &mut line).unwrap();
            kept.extend(
                line.trim()
                    .strip_prefix("kept ")
                    .map(|hex| hex.parse::<Digest>().unwrap()),
            );
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let after = Vault::open(vault.folder()).unwrap();
        assert_eq!(incoming(&after), 0);
        for digest in kept {
            assert!(after.contains(&digest), "said to be kept, so it is");
        }
        for (digest, _) in after.objects().unwrap() {
            assert!(after.verify(&digest).is_ok());
        }
    }
}

#[test]
fn a_full_disk_is_said_to_be_full() {
    let error = StoreError::io(Path::new("/house/vault"), io::Error::from_raw_os_error(28));
    assert_eq!(
        error.to_string(),
        "the disk is full: writing /house/vault: free some space (marquee gc) and try again"
    );
}
