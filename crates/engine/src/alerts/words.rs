//! What each kind of alert is called, and what is said of it.

use model::AlertKind;

/// The kind's name.
pub(super) fn title(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::CredentialsRefused => "Credentials refused",
        AlertKind::ScopeLost => "Right lost",
        AlertKind::ConnectorQuiet => "Connector quiet",
        AlertKind::SetUnreadable => "Data cannot be read",
        AlertKind::QuotaNearlySpent => "Quota nearly spent",
        AlertKind::CheckFailed => "Check failed",
        AlertKind::BreakGlass => "Break-glass reading",
    }
}

/// What it means, for a message that leaves the house: nothing in it comes from the service.
pub(super) fn meaning(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::CredentialsRefused => {
            "The service refuses the credentials. Nothing can be read until new ones are entered; verdicts go stale."
        }
        AlertKind::ScopeLost => {
            "The service refuses what it gave before, because a right is missing. Checks that need it cannot be detected."
        }
        AlertKind::ConnectorQuiet => {
            "Nothing was read for more than 26 hours, which is longer than a daily refresh takes. Verdicts go stale."
        }
        AlertKind::SetUnreadable => {
            "Some of the data cannot be read, run after run. What rests on it keeps its verdict until it goes stale."
        }
        AlertKind::QuotaNearlySpent => {
            "At least 80 % of the calls that the service allows a day are spent. What is left is shared with other apps."
        }
        AlertKind::CheckFailed => "A check failed that had passed before.",
        AlertKind::BreakGlass => {
            "Somebody asks to read mailboxes that no role lets them read, may do so for a time, or may no longer."
        }
    }
}

/// “1 check”, “3 checks”.
pub(super) fn checks(count: usize) -> String {
    if count == 1 { "1 check".into() } else { format!("{count} checks") }
}
