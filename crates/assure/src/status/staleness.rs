//! How long an outcome is proven: which readings it rests on, and when the first of them is too old.

use crate::check::{Check, Duration, SignalPath};
use model::{Outcome, Reason, SignalName, Time, Undetected};
use std::collections::BTreeMap;

/// How old a reading may be where no read of the check names its signal any more (an outcome of an earlier
/// version): two daily refreshes and some slack, as for a read that declares nothing.
const MAX_AGE_OTHERWISE: Duration = Duration::from_secs(50 * 60 * 60);

/// How far ahead of the moment a reading's time may lie: clocks of several nodes differ. What lies farther ahead
/// was read by a clock that was wrong, and proves nothing about when.
const AHEAD_MAX: Duration = Duration::from_secs(10 * 60);

/// What an outcome rests on.
pub(super) struct Proof {
    /// The latest reading of each signal that counts.
    pub read_times: BTreeMap<SignalName, Time>,
    /// The earliest read time + `max_age`, or the last moment before the verdict may turn by itself.
    pub proven_until: Option<Time>,
    /// Whether every signal that a decided outcome rests on has a reading.
    pub complete: bool,
    /// When the verdict may turn by itself, by what the check declares. Whoever judges is awake then; should the
    /// judging be lost, the verdict before does not outlive the moment.
    turns_at: Option<Time>,
    /// The reading that ages first.
    first: Option<(SignalName, Time, Duration)>,
}

impl Proof {
    /// Why it is stale at `as_of`; none while it is not. What the outcome said `before` is kept in the text,
    /// and the absence with it, since that is what is to be mended once the service can be read again.
    pub(super) fn stale(&self, as_of: Time, before: Option<&Reason>) -> Option<Reason> {
        if let Some((signal, read_at)) = self.read_times.iter().find(|(_, at)| **at > as_of.plus(AHEAD_MAX)) {
            let text = format!(
                "`{signal}` was read at {read_at}, which has not come yet at {as_of}: a clock was wrong. It counts \
                 again after the next refresh."
            );
            return Some(Reason { code: Undetected::Stale, text, absence: None });
        }
        let since = self.proven_until.filter(|until| as_of > *until)?;
        let mut text = match (self.turns_at.filter(|turns_at| as_of >= *turns_at), &self.first) {
            (Some(turns_at), _) => {
                format!("Stale since {turns_at}: the verdict may turn then, and was not judged since.")
            }
            (None, Some((signal, read_at, max_age))) => format!(
                "`{signal}` is stale since {since}: it was last read at {read_at}, and a reading counts for {}.",
                spell(*max_age)
            ),
            (None, None) => return None,
        };
        if let Some(before) = before {
            text.push_str(" Before that: ");
            text.push_str(&before.text);
        }
        Some(Reason { code: Undetected::Stale, text, absence: before.and_then(|b| b.absence.clone()) })
    }
}

/// Gathers the readings that count.
///
/// Where a read prefers among several places and the outcome recorded which one it found its value at, that one
/// counts and those before it do: a later place speaks only while it is known that nothing is at the preferred
/// ones. Where it found none (the check could not be detected), the finding rests on having looked at all of
/// them, so that all those that were read count.
pub(super) fn proof(check: &Check, outcome: &Outcome, latest: &BTreeMap<SignalName, Time>) -> Proof {
    // What an outcome of another version says of its reads is all there is: this version reads other things.
    let same_version = outcome.check_version == check.version;
    let found = |name: &str| outcome.facts.iter().any(|fact| fact.name == name && !fact.actual.is_null());
    let mut counted: Vec<(&SignalName, Duration)> = Vec::new();
    let mut complete = true;
    for fact in &outcome.facts {
        let read = check.reads.get(&fact.name);
        if !fact.actual.is_null() || read.is_none() || !same_version {
            complete &= latest.contains_key(&fact.signal);
            counted.push((&fact.signal, read.map_or(MAX_AGE_OTHERWISE, |read| read.max_age)));
        }
        if let Some(read) = read.filter(|_| same_version && !fact.actual.is_null()) {
            let is_it = |path: &SignalPath| path.signal == fact.signal && path.pointer == fact.pointer;
            // Of places that are ways to the same fact each proves it alone.
            let preferred = read.at.iter().take_while(|path| !read.either && !is_it(path));
            for preferred in preferred {
                complete &= latest.contains_key(&preferred.signal);
                counted.push((&preferred.signal, read.max_age));
            }
        }
    }
    if same_version {
        for read in check.reads.iter().filter(|(name, _)| !found(name)).map(|(_, read)| read) {
            complete &= read.at.iter().any(|path| latest.contains_key(&path.signal));
            counted.extend(read.at.iter().map(|path| (&path.signal, read.max_age)));
        }
    }

    let mut read_times = BTreeMap::new();
    let mut first: Option<(Time, SignalName, Time, Duration)> = None;
    for (signal, max_age) in counted {
        let Some(read_at) = latest.get(signal).copied() else { continue };
        read_times.insert(signal.clone(), read_at);
        let until = read_at.plus(max_age);
        if first.as_ref().is_none_or(|(earliest, ..)| until < *earliest) {
            first = Some((until, signal.clone(), read_at, max_age));
        }
    }
    Proof {
        complete: complete && !read_times.is_empty(),
        read_times,
        proven_until: first
            .as_ref()
            .map(|(until, ..)| *until)
            .into_iter()
            .chain(outcome.next_boundary.map(|at| at.minus(Duration::from_millis(1))))
            .min(),
        turns_at: outcome.next_boundary,
        first: first.map(|(_, signal, read_at, max_age)| (signal, read_at, max_age)),
    }
}

/// A span of time as people say it: `50 h`, `90 min`, `45 s`, `5 ms`.
fn spell(duration: Duration) -> String {
    let ms = duration.as_millis();
    for (unit_ms, unit) in [(3_600_000, "h"), (60_000, "min"), (1_000, "s")] {
        if ms >= unit_ms && ms.is_multiple_of(unit_ms) {
            return format!("{} {unit}", ms / unit_ms);
        }
    }
    format!("{ms} ms")
}
