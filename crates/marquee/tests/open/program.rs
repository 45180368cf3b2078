//! A house in a folder of its own, served by the program on free ports; and other programs beside it.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_marquee");
/// Longer than anything here takes on a machine that is busy with other tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// For a program that is asked to end when its test has.
const FAREWELL: Duration = Duration::from_secs(10);

pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// A place with a new house, and these lines in its configuration.
    pub(crate) fn with(config: &str) -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let made = Command::new(PROGRAM)
            .args(["--quiet", "init", "--name", "Test"])
            .arg(place.house())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success());
        place.configure(config);
        place
    }

    pub(crate) fn configure(&self, config: &str) {
        std::fs::write(self.house().join("marquee.toml"), config).unwrap();
    }

    pub(crate) fn house(&self) -> PathBuf {
        self.folder.path().join("house")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(arguments)
            .env("MARQUEE_HOUSE", self.house())
            .env("MARQUEE_LOG", "info")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn serve(&self) -> Running {
        Running::of(self.command(&["serve", "--no-work"]))
    }

    /// Runs a command that must be refused with a sentence, which it answers.
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        // The terminal breaks sentences into lines.
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Files that another user's program reads.
    pub(crate) fn open_to_all(&self) {
        use std::os::unix::fs::PermissionsExt;
        let all = std::fs::Permissions::from_mode(0o777);
        std::fs::set_permissions(self.folder.path(), all).unwrap();
    }
}

/// A program that ends with the test. What it says can be waited for.
pub(crate) struct Running {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Running {
    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (said, lines) = mpsc::channel();
        let talk = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in talk.lines().map_while(Result::ok) {
                let _ = said.send(line);
            }
        });
        Self { child, lines }
    }

    /// The next line with `words` in it.
    pub(crate) fn says(&self, words: &str) -> String {
        let mut heard = Vec::new();
        let begun = Instant::now();
        while let Ok(line) = self.lines.recv_timeout(PATIENCE.saturating_sub(begun.elapsed())) {
            if line.contains(words) {
                return line;
            }
            heard.push(line);
        }
        panic!("never said: {words}\n{}", heard.join("\n"));
    }

    pub(crate) fn end(mut self) -> bool {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        self.child.wait().unwrap().success()
    }
}

impl Drop for Running {
    /// Asked first: a program that is killed leaves its workers behind.
    fn drop(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
            await_end(pid, FAREWELL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn await_end(pid: rustix::process::Pid, patience: Duration) {
    let Ok(program) = rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty()) else {
        return;
    };
    let mut watched = [PollFd::new(&program, PollFlags::IN)];
    let _ = poll(&mut watched, Timespec::try_from(patience).ok().as_ref());
}

/// A port that is free now. The next to ask gets another: the system hands them out in turn.
pub(crate) fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Waits until somebody listens there.
pub(crate) fn until_open(address: SocketAddr) {
    let begun = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert!(begun.elapsed() < PATIENCE, "nobody listens at {address}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Where a program is installed; says that a test is left out where it is not.
pub(crate) fn installed(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .chain(["/usr/sbin", "/usr/bin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    if found.is_none() {
        println!("left out: {name} is not installed");
    }
    found
}

/// A command as nobody, when the tests run as root. It is told to end when the test's thread is gone, even if that was
/// killed and has no time to say so.
pub(crate) fn as_nobody(program: &Path) -> Command {
    const NOBODY: &str = "65534";
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM"]);
    if rustix::process::geteuid().is_root() {
        command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]);
    }
    command.arg("--").arg(program);
    command
}
