//! Values on their way out of a statement.

use crate::StoreError;
use model::*;
use serde::de::DeserializeOwned;
use sqlx::{Row as _, ValueRef as _, postgres::PgRow, sqlite::SqliteRow};

/// One row of either database.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Pg(PgRow),
}

impl Row {
    /// The column's value, parsed; what does not parse is corrupt.
    pub fn get<T: FromColumn>(&self, column: &str) -> Result<T, StoreError> {
        T::from_column(self, column)
    }

    /// The column's JSON as a value of the wanted type.
    pub fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        serde_json::from_str(&self.get::<String>(column)?).map_err(|e| StoreError::corrupt(column, e))
    }

    /// As [`Row::json`], where the column may be null.
    pub fn json_opt<T: DeserializeOwned>(&self, column: &str) -> Result<Option<T>, StoreError> {
        if self.is_null(column)? { Ok(None) } else { self.json(column).map(Some) }
    }

    /// The column's text as one of an enum's words.
    pub fn word<T>(&self, column: &str, parse: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        let text: String = self.get(column)?;
        parse(&text).ok_or_else(|| StoreError::corrupt(column, format!("unknown word “{text}”")))
    }

    fn is_null(&self, column: &str) -> Result<bool, StoreError> {
        Ok(match self {
            Row::Sqlite(row) => row.try_get_raw(column)?.is_null(),
            Row::Pg(row) => row.try_get_raw(column)?.is_null(),
        })
    }
}

/// A type that a column can be read as.
pub(crate) trait FromColumn: Sized {
    fn from_column(row: &Row, column: &str) -> Result<Self, StoreError>;
}

macro_rules! native {
    ($($t:ty),+) => {$(
        impl FromColumn for $t {
            fn from_column(row: &Row, column: &str) -> Result<Self, StoreError> {
                Ok(match row {
                    Row::Sqlite(row) => row.try_get(column)?,
                    Row::Pg(row) => row.try_get(column)?,
                })
            }
        }
    )+};
}
native!(i64, String, Vec<u8>);

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(row: &Row, column: &str) -> Result<Self, StoreError> {
        if row.is_null(column)? { Ok(None) } else { T::from_column(row, column).map(Some) }
    }
}

macro_rules! converted {
    ($($t:ty: $native:ty => |$v:ident| $e:expr),+ $(,)?) => {$(
        impl FromColumn for $t {
            fn from_column(row: &Row, column: &str) -> Result<Self, StoreError> {
                let $v: $native = row.get(column)?;
                ($e).map_err(|e| StoreError::corrupt(column, e))
            }
        }
    )+};
}
converted!(
    Time: i64 => |v| Ok::<_, std::convert::Infallible>(Time::from_ms(v)),
    u32: i64 => |v| u32::try_from(v),
    u64: i64 => |v| u64::try_from(v),
    ContentHash: String => |v| Ok::<_, std::convert::Infallible>(ContentHash::stored(v)),
    [u8; 32]: Vec<u8> => |v| <[u8; 32]>::try_from(v).map_err(|v| format!("{} bytes instead of 32", v.len())),
);

macro_rules! ids_from_column {
    ($($t:ty),+ $(,)?) => { converted!($($t: String => |v| v.parse::<$t>()),+); };
}
ids_from_column!(
    InstallationId,
    InstanceId,
    RunId,
    AssessmentId,
    GroupId,
    PrincipalId,
    SessionId,
    ApiTokenId,
    RoleGroupId,
    JobId,
    OutcomeId,
    LeafId,
    EventId,
    SecretId,
    StatusId,
    AlertId,
    TargetId,
    DeliveryId,
    DraftId,
    BlobId,
    SegmentId,
    RevisionId,
    MailboxId,
    BreakGlassId,
    ConnectorId,
    ServiceId,
    SignalName,
    SetName,
    CheckId,
    ActionId,
    ControlId,
    RegulationId,
);
