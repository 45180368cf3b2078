//! Between the house's types and columns.

use std::str::FromStr;

use house::Instant;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;
use crate::db::Row;

pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Damaged(format!("a record cannot be written: {e}")))
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str, column: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::Damaged(format!("column {column}: {e}")))
}

/// A 64-bit column holds what is counted here; larger numbers are damage, not data.
pub(crate) fn to_bigint(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Damaged(format!("{number} does not fit the catalogue")))
}

/// Reads a row's columns as the house's types, naming the column when one cannot be.
#[allow(dead_code, reason = "a kind of column may have no table at the moment")]
pub(crate) trait Columns {
    fn text(&self, column: &str) -> Result<String, StoreError>;
    fn text_or_none(&self, column: &str) -> Result<Option<String>, StoreError>;
    fn bigint(&self, column: &str) -> Result<i64, StoreError>;
    fn bigint_or_none(&self, column: &str) -> Result<Option<i64>, StoreError>;
    fn bytes(&self, column: &str) -> Result<Vec<u8>, StoreError>;

    /// Truth as it is kept: 0 or 1.
    fn flag(&self, column: &str) -> Result<bool, StoreError> {
        Ok(self.bigint(column)? != 0)
    }

    fn parsed<T: FromStr>(&self, column: &str) -> Result<T, StoreError>
    where
        T::Err: std::fmt::Display,
    {
        parse(&self.text(column)?, column)
    }

    fn parsed_or_none<T: FromStr>(&self, column: &str) -> Result<Option<T>, StoreError>
    where
        T::Err: std::fmt::Display,
    {
        self.text_or_none(column)?
            .map(|text| parse(&text, column))
            .transpose()
    }

    fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        from_json(&self.text(column)?, column)
    }

    fn json_or_none<T: DeserializeOwned>(&self, column: &str) -> Result<Option<T>, StoreError> {
        let text = self.text_or_none(column)?;
        text.map(|text| from_json(&text, column)).transpose()
    }

    fn number<T: TryFrom<i64>>(&self, column: &str) -> Result<T, StoreError> {
        let number = self.bigint(column)?;
        T::try_from(number).map_err(|_| StoreError::Damaged(format!("column {column}: {number}")))
    }

    fn number_or_none<T: TryFrom<i64>>(&self, column: &str) -> Result<Option<T>, StoreError> {
        let Some(number) = self.bigint_or_none(column)? else {
            return Ok(None);
        };
        T::try_from(number)
            .map(Some)
            .map_err(|_| StoreError::Damaged(format!("column {column}: {number}")))
    }

    fn instant(&self, column: &str) -> Result<Instant, StoreError> {
        self.bigint(column).map(Instant::from_micros)
    }

    fn instant_or_none(&self, column: &str) -> Result<Option<Instant>, StoreError> {
        Ok(self.bigint_or_none(column)?.map(Instant::from_micros))
    }
}

fn parse<T: FromStr>(text: &str, column: &str) -> Result<T, StoreError>
where
    T::Err: std::fmt::Display,
{
    text.parse()
        .map_err(|e| StoreError::Damaged(format!("column {column}: {e}")))
}

impl Columns for Row {
    fn text(&self, column: &str) -> Result<String, StoreError> {
        present(self.text_at(column)?, column)
    }

    fn text_or_none(&self, column: &str) -> Result<Option<String>, StoreError> {
        Ok(self.text_at(column)?)
    }

    fn bigint(&self, column: &str) -> Result<i64, StoreError> {
        present(self.bigint_at(column)?, column)
    }

    fn bigint_or_none(&self, column: &str) -> Result<Option<i64>, StoreError> {
        Ok(self.bigint_at(column)?)
    }

    fn bytes(&self, column: &str) -> Result<Vec<u8>, StoreError> {
        present(self.bytes_at(column)?, column)
    }
}

fn present<T>(value: Option<T>, column: &str) -> Result<T, StoreError> {
    value.ok_or_else(|| StoreError::Damaged(format!("column {column} has no value")))
}
