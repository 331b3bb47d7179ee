//! Sending messages: e-mail by SMTP, and webhooks that are signed as Standard Webhooks has it.
//!
//! One call is one try. Whoever calls keeps the message and its id, waits, and tries again; the id is the same in
//! each try, so that the other side can tell a message that came twice.

mod smtp;
mod webhook;

pub use smtp::{Mail, RECIPIENTS_MAX, Smtp, SmtpSecurity, check_address};
pub use webhook::{SigningSecret, Webhook, sign};

use crate::http::HttpError;

/// Which places may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Webhooks over https at public addresses.
    Public,
    /// Private addresses too, and plain http on this machine: the operator allows it.
    Private,
}

/// Why a message was not sent, or why it is not known whether it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotifyError {
    #[error("{0}")]
    Http(#[from] HttpError),
    /// The webhook's receiver did not take it.
    #[error("{host} answered HTTP {status}{}", words.as_ref().map(|w| format!(" (it says: “{w}”)")).unwrap_or_default())]
    Refused { host: String, status: u16, words: Option<String> },
    /// The mail server did not take it, or could not be reached.
    #[error("{host}: {what}")]
    Mail { host: String, what: String },
    /// The settings cannot be used; trying again is of no use before they are mended.
    #[error("{0}")]
    Settings(String),
}

impl NotifyError {
    /// Whether trying again with the same settings cannot help.
    pub fn is_final(&self) -> bool {
        // 410: the receiver wants no more of these (Standard Webhooks, “Success and failure”).
        matches!(self, NotifyError::Settings(_) | NotifyError::Refused { status: 410, .. })
    }
}
