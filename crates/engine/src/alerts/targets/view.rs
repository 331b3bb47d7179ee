//! Targets as people see and write them. Secrets go in and never come out.

use model::{
    AlertId, AlertKind, AlertSeverity, BreakGlassId, DeliveryId, Secret, TargetId, TargetKind, Time,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{DeliveryRow, DeliveryState};
use utoipa::ToSchema;

/// How the connection to a mail server is kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// TLS after the greeting; a server without it gets nothing.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None: for a relay that takes mail without a password.
    None,
}

/// A mail server, and whom to write to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    /// The name to sign in with, where the server wants one.
    #[serde(default)]
    pub user: Option<String>,
    pub from: String,
    pub to: Vec<String>,
}

/// Where a webhook goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    pub url: String,
}

/// A target as it is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTarget {
    pub name: String,
    pub kind: TargetKind,
    /// For the kind `smtp`.
    #[serde(default)]
    pub smtp: Option<SmtpSettings>,
    /// For the kind `webhook`.
    #[serde(default)]
    pub webhook: Option<WebhookSettings>,
    /// The password, or the signing secret (`whsec_…`). Left out when a target is edited, the one that is kept stays.
    #[serde(default)]
    pub secret: Option<Secret>,
    /// Which kinds of alerts go there; all where none is named.
    #[serde(default)]
    pub kinds: BTreeSet<AlertKind>,
    pub severity_min: AlertSeverity,
}

/// A target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TargetView {
    pub id: TargetId,
    pub name: String,
    pub kind: TargetKind,
    pub smtp: Option<SmtpSettings>,
    pub webhook: Option<WebhookSettings>,
    /// Whether a password or signing secret is kept.
    pub has_secret: bool,
    /// Which kinds of alerts go there; all where none is named.
    pub kinds: BTreeSet<AlertKind>,
    pub severity_min: AlertSeverity,
    pub created_at: Time,
    /// The latest messages, the latest first.
    pub messages: Vec<DeliveryView>,
}

/// A message to a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeliveryView {
    /// The same in each try: `webhook-id`, or the first part of the `Message-ID`.
    pub id: DeliveryId,
    /// The alert that it is about; null where it is about none.
    pub alert: Option<AlertId>,
    /// The request for break-glass reading that it is about; null where it is about none.
    pub break_glass: Option<BreakGlassId>,
    pub subject: String,
    /// `alert.raised`, `alert.resolved`, `break_glass.asked`, `break_glass.withdrawn`, `break_glass.granted`,
    /// `break_glass.refused`, `break_glass.ended` or `test`.
    pub what: String,
    /// `waiting`, `sent` or `dead`: given up.
    pub state: &'static str,
    pub attempts: u32,
    /// Why the last try failed.
    pub error: Option<String>,
    pub created_at: Time,
    /// When it was sent or given up; until then, when it is tried next.
    pub at: Time,
}

impl From<DeliveryRow> for DeliveryView {
    fn from(row: DeliveryRow) -> Self {
        Self {
            id: row.id,
            alert: row.alert,
            break_glass: row.break_glass,
            subject: row.body["subject"].as_str().unwrap_or_default().to_owned(),
            what: row.what,
            state: DeliveryState::as_str(row.state),
            attempts: row.attempts,
            error: row.error,
            created_at: row.created_at,
            at: row.at,
        }
    }
}
