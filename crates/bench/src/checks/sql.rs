//! The same recommendations the way packs of SQL have them: a row per setting in SQLite, a query per control.
//!
//! Statements are prepared once and the table is in memory, so that what is measured is judging and not parsing or
//! reading files. The driver gives every statement to a thread of the connection's own, as a database behind a socket
//! would; all queries as one statement show what SQLite itself needs, without those handovers.

use super::Readings;
use anyhow::Result;
use model::{Presence, SignalName};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::sync::Arc;
use tokio::runtime::Runtime;

/// Statements beside the queries that the connection keeps prepared.
const OTHER_STATEMENTS: usize = 8;

/// A recording as a table, and the queries over it.
pub struct Database {
    runtime: Runtime,
    connection: SqliteConnection,
    queries: Vec<Arc<str>>,
    whole: Arc<str>,
    pub settings: usize,
}

impl Database {
    /// `queries` each have one row, with a column `status`.
    pub fn of(readings: &Readings, queries: &[String]) -> Result<Database> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut rows = Vec::new();
        for (signal, reading) in readings {
            if let Presence::Document { value } = &reading.presence {
                flatten(signal, value, &mut String::new(), &mut rows);
            }
        }
        let options = SqliteConnectOptions::new()
            .in_memory(true)
            .statement_cache_capacity(queries.len() + OTHER_STATEMENTS);
        let connection = runtime.block_on(async {
            let mut connection = SqliteConnection::connect_with(&options).await?;
            let table = "CREATE TABLE setting (path TEXT PRIMARY KEY, value) WITHOUT ROWID";
            sqlx::query(table).execute(&mut connection).await?;
            for (path, value) in &rows {
                let insert = sqlx::query("INSERT INTO setting (path, value) VALUES ($1, $2)").bind(path);
                let insert = match value {
                    Value::Null => insert.bind(None::<String>),
                    Value::Bool(truth) => insert.bind(truth.to_string()),
                    Value::Number(number) => match number.as_i64() {
                        Some(whole) => insert.bind(whole),
                        None => insert.bind(number.as_f64()),
                    },
                    Value::String(text) => insert.bind(text.clone()),
                    other => insert.bind(other.to_string()),
                };
                insert.execute(&mut connection).await?;
            }
            anyhow::Ok(connection)
        })?;
        let whole = format!("SELECT count(*) FROM ({}) WHERE status = 'ok'", queries.join(" UNION ALL "));
        let queries = queries.iter().map(|query| query.as_str().into()).collect();
        Ok(Database { runtime, connection, queries, whole: whole.into(), settings: rows.len() })
    }

    /// One query after the other: which of them are ok.
    pub fn one_by_one(&mut self) -> Result<Vec<bool>> {
        let Database { runtime, connection, queries, .. } = self;
        runtime.block_on(async {
            let mut ok = Vec::with_capacity(queries.len());
            for query in queries.iter() {
                let (_, status): (String, String) =
                    sqlx::query_as(AssertSqlSafe(query.clone())).fetch_one(&mut *connection).await?;
                ok.push(status == "ok");
            }
            Ok(ok)
        })
    }

    /// All of them as one statement: how many are ok.
    pub fn at_once(&mut self) -> Result<usize> {
        let Database { runtime, connection, whole, .. } = self;
        let count: i64 =
            runtime.block_on(sqlx::query_scalar(AssertSqlSafe(whole.clone())).fetch_one(&mut *connection))?;
        Ok(usize::try_from(count)?)
    }
}

/// A row per setting: whatever is no object. A list is one setting.
fn flatten(signal: &SignalName, value: &Value, pointer: &mut String, rows: &mut Vec<(String, Value)>) {
    let Value::Object(members) = value else {
        return rows.push((format!("{signal}#{pointer}"), value.clone()));
    };
    let depth = pointer.len();
    for (name, value) in members {
        pointer.push('/');
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        flatten(signal, value, pointer, rows);
        pointer.truncate(depth);
    }
}
