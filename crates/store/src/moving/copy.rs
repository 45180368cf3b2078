use sqlx::AssertSqlSafe;

use super::form::{Kind, Table};
use crate::StoreError;
use crate::db::{Connection, Row, query};

/// Rows that are read at once; as many as a few megabytes hold.
pub(super) const AT_ONCE: usize = 200;
/// Values that are written at once: both databases take more, but not without end.
const VALUES: usize = 1_000;

pub(super) async fn empty(connection: &mut Connection, table: &Table) -> Result<(), StoreError> {
    query(AssertSqlSafe(format!("DELETE FROM {}", table.name)))
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn table(
    from: &mut Connection,
    to: &mut Connection,
    table: &Table,
) -> Result<(), StoreError> {
    let mut first = 0;
    loop {
        let rows = query(table.select(first, AT_ONCE)).fetch_all(&mut *from).await?;
        for rows in rows.chunks((VALUES / table.columns.len()).max(1)) {
            insert(to, table, rows).await?;
        }
        if rows.len() < AT_ONCE {
            return Ok(());
        }
        first += AT_ONCE;
    }
}

async fn insert(to: &mut Connection, table: &Table, rows: &[Row]) -> Result<(), StoreError> {
    let mut insert = query(table.insert(rows.len()));
    for row in rows {
        for (column, kind) in &table.columns {
            insert = match kind {
                Kind::Bigint => insert.bind(row.bigint_at(column.as_str())?),
                Kind::Text => insert.bind(row.text_at(column.as_str())?),
                Kind::Bytes => insert.bind(row.bytes_at(column.as_str())?),
            };
        }
    }
    insert.execute(to).await?;
    Ok(())
}
