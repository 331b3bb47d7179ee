//! Why a call to a service gave nothing: what failed and how to mend it.
//!
//! No variant ever holds a secret, a query string or a body: `words` are the service's own, with known
//! secrets taken out, on one line and cut short.

use model::Time;

/// Longest wait that a service may ask for, in hours: a day's limit ends within 24 h, and what asks for
/// more is taken for a mistake.
pub const RETRY_HOURS_MAX: u64 = 25;

/// Why a call gave nothing. Every variant says what failed; [`ConnectError::mend`] says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The service refuses the credentials. Trying again with the same ones cannot help.
    #[error("{what}{}", quoted(.words))]
    SignIn {
        cause: SignInCause,
        /// The fields of the sign-in form that may be at fault: several where the service does not say which.
        fields: &'static [&'static str],
        what: String,
        mend: &'static str,
        words: Option<String>,
    },
    /// The service's rate limit is used up.
    #[error("{}{}", if *.daily { "the account's calls for today are used up" } else { "too many calls at once" }, quoted(.words))]
    Throttled {
        /// When the service takes calls again, where it says so or the kind of limit implies it.
        until: Option<Time>,
        /// Whether it is the day's limit.
        daily: bool,
        words: Option<String>,
    },
    /// It failed in passing. The last reading stands.
    #[error("{what}")]
    Transient {
        cause: TransientCause,
        what: String,
        /// The answer's HTTP status, where there was an answer.
        status: Option<u16>,
        /// When the service wants to be asked again, where it says so.
        until: Option<Time>,
    },
    /// We refused to talk to what we were led to: another host, a private address, a bad certificate.
    #[error("{what}")]
    Untrusted { what: String, mend: &'static str },
    /// The service answered something that is not understood, so that nothing may be concluded from it.
    #[error("{what}{}", quoted(.words))]
    Unexpected { what: String, status: Option<u16>, words: Option<String> },
    /// A list changed while it was read page by page, or its pages are no longer kept: what was read so far
    /// belongs to no one moment. The set is to be read again from its first page.
    #[error("{what}")]
    Changed { what: String },
    /// A set or cursor that this connector does not have.
    #[error("this connector has no page “{page}” of the set “{set}”")]
    NoSuchPage { set: String, page: String },
}

/// What about the credentials is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignInCause {
    /// The client id or the secret is wrong; services do not say which.
    Client,
    /// The account id is wrong, or not one of this client.
    Account,
    /// The client is of another kind than this connector needs.
    AppKind,
    /// The app was switched off or removed at the service.
    Deactivated,
    /// The service takes back what it has just granted.
    TokenRefused,
    /// The service knows the credentials and does not let them in: not in this way, not from here, not now.
    NotAllowed,
    /// Refused for a reason that the service does not name.
    Other,
}

/// What failed in passing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransientCause {
    /// The name did not resolve, or no connection came about, or it broke.
    Network,
    /// No answer in time, or not the whole of it.
    TimedOut,
    /// The answer ended before its end.
    Truncated,
    /// The service says that it is in trouble (5xx).
    Server,
    /// The answer is not of the form that was promised: a gateway's page, or half a document.
    Unreadable,
    /// The answer is empty.
    Empty,
}

impl ConnectError {
    /// Whether the same call may succeed later without anybody mending anything.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            ConnectError::Throttled { .. } | ConnectError::Transient { .. } | ConnectError::Changed { .. }
        )
    }

    /// Whether the whole set is to be read anew, because the page alone cannot be tried again.
    pub fn begins_anew(&self) -> bool {
        matches!(self, ConnectError::Changed { .. })
    }

    /// The earliest moment at which trying again makes sense by what the service said: never before `now`,
    /// never more than [`RETRY_HOURS_MAX`] later. `None` when it said nothing (the caller's backoff decides)
    /// or when trying again is of no use.
    pub fn retry_at(&self, now: Time) -> Option<Time> {
        let (ConnectError::Throttled { until, .. } | ConnectError::Transient { until, .. }) = self else {
            return None;
        };
        let latest = now.plus(std::time::Duration::from_secs(RETRY_HOURS_MAX * 3600));
        until.map(|until| until.clamp(now, latest))
    }

    /// The fields of the sign-in form that may be at fault.
    pub fn fields(&self) -> &'static [&'static str] {
        match self {
            ConnectError::SignIn { fields, .. } => fields,
            _ => &[],
        }
    }

    /// How to mend it, in a sentence or two.
    pub fn mend(&self) -> &'static str {
        match self {
            ConnectError::SignIn { mend, .. } | ConnectError::Untrusted { mend, .. } => mend,
            ConnectError::Throttled { daily: true, .. } => {
                "Nothing needs mending: it is tried again when the service has calls left. The limit of a day is shared by all apps of the account."
            }
            ConnectError::Throttled { daily: false, .. } => {
                "Nothing needs mending: it is tried again shortly."
            }
            ConnectError::Transient { cause, .. } => cause.mend(),
            ConnectError::Unexpected { .. } => {
                "Nothing was concluded from this answer. If it stays, look at the service's status page, then report it with the service's words."
            }
            ConnectError::Changed { .. } => {
                "It is read again from its beginning. If it stays, the list changes faster than it can be read; a quieter hour will do."
            }
            ConnectError::NoSuchPage { .. } => "Read the set again from its first page.",
        }
    }
}

impl TransientCause {
    fn mend(self) -> &'static str {
        match self {
            TransientCause::Network => {
                "Check that this machine may open connections to that host on port 443, and that it resolves names."
            }
            TransientCause::TimedOut => {
                "It is tried again. If it stays, look for a slow link or proxy on the way."
            }
            TransientCause::Truncated | TransientCause::Unreadable | TransientCause::Empty => {
                "It is tried again. If it stays, something between this machine and the service alters answers."
            }
            TransientCause::Server => "It is tried again. If it stays, look at the service's status page.",
        }
    }
}

fn quoted(words: &Option<String>) -> String {
    words.as_ref().map(|words| format!(" (it says: “{words}”)")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_ms(1_795_248_000_000);

    fn throttled(until: Option<Time>) -> ConnectError {
        ConnectError::Throttled { until, daily: false, words: None }
    }

    #[test]
    fn a_retry_lies_between_now_and_a_day_and_an_hour() {
        let hour = std::time::Duration::from_secs(3600);
        assert_eq!(throttled(None).retry_at(NOW), None);
        assert_eq!(throttled(Some(NOW.minus(hour))).retry_at(NOW), Some(NOW));
        assert_eq!(throttled(Some(NOW.plus(hour))).retry_at(NOW), Some(NOW.plus(hour)));
        assert_eq!(throttled(Some(NOW.plus(hour * 900))).retry_at(NOW), Some(NOW.plus(hour * 25)));
    }

    #[test]
    fn what_is_not_understood_is_not_retried() {
        let error =
            ConnectError::Unexpected { what: "odd".into(), status: Some(400), words: Some("x".into()) };
        assert!(!error.is_transient());
        assert_eq!(error.retry_at(NOW), None);
        assert_eq!(error.to_string(), "odd (it says: “x”)");
    }

    #[test]
    fn a_list_that_changed_is_read_anew_and_not_waited_for() {
        let error = ConnectError::Changed { what: "the list changed".into() };
        assert!(error.is_transient() && error.begins_anew() && error.retry_at(NOW).is_none());
        assert!(!throttled(None).begins_anew());
    }
}
