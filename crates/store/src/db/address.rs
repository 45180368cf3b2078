use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection};

use super::fault;
use crate::StoreError;

/// Where a catalogue is kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Database {
    /// SQLite, in this file.
    File(PathBuf),
    /// PostgreSQL.
    Server(ServerAddress),
}

impl From<&Path> for Database {
    fn from(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
}

impl From<&PathBuf> for Database {
    fn from(path: &PathBuf) -> Self {
        Self::File(path.clone())
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Server(address) => write!(f, "{address}"),
        }
    }
}

/// A database on a PostgreSQL server. Neither `Display` nor `Debug` shows the password.
#[derive(Clone)]
pub struct ServerAddress {
    url: String,
    options: Box<PgConnectOptions>,
}

/// How long a server may take to let somebody in.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whatever else a URL asks for is refused: a word that is misspelt would be passed over in silence.
const KNOWN_PARTS: [&str; 12] = [
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// Holds for every connection of the house.
const SETTINGS: [(&str, &str); 4] = [
    // A committed step must outlive the power, not only the process.
    ("synchronous_commit", "on"),
    // As long as SQLite waits for another process's write.
    ("lock_timeout", "15s"),
    // A program that was stopped in the middle must not stop all others.
    ("idle_in_transaction_session_timeout", "60s"),
    ("client_min_messages", "warning"),
];

impl ServerAddress {
    /// Is this text meant as the address of a server (and not as a path)?
    pub fn is_meant(text: &str) -> bool {
        text.starts_with("postgres://") || text.starts_with("postgresql://")
    }

    /// The whole address with its password, for `marquee.toml` only.
    pub fn with_secret(&self) -> &str {
        &self.url
    }

    pub(crate) fn options(&self) -> PgConnectOptions {
        (*self.options).clone()
    }

    pub(crate) async fn connect(&self) -> Result<PgConnection, StoreError> {
        match tokio::time::timeout(PATIENCE, self.options.connect()).await {
            Ok(connected) => connected.map_err(|error| fault::connecting(self, error)),
            Err(_) => Err(fault::silent(self, PATIENCE)),
        }
    }

    pub(super) fn database(&self) -> &str {
        self.options
            .get_database()
            .unwrap_or_else(|| self.options.get_username())
    }

    pub(super) fn user(&self) -> &str {
        self.options.get_username()
    }

    /// "db.example.org:5432", or the folder of its socket.
    pub(super) fn server(&self) -> String {
        match self.options.get_socket() {
            Some(folder) => folder.display().to_string(),
            None => format!("{}:{}", self.options.get_host(), self.options.get_port()),
        }
    }
}

impl FromStr for ServerAddress {
    type Err = StoreError;

    /// What was given is never repeated in the refusal: it may hold a password.
    fn from_str(text: &str) -> Result<Self, StoreError> {
        if !Self::is_meant(text) {
            return Err(refused("it must begin with postgres://"));
        }
        for part in text.split_once('?').map_or("", |(_, parts)| parts).split('&') {
            let name = part.split('=').next().unwrap_or_default();
            if !name.is_empty() && !KNOWN_PARTS.contains(&name) {
                return Err(refused(&format!("'{name}' is not known")));
            }
        }
        let options = PgConnectOptions::from_str(text)
            .map_err(|_| refused("a part of it cannot be read; letters like @ : / # in a password are written as %40 %3A %2F %23"))?;
        Ok(Self {
            url: text.to_owned(),
            options: Box::new(
                options
                    .application_name("marquee")
                    .options(SETTINGS)
                    .disable_statement_logging(),
            ),
        })
    }
}

fn refused(why: &str) -> StoreError {
    StoreError::Refused(format!(
        "the database's address is not right: {why}; it has the form postgres://USER:PASSWORD@HOST:5432/DATABASE"
    ))
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the database '{}' on {}", self.database(), self.server())
    }
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServerAddress({}, {})", self.database(), self.server())
    }
}

impl PartialEq for ServerAddress {
    fn eq(&self, other: &Self) -> bool {
        self.url == other.url
    }
}
