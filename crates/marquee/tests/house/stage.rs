//! What the tests stand on: a house in a folder of its own, the program, the engine, a server on a free port.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use engine::{Engine, EngineConfig};
use serde_json::Value;
use testing::TestDatabase;

const PROGRAM: &str = env!("CARGO_BIN_EXE_marquee");
/// Longer than anything here takes on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(300);

/// Where a stage's house keeps its catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeping {
    File,
    /// A database of PostgreSQL.
    Server,
}

/// Makes two tests of each function: one with a house in SQLite, one with a house in PostgreSQL where that is installed.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod in_sqlite {
            $(#[test]
            fn $test() {
                super::$test(crate::stage::Keeping::File);
            })+
        }

        mod on_postgres {
            $(#[test]
            fn $test() {
                if testing::postgres_is_here() {
                    super::$test(crate::stage::Keeping::Server);
                }
            })+
        }
    };
}
pub(crate) use on_both;

pub(crate) struct Stage {
    folder: tempfile::TempDir,
    pub(crate) ffmpeg: PathBuf,
    pub(crate) database: Option<TestDatabase>,
}

impl Stage {
    /// A stage with a new house.
    pub(crate) fn new() -> Self {
        Self::on(Keeping::File)
    }

    pub(crate) fn on(keeping: Keeping) -> Self {
        let stage = Self {
            folder: tempfile::tempdir().unwrap(),
            ffmpeg: ffmpeg(),
            database: match keeping {
                Keeping::File => None,
                Keeping::Server => TestDatabase::new(),
            },
        };
        let house = stage.house().display().to_string();
        let mut init = vec!["init", &house, "--name", "Test"];
        let url = stage.database.as_ref().map(TestDatabase::url);
        init.extend(url.iter().flat_map(|url| ["--database", url]));
        stage.done(&init);
        stage
    }

    pub(crate) fn house(&self) -> PathBuf {
        self.folder.path().join("house")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes a film with ffmpeg, `arguments` as one would type them.
    pub(crate) fn film(&self, name: &str, arguments: &str) -> String {
        let path = self.path(name);
        let status = Command::new(&self.ffmpeg)
            .args(["-v", "error", "-y", "-nostdin"])
            .args(arguments.split_whitespace())
            .arg(&path)
            .stdin(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "ffmpeg {arguments}");
        path.display().to_string()
    }

    /// The program in this house.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(arguments)
            .env("MARQUEE_HOUSE", self.house())
            .env("MARQUEE_ENGINE", self.ffmpeg.parent().unwrap())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed; answers its stdout.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "marquee {arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must be refused with 1 and a sentence; answers what it said.
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "marquee {arguments:?}: {said}");
        said
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--json", "--quiet"]).collect();
        serde_json::from_str(&self.done(&arguments)).unwrap()
    }

    /// Every step that the house knows.
    pub(crate) fn jobs(&self) -> Vec<Value> {
        let jobs = self.json(&["jobs", "--all"]);
        jobs.as_array().unwrap().clone()
    }

    pub(crate) fn serve(&self, more: &[&str]) -> Server {
        self.serve_house(&self.house(), more)
    }

    /// Serves another house of this stage.
    pub(crate) fn serve_house(&self, house: &Path, more: &[&str]) -> Server {
        let arguments: Vec<&str> = ["serve", "--listen", "127.0.0.1:0"]
            .into_iter()
            .chain(more.iter().copied())
            .collect();
        let mut command = self.command(&arguments);
        self.serving(command.env("MARQUEE_HOUSE", house))
    }

    /// A command that serves and says where.
    pub(crate) fn serving(&self, command: &mut Command) -> Server {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut talk = BufReader::new(child.stderr.take().unwrap());
        let mut site = String::new();
        while !site.contains("http://") {
            site.clear();
            assert_ne!(talk.read_line(&mut site).unwrap(), 0, "the server ended");
        }
        let site = site[site.find("http://").unwrap()..].trim().to_owned();
        // Read on, so that the server never waits for someone to listen.
        let talk = std::thread::spawn(move || talk.lines().map_while(Result::ok).collect());
        Server {
            child,
            site,
            talk: Some(talk),
        }
    }
}

/// A server that ends with the test.
pub(crate) struct Server {
    child: Child,
    pub(crate) site: String,
    talk: Option<std::thread::JoinHandle<Vec<String>>>,
}

impl Server {
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// Tells it to end, as an operator does; answers whether it ended well, and what it said.
    pub(crate) fn end(mut self) -> (bool, Vec<String>) {
        self.signal(rustix::process::Signal::TERM);
        let ended = self.child.wait().unwrap();
        (ended.success(), self.talk.take().unwrap().join().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks again and again until there is an answer.
pub(crate) fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < PATIENCE, "never came true: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn ffmpeg() -> PathBuf {
    let config = EngineConfig {
        cell: Some(PROGRAM.into()),
        ..EngineConfig::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let engine = Engine::find(&config).await.expect("run `make setup` first");
        engine.report().await.unwrap().ffmpeg
    })
}

/// A film that others made, when it is at hand.
pub(crate) fn real_film(name: &str) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let places = [
        root.join(".engine/films").join(name),
        root.join("../shared/media/video").join(name),
        root.join("../../shared/media/video").join(name),
    ];
    let found = places.into_iter().find(|path| path.is_file());
    if found.is_none() {
        println!("left out: {name} is not at hand");
    }
    found.map(|path| path.display().to_string())
}
