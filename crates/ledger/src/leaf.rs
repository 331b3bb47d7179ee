//! The leaf: one entry of the log, whose canonical bytes are hashed into the tree.
//!
//! `{"at":…,"commitments":{…},"format":1,"id":…,"kind":…,"subject":{…},"version":…}`. The subject names what
//! the leaf is about, by ids alone; everything else that is worth fixing goes in as a commitment.

use crate::{
    Commitment, Hash, LeafKind, Opening,
    canonical::{CanonicalError, canonical},
    leaf_hash,
};
use model::{LeafId, Time};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// Most ids in a subject.
pub const SUBJECT_IDS_MAX: usize = 16;
/// Most commitments in a leaf.
pub const COMMITMENTS_MAX: usize = 64;
/// Largest leaf: above what the two limits allow, so that a leaf that can be made can be read.
pub const LEAF_BYTES_MAX: usize = 16 * 1024;
/// Longest name of an id or a commitment, in bytes.
const NAME_BYTES_MAX: usize = 40;
/// The shape of the envelope itself, apart from what the kinds put in.
const FORMAT: u32 = 1;
/// 9998-12-31T23:59:59.999Z: safely within what four digits of a year can write.
const AT_MS_MAX: i64 = 253_370_764_799_999;

/// A leaf that cannot be made, or bytes that are none.
#[derive(Debug, thiserror::Error)]
pub enum LeafError {
    #[error("“{name}” cannot name {what}: use 1 to 40 of a-z, 0-9 and _, a letter first")]
    Name { what: &'static str, name: String },
    #[error("the subject's “{name}” is no id: 1 to 120 of a-z, 0-9 and . _ - / are")]
    NotAnId { name: String },
    #[error("a leaf names at most {SUBJECT_IDS_MAX} ids, not {found}")]
    TooManyIds { found: usize },
    #[error("a leaf holds at most {COMMITMENTS_MAX} commitments, not {found}")]
    TooManyCommitments { found: usize },
    #[error("the leaf commits to “{name}” twice")]
    CommittedTwice { name: String },
    #[error("{ms} ms after 1970 is not within the years 1970 to 9998")]
    At { ms: i64 },
    #[error("the commitment “{name}” cannot be made")]
    Commitment { name: String, source: CanonicalError },
    #[error("the leaf has {found} bytes, more than the {LEAF_BYTES_MAX} that a leaf may have")]
    TooLarge { found: usize },
    #[error("the leaf is not of the form that docs/ledger-format.md gives: {0}")]
    Form(#[source] serde_json::Error),
    #[error("the leaf's format is {found}, this release reads format {FORMAT}: use a newer release")]
    Format { found: u32 },
    #[error("“{name}” version {version} is no kind of leaf that this release knows: use a newer release")]
    UnknownKind { name: String, version: u32 },
    #[error(
        "the leaf says the right things in other bytes than canonical JSON, from byte {at} on, counted from 0"
    )]
    NotCanonical { at: usize },
    #[error("the leaf has no canonical form")]
    Unwritable(#[source] CanonicalError),
}

mod sealed {
    pub trait Sealed {}
}

/// An id that a subject may hold. Only the ids of `model` are: free text cannot get into a leaf.
pub trait SubjectId: sealed::Sealed + fmt::Display {}

macro_rules! subject_ids {
    ($($id:ident)+) => {$(
        impl sealed::Sealed for model::$id {}
        impl SubjectId for model::$id {}
    )+};
}

subject_ids! {
    InstanceId RunId AssessmentId GroupId PrincipalId SessionId JobId OutcomeId LeafId EventId SecretId StatusId
    ApiTokenId RoleGroupId
    AlertId TargetId DeliveryId
    RevisionId MailboxId BreakGlassId
    ConnectorId ServiceId SignalName SetName CheckId ActionId ControlId RegulationId
}

/// What a leaf is about: ids by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject(BTreeMap<String, String>);

impl Subject {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an id; one of the same name is replaced.
    pub fn with(mut self, name: impl Into<String>, id: &impl SubjectId) -> Self {
        self.0.insert(name.into(), id.to_string());
        self
    }

