//! What PostgreSQL refuses, in sentences. The codes are those of its manual, appendix A.

use std::io;
use std::time::Duration;

use sqlx::postgres::PgDatabaseError;

use super::ServerAddress;
use crate::StoreError;

/// Why no connection could be made, and what to do about it.
pub(crate) fn connecting(address: &ServerAddress, error: sqlx::Error) -> StoreError {
    let (server, database, user) = (address.server(), address.database(), address.user());
    let code = server_code(&error).map(str::to_owned);
    let sentence = match (code.as_deref(), &error) {
        (Some("28P01"), _) => format!(
            "{server} refuses the password of '{user}': correct it in 'database' of marquee.toml (or set PGPASSWORD)"
        ),
        (Some("28000"), _) => format!(
            "{server} does not let '{user}' in: make that role (CREATE ROLE ... LOGIN), or allow it in the server's pg_hba.conf"
        ),
        (Some("3D000"), _) => format!(
            "there is no database '{database}' on {server}: make it there with  createdb -O {user} {database}"
        ),
        (Some("42501"), _) => {
            format!(
                "'{user}' may not use the database '{database}' on {server}: make it the database's owner"
            )
        }
        (Some("53300"), _) => {
            format!("{server} has no connection left: raise its max_connections, or stop what else uses it")
        }
        (Some("57P03"), _) => format!("{server} is starting or stopping: try again in a moment"),
        (None, sqlx::Error::Io(cause)) => format!(
            "the database server {server} does not answer ({}): see that PostgreSQL runs there and that 'database' of \
             marquee.toml names the right place",
            plain(cause)
        ),
        (None, sqlx::Error::Tls(_)) => format!(
            "no encrypted connection to {server} came about: see its certificate, or choose another sslmode in 'database'"
        ),
        _ => return of_server(error),
    };
    StoreError::Unreachable(sentence)
}

/// For a server that neither answers nor refuses: something between swallows what is sent.
pub(super) fn silent(address: &ServerAddress, waited: Duration) -> StoreError {
    StoreError::Unreachable(format!(
        "the database server {} did not answer within {} seconds: see that it can be reached from here",
        address.server(),
        waited.as_secs()
    ))
}

/// What went wrong on a connection that stood.
pub(crate) fn of_server(error: sqlx::Error) -> StoreError {
    if is_lost(&error) {
        return StoreError::Unreachable(
            "the connection to the database was lost: it is made again with the next attempt, as soon as PostgreSQL runs"
                .into(),
        );
    }
    if matches!(error, sqlx::Error::PoolTimedOut) {
        return StoreError::InUse {
            place: "the catalogue".into(),
            what: "it did not answer for half a minute: try again".into(),
        };
    }
    match server_code(&error) {
        Some("53100") => StoreError::DiskFull("the database server".into()),
        Some("55P03" | "40P01" | "40001") => StoreError::InUse {
            place: "the catalogue".into(),
            what: "another program has been writing for a long time: try again".into(),
        },
        Some("25006") => StoreError::Refused(
            "the database can only be read (a standby server?): name the primary server in 'database'".into(),
        ),
        Some("42501") => StoreError::Refused(
            "the database's user may not do this: make it the owner of the database and its tables".into(),
        ),
        Some("22021" | "22P05") => {
            StoreError::Refused("a text holds a character that the database cannot keep".into())
        }
        _ => StoreError::Database(error),
    }
}

/// Did the connection break, or did the server end it?
pub(crate) fn is_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        // 57P05: idle too long in a transaction, as after the machine slept.
        _ => matches!(
            server_code(error),
            Some("57P01" | "57P02" | "57P03" | "57P05" | "25P03")
        ),
    }
}

fn server_code(error: &sqlx::Error) -> Option<&str> {
    let database = error.as_database_error()?;
    Some(database.try_downcast_ref::<PgDatabaseError>()?.code())
}

fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "connection refused".into(),
        io::ErrorKind::NotFound => "no socket there".into(),
        _ => error.to_string(),
    }
}
