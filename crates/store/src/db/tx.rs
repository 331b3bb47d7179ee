//! A transaction on either database, and the statements it runs.

use super::{Row, bind::Bind, binds, placeholders};
use crate::{StoreError, sql::OutboxPush, store::Shared};
use model::Clock;
use sqlx::{Postgres, SqlSafeStr, SqlStr, Sqlite, Transaction};
use std::sync::Arc;

/// A transaction. Ask it for a noun's methods; [`Tx::commit`] makes what it did last. Dropped without that,
/// it has done nothing.
pub struct Tx {
    conn: Conn,
    pub(crate) shared: Arc<Shared>,
    /// Notices, written at the very end: see [`crate::Outbox`].
    pub(crate) pushes: Vec<OutboxPush>,
}

pub(super) enum Conn {
    Sqlite(Transaction<'static, Sqlite>),
    Pg(Transaction<'static, Postgres>),
}

/// Runs one statement on whichever database it is.
macro_rules! run {
    ($tx:expr, $sql:expr, $binds:expr, $method:ident, $rows:expr) => {{
        let sql: SqlStr = $sql.into_sql_str();
        let binds = checked($binds)?;
        match &mut $tx.conn {
            Conn::Sqlite(conn) => {
                let mut query = sqlx::query::<Sqlite>(sql);
                for bind in binds {
                    query = match bind {
                        Bind::Int(v) => query.bind(v),
                        Bind::Text(v) => query.bind(v),
                        Bind::Bytes(v) => query.bind(v),
                    };
                }
                $rows.sqlite(query.$method(&mut **conn).await?)
            }
            Conn::Pg(conn) => {
                let mut query = sqlx::query::<Postgres>(sql);
                for bind in binds {
                    query = match bind {
                        Bind::Int(v) => query.bind(v),
                        Bind::Text(v) => query.bind(v),
                        Bind::Bytes(v) => query.bind(v),
                    };
                }
                $rows.pg(query.$method(&mut **conn).await?)
            }
        }
    }};
}

impl Tx {
    pub(super) fn new(conn: Conn, shared: Arc<Shared>) -> Self {
        Self { conn, shared, pushes: Vec::new() }
    }

    /// Makes everything this transaction did last, notices included.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.flush_outbox().await?;
        match self.conn {
            Conn::Sqlite(conn) => conn.commit().await?,
            Conn::Pg(conn) => conn.commit().await?,
        }
        Ok(())
    }

    /// Undoes everything this transaction did, at once rather than when its connection is next used.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.conn {
            Conn::Sqlite(conn) => conn.rollback().await?,
            Conn::Pg(conn) => conn.rollback().await?,
        }
        Ok(())
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    /// Runs a statement; how many rows it changed.
    pub(crate) async fn execute(
        &mut self,
        sql: impl SqlSafeStr,
        binds: Vec<Bind>,
    ) -> Result<u64, StoreError> {
        Ok(run!(self, sql, binds, execute, Affected))
    }

    /// All the rows that a statement gives.
    pub(crate) async fn all(
        &mut self,
        sql: impl SqlSafeStr,
        binds: Vec<Bind>,
    ) -> Result<Vec<Row>, StoreError> {
        Ok(run!(self, sql, binds, fetch_all, Rows))
    }

