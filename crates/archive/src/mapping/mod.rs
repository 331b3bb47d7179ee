//! Which mailbox a person's messages go to: a custom rule first, then the person's own e-mail address.

mod address;
mod file;

pub use address::{is_address, normalise};
pub use file::{CsvProblem, CsvRule, parse_csv};

use model::{Person, Time};
use std::collections::{BTreeMap, BTreeSet};

/// A custom rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The user id that it is for, once it is known. A rule with one is for nobody else, whoever has the address later.
    pub user: Option<String>,
    /// As typed: a user id, a username or an e-mail address.
    pub external: String,
    pub mailbox: String,
    /// From when on.
    pub from: Time,
    /// Until before when.
    pub until: Option<Time>,
}

/// Which mailboxes there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Addresses that have a mailbox, as [`normalise`] gives them.
    pub custodians: BTreeSet<String>,
    /// Domains of which every address gets one, in lower case.
    pub domains: Vec<String>,
    /// Whose an address is known to be: address to user id. Another user who comes with it is not mapped by it.
    pub owners: BTreeMap<String, String>,
}

impl Policy {
    /// Whether an address, as [`normalise`] gives it, has a mailbox or gets one.
    pub fn has(&self, address: &str) -> bool {
        let domain = address.rsplit('@').next().unwrap_or("");
        self.custodians.contains(address) || self.domains.iter().any(|own| own.eq_ignore_ascii_case(domain))
    }
}

/// What mapped somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MappedBy {
    Custom,
    Automatic,
}

impl MappedBy {
    /// As stored and as the API spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Automatic => "automatic",
        }
    }
}

/// Why somebody is not mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnmappedCode {
    /// No rule, and no e-mail address at the source.
    NoAddress,
    /// What the source or the rule has is no address.
    NotAnAddress,
    /// An address that nobody has a mailbox for.
    NoMailbox,
    /// The address is known as another user's.
    Reused,
}

impl UnmappedCode {
    pub const ALL: [Self; 4] = [Self::NoAddress, Self::NotAnAddress, Self::NoMailbox, Self::Reused];

    /// As stored and as the API spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoAddress => "no_address",
            Self::NotAnAddress => "not_an_address",
            Self::NoMailbox => "no_mailbox",
            Self::Reused => "reused",
        }
    }
}

/// Where somebody's messages go, or why nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mapping {
    /// To this mailbox: an address as [`normalise`] gives it.
    Mapped { address: String, by: MappedBy },
    /// Nowhere yet. The reason is a sentence.
    Unmapped { code: UnmappedCode, reason: String },
}

/// The mailbox of a person for what happened at `at`.
pub fn map(person: &Person, at: Time, rules: &[Rule], policy: &Policy) -> Mapping {
    let effective =
        || rules.iter().filter(|rule| rule.from <= at && rule.until.is_none_or(|until| at < until));
    let best = effective()
        .filter_map(|rule| Some((rank(rule, person)?, rule)))
        .max_by(|(a, one), (b, other)| (a, one.from, &other.external).cmp(&(b, other.from, &one.external)));
    if let Some((_, rule)) = best {
        return custom(rule, policy);
    }
    let email = person.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
    let Some(email) = email else {
        return unmapped(
            UnmappedCode::NoAddress,
            format!("{} has no e-mail address at the source: add a line for {}.", person.name, person.id),
        );
    };
    let Some(address) = normalise(email) else {
        return unmapped(
            UnmappedCode::NotAnAddress,
            format!(
                "The source has “{}” as the e-mail address of {}, which is none.",
                short(email),
                person.name
            ),
        );
    };
    let other_rule = effective()
        .find(|rule| rule.user.is_some() && normalise(&rule.external).as_deref() == Some(address.as_str()))
        .and_then(|rule| rule.user.as_ref());
    if let Some(owner) =
        other_rule.or_else(|| policy.owners.get(&address)).filter(|owner| **owner != person.id)
    {
        return unmapped(
            UnmappedCode::Reused,
            format!("{address} is known as the address of {owner}: confirm that it is now {}’s.", person.id),
        );
    }
    if !policy.has(&address) {
        return unmapped(
            UnmappedCode::NoMailbox,
            format!(
                "There is no mailbox for {address}: add it as a custodian, or a line that names another."
            ),
        );
    }
    Mapping::Mapped { address, by: MappedBy::Automatic }
}

fn custom(rule: &Rule, policy: &Policy) -> Mapping {
    let Some(address) = normalise(&rule.mailbox) else {
        let reason = format!(
            "The mapping of {} names “{}”, which is no address.",
            rule.external,
            short(&rule.mailbox)
        );
        return unmapped(UnmappedCode::NotAnAddress, reason);
    };
    if !policy.has(&address) {
        let reason = format!(
            "The mapping of {} names {address}, which has no mailbox: add it as a custodian.",
            rule.external
        );
        return unmapped(UnmappedCode::NoMailbox, reason);
    }
    Mapping::Mapped { address, by: MappedBy::Custom }
}

/// How closely a rule means a person; none where it does not.
fn rank(rule: &Rule, person: &Person) -> Option<u8> {
    let external = rule.external.trim();
    if let Some(user) = &rule.user {
        return (*user == person.id).then_some(4);
    }
    let same = |own: &Option<String>| match own {
        Some(own) if !external.is_empty() => {
            own.trim().to_lowercase() == external.to_lowercase()
                || normalise(own).is_some_and(|own| normalise(external) == Some(own))
        }
        _ => false,
    };
    if crate::text::same_id(external, &person.id) {
        Some(3)
    } else if same(&person.username) {
        Some(2)
    } else if same(&person.email) {
        Some(1)
    } else {
        None
    }
}

fn unmapped(code: UnmappedCode, reason: String) -> Mapping {
    Mapping::Unmapped { code, reason }
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
