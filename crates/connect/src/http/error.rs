//! Why an HTTP call gave no answer.

/// Why an HTTP call gave no answer. Holds the host at most: never a path, a query, a header or a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    #[error("the HTTP client could not be made: {why}")]
    Setup { why: String },
    #[error("refused to call {host}: it is not one of the service's own hosts")]
    HostRefused { host: String },
    #[error("refused to call {host}: it resolves to a private, local or reserved address only")]
    AddressRefused { host: String },
    #[error("{host} redirected the call (HTTP {status}) to {to}; redirects are not followed")]
    Redirected { host: String, status: u16, to: String },
    #[error("the name {host} does not resolve")]
    Unresolved { host: String },
    #[error("no connection to {host}: {why}")]
    NoConnection { host: String, why: &'static str },
    #[error("the certificate of {host} is not trusted: {why}")]
    Certificate { host: String, why: String },
    #[error("no TLS 1.2 or newer with {host}: {why}")]
    Tls { host: String, why: String },
    #[error("{host} did not {what} in time")]
    TimedOut { host: String, what: &'static str },
    #[error("the answer of {host} broke off before its end")]
    Truncated { host: String },
    #[error("the answer of {host} is longer than {limit} bytes")]
    TooLarge { host: String, limit: usize },
    #[error("the call to {host} could not be written: {why}")]
    BadCall { host: String, why: &'static str },
}
