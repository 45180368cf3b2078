use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column, ColumnIndex, Row as _, TypeInfo};

/// A row that owns its values.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// A column's name or its place.
pub(crate) trait At: ColumnIndex<SqliteRow> + ColumnIndex<PgRow> + Copy {}
impl<T: ColumnIndex<SqliteRow> + ColumnIndex<PgRow> + Copy> At for T {}

impl Row {
    pub(crate) fn text_at(&self, at: impl At) -> Result<Option<String>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(at),
            Self::Postgres(row) => row.try_get(at),
        }
    }

    /// PostgreSQL's smaller numbers (a literal is 32 bits) and its truth values are read too.
    pub(crate) fn bigint_at(&self, at: impl At) -> Result<Option<i64>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(at),
            Self::Postgres(row) => match row.try_column(at)?.type_info().name() {
                "INT4" => Ok(row.try_get::<Option<i32>, _>(at)?.map(i64::from)),
                "BOOL" => Ok(row.try_get::<Option<bool>, _>(at)?.map(i64::from)),
                _ => row.try_get(at),
            },
        }
    }

    pub(crate) fn bytes_at(&self, at: impl At) -> Result<Option<Vec<u8>>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(at),
            Self::Postgres(row) => row.try_get(at),
        }
    }
}

/// What the first column of a row is read as.
pub(crate) trait Scalar: Sized {
    fn first_of(row: &Row) -> Result<Self, sqlx::Error>;
}

impl Scalar for Option<i64> {
    fn first_of(row: &Row) -> Result<Self, sqlx::Error> {
        row.bigint_at(0)
    }
}

impl Scalar for Option<String> {
    fn first_of(row: &Row) -> Result<Self, sqlx::Error> {
        row.text_at(0)
    }
}

impl Scalar for Option<Vec<u8>> {
    fn first_of(row: &Row) -> Result<Self, sqlx::Error> {
        row.bytes_at(0)
    }
}

impl Scalar for i64 {
    fn first_of(row: &Row) -> Result<Self, sqlx::Error> {
        present(row.bigint_at(0)?)
    }
}

impl Scalar for String {
    fn first_of(row: &Row) -> Result<Self, sqlx::Error> {
        present(row.text_at(0)?)
    }
}

impl Scalar for Vec<u8> {
    fn first_of(row: &Row) -> Result<Self, sqlx::Error> {
        present(row.bytes_at(0)?)
    }
}

fn present<T>(value: Option<T>) -> Result<T, sqlx::Error> {
    value.ok_or_else(|| sqlx::Error::ColumnDecode {
        index: "0".into(),
        source: "it has no value".into(),
    })
}
