//! What a leaf records. A kind's version fixes the names in its subject and commitments; another set of
//! names is another version, and the old one stays readable.

use std::fmt;

/// A kind of leaf and its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LeafKind {
    name: &'static str,
    version: u32,
}

macro_rules! kinds {
    ($($(#[$doc:meta])+ $constant:ident = $name:literal, $version:literal;)+) => {
        impl LeafKind {
            $($(#[$doc])+ pub const $constant: LeafKind = LeafKind { name: $name, version: $version };)+
            /// Every kind that this release can write or read.
            pub const ALL: &'static [LeafKind] = &[$(LeafKind::$constant,)+];
        }
    };
}

kinds! {
    /// An installation began its log: the first leaf.
    INSTALLATION_CREATED = "installation.created", 1;
    /// A connector was activated.
    INSTANCE_ACTIVATED = "instance.activated", 1;
    /// A service instance's name or credentials were changed.
    INSTANCE_EDITED = "instance.edited", 1;
    /// A service instance was deleted.
    INSTANCE_DELETED = "instance.deleted", 1;
    /// A refresh of an instance ended.
    RUN_COMPLETED = "run.completed", 1;
    /// A check's outcome on an instance changed.
    OUTCOME_CHANGED_1 = "outcome.changed", 1;
    /// Outcomes of checks on an instance changed, all that one judging changed: the digests of their records.
    OUTCOME_CHANGED = "outcome.changed", 2;
    /// A service told of a change, and was verified, with all that it told in one commitment.
    EVENT_RECEIVED_1 = "event.received", 1;
    /// The same, with what it says of people in a commitment of its own: its opening is erased before the other.
    EVENT_RECEIVED = "event.received", 2;
    /// An assessment was created.
    ASSESSMENT_CREATED = "assessment.created", 1;
    /// An assessment's name or scope was changed.
    ASSESSMENT_EDITED = "assessment.edited", 1;
    /// An assessment was deleted.
    ASSESSMENT_DELETED = "assessment.deleted", 1;
    /// Somebody set the status of an improvement action.
    STATUS_SET = "status.set", 1;
    /// Somebody set a parameter of a check on an instance.
    PARAMETER_SET = "parameter.set", 1;
    /// Somebody set a parameter of a check on an instance back to its default.
    PARAMETER_RESET = "parameter.reset", 1;
    /// Somebody had another version of a check count.
    PACK_UPDATE_ACCEPTED = "pack_update.accepted", 1;
    /// Somebody put off another version of a check.
    PACK_UPDATE_DEFERRED = "pack_update.deferred", 1;
    /// Somebody, or a program, may now sign in.
    PRINCIPAL_CREATED = "principal.created", 1;
    /// Somebody, or a program, may no longer sign in.
    PRINCIPAL_REMOVED = "principal.removed", 1;
    /// Somebody was put into another role group.
    PRINCIPAL_REGROUPED = "principal.regrouped", 1;
    /// A role group was created.
    ROLE_GROUP_CREATED_1 = "role_group.created", 1;
    /// The same, with the mailboxes that it reaches.
    ROLE_GROUP_CREATED = "role_group.created", 2;
    /// A role group's name, description or roles were changed.
    ROLE_GROUP_EDITED_1 = "role_group.edited", 1;
    /// The same, or the mailboxes that it reaches.
    ROLE_GROUP_EDITED = "role_group.edited", 2;
    /// A role group was deleted.
    ROLE_GROUP_DELETED = "role_group.deleted", 1;
    /// An API token was created.
    API_TOKEN_CREATED = "api_token.created", 1;
    /// An API token was revoked.
    API_TOKEN_REVOKED = "api_token.revoked", 1;
    /// Somebody signs in with a second factor from now on.
    SECOND_FACTOR_SET = "second_factor.set", 1;
    /// Somebody's second factor was removed.
    SECOND_FACTOR_REMOVED = "second_factor.removed", 1;
    /// A link for a new password was made on the server's machine.
    RECOVERY_BEGUN = "recovery.begun", 1;
    /// Somebody got in by such a link.
    RECOVERY_COMPLETED = "recovery.completed", 1;
    /// Something is wrong that somebody should look at.
    ALERT_RAISED = "alert.raised", 1;
    /// Somebody set an alert's status, or its cause was gone.
    ALERT_STATUS_CHANGED = "alert.status_changed", 1;
    /// A target that alerts are sent to was added, edited or removed.
    NOTIFICATIONS_CHANGED = "notifications.changed", 1;
    /// An archive connector was activated.
    ARCHIVE_ACTIVATED = "archive.activated", 1;
    /// An archive connector's name, credentials or settings were changed.
    ARCHIVE_EDITED = "archive.edited", 1;
    /// An archive connector was paused.
    ARCHIVE_PAUSED = "archive.paused", 1;
    /// An archive connector goes on.
    ARCHIVE_RESUMED = "archive.resumed", 1;
    /// An archive connector was deleted; what it archived stays.
    ARCHIVE_DELETED = "archive.deleted", 1;
    /// A second person agreed to private messages being archived.
    MESSAGES_APPROVED = "messages.approved", 1;
    /// Messages were staged: the hashes of their records and skeletons.
    MESSAGES_STAGED = "messages.staged", 1;
    /// Somebody had a day delivered again.
    DAY_REDONE = "archive.day_redone", 1;
    /// Somebody had quarantined messages delivered.
    QUARANTINE_RELEASED = "quarantine.released", 1;
    /// Somebody confirmed that an address is another user's now.
    ADDRESS_CONFIRMED = "address.confirmed", 1;
    /// Rules of user mapping were set, or ended.
    MAPPING_SET = "mapping.set", 1;
    /// A second person decided on a rule that maps somebody to another person's mailbox.
    MAPPING_DECIDED = "mapping.decided", 1;
    /// Mailboxes were made for custodians.
    CUSTODIANS_ADDED = "custodians.added", 1;
    /// Somebody looked at a mailbox's list of messages.
    MAILBOX_OPENED = "mailbox.opened", 1;
    /// Somebody exported a mailbox.
    MAILBOX_EXPORTED = "mailbox.exported", 1;
    /// Somebody opened a message.
    MESSAGE_OPENED = "message.opened", 1;
    /// Somebody downloaded a message or a file of it.
    MESSAGE_DOWNLOADED = "message.downloaded", 1;
    /// Somebody asked for break-glass reading.
    BREAK_GLASS_ASKED = "break_glass.asked", 1;
    /// Somebody else granted or refused it, or it was ended.
    BREAK_GLASS_DECIDED = "break_glass.decided", 1;
}

impl LeafKind {
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// From 1.
    pub const fn version(self) -> u32 {
        self.version
    }

    /// The kind of that name and version, if this release knows it.
    pub fn find(name: &str, version: u32) -> Option<LeafKind> {
        LeafKind::ALL.iter().copied().find(|kind| kind.name == name && kind.version == version)
    }
}

impl fmt::Display for LeafKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} version {}", self.name, self.version)
    }
}
