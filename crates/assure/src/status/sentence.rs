//! The sentences beside a status: what the status alone would hide.

use super::Counts;

pub(super) const SET_OUT_TECHNICAL: &str = "set out of scope for the whole organisation";
pub(super) const SET_OUT_IN_GROUP: &str = "set out of scope in its group";
pub(super) const PASSED_UNIMPLEMENTED: &str =
    "tested as passed, which counts once it is Implemented or has an Alternative implementation";

/// “1 of 2 instances failed”, “1 of 3 instances failed, 1 could not be detected; 1 more not applicable”.
/// None where all instances passed: there the status says it all.
pub(super) fn of(counts: &Counts) -> Option<String> {
    if counts.total == 0 {
        return Some("no instance in scope".into());
    }
    let all = counts.applicable();
    if all == 0 {
        return Some(format!("{} not applicable", of_instances(counts.total, counts.total)));
    }
    let short = [
        (counts.failed, "failed"),
        (counts.undetected, "could not be detected"),
        (counts.to_be_detected, "to be detected"),
        (counts.partially_passed, "partially passed"),
    ];
    let mut parts = Vec::new();
    for (count, words) in short.into_iter().filter(|(count, _)| *count > 0) {
        match parts.is_empty() {
            true => parts.push(format!("{} {words}", of_instances(count, all))),
            false => parts.push(format!("{count} {words}")),
        }
    }
    if counts.not_applicable > 0 {
        if parts.is_empty() {
            parts.push(format!("{} passed", of_instances(counts.passed, all)));
        }
        return Some(format!("{}; {} more not applicable", parts.join(", "), counts.not_applicable));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `1 of 1 instance`, `1 of 2 instances`.
fn of_instances(count: u32, all: u32) -> String {
    format!("{count} of {all} instance{}", if all == 1 { "" } else { "s" })
}
