//! What an archive connector says besides: what it is called in messages, what it archives, how often it asks.

use super::yaml::Problems;
use model::ItemKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a connector is for. The two kinds are shown in two sections and never mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectorKind {
    /// It reads how a service is configured.
    #[default]
    Compliance,
    /// It brings what people write into mailboxes.
    Archive,
}

impl ConnectorKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            ConnectorKind::Compliance => "compliance",
            ConnectorKind::Archive => "archive",
        }
    }
}

/// The part of an archive connector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveInfo {
    /// What the source is called in messages.
    pub title: String,
    /// The word in messages' item class. It stands in messages for ever: never changed.
    pub class: String,
    /// The folder below the inbox in which messages are put.
    pub folder: String,
    /// What is archived.
    pub kinds: Vec<KindInfo>,
    /// Where the source has private messages.
    #[serde(default)]
    pub messages: Option<MessagesInfo>,
    pub polling: ArchivePolling,
}

/// One kind of item that is archived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KindInfo {
    pub kind: ItemKind,
    pub title: String,
    pub what: String,
}

/// Texts about private messages, which are off unless somebody says why they are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessagesInfo {
    pub help: String,
    /// The right that they need, as `rights` spells it (classic).
    pub right: String,
    /// What to enter as their purpose, and as the legal basis.
    pub purpose: String,
    pub legal_basis: String,
}

/// How often a source is asked for what is new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchivePolling {
    /// Seconds between two askings where a connector says nothing else.
    pub default_s: u32,
    pub min_s: u32,
    pub max_s: u32,
}

/// Says what is wrong with it. `rights` are the classic names of the connector's rights.
pub(super) fn lint(info: &ArchiveInfo, rights: &[&str], problems: &mut Problems<'_>) {
    let mut add = |text: String| problems.add(None, format!("`archive`: {text}"));
    if info.title.trim().is_empty() || info.title.chars().any(char::is_control) {
        add("`title` is empty or has a control character; name the source in a word or two".into());
    }
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if info.class.is_empty() || !info.class.chars().all(word) {
        add(format!("`class` is “{}”; write one word of a-z and 0-9", info.class));
    }
    let barred = |c: char| c.is_control() || matches!(c, '/' | '\\' | '.' | '%' | '*' | '"');
    if info.folder.trim().is_empty() || info.folder.contains(barred) {
        add(format!("`folder` is “{}”; write a name without / \\ . % * and quotes", info.folder));
    }
    let mut kinds = BTreeSet::new();
    if info.kinds.is_empty() {
        add("`kinds` is empty; name at least one kind of item".into());
    }
    for kind in &info.kinds {
        if !kinds.insert(kind.kind) {
            add(format!("the kind “{}” is listed twice", kind.kind.as_str()));
        }
    }
    match &info.messages {
        Some(messages) if !rights.contains(&messages.right.as_str()) => {
            add(format!("“{}” is not the classic name of any of `rights`", messages.right));
        }
        Some(_) if !kinds.contains(&ItemKind::Message) => {
            add("`messages` is there, and `kinds` has no message".into());
        }
        None if kinds.contains(&ItemKind::Message) => {
            add("`kinds` has messages; say under `messages` what they need".into());
        }
        _ => {}
    }
    let ArchivePolling { default_s, min_s, max_s } = &info.polling;
    if *min_s == 0 || !(min_s..=max_s).contains(&default_s) {
        add(format!(
            "`polling` has `default_s` {default_s}, `min_s` {min_s}, `max_s` {max_s}; write 0 < min_s ≤ default_s ≤ max_s"
        ));
    }
}
