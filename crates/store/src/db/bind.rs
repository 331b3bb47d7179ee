//! Values on their way into a statement.

use model::*;

/// One parameter. A null keeps its type, since PostgreSQL wants to know it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Bind {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// What can be bound, and as which of the three types that both databases share.
pub(crate) trait ToBind {
    fn to_bind(&self) -> Bind;
    fn null() -> Bind;
}

impl<T: ToBind + ?Sized> ToBind for &T {
    fn to_bind(&self) -> Bind {
        (**self).to_bind()
    }
    fn null() -> Bind {
        T::null()
    }
}

impl<T: ToBind> ToBind for Option<T> {
    fn to_bind(&self) -> Bind {
        self.as_ref().map_or_else(T::null, T::to_bind)
    }
    fn null() -> Bind {
        T::null()
    }
}

macro_rules! to_bind {
    ($variant:ident: $($t:ty => |$v:ident| $e:expr),+ $(,)?) => {$(
        impl ToBind for $t {
            fn to_bind(&self) -> Bind {
                let $v = self;
                Bind::$variant(Some($e))
            }
            fn null() -> Bind {
                Bind::$variant(None)
            }
        }
    )+};
}

to_bind!(Int:
    i64 => |v| *v,
    u32 => |v| i64::from(*v),
    bool => |v| i64::from(*v),
    Time => |v| v.ms(),
);
to_bind!(Text:
    str => |v| v.to_owned(),
    String => |v| v.clone(),
    ContentHash => |v| v.as_str().to_owned(),
    Role => |v| v.as_str().to_owned(),
    ImplementationStatus => |v| v.as_str().to_owned(),
    TestStatus => |v| v.as_str().to_owned(),
    Verdict => |v| v.as_str().to_owned(),
    AlertKind => |v| v.as_str().to_owned(),
    AlertSeverity => |v| v.as_str().to_owned(),
    AlertStatus => |v| v.as_str().to_owned(),
    TargetKind => |v| v.as_str().to_owned(),
    serde_json::Value => |v| v.to_string(),
);
to_bind!(Bytes:
    [u8] => |v| v.to_vec(),
    Vec<u8> => |v| v.clone(),
    [u8; 32] => |v| v.to_vec(),
);

macro_rules! ids_to_bind {
    ($($t:ty),+ $(,)?) => { to_bind!(Text: $($t => |v| v.as_str().to_owned()),+); };
}
ids_to_bind!(
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

/// The parameters of a statement, in the order of `$1`, `$2`, …
macro_rules! binds {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::ToBind::to_bind(&$value)),*] };
}
pub(crate) use binds;

/// `$first, $first+1, …`: the list of an `IN (…)`, for `count` values.
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}
