use std::collections::BTreeMap;

use house::Digest;

use super::TableSum;
use super::copy::AT_ONCE;
use super::form::{Kind, Table};
use crate::StoreError;
use crate::db::{Connection, Row, query};

pub(super) async fn sums(
    connection: &mut Connection,
    tables: &[Table],
) -> Result<BTreeMap<String, TableSum>, StoreError> {
    let mut sums = BTreeMap::new();
    for table in tables {
        sums.insert(table.name.clone(), sum(connection, table).await?);
    }
    Ok(sums)
}

async fn sum(connection: &mut Connection, table: &Table) -> Result<TableSum, StoreError> {
    let (mut hasher, mut count) = (blake3::Hasher::new(), 0);
    loop {
        let rows = query(table.select(count, AT_ONCE))
            .fetch_all(&mut *connection)
            .await?;
        for row in &rows {
            add(&mut hasher, table, row)?;
        }
        count += rows.len();
        if rows.len() < AT_ONCE {
            return Ok(TableSum {
                rows: count as u64,
                digest: Digest::from_bytes(*hasher.finalize().as_bytes()),
            });
        }
    }
}

/// Each value with its kind and length, so that no two rows read alike.
fn add(hasher: &mut blake3::Hasher, table: &Table, row: &Row) -> Result<(), StoreError> {
    for (column, kind) in &table.columns {
        let column = column.as_str();
        let bytes = match kind {
            Kind::Bigint => row.bigint_at(column)?.map(|number| number.to_be_bytes().to_vec()),
            Kind::Text => row.text_at(column)?.map(String::into_bytes),
            Kind::Bytes => row.bytes_at(column)?,
        };
        match bytes {
            None => hasher.update(&[0]),
            Some(bytes) => hasher
                .update(&[1])
                .update(&(bytes.len() as u64).to_be_bytes())
                .update(&bytes),
        };
    }
    Ok(())
}
