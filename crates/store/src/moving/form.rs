use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};

use crate::StoreError;
use crate::catalogue::MIGRATIONS;
use crate::catalogue::columns::Columns;
use crate::db::{Connection, query};

/// A table of the catalogue.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<(String, Kind)>,
    /// Its rows in an order that is the same in every place.
    pub(super) order: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bigint,
    Text,
    Bytes,
}

/// All tables, each after those that it refers to (as their migrations made them), read from a catalogue that the
/// migrations make in memory: it is the same in every place. The index of search is not among them: it is another in
/// each database, and is made anew.
pub(super) async fn tables() -> Result<Vec<Table>, StoreError> {
    let mut empty = SqliteConnectOptions::new().in_memory(true).connect().await?;
    MIGRATIONS
        .run_direct(None, &mut empty, false)
        .await
        .map_err(crate::catalogue::migration_error)?;
    let mut empty = Connection::from(empty);
    let names = query(
        "SELECT name FROM sqlite_master
         WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> '_sqlx_migrations'
           AND substr(name, 1, 7) <> 'search_' ORDER BY rowid",
    )
    .fetch_all(&mut empty)
    .await?;
    let mut tables = Vec::with_capacity(names.len());
    for name in &names {
        tables.push(read(&mut empty, name.text("name")?).await?);
    }
    Ok(tables)
}

async fn read(empty: &mut Connection, name: String) -> Result<Table, StoreError> {
    let rows = query("SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid")
        .bind(&name)
        .fetch_all(empty)
        .await?;
    let mut columns = Vec::with_capacity(rows.len());
    let mut key = Vec::new();
    for row in &rows {
        let column = row.text("name")?;
        let kind = match row.text("type")?.as_str() {
            "BIGINT" => Kind::Bigint,
            "TEXT" => Kind::Text,
            "BLOB" => Kind::Bytes,
            other => return Err(StoreError::Damaged(format!("column {column} of {name}: {other}"))),
        };
        let place = row.bigint("pk")?;
        if place > 0 {
            key.push((place, column.clone()));
        }
        columns.push((column, kind));
    }
    key.sort();
    let mut order: Vec<String> = key.into_iter().map(|(_, column)| column).collect();
    if order.is_empty() {
        order = columns.iter().map(|(column, _)| column.clone()).collect();
    }
    Ok(Table { name, columns, order })
}

impl Table {
    /// Some rows from the `first`-th on, in their order.
    pub(super) fn select(&self, first: usize, rows: usize) -> AssertSqlSafe<String> {
        AssertSqlSafe(format!(
            "SELECT {} FROM {} ORDER BY {} LIMIT {rows} OFFSET {first}",
            self.column_names(),
            self.name,
            self.order.join(", ")
        ))
    }

    pub(super) fn insert(&self, rows: usize) -> AssertSqlSafe<String> {
        let width = self.columns.len();
        let row = |row: usize| {
            let places: Vec<String> = (1..=width).map(|n| format!("${}", row * width + n)).collect();
            format!("({})", places.join(", "))
        };
        let values: Vec<String> = (0..rows).map(row).collect();
        AssertSqlSafe(format!(
            "INSERT INTO {} ({}) VALUES {}",
            self.name,
            self.column_names(),
            values.join(", ")
        ))
    }

    fn column_names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        names.join(", ")
    }
}