    /// The row that a statement gives, if it gives one. The statement is run to its end, so that a change
    /// with `RETURNING` is complete.
    pub(crate) async fn one(
        &mut self,
        sql: impl SqlSafeStr,
        binds: Vec<Bind>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.all(sql, binds).await?.into_iter().next())
    }

    /// All the rows that a statement gives, each converted.
    pub(crate) async fn list<T>(
        &mut self,
        sql: impl SqlSafeStr,
        binds: Vec<Bind>,
        convert: fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.all(sql, binds).await?.iter().map(convert).collect()
    }

    /// Runs a statement that a unique index may refuse: `None` when it did, and the transaction goes on as
    /// if the statement had not been tried. SQLite undoes the statement by itself; PostgreSQL would give the whole
    /// transaction up.
    pub(crate) async fn execute_unique(
        &mut self,
        sql: impl SqlSafeStr,
        binds: Vec<Bind>,
    ) -> Result<Option<Vec<Row>>, StoreError> {
        let needs_savepoint = matches!(self.conn, Conn::Pg(_));
        if needs_savepoint {
            self.execute("SAVEPOINT unique_attempt", vec![]).await?;
        }
        let outcome = self.all(sql, binds).await;
        if let Err(StoreError::Database(sqlx::Error::Database(error))) = &outcome
            && error.is_unique_violation()
        {
            if needs_savepoint {
                self.execute("ROLLBACK TO SAVEPOINT unique_attempt", vec![]).await?;
                self.execute("RELEASE SAVEPOINT unique_attempt", vec![]).await?;
            }
            return Ok(None);
        }
        let rows = outcome?;
        if needs_savepoint {
            self.execute("RELEASE SAVEPOINT unique_attempt", vec![]).await?;
        }
        Ok(Some(rows))
    }

    /// Waits until no other transaction holds the guard of that name, and holds it until this one ends.
    /// SQLite has one writer, for which this changes nothing.
    pub(crate) async fn guard(&mut self, name: &'static str) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO guard (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name",
            binds![name],
        )
        .await?;
        Ok(())
    }

    /// `($1, $2), ($3, $4), …`: the list of a `VALUES`, for `count` rows, which has all of its statement's parameters.
    /// SQLite gets them without names: it looks names up one after another, for each parameter anew.
    pub(crate) fn value_rows(&self, columns: usize, count: usize) -> String {
        let row = |row: usize| match self.conn {
            Conn::Sqlite(_) => format!("({})", vec!["?"; columns].join(", ")),
            Conn::Pg(_) => format!("({})", placeholders(row * columns + 1, columns)),
        };
        (0..count).map(row).collect::<Vec<_>>().join(", ")
    }

    /// What ends a `SELECT` of a row that nobody else may be about to take. SQLite has one writer.
    pub(crate) fn skip_locked(&self) -> &'static str {
        match self.conn {
            Conn::Sqlite(_) => "",
            Conn::Pg(_) => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// What ends a `SELECT` of rows that nobody may change until this transaction ends, though others may say the same
    /// of them. SQLite has one writer.
    pub(crate) fn share_locked(&self) -> &'static str {
        match self.conn {
            Conn::Sqlite(_) => "",
            Conn::Pg(_) => " FOR SHARE",
        }
    }

    /// What ends a `SELECT` of rows that this transaction alone may change, or rely on, until it ends. SQLite has one
    /// writer.
    pub(crate) fn update_locked(&self) -> &'static str {
        match self.conn {
            Conn::Sqlite(_) => "",
            Conn::Pg(_) => " FOR UPDATE",
        }
    }

    /// As [`Tx::update_locked`], while others may go on referring to the rows by their keys. A transaction that has
    /// done so itself can take this lock without waiting for itself by way of somebody who waits for it.
    pub(crate) fn change_locked(&self) -> &'static str {
        match self.conn {
            Conn::Sqlite(_) => "",
            Conn::Pg(_) => " FOR NO KEY UPDATE",
        }
    }

    /// The moment by the database's clock, in milliseconds since 1970: the one clock that all nodes share,
    /// which is what leases need.
    pub(crate) async fn database_ms(&mut self) -> Result<i64, StoreError> {
        let sql = match self.conn {
            Conn::Sqlite(_) => "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS ms",
            Conn::Pg(_) => "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS ms",
        };
        match self.one(sql, vec![]).await? {
            Some(row) => row.get("ms"),
            None => Err(StoreError::corrupt("the clock", "no row")),
        }
    }

    /// Runs a migration's statements, and what goes with them.
    pub(crate) async fn script(&mut self, sql: impl SqlSafeStr) -> Result<(), StoreError> {
        match &mut self.conn {
            Conn::Sqlite(conn) => sqlx::raw_sql(sql).execute(&mut **conn).await.map(drop)?,
            Conn::Pg(conn) => sqlx::raw_sql(sql).execute(&mut **conn).await.map(drop)?,
        }
        Ok(())
    }
}

/// Refuses texts that PostgreSQL cannot hold, on both databases alike.
fn checked(binds: Vec<Bind>) -> Result<Vec<Bind>, StoreError> {
    let nul = |bind: &Bind| matches!(bind, Bind::Text(Some(text)) if text.contains('\0'));
    if binds.iter().any(nul) {
        let why = "it contains the character U+0000".to_owned();
        return Err(StoreError::Invalid { what: "a text", why });
    }
    Ok(binds)
}

struct Affected;
impl Affected {
    fn sqlite(self, result: sqlx::sqlite::SqliteQueryResult) -> u64 {
        result.rows_affected()
    }
    fn pg(self, result: sqlx::postgres::PgQueryResult) -> u64 {
        result.rows_affected()
    }
}

struct Rows;
impl Rows {
    fn sqlite(self, rows: Vec<sqlx::sqlite::SqliteRow>) -> Vec<Row> {
        rows.into_iter().map(Row::Sqlite).collect()
    }
    fn pg(self, rows: Vec<sqlx::postgres::PgRow>) -> Vec<Row> {
        rows.into_iter().map(Row::Pg).collect()
    }
}
