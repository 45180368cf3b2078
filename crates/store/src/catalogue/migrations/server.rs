//! The form of a catalogue that is a database of PostgreSQL.

use std::sync::LazyLock;
use std::time::Duration;

use sqlx::migrate::{Migration, Migrator};
use sqlx::{AssertSqlSafe, Connection as _, SqlSafeStr};

use super::{LOCK_PAUSE, MIGRATIONS, known_form, migration_error, refuse_newer};
use crate::StoreError;
use crate::db::{Connection, ServerAddress, query_scalar};

/// All who work in the house share this lock of the database as long as they do; only who migrates or copies it holds
/// it alone. The server gives it back when the connection ends, however it ends.
const PRESENCE: i64 = 0x4d61_7271_7565_6501;

/// The same migrations as in a file, with the two words that PostgreSQL has others for. Texts are compared byte by
/// byte, as SQLite does, whatever the database's language is: lists have the same order in both.
pub(crate) static SERVER_MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let translated = MIGRATIONS.iter().map(|migration| Migration {
        sql: AssertSqlSafe(translate(migration.sql.as_str())).into_sql_str(),
        ..migration.clone()
    });
    let mut migrations = Migrator::with_migrations(translated.collect());
    // The presence lock, held alone, is enough.
    migrations.set_locking(false);
    migrations
});

/// What only one of the two knows stands between `--file` and `--end`, or behind `--server ` on lines of its own.
fn translate(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() * 2);
    let mut of_file = false;
    for line in sql.split_inclusive('\n') {
        match line.trim_end() {
            "--file" => of_file = true,
            "--end" => of_file = false,
            _ if of_file => {}
            _ => text.push_str(&translate_words(line.strip_prefix("--server ").unwrap_or(line))),
        }
    }
    text
}

fn translate_words(sql: &str) -> String {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut text = String::with_capacity(sql.len() * 2);
    for part in sql.split_inclusive(|letter| !is_word(letter)) {
        let word = part.trim_end_matches(|letter| !is_word(letter));
        text.push_str(match word {
            "TEXT" => "TEXT COLLATE \"C\"",
            "BLOB" => "BYTEA",
            other => other,
        });
        text.push_str(&part[word.len()..]);
    }
    text
}

/// Makes the tables of a new house in an empty database.
pub(in crate::catalogue) async fn found(address: &ServerAddress) -> Result<(), StoreError> {
    let mut connection = Connection::from(address.connect().await?);
    if look(&mut connection).await? != 0 {
        return Err(StoreError::Refused(format!(
            "there is a house in {address} already: name an empty database"
        )));
    }
    if !ask_lock(&mut connection, ALONE).await? {
        return Err(in_use(address));
    }
    migrate(address, &SERVER_MIGRATIONS).await?;
    Ok(connection.close().await?)
}

/// Brings the catalogue to the form that this program knows. The answered connection says that somebody works in the
/// house, as long as it stands.
pub(in crate::catalogue) async fn bring_up_to_date(
    address: &ServerAddress,
    patience: Duration,
) -> Result<Connection, StoreError> {
    let known = known_form();
    let mut connection = Connection::from(address.connect().await?);
    // Before anything is locked: a newer house is left exactly as it was found.
    form_of_house(&mut connection, address).await?;
    let mut waited = Duration::ZERO;
    loop {
        // Looked at anew each time round: what another program did meanwhile decides.
        if ask_lock(&mut connection, SHARED).await? {
            if form_of_house(&mut connection, address).await? == known {
                return Ok(connection);
            }
            ask_lock(&mut connection, NO_LONGER_SHARED).await?;
        }
        if ask_lock(&mut connection, ALONE).await? {
            if form_of_house(&mut connection, address).await? < known {
                migrate(address, &SERVER_MIGRATIONS).await?;
            }
            ask_lock(&mut connection, NO_LONGER_ALONE).await?;
            continue;
        }
        if waited >= patience {
            return Err(in_use(address));
        }
        tokio::time::sleep(LOCK_PAUSE).await;
        waited += LOCK_PAUSE;
    }
}

/// A connection to a house in which nobody else works as long as it stands; `None` when somebody does.
pub(crate) async fn enter_alone(address: &ServerAddress) -> Result<Option<Connection>, StoreError> {
    let mut connection = Connection::from(address.connect().await?);
    form_of_house(&mut connection, address).await?;
    Ok(ask_lock(&mut connection, ALONE).await?.then_some(connection))
}

const SHARED: &str = "SELECT pg_try_advisory_lock_shared($1)";
const NO_LONGER_SHARED: &str = "SELECT pg_advisory_unlock_shared($1)";
const ALONE: &str = "SELECT pg_try_advisory_lock($1)";
const NO_LONGER_ALONE: &str = "SELECT pg_advisory_unlock($1)";

async fn ask_lock(connection: &mut Connection, sql: &'static str) -> Result<bool, StoreError> {
    let had: i64 = query_scalar(sql).bind(PRESENCE).fetch_one(connection).await?;
    Ok(had != 0)
}

async fn form_of_house(connection: &mut Connection, address: &ServerAddress) -> Result<i64, StoreError> {
    match look(connection).await? {
        0 => Err(StoreError::Refused(format!(
            "{address} is empty: make a new house there with 'marquee init DIR --database URL', or bring this one over \
             with 'marquee move --to URL'"
        ))),
        found => refuse_newer(found, known_form()).map(|()| found),
    }
}

/// The form of the catalogue in the database, 0 when there is none and nothing else either. Writes nothing.
pub(crate) async fn look(connection: &mut Connection) -> Result<i64, StoreError> {
    let tables: i64 =
        query_scalar("SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()")
            .fetch_one(&mut *connection)
            .await?;
    if tables == 0 {
        return Ok(0);
    }
    let first: Option<i64> = query_scalar("SELECT to_regclass('_sqlx_migrations')::oid::bigint")
        .fetch_one(&mut *connection)
        .await?;
    if first.is_none() {
        return Err(StoreError::Refused(
            "the database holds tables of another program: name an empty one".into(),
        ));
    }
    Ok(
        query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations WHERE success")
            .fetch_one(connection)
            .await?,
    )
}

pub(in crate::catalogue) async fn migrate(
    address: &ServerAddress,
    migrations: &Migrator,
) -> Result<(), StoreError> {
    let mut connection = address.connect().await?;
    // Not `run`: its future cannot be sent between threads (launchbadge/sqlx, `Acquire` is not general enough).
    let outcome = migrations.run_direct(None, &mut connection, false).await;
    connection.close().await?;
    outcome.map_err(migration_error)
}

fn in_use(address: &ServerAddress) -> StoreError {
    StoreError::InUse {
        place: address.to_string().into(),
        what:
            "another Marquee works in this house and the catalogue must be migrated: stop it, then try again"
                .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::translate;

    #[test]
    fn what_only_a_file_knows_is_left_out() {
        let text = "a TEXT\n--file\nVIRTUAL\n--end\n--server USING gin\nb\n";
        assert_eq!(translate(text), "a TEXT COLLATE \"C\"\nUSING gin\nb\n");
    }

    #[test]
    fn only_whole_words_are_translated() {
        let table = translate("CREATE TABLE a (b TEXT NOT NULL, c BLOB, TEXTS TEXT);");
        assert_eq!(
            table,
            "CREATE TABLE a (b TEXT COLLATE \"C\" NOT NULL, c BYTEA, TEXTS TEXT COLLATE \"C\");"
        );
    }
}
