//! How often a login may fail: kept in the catalogue, so that a restart does not forget it.

use house::{Digest, Instant};

use super::super::columns::Columns;
use super::Team;
use crate::StoreError;
use crate::db::{Connection, query};

/// Attempts before the first pause. An office or a family has one network address, so an address has more.
const FREE_OF_ACCOUNT: i64 = 5;
const FREE_OF_ADDRESS: i64 = 30;
/// The first pause; each further failure doubles it.
const FIRST_PAUSE_MS: i64 = 30_000;
const LONGEST_PAUSE_MS: i64 = 15 * 60_000;
/// Failures are forgotten when nothing was tried for so long.
const FORGOTTEN_AFTER_MS: i64 = 60 * 60_000;

/// Whom a login's attempt counts against.
#[derive(Debug, Clone)]
pub struct LoginAttempt {
    account: String,
    address: Option<String>,
}

impl LoginAttempt {
    /// `name`: what was given as the account's e-mail address, whether there is such an account or not.
    pub fn new(name: &str, address: Option<&str>) -> Self {
        // Hashed, so that no list of addresses lies in the catalogue.
        let subject = |kind: &str, text: &str| format!("{kind}:{}", Digest::of(text.as_bytes()));
        Self {
            account: subject("account", &name.trim().to_lowercase()),
            address: address.map(|address| subject("address", address)),
        }
    }

    fn subjects(&self) -> impl Iterator<Item = (&str, i64)> {
        let address = self.address.as_deref().map(|address| (address, FREE_OF_ADDRESS));
        std::iter::once((self.account.as_str(), FREE_OF_ACCOUNT)).chain(address)
    }
}

impl Team {
    /// Counts an attempt before its password is looked at, so that many at once count, too. Answers for how many
    /// milliseconds nobody may try; then nothing was counted.
    pub async fn begin_login(&self, attempt: &LoginAttempt) -> Result<Option<i64>, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        forget_old(&mut write, now).await?;
        let mut failures = Vec::new();
        for (subject, free) in attempt.subjects() {
            let row = query("SELECT failures, locked_until FROM login_failures WHERE subject = $1")
                .bind(subject)
                .fetch_optional(&mut *write)
                .await?;
            let Some(row) = row else {
                failures.push((subject, free, 0));
                continue;
            };
            let locked_ms = row.instant("locked_until")?.millis_since(now);
            if locked_ms > 0 {
                return Ok(Some(locked_ms));
            }
            failures.push((subject, free, row.bigint("failures")?));
        }
        for (subject, free, before) in failures {
            put(
                &mut write,
                subject,
                before + 1,
                pause_after(before + 1 - free),
                now,
            )
            .await?;
        }
        write.commit().await?;
        Ok(None)
    }

    /// The attempt was right: it is taken back from the count of its network address, and the account starts afresh.
    pub async fn login_succeeded(&self, attempt: &LoginAttempt) -> Result<(), StoreError> {
        let mut write = self.catalogue.write().await?;
        query("DELETE FROM login_failures WHERE subject = $1")
            .bind(&attempt.account)
            .execute(&mut *write)
            .await?;
        // Only its own attempt: else one good account would open the way to guess at all others.
        query("UPDATE login_failures SET failures = failures - 1, locked_until = 0 WHERE subject = $1")
            .bind(attempt.address.as_deref().unwrap_or_default())
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }
}

/// The pause after so many failures more than are free.
fn pause_after(beyond: i64) -> i64 {
    match u32::try_from(beyond) {
        Ok(doublings) => FIRST_PAUSE_MS
            .saturating_mul(2_i64.saturating_pow(doublings))
            .min(LONGEST_PAUSE_MS),
        Err(_) => 0,
    }
}

async fn put(
    connection: &mut Connection,
    subject: &str,
    failures: i64,
    pause_ms: i64,
    now: Instant,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO login_failures (subject, failures, last, locked_until) VALUES ($1, $2, $3, $4)
         ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last = excluded.last,
            locked_until = excluded.locked_until",
    )
    .bind(subject)
    .bind(failures)
    .bind(now.micros())
    .bind(now.plus_millis(pause_ms).micros())
    .execute(connection)
    .await?;
    Ok(())
}

async fn forget_old(connection: &mut Connection, now: Instant) -> Result<(), StoreError> {
    query("DELETE FROM login_failures WHERE last < $1 AND locked_until < $2")
        .bind(now.plus_millis(-FORGOTTEN_AFTER_MS).micros())
        .bind(now.micros())
        .execute(connection)
        .await?;
    Ok(())
}
