//! What a connector says of itself: `PACK/connector.yaml`. The wizard's form, the command line's prompts,
//! the API's schema and the docs all come from here.

use model::{ConnectorId, ServiceId, SignalName};
use serde::{Deserialize, Serialize};

/// A connector as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ConnectorInfo {
    pub id: ConnectorId,
    pub service: ServiceId,
    pub title: String,
    /// One line, for a card.
    pub summary: String,
    /// A few sentences: what it is for, how it reads.
    pub description: String,
    pub reads: Vec<ReadInfo>,
    pub rights: Vec<RightInfo>,
    pub terms: Terms,
    /// What to do at the service first, one numbered step each.
    pub setup: Vec<String>,
    pub methods: Vec<AuthMethod>,
    /// What the service pushes; none where it pushes nothing.
    pub events: Option<EventsInfo>,
    /// The signals that checks of this service may read.
    pub signals: Vec<SignalInfo>,
}

/// One thing that is read from the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadInfo {
    pub what: String,
    pub why: String,
}

/// One right that the credentials need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RightInfo {
    /// The classic scope.
    pub classic: String,
    /// The granular scopes, each of which does instead.
    pub granular: Vec<String>,
    pub why: String,
    /// Whether activation is refused without it. Without another, the checks that need it could not be
    /// detected.
    pub required: bool,
}

/// What a person accepts before activating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    pub version: String,
    pub text: String,
}

/// One way to sign in to the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthMethod {
    pub id: String,
    pub title: String,
    pub fields: Vec<Field>,
}

/// One credential field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub name: String,
    pub label: String,
    pub help: String,
    /// Shown as dots, never given back.
    pub secret: bool,
    pub max_chars: u32,
    /// A regular expression that the whole value must match; a leading `^` and a trailing `$` are part of it.
    #[serde(default)]
    pub pattern: Option<String>,
    /// What to say when it does not match.
    #[serde(default)]
    pub pattern_help: String,
}

/// How the service tells of changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventsInfo {
    pub help: String,
    /// What to do at the service, one numbered step each.
    pub steps: Vec<String>,
    /// The service's names of the events.
    pub names: Vec<String>,
    /// What the service calls the secret that signs deliveries.
    pub secret_label: String,
}

/// One signal of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignalInfo {
    pub name: SignalName,
    pub title: String,
    /// The right without which it is absent, as `rights` spells it (classic).
    pub right: String,
}
