//! Reading one set to its end: the loop over pages, the tries, the joining of parts. Nothing is kept here; a
//! set that does not come whole is no set.

use connect::source::{Account, ConnectError, Cursor, Page, Part, SetSpec};
use model::{Clock, Presence, SetName, SignalName, Time};
use std::{collections::BTreeMap, time::Duration};

/// Pages of one set: at 300 rows a page, three million rows.
const PAGES_MAX: usize = 10_000;
/// Tries of one page before the set is left to a later run.
const TRIES_MAX: u32 = 4;
/// The longest wait within a run that a service may ask for; for a longer one the run ends and another is
/// due then.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// What a whole set gave, in the order of its signals.
pub(crate) type WholeSet = Vec<(SignalName, Presence, Time)>;

/// Why a set did not come whole.
#[derive(Debug, Clone)]
pub(crate) struct SetFailure {
    /// What failed and how to mend it, in one text for the run's line.
    pub detail: String,
    /// When trying again makes sense: `None` where it does not before somebody mends something.
    pub retry: Option<RetryAt>,
}

/// When a later run may succeed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RetryAt {
    /// The service said when.
    Told(Time),
    /// It did not; the run's own backoff decides.
    Backoff,
}

impl SetFailure {
    fn of(error: &ConnectError, now: Time) -> Self {
        let retry = error.is_transient().then(|| error.retry_at(now).map_or(RetryAt::Backoff, RetryAt::Told));
        Self { detail: format!("{error}. {}", error.mend()), retry }
    }
    fn broken(detail: String) -> Self {
        Self { detail, retry: None }
    }
}

/// Reads a set from its first page to its last.
pub(crate) async fn read_set(
    account: &dyn Account,
    spec: &SetSpec,
    clock: &dyn Clock,
    first_pause: Duration,
) -> Result<WholeSet, SetFailure> {
    let mut joined = BTreeMap::new();
    let mut cursor: Option<Cursor> = None;
    for _ in 0..PAGES_MAX {
        let page = read_page(account, &spec.name, cursor.as_ref(), clock, first_pause).await?;
        for part in page.parts {
            join(&mut joined, spec, part)?;
        }
        match page.next {
            None => return whole(joined, spec),
            // A service that sends the same page for ever would never end.
            Some(next) if Some(&next) == cursor.as_ref() => {
                return Err(SetFailure::broken(format!(
                    "the service gave the page after “{}” again",
                    next.as_str()
                )));
            }
            Some(next) => cursor = Some(next),
        }
    }
    Err(SetFailure::broken(format!("more than {PAGES_MAX} pages; a set is bounded")))
}

/// One page, tried again while it fails in passing: after 1, 2, 4 … pauses, or when the service says.
async fn read_page(
    account: &dyn Account,
    set: &SetName,
    cursor: Option<&Cursor>,
    clock: &dyn Clock,
    first_pause: Duration,
) -> Result<Page, SetFailure> {
    let mut pause = first_pause;
    for try_number in 1.. {
        let error = match account.read_page(set, cursor).await {
            Ok(page) => return Ok(page),
            Err(error) => error,
        };
        let now = clock.now();
        let wait = error.retry_at(now).map_or(pause, |at| at.since(now));
        if !error.is_transient() || try_number == TRIES_MAX || wait > WAIT_MAX {
            return Err(SetFailure::of(&error, now));
        }
        tracing::info!(%set, %error, wait_ms = wait.as_millis(), "reading again");
        tokio::time::sleep(wait).await;
        pause = (pause * 2).min(WAIT_MAX);
    }
    unreachable!("the loop returns at its last try")
}

fn join(
    joined: &mut BTreeMap<SignalName, (Presence, Time)>,
    spec: &SetSpec,
    part: Part,
) -> Result<(), SetFailure> {
    let Part { signal, presence, read_at } = part;
    if !spec.signals.contains(&signal) {
        return Err(SetFailure::broken(format!(
            "the connector gave “{signal}”, which is not of “{}”",
            spec.name
        )));
    }
    match (joined.get_mut(&signal), presence) {
        (None, presence) => {
            joined.insert(signal, (presence, read_at));
        }
        (Some((Presence::Table(all), first_read_at)), Presence::Table(more)) => {
            all.rows.extend(more.rows);
            all.complete = more.complete;
            // A table is as old as its oldest page.
            *first_read_at = (*first_read_at).min(read_at);
        }
        (Some(_), _) => {
            return Err(SetFailure::broken(format!("the connector gave “{signal}” twice and differently")));
        }
    }
    Ok(())
}

fn whole(mut joined: BTreeMap<SignalName, (Presence, Time)>, spec: &SetSpec) -> Result<WholeSet, SetFailure> {
    spec.signals
        .iter()
        .map(|signal| match joined.remove(signal) {
            Some((presence, read_at)) => Ok((signal.clone(), presence, read_at)),
            None => Err(SetFailure::broken(format!("the connector said nothing of “{signal}”"))),
        })
        .collect()
}
