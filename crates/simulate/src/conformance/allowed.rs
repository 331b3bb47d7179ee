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
];

impl Allowed {
    pub fn meets(&self, operation: &str, path: &str, what: &str) -> bool {
        let path_fits =
            if self.path.ends_with('.') { path.starts_with(self.path) } else { path == self.path };
        self.operation == operation && path_fits && what.starts_with(self.what)
    }
}
