//! One PostgreSQL server for all test processes of a user. The first that needs it starts it, under a lock; each holds
//! a shared lock as long as it lives, and the server's keeper ends it when nobody holds that lock any more, however
//! the tests ended. It never runs as root, listens on a socket in its folder only, and syncs nothing.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};

/// The server's superuser.
pub(crate) const OWNER: &str = "marquee";

const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the server and ends it when no test has held the lock for a while. It holds the lock alone while it ends the
/// server, so that nobody takes a dying one for a living one.
const KEEPER: &str = r#"(
"$1/postgres" -D "$2/data" -k "$2/run" -c listen_addresses= -c fsync=off -c full_page_writes=off \
    -c synchronous_commit=off -c max_connections=400 -c shared_buffers=64MB -c autovacuum=off \
    -c password_encryption=scram-sha-256 >"$2/data/log" 2>&1 &
server=$!
exec 9<"$2/in-use"
while kill -0 $server 2>/dev/null; do
    flock --exclusive 9
    flock --unlock 9
    sleep 5
    flock --exclusive --nonblock 9 && break
done
kill -INT $server 2>/dev/null
wait $server
rm -rf "$2/data/"* "$2/run/"* "$2/run/".s*
) &"#;

/// The role that must show its password; all others are believed.
pub const GUARDED: (&str, &str) = ("guarded", "tr0ub4dor");
const WHO: &str = "local all guarded scram-sha-256\nlocal all all trust\n";

#[derive(Debug)]
pub(crate) struct Server {
    binaries: PathBuf,
    folder: PathBuf,
    /// The shared lock; the kernel gives it back with the process.
    _in_use: File,
}

impl Server {
    pub(crate) fn share() -> Option<Self> {
        let Some(binaries) = find_binaries() else {
            println!("left out on PostgreSQL: its initdb and postgres are not installed (see `make setup`)");
            return None;
        };
        let user = unprivileged();
        let folder = std::env::temp_dir().join(format!(
            "marquee-tests-postgres-{}",
            rustix::process::geteuid().as_raw()
        ));
        fs::create_dir_all(&folder).unwrap();
        assert_eq!(
            fs::metadata(&folder).unwrap().uid(),
            rustix::process::geteuid().as_raw(),
            "{} is another user's",
            folder.display()
        );
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        // One after another: whoever is first starts it, the others find it.
        let turn = File::create(folder.join("turn")).unwrap();
        flock(&turn, FlockOperation::LockExclusive).unwrap();
        let in_use = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("in-use"))
            .unwrap();
        flock(&in_use, FlockOperation::LockShared).unwrap();
        let server = Self {
            binaries,
            folder,
            _in_use: in_use,
        };
        if !server.answers() {
            server.start(user);
        }
        Some(server)
    }

    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.binaries.join(name)
    }

    pub(crate) fn socket_folder(&self) -> PathBuf {
        self.folder.join("run")
    }

    fn answers(&self) -> bool {
        UnixStream::connect(self.socket_folder().join(".s.PGSQL.5432")).is_ok()
    }

    fn start(&self, user: Option<(u32, u32)>) {
        for name in ["data", "run"] {
            let folder = self.folder.join(name);
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir(&folder).unwrap();
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
            chown(&folder, user.map(|(uid, _)| uid), user.map(|(_, gid)| gid)).unwrap();
        }
        fs::set_permissions(self.socket_folder(), fs::Permissions::from_mode(0o755)).unwrap();
        let made = self
            .as_user(&self.binary("initdb"), user)
            .args([
                "--no-sync",
                "-U",
                OWNER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-D",
            ])
            .arg(self.folder.join("data"))
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        fs::write(self.folder.join("data/pg_hba.conf"), WHO).unwrap();
        let kept = self
            .as_user(Path::new("/bin/sh"), user)
            .args(["-c", KEEPER, "keeper"])
            .arg(&self.binaries)
            .arg(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .status()
            .unwrap();
        assert!(kept.success());
        let begun = Instant::now();
        while !self.ready() {
            assert!(begun.elapsed() < PATIENCE, "{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        let (guarded, password) = GUARDED;
        self.psql(
            "postgres",
            &format!("CREATE ROLE {guarded} LOGIN PASSWORD '{password}'"),
        );
    }

    fn ready(&self) -> bool {
        let mut asking = Command::new(self.binary("pg_isready"));
        asking.arg("-q").arg("-h").arg(self.socket_folder());
        asking.status().unwrap().success()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("data/log")).unwrap_or_default()
    }

    fn as_user(&self, program: &Path, user: Option<(u32, u32)>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).env("LC_ALL", "C.UTF-8");
        if let Some((uid, gid)) = user {
            command.uid(uid).gid(gid);
        }
        command
    }
}

/// The newest one of Debian's folders, else the one that PATH knows.
fn find_binaries() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    folders.sort_by_key(|folder| {
        let version = folder.parent().and_then(Path::file_name);
        version.and_then(|name| name.to_str()?.parse::<u32>().ok())
    });
    folders.reverse();
    folders.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    let needed = ["initdb", "postgres", "psql", "pg_isready"];
    folders
        .into_iter()
        .find(|folder| needed.iter().all(|name| folder.join(name).is_file()))
}

/// The server refuses to run as root: it is given to the user `postgres`, or else to `nobody`.
fn unprivileged() -> Option<(u32, u32)> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let ids_of = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    Some(ids_of("postgres").or_else(|| ids_of("nobody")).unwrap())
}
