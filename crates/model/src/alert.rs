//! Words of alerts. The statuses are Purview's.

named_enum! {
    /// What an alert is about. One alert has all that one cause affects.
    AlertKind {
        /// The service refuses an instance's credentials.
        CredentialsRefused = "credentials_refused",
        /// A signal that had a value is now an absence, because a right is missing.
        ScopeLost = "scope_lost",
        /// Nothing of an instance was read for longer than a daily refresh takes.
        ConnectorQuiet = "connector_quiet",
        /// A set of an instance could not be read, run after run.
        SetUnreadable = "set_unreadable",
        /// Most of what a service allows a day is spent.
        QuotaNearlySpent = "quota_nearly_spent",
        /// A check failed that had passed before.
        CheckFailed = "check_failed",
        /// Somebody asks to read mailboxes that no role lets them read, may do so, or may no longer. It is told, and
        /// stands as the request itself: an alert may be dismissed, and this may not.
        BreakGlass = "break_glass",
    }
}

named_enum! {
    /// How much an alert matters. Ordered: the worst is the greatest.
    AlertSeverity {
        Low = "low",
        Medium = "medium",
        High = "high",
    }
}

named_enum! {
    /// Where an alert stands.
    AlertStatus {
        Active = "active",
        /// Somebody looks into it.
        Investigating = "investigating",
        /// Its cause is gone, or somebody says so.
        Resolved = "resolved",
        /// It is not wanted: while its cause lasts nobody is told again.
        Dismissed = "dismissed",
    }
}

named_enum! {
    /// How a notification target is reached.
    TargetKind {
        Smtp = "smtp",
        Webhook = "webhook",
    }
}

impl AlertStatus {
    /// Whether somebody has still to do something about it.
    pub fn is_open(self) -> bool {
        matches!(self, AlertStatus::Active | AlertStatus::Investigating)
    }
}

impl From<crate::Severity> for AlertSeverity {
    fn from(severity: crate::Severity) -> Self {
        match severity {
            crate::Severity::Low => AlertSeverity::Low,
            crate::Severity::Medium => AlertSeverity::Medium,
            crate::Severity::High | crate::Severity::Critical => AlertSeverity::High,
        }
    }
}
