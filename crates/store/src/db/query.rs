use std::marker::PhantomData;

use sqlx::SqlSafeStr;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Postgres, SqlStr, Sqlite};

use super::connection::Executor;
use super::row::{Row, Scalar};
use super::value::Value;

/// A question with its values, for either database.
pub(crate) struct Query {
    sql: SqlStr,
    values: Vec<Value>,
}

/// What a statement did.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Done {
    rows: u64,
}

pub(crate) fn query(sql: impl SqlSafeStr) -> Query {
    Query {
        sql: sql.into_sql_str(),
        values: Vec::new(),
    }
}

impl Query {
    /// The next placeholder's value.
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    pub(crate) fn execute<'c>(
        self,
        on: impl Into<Executor<'c>>,
    ) -> impl Future<Output = Result<Done, sqlx::Error>> + Send {
        let on = on.into();
        async move { on.execute(self).await }
    }

    pub(crate) fn fetch_all<'c>(
        self,
        on: impl Into<Executor<'c>>,
    ) -> impl Future<Output = Result<Vec<Row>, sqlx::Error>> + Send {
        let on = on.into();
        async move { on.fetch_all(self).await }
    }

    pub(crate) fn fetch_optional<'c>(
        self,
        on: impl Into<Executor<'c>>,
    ) -> impl Future<Output = Result<Option<Row>, sqlx::Error>> + Send {
        let on = on.into();
        async move { on.fetch_optional(self).await }
    }

    pub(crate) fn fetch_one<'c>(
        self,
        on: impl Into<Executor<'c>>,
    ) -> impl Future<Output = Result<Row, sqlx::Error>> + Send {
        let on = on.into();
        async move { on.fetch_optional(self).await?.ok_or(sqlx::Error::RowNotFound) }
    }

    /// Does it only look? Anything else counts as a change when it touched a row.
    pub(super) fn only_looks(&self) -> bool {
        self.sql.as_str().trim_start().starts_with("SELECT")
    }

    pub(super) fn for_sqlite(self) -> sqlx::query::Query<'static, Sqlite, SqliteArguments> {
        let query = sqlx::query(self.sql);
        self.values.into_iter().fold(query, |query, value| match value {
            Value::Bigint(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
            Value::Bytes(bytes) => query.bind(bytes),
        })
    }

    pub(super) fn for_postgres(self) -> sqlx::query::Query<'static, Postgres, PgArguments> {
        let query = sqlx::query(self.sql);
        self.values.into_iter().fold(query, |query, value| match value {
            Value::Bigint(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
            Value::Bytes(bytes) => query.bind(bytes),
        })
    }
}

impl Done {
    pub(super) fn new(rows: u64) -> Self {
        Self { rows }
    }

    pub(crate) fn rows_affected(self) -> u64 {
        self.rows
    }
}

/// A question whose answer is the first column.
pub(crate) struct ScalarQuery<T> {
    query: Query,
    answer: PhantomData<fn() -> T>,
}

pub(crate) fn query_scalar<T: Scalar>(sql: impl SqlSafeStr) -> ScalarQuery<T> {
    ScalarQuery {
        query: query(sql),
        answer: PhantomData,
    }
}

impl<T: Scalar> ScalarQuery<T> {
    pub(crate) fn bind(self, value: impl Into<Value>) -> Self {
        Self {
            query: self.query.bind(value),
            answer: PhantomData,
        }
    }

    pub(crate) fn fetch_one<'c>(
        self,
        on: impl Into<Executor<'c>>,
    ) -> impl Future<Output = Result<T, sqlx::Error>> + Send {
        let row = self.query.fetch_one(on);
        async move { T::first_of(&row.await?) }
    }

    pub(crate) fn fetch_optional<'c>(
        self,
        on: impl Into<Executor<'c>>,
    ) -> impl Future<Output = Result<Option<T>, sqlx::Error>> + Send {
        let row = self.query.fetch_optional(on);
        async move { row.await?.as_ref().map(T::first_of).transpose() }
    }

    #[allow(dead_code, reason = "as sqlx has it")]
    pub(crate) fn fetch_all<'c>(
        self,
        on: impl Into<Executor<'c>>,
    ) -> impl Future<Output = Result<Vec<T>, sqlx::Error>> + Send {
        let rows = self.query.fetch_all(on);
        async move { rows.await?.iter().map(T::first_of).collect() }
    }
}
