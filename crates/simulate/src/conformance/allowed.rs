//! Where the simulator and Zoom's descriptions are known to differ, with the reason. An entry that meets
//! nothing is a failure of its own, so that the list stays short.

/// One known difference.
pub struct Allowed {
    /// As in `GET /roles`, or an event's name.
    pub operation: &'static str,
    /// The path itself, or with a final `.` everything below it.
    pub path: &'static str,
    /// What the misfit says, or its beginning.
    pub what: &'static str,
    pub reason: &'static str,
}

pub const ALLOWED: &[Allowed] = &[
    Allowed {
        operation: "GET /accounts/{accountId}/settings",
        path: "meeting_security.approved_or_denied_countries_or_regions",
        what: "is not described",
        reason: "live accounts return it (Steampipe's Zoom controls read it), and the lock view describes it",
    },
    Allowed {
        operation: "GET /accounts/{accountId}/settings",
        path: "schedule_meeting.mute_upon_entry",
        what: "is not described",
        reason: "live accounts return it (Steampipe's Zoom controls read it), and the event's description has it",
    },
    Allowed {
        operation: "GET /groups/{groupId}/settings",
        path: "chat.share_files.share_option",
        what: "\"disable\" is not among",
        reason: "the account's value, which the group inherits; the account's description lists it",
    },
    Allowed {
        operation: "GET /groups/{groupId}/lock_settings",
        path: "meeting_security.encryption_type",
        what: "is a boolean, described as \"string\"",
        reason: "a lock is a boolean, as the description of the account's same lock says",
    },
    Allowed {
        operation: "GET /groups/{groupId}/lock_settings",
        path: "recording.ip_address_access_control",
        what: "is a boolean, described as \"object\"",
        reason: "a lock is a boolean, as the description of the account's same lock says",
    },
    Allowed {
        operation: "account.settings_updated",
        path: "payload.object.settings.",
        what: "is not described",
        reason: "the event's description lists fewer keys than the settings have; receivers read again",
    },
    Allowed {
        operation: "account.settings_updated",
        path: "payload.old_object.settings.",
        what: "is not described",
        reason: "as for the new values",
    },
    Allowed {
        operation: "account.lock_settings_updated",
        path: "payload.object.settings.",
        what: "is not described",
        reason: "the event's description lists fewer keys than the locks have; receivers read again",
    },
    Allowed {
        operation: "group.settings_updated",
        path: "payload.object.settings.",
        what: "is not described",
        reason: "the event's description lists fewer keys than groups have; receivers read again",
    },
    Allowed {
        operation: "group.settings_updated",
        path: "payload.old_object.settings.",
        what: "is not described",
        reason: "the event's description lists fewer keys than groups have; receivers read again",
    },
    Allowed {
        operation: "group.lock_settings_updated",
        path: "payload.object.settings.",
        what: "is not described",
        reason: "the event's description lists fewer keys than groups have; receivers read again",
    },
    Allowed {
        operation: "group.lock_settings_updated",
        path: "payload.old_object.settings.",
        what: "is not described",
        reason: "the event's description lists fewer keys than groups have; receivers read again",
    },
    Allowed {
        operation: "group.lock_settings_updated",
        path: "payload.object.settings.meeting_security.encryption_type",
        what: "is a boolean, described as \"string\"",
        reason: "a lock is a boolean, as the description of the account's same lock says",
    },
    Allowed {
        operation: "group.lock_settings_updated",
        path: "payload.old_object.settings.meeting_security.encryption_type",
        what: "is a boolean, described as \"string\"",
        reason: "a lock is a boolean, as the description of the account's same lock says",
    },
    Allowed {
        operation: "GET /groups/{groupId}/settings",
        path: "HTTP 400 code 200",
        what: "is no refusal that its description lists",
        reason: "the call needs a paid plan, and this is what its PATCH and the locks are described to answer",
    },
    Allowed {
        operation: "GET /accounts/{accountId}/lock_settings",
        path: "in_meeting.entry_exit_chime",
        what: "is a boolean, described as \"string\"",
        reason: "a lock is a boolean, as all others are; the description repeats the setting's own type",
    },
    Allowed {
        operation: "GET /groups/{groupId}/lock_settings",
        path: "in_meeting.entry_exit_chime",
        what: "is a boolean, described as \"string\"",
        reason: "a lock is a boolean, as all others are; the description repeats the setting's own type",
    },
];

impl Allowed {
    pub fn meets(&self, operation: &str, path: &str, what: &str) -> bool {
        let path_fits =
            if self.path.ends_with('.') { path.starts_with(self.path) } else { path == self.path };
        self.operation == operation && path_fits && what.starts_with(self.what)
    }
}
