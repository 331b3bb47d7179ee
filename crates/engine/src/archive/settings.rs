//! What is archived of an account, for whom there are mailboxes, how often the source is asked.

use crate::{Error, FieldProblem, Result};
use connect::source::archive::Wanted;
use model::{ItemKind, PlaceKind, PrincipalId, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Seconds between two askings: by default, at least, at most.
pub const EVERY_S_DEFAULT: u32 = 300;
pub const EVERY_S_MIN: u32 = 30;
pub const EVERY_S_MAX: u32 = 24 * 60 * 60;
/// Groups and people that are left out, and domains, at most.
const LEFT_OUT_MAX: usize = 1_000;
const DOMAINS_MAX: usize = 200;
/// The longest purpose, legal basis or reason in characters.
const WORDS_CHARS_MAX: usize = 500;
/// The longest domain name (RFC 1035 §2.3.4).
const DOMAIN_CHARS_MAX: usize = 253;

/// What is archived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ArchiveSettings {
    /// Posts and comments; private messages are chosen apart.
    pub kinds: BTreeSet<ItemKind>,
    /// Whether files are archived with their items.
    pub files: bool,
    /// Items that were created before are left out.
    pub from: Option<Time>,
    pub messages: Option<PrivateMessages>,
    pub leave_out: Vec<LeaveOut>,
    /// Every address of these domains has a mailbox; of others, those that somebody entered.
    pub domains: Vec<String>,
    /// Seconds between two askings of the source.
    pub every_s: u32,
}

/// That private messages are archived, why they may be, and who agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PrivateMessages {
    pub purpose: String,
    pub legal_basis: String,
    pub asked_by: PrincipalId,
    pub asked_at: Time,
    /// Nothing is archived of them before somebody else agreed.
    pub approved_by: Option<PrincipalId>,
    pub approved_at: Option<Time>,
}

/// What is left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveOut {
    /// `group`, or `person`: what they wrote, and their copies.
    pub what: LeftOut,
    /// The source's id.
    pub id: String,
    pub reason: String,
}

/// What may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    Group,
    Person,
}

/// What somebody wants archived.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveSettingsInput {
    /// `post`, `comment`; both where it is left out.
    #[serde(default = "both")]
    pub kinds: BTreeSet<ItemKind>,
    #[serde(default = "yes")]
    pub files: bool,
    pub from: Option<Time>,
    /// Left out: private messages are not archived.
    pub messages: Option<PrivateMessagesInput>,
    #[serde(default)]
    pub leave_out: Vec<LeaveOut>,
    #[serde(default)]
    pub domains: Vec<String>,
    pub every_s: Option<u32>,
}

impl Default for ArchiveSettingsInput {
    fn default() -> Self {
        Self {
            kinds: both(),
            files: true,
            from: None,
            messages: None,
            leave_out: Vec::new(),
            domains: Vec::new(),
            every_s: None,
        }
    }
}

/// Why private messages may be archived.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrivateMessagesInput {
    pub purpose: String,
    pub legal_basis: String,
}

fn both() -> BTreeSet<ItemKind> {
    [ItemKind::Post, ItemKind::Comment].into()
}

fn yes() -> bool {
    true
}