    pub fn ids(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    id: LeafId,
    at: Time,
    kind: LeafKind,
    subject: Subject,
    commitments: BTreeMap<String, Commitment>,
    bytes: Vec<u8>,
}

/// The envelope as JSON has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    at: Time,
    commitments: BTreeMap<String, Commitment>,
    format: u32,
    id: LeafId,
    kind: String,
    subject: BTreeMap<String, String>,
    version: u32,
}

impl Leaf {
    /// A leaf that commits to each of `openings` under its name; the openings are to be kept beside it.
    ///
    /// # Errors
    /// [`LeafError`] names what does not fit.
    pub fn new(
        id: LeafId,
        at: Time,
        kind: LeafKind,
        subject: Subject,
        openings: &[Opening],
    ) -> Result<Leaf, LeafError> {
        let mut commitments = BTreeMap::new();
        for opening in openings {
            let name = || opening.name.clone();
            let commitment =
                opening.commitment().map_err(|source| LeafError::Commitment { name: name(), source })?;
            if commitments.insert(name(), commitment).is_some() {
                return Err(LeafError::CommittedTwice { name: name() });
            }
        }
        Self::checked(id, at, kind, subject, commitments)
    }

    /// Reads a leaf back. Only its one canonical form is accepted.
    ///
    /// # Errors
    /// [`LeafError`] says what is wrong and where. A leaf of a kind that this release does not know is an
    /// error here, yet its bytes can still be hashed and proven.
    pub fn parse(bytes: &[u8]) -> Result<Leaf, LeafError> {
        if bytes.len() > LEAF_BYTES_MAX {
            return Err(LeafError::TooLarge { found: bytes.len() });
        }
        let envelope: Envelope = serde_json::from_slice(bytes).map_err(LeafError::Form)?;
        let Envelope { at, commitments, format, id, kind, subject, version } = envelope;
        if format != FORMAT {
            return Err(LeafError::Format { found: format });
        }
        let kind = LeafKind::find(&kind, version).ok_or(LeafError::UnknownKind { name: kind, version })?;
        let leaf = Self::checked(id, at, kind, Subject(subject), commitments)?;
        if leaf.bytes != bytes {
            let same = leaf.bytes.iter().zip(bytes).take_while(|(ours, theirs)| ours == theirs).count();
            return Err(LeafError::NotCanonical { at: same });
        }
        Ok(leaf)
    }

    fn checked(
        id: LeafId,
        at: Time,
        kind: LeafKind,
        subject: Subject,
        commitments: BTreeMap<String, Commitment>,
    ) -> Result<Leaf, LeafError> {
        if !(0..=AT_MS_MAX).contains(&at.ms()) {
            return Err(LeafError::At { ms: at.ms() });
        }
        if subject.0.len() > SUBJECT_IDS_MAX {
            return Err(LeafError::TooManyIds { found: subject.0.len() });
        }
        if commitments.len() > COMMITMENTS_MAX {
            return Err(LeafError::TooManyCommitments { found: commitments.len() });
        }
        for (name, id) in &subject.0 {
            check_name("an id", name)?;
            // The alphabet and length of model's given ids, which hold those of its made ids.
            id.parse::<model::SignalName>().map_err(|_| LeafError::NotAnId { name: name.clone() })?;
        }
        for name in commitments.keys() {
            check_name("a commitment", name)?;
        }
        let envelope = Envelope {
            at,
            commitments,
            format: FORMAT,
            id,
            kind: kind.name().to_owned(),
            subject: subject.0,
            version: kind.version(),
        };
        let value = serde_json::to_value(&envelope)
            .map_err(|error| LeafError::Unwritable(CanonicalError::Unwritable(error)))?;
        let bytes = canonical(&value).map_err(LeafError::Unwritable)?;
        let Envelope { id, commitments, subject, .. } = envelope;
        Ok(Leaf { id, at, kind, subject: Subject(subject), commitments, bytes })
    }

    pub fn id(&self) -> &LeafId {
        &self.id
    }

    pub fn at(&self) -> Time {
        self.at
    }

    pub fn kind(&self) -> LeafKind {
        self.kind
    }

    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    pub fn commitments(&self) -> &BTreeMap<String, Commitment> {
        &self.commitments
    }

    /// The canonical JSON that is hashed into the tree.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// [`crate::leaf_hash`] of the bytes.
    pub fn hash(&self) -> Hash {
        leaf_hash(&self.bytes)
    }
}

fn check_name(what: &'static str, name: &str) -> Result<(), LeafError> {
    let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    if first && name.len() <= NAME_BYTES_MAX && name.bytes().all(legal) {
        return Ok(());
    }
    Err(LeafError::Name { what, name: name.chars().take(60).collect() })
}
