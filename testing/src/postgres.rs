use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::server::{OWNER, Server};

/// Is PostgreSQL installed? A line says so when it is not.
pub fn postgres_is_here() -> bool {
    server().is_some()
}

fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(Server::share).as_ref()
}

/// A database of its own for a test, on the server that all tests of this machine's user share. It goes with the test.
#[derive(Debug)]
pub struct TestDatabase {
    server: &'static Server,
    name: String,
}

impl TestDatabase {
    /// An empty database; `None`, and a line about it, where PostgreSQL is not installed.
    pub fn new() -> Option<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        // What an earlier process of this number left when it was killed.
        server.psql(
            "postgres",
            &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        );
        server.psql("postgres", &format!("CREATE DATABASE {name}"));
        Some(Self { server, name })
    }

    /// For its owner, who needs no password.
    pub fn url(&self) -> String {
        self.url_for(OWNER)
    }

    /// `user` may be "name:password"; see [`crate::GUARDED`].
    pub fn url_for(&self, user: &str) -> String {
        let folder = self.server.socket_folder();
        format!(
            "postgres://{user}@localhost/{}?host={}",
            self.name,
            folder.display()
        )
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// What `psql` answers, without its decorations.
    pub fn ask(&self, sql: &str) -> String {
        self.server.psql(&self.name, sql)
    }

    /// Cuts every connection, as a restart of the server does.
    pub fn cut_connections(&self) {
        let name = &self.name;
        self.server.psql(
            "postgres",
            &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"),
        );
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let _ = self.server.psql_command("postgres", &drop).output();
    }
}

impl Server {
    fn psql_command(&self, database: &str, sql: &str) -> Command {
        let mut command = Command::new(self.binary("psql"));
        command
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                OWNER,
                "-d",
                database,
            ])
            .arg("-h")
            .arg(self.socket_folder())
            .args(["-c", sql]);
        command
    }

    pub(crate) fn psql(&self, database: &str, sql: &str) -> String {
        let output = self.psql_command(database, sql).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{sql}: {said}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}
