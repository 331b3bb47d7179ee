//! What a failed HTTP call means to a run.

use super::{ConnectError, TransientCause};
use crate::http::HttpError;

const MEND_CERTIFICATE: &str = "Check this machine's clock and its list of certificate authorities. If a proxy on the way opens TLS, exempt this host from it, or add its authority to the system's list.";
const MEND_TLS: &str = "Something on the way speaks another protocol or an old version of TLS: check firewalls and proxies between this machine and that host.";
const MEND_ADDRESS: &str = "Check the name service of this machine: a public service must not resolve to a private address. If a filter redirects it on purpose, exempt this host.";
const MEND_REDIRECT: &str = "Check that no proxy or sign-in page of the network stands between this machine and that host. Nothing was sent to the other place.";
const MEND_HOST: &str = "Nothing was sent there. Report this with the name of the host.";
const MEND_SETUP: &str =
    "Install the system's certificate authorities (Debian: ca-certificates) and start again.";

impl From<HttpError> for ConnectError {
    fn from(error: HttpError) -> Self {
        let what = error.to_string();
        let untrusted = |mend| ConnectError::Untrusted { what: what.clone(), mend };
        let transient =
            |cause| ConnectError::Transient { cause, what: what.clone(), status: None, until: None };
        match error {
            HttpError::Setup { .. } => untrusted(MEND_SETUP),
            HttpError::HostRefused { .. } => untrusted(MEND_HOST),
            HttpError::AddressRefused { .. } => untrusted(MEND_ADDRESS),
            HttpError::Redirected { .. } => untrusted(MEND_REDIRECT),
            HttpError::Certificate { .. } => untrusted(MEND_CERTIFICATE),
            HttpError::Tls { .. } => untrusted(MEND_TLS),
            HttpError::Unresolved { .. } | HttpError::NoConnection { .. } => {
                transient(TransientCause::Network)
            }
            HttpError::TimedOut { .. } => transient(TransientCause::TimedOut),
            HttpError::Truncated { .. } => transient(TransientCause::Truncated),
            HttpError::TooLarge { .. } | HttpError::BadCall { .. } => {
                ConnectError::Unexpected { what, status: None, words: None }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_pass_by_itself_is_transient() {
        let host = || "api.example.com".to_owned();
        for (error, transient) in [
            (HttpError::Setup { why: "x".into() }, false),
            (HttpError::HostRefused { host: host() }, false),
            (HttpError::AddressRefused { host: host() }, false),
            (HttpError::Redirected { host: host(), status: 302, to: "evil.example".into() }, false),
            (HttpError::Certificate { host: host(), why: "expired".into() }, false),
            (HttpError::Tls { host: host(), why: "alert".into() }, false),
            (HttpError::TooLarge { host: host(), limit: 1 }, false),
            (HttpError::BadCall { host: host(), why: "x" }, false),
            (HttpError::Unresolved { host: host() }, true),
            (HttpError::NoConnection { host: host(), why: "refused" }, true),
            (HttpError::TimedOut { host: host(), what: "answer" }, true),
            (HttpError::Truncated { host: host() }, true),
        ] {
            let shown = error.to_string();
            let error = ConnectError::from(error);
            assert_eq!(error.is_transient(), transient, "{error}");
            assert_eq!(error.to_string(), shown);
            assert!(!error.mend().is_empty());
        }
    }
}