impl ArchiveSettings {
    /// Of what somebody wants; `before` keeps the approval of private messages whose reasons stay the same.
    ///
    /// # Errors
    /// `Invalid`, at each field below `settings`.
    pub(super) fn checked(
        input: ArchiveSettingsInput,
        before: Option<&ArchiveSettings>,
        by: &PrincipalId,
        now: Time,
    ) -> Result<Self> {
        let mut problems = Vec::new();
        let mut wrong = |field: String, message: String| {
            problems.push(FieldProblem::new(format!("settings.{field}"), message));
        };
        if input.kinds.contains(&ItemKind::Message) {
            wrong("kinds".into(), "Private messages are asked for under “messages”, with a purpose.".into());
        }
        if input.kinds.is_empty() && input.messages.is_none() {
            wrong("kinds".into(), "Choose posts, comments or both: nothing would be archived.".into());
        }
        if input.from.is_some_and(|from| from > now) {
            wrong("from".into(), "Choose a day that has begun, or none to archive all that there is.".into());
        }
        let every_s = input.every_s.unwrap_or(EVERY_S_DEFAULT);
        if !(EVERY_S_MIN..=EVERY_S_MAX).contains(&every_s) {
            let message = format!("Enter {EVERY_S_MIN} to {EVERY_S_MAX} seconds: at least once a day.");
            wrong("every_s".into(), message);
        }
        let words = |text: &str| (1..=WORDS_CHARS_MAX).contains(&text.trim().chars().count());
        if let Some(messages) = &input.messages {
            for (field, text) in [("purpose", &messages.purpose), ("legal_basis", &messages.legal_basis)] {
                if !words(text) {
                    let message =
                        format!("Say it in 1 to {WORDS_CHARS_MAX} characters: it is shown to auditors.");
                    wrong(format!("messages.{field}"), message);
                }
            }
        }
        if input.leave_out.len() > LEFT_OUT_MAX {
            wrong("leave_out".into(), format!("{LEFT_OUT_MAX} groups and people at most can be left out."));
        }
        let mut seen = BTreeSet::new();
        for (at, left) in input.leave_out.iter().enumerate() {
            let plain = !left.id.is_empty()
                && left.id.len() <= 40
                && left.id.bytes().all(|b| b.is_ascii_alphanumeric());
            if !plain {
                wrong(format!("leave_out.{at}.id"), "Enter the source's id: letters and digits.".into());
            } else if !seen.insert((left.what, left.id.clone())) {
                wrong(format!("leave_out.{at}.id"), "It stands in the list twice.".into());
            }
            if !words(&left.reason) {
                let message =
                    format!("Say why in 1 to {WORDS_CHARS_MAX} characters: it is shown to auditors.");
                wrong(format!("leave_out.{at}.reason"), message);
            }
        }
        let domains: Vec<_> = input.domains.iter().map(|domain| domain.trim().to_lowercase()).collect();
        if domains.len() > DOMAINS_MAX {
            wrong("domains".into(), format!("{DOMAINS_MAX} domains at most."));
        }
        for (at, domain) in domains.iter().enumerate().filter(|(_, domain)| !is_domain(domain)) {
            wrong(format!("domains.{at}"), format!("“{domain}” is no domain: write it as example.com."));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let messages = input.messages.map(|wanted| {
            let (purpose, legal_basis) =
                (wanted.purpose.trim().to_owned(), wanted.legal_basis.trim().to_owned());
            let same = before.and_then(|before| before.messages.as_ref());
            match same.filter(|same| same.purpose == purpose && same.legal_basis == legal_basis) {
                Some(same) => same.clone(),
                None => PrivateMessages {
                    purpose,
                    legal_basis,
                    asked_by: by.clone(),
                    asked_at: now,
                    approved_by: None,
                    approved_at: None,
                },
            }
        });
        let mut domains = domains;
        domains.sort();
        domains.dedup();
        let (kinds, files, from, leave_out) = (input.kinds, input.files, input.from, input.leave_out);
        Ok(Self { kinds, files, from, messages, leave_out, domains, every_s })
    }

    /// As it was kept.
    pub(super) fn of_row(row: &store::ArchiveInstanceRow) -> Result<Self> {
        serde_json::from_value(row.settings.clone()).map_err(|error| {
            Error::Internal(format!("the settings of “{}” cannot be read: {error}", row.name))
        })
    }

    /// Whether private messages are archived: wanted, and agreed to.
    pub(super) fn has_messages(&self) -> bool {
        self.messages.as_ref().is_some_and(|messages| messages.approved_by.is_some())
    }

    /// What the source is asked for.
    pub(super) fn wanted(&self) -> Wanted {
        Wanted { from: self.from, messages: self.has_messages() }
    }

    /// Why an item is left out, where it is.
    pub(super) fn leaves_out(&self, item: &model::Item) -> Option<String> {
        let chosen = match item.kind {
            ItemKind::Message => self.has_messages(),
            kind => self.kinds.contains(&kind),
        };
        if !chosen {
            return Some("its kind is not chosen".to_owned());
        }
        if self.from.is_some_and(|from| item.created_at < from) {
            return Some("it was created before the chosen day".to_owned());
        }
        let group = (item.place.kind == PlaceKind::Group).then_some(&item.place.id);
        let left = self.leave_out.iter().find(|left| match left.what {
            LeftOut::Group => group == Some(&left.id),
            LeftOut::Person => item.author.as_ref() == Some(&left.id),
        })?;
        Some(format!("{} {} is left out: {}", left.what.as_str(), left.id, left.reason))
    }

    /// Whether a person gets no copies.
    pub(super) fn is_left_out(&self, user: &str) -> bool {
        self.leave_out.iter().any(|left| left.what == LeftOut::Person && left.id == user)
    }
}

impl LeftOut {
    fn as_str(self) -> &'static str {
        match self {
            LeftOut::Group => "group",
            LeftOut::Person => "person",
        }
    }
}

/// A name of two labels or more (RFC 1123 §2.1), in lower case.
fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= DOMAIN_CHARS_MAX && text.contains('.') && text.split('.').all(label)
}
