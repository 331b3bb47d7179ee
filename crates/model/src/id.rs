//! Ids: what things are called for ever.
//!
//! *Made* ids are UUID version 7 (RFC 9562 §5.7) in their hyphenated lower-case form, so that their order as
//! text is the order in which they were made. *Given* ids are names from a pack, a regulation or a connector.

use crate::{Clock, Random};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Longest given id in bytes; packs are read from disk, so their names are bounded too.
pub const GIVEN_ID_BYTES_MAX: usize = 120;

/// A text that is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{found}” is not a valid {kind}: {expected}")]
pub struct InvalidId {
    pub kind: &'static str,
    pub found: String,
    pub expected: &'static str,
}

macro_rules! id_common {
    ($name:ident) => {
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                <String as utoipa::PartialSchema>::schema()
            }
        }
        impl utoipa::ToSchema for $name {}
    };
}

/// Places that the twelve bits after the time tell apart; with more, the time goes on.
const PLACES: usize = 1 << 12;

fn made(clock: &dyn Clock, random: &dyn Random, place: Option<usize>) -> String {
    let mut bits = [0u8; 10];
    random.fill(&mut bits);
    let mut ms = u64::try_from(clock.now().ms()).unwrap_or(0);
    if let Some(place) = place {
        ms += (place / PLACES) as u64;
        let [.., high, low] = (place % PLACES).to_be_bytes();
        bits[..2].copy_from_slice(&[high, low]);
    }
    uuid::Builder::from_unix_timestamp_millis(ms, &bits).into_uuid().hyphenated().to_string()
}

macro_rules! made_id {
    ($(#[$doc:meta] $name:ident;)+) => {$(
        #[$doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);
        impl $name {
            /// Makes a new id (UUID v7) from the given time and randomness.
            pub fn make(clock: &dyn Clock, random: &dyn Random) -> Self {
                Self(made(clock, random, None))
            }

            /// The id of what comes as number `place`, from 0 on, of several that are made at once: their order is
            /// that of their places, also within a millisecond (RFC 9562 §6.2, method 1).
            pub fn make_nth(clock: &dyn Clock, random: &dyn Random, place: usize) -> Self {
                Self(made(clock, random, Some(place)))
            }
        }
        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                match uuid::Uuid::try_parse(text) {
                    Ok(uuid) => Ok(Self(uuid.hyphenated().to_string())),
                    Err(_) => Err(InvalidId {
                        kind: stringify!($name),
                        found: text.chars().take(60).collect(),
                        expected: "a UUID, as in the address or the list it came from",
                    }),
                }
            }
        }
        id_common!($name);
    )+};
}

macro_rules! given_id {
    ($(#[$doc:meta] $name:ident;)+) => {$(
        #[$doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);
        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/".contains(c);
                if text.is_empty() || text.len() > GIVEN_ID_BYTES_MAX || !text.chars().all(legal) {
                    return Err(InvalidId {
                        kind: stringify!($name),
                        found: text.chars().take(60).collect(),
                        expected: "1 to 120 of a-z, 0-9 and . _ - /",
                    });
                }
                Ok(Self(text.to_owned()))
            }
        }
        id_common!($name);
    )+};
}

made_id! {
    /// One Vouchsafe: a database, its key and its ledger.
    InstallationId;
    /// One activated connector: one account of a service.
    InstanceId;
    /// One refresh of an instance.
    RunId;
    /// One regulation applied to services and instances.
    AssessmentId;
    /// What assessments are filed in; non-technical actions have one status per group.
    GroupId;
    /// A person or a program that may sign in.
    PrincipalId;
    /// One sign-in of a principal.
    SessionId;
    /// One API token of a principal.
    ApiTokenId;
    /// One piece of queued work.
    JobId;
    /// One interval during which an outcome stood.
    OutcomeId;
    /// One entry of the ledger.
    LeafId;
    /// One verified event of a service.
    EventId;
    /// One secret in the vault.
    SecretId;
    /// One interval during which a manual status stood.
    StatusId;
    /// One alert.
    AlertId;
    /// One place that alerts are sent to.
    TargetId;
    /// One message to one target: the same in each try.
    DeliveryId;
    /// One set-up of a connector that is not finished.
    DraftId;
    /// One thing in the blob store, sealed under a key of its own.
    BlobId;
    /// One file of the blob store, with one or many blobs.
    SegmentId;
    /// One revision of an item of an archive connector, and the message that it became.
    RevisionId;
    /// One mailbox of ours.
    MailboxId;
    /// One request to read what one may not read otherwise.
    BreakGlassId;
}

impl RunId {
    /// A run has the id of the job that does it.
    pub fn of_job(job: &JobId) -> RunId {
        RunId(job.0.clone())
    }
}

given_id! {
    /// What we ship to talk to one service for one purpose: `zoom`.
    ConnectorId;
    /// A product outside: `zoom`.
    ServiceId;
    /// One typed thing read from an instance: `account.settings`.
    SignalName;
    /// Signals that are only true together: `settings`.
    SetName;
    /// A test of signals: `zoom.meeting.waiting-room`.
    CheckId;
    /// Something that somebody can do: `zoom.meeting.waiting-room`.
    ActionId;
    /// A control of a regulation: `dpb-1.1`.
    ControlId;
    /// A template of families, controls and actions: `data-protection-baseline`.
    RegulationId;
    /// A group of roles: one that is always there is called like its role, `compliance_manager_reader`.
    RoleGroupId;
}

impl From<crate::Role> for RoleGroupId {
    /// The group that has just this role, and is always there.
    fn from(role: crate::Role) -> Self {
        Self(role.as_str().to_owned())
    }
}

impl RoleGroupId {
    /// A new id for a group that somebody makes: a UUID as made ids are.
    pub fn make(clock: &dyn Clock, random: &dyn Random) -> Self {
        Self(PrincipalId::make(clock, random).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ManualClock, SeededRandom, Time};

    #[test]
    fn made_ids_sort_by_time_and_round_trip() {
        let clock = ManualClock::at(Time::from_ms(1_000));
        let random = SeededRandom::new(7);
        let first = InstanceId::make(&clock, &random);
        clock.advance(std::time::Duration::from_millis(1));
        let second = InstanceId::make(&clock, &random);
        assert!(first < second);
        assert_eq!(first.to_string().parse::<InstanceId>(), Ok(first));
    }

    #[test]
    fn ids_that_are_made_at_once_are_in_their_order() {
        let clock = ManualClock::at(Time::from_ms(1_000));
        let random = SeededRandom::new(7);
        let ids: Vec<_> = (0..2 * PLACES + 1).map(|place| RunId::make_nth(&clock, &random, place)).collect();
        assert!(ids.is_sorted_by(|one, next| one < next));
        let last = uuid::Uuid::parse_str(ids[ids.len() - 1].as_str()).unwrap();
        assert_eq!((last.get_version_num(), last.as_u128() >> 80), (7, 1_002));
    }

    #[test]
    fn bad_ids_are_refused_with_what_was_expected() {
        assert!("x".parse::<RunId>().unwrap_err().to_string().contains("a UUID"));
        for bad in ["", "Zoom", "a b", "a\n", &"x".repeat(121)] {
            assert!(bad.parse::<CheckId>().is_err(), "{bad:?}");
        }
    }
}
