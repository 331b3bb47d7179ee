//! Reading one set to its end: the loop over pages, the tries, the joining of parts. Nothing is kept here; a
//! set that does not come whole is no set.

use super::quota::Permits;
use connect::source::{Account, ConnectError, Cursor, Page, Part, SetSpec, Source, WholeSet};
use model::{Clock, Presence, SetName, SignalName, Time};
use std::{
    collections::{BTreeSet, HashSet},
    time::Duration,
};

/// Pages of one set: at 300 rows a page, three million rows.
const PAGES_MAX: usize = 10_000;
/// Tries of one page before the set is left to a later run.
const TRIES_MAX: u32 = 4;
/// How often a set is begun that changes while it is read.
const BEGINNINGS_MAX: u32 = 3;
/// The longest wait within a run that a service may ask for; for a longer one the run ends and another is
/// due then.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// Why a set did not come whole.
#[derive(Debug, Clone)]
pub(crate) struct SetFailure {
    /// What failed and how to mend it, in one text for the run's line.
    pub detail: String,
    /// When trying again makes sense: `None` where it does not before somebody mends something.
    pub retry: Option<RetryAt>,
    /// Whether it is the credentials that are refused, or cannot be used.
    pub refused: bool,
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
    pub fn of(error: &ConnectError, now: Time) -> Self {
        let retry = error.is_transient().then(|| error.retry_at(now).map_or(RetryAt::Backoff, RetryAt::Told));
        let refused = matches!(error, ConnectError::SignIn { .. });
        Self { detail: format!("{error}. {}", error.mend()), retry, refused }
    }

    /// What is of another account than the pinned one is evidence of nothing here: a sandbox that was made anew has
    /// the names of the one before.
    pub fn other_account(other: &str, pinned: &str) -> Self {
        let detail = format!(
            "The credentials now open the account {other}; this instance is pinned to {pinned}. Enter credentials of the pinned account with Edit, or add a connector of its own for the other."
        );
        Self { detail, retry: None, refused: true }
    }
}

/// A set that was read to its end.
pub(crate) struct Read {
    /// In the order of the set's signals.
    pub whole: Vec<(SignalName, Presence, Time)>,
    /// What the person who looks at the run should know all the same.
    pub warning: Option<String>,
}

/// One run's reader of one account.
pub(crate) struct Reader<'a> {
    pub source: &'a dyn Source,
    pub account: &'a dyn Account,
    /// The id of the account that the instance is pinned to.
    pub pinned: &'a str,
    pub clock: &'a dyn Clock,
    /// Before a page is tried again; doubles each time.
    pub first_pause: Duration,
    pub permits: Permits<'a>,
}

impl Reader<'_> {
    /// Reads a set from its first page to its last; anew where it changed meanwhile.
    pub async fn set(&mut self, spec: &SetSpec) -> Result<Read, SetFailure> {
        for beginning in 1.. {
            match self.once(spec).await {
                Err(Stop::Anew(error)) if beginning < BEGINNINGS_MAX => {
                    tracing::info!(set = %spec.name, %error, beginning, "reading the set anew");
                    tokio::time::sleep(self.first_pause).await;
                }
                Err(Stop::Anew(error)) => return Err(SetFailure::of(&error, self.clock.now())),
                Err(Stop::Failed(failure)) => return Err(failure),
                Ok(read) => return Ok(read),
            }
        }
        unreachable!("the loop returns at its last beginning")
    }

    async fn once(&mut self, spec: &SetSpec) -> Result<Read, Stop> {
        let mut joined = Joined::default();
        let mut warnings = BTreeSet::new();
        let mut cursor: Option<Cursor> = None;
        for _ in 0..PAGES_MAX {
            let page = self.page(&spec.name, cursor.as_ref()).await?;
            if let Some(other) = page.account.filter(|named| named != self.pinned) {
                return Err(SetFailure::other_account(&other, self.pinned).into());
            }
            warnings.extend(page.warnings);
            for part in page.parts {
                joined.add(spec, part)?;
            }
            match page.next {
                None => {
                    let said: Vec<_> = warnings.into_iter().collect();
                    let warning = (!said.is_empty()).then(|| said.join(" "));
                    self.source.reduce(&spec.name, &mut joined.parts);
                    return Ok(Read { whole: joined.whole(spec)?, warning });
                }
                // A service that sends the same page for ever would never end.
                Some(next) if Some(&next) == cursor.as_ref() => {
                    return Err(broken("the service gave a page again that it had given before".into()));
                }
                Some(next) => cursor = Some(next),
            }
        }
        Err(broken(format!("more than {PAGES_MAX} pages; a set is bounded")))
    }

    /// One page, tried again while it fails in passing: after 1, 2, 4 … pauses, or when the service says.
    async fn page(&mut self, set: &SetName, cursor: Option<&Cursor>) -> Result<Page, Stop> {
        let mut pause = self.first_pause;
        let class = self.account.class_of(set, cursor);
        for try_number in 1.. {
            self.permits.one(class).await?;
            let error = match self.account.read_page(set, cursor).await {
                Ok(page) => {
                    self.permits.said(class, page.allowance);
                    return Ok(page);
                }
                Err(error) => error,
            };
            self.permits.failed(class, &error).await;
            if error.begins_anew() {
                return Err(Stop::Anew(error));
            }
            let now = self.clock.now();
            let wait = error.retry_at(now).map_or(pause, |at| at.since(now));
            if !error.is_transient() || try_number == TRIES_MAX || wait > WAIT_MAX {
                return Err(SetFailure::of(&error, now).into());
            }
            tracing::info!(%set, %error, wait_ms = wait.as_millis(), "reading again");
            tokio::time::sleep(wait).await;
            pause = (pause * 2).min(WAIT_MAX);
        }
        unreachable!("the loop returns at its last try")
    }
}

/// Why a reading of a set stopped.
enum Stop {
    /// What was read is of no use; from the first page it may be.
    Anew(ConnectError),
    Failed(SetFailure),
}

impl From<SetFailure> for Stop {
    fn from(failure: SetFailure) -> Self {
        Stop::Failed(failure)
    }
}

fn broken(detail: String) -> Stop {
    Stop::Failed(SetFailure { detail, retry: None, refused: false })
}

/// What the pages of a set gave so far.
#[derive(Default)]
struct Joined {
    parts: WholeSet,
    /// What tells each row apart, of tables that have such columns.
    seen: HashSet<(SignalName, String)>,
}

impl Joined {
    fn add(&mut self, spec: &SetSpec, part: Part) -> Result<(), Stop> {
        let Part { signal, presence, read_at } = part;
        if !spec.signals.contains(&signal) {
            return Err(broken(format!("the connector gave “{signal}”, which is not of “{}”", spec.name)));
        }
        if let (Presence::Table(table), Some(keys)) = (&presence, spec.keys.get(&signal)) {
            for row in &table.rows {
                let key: Vec<_> = keys.iter().map(|key| row.get(*key)).collect();
                if !self.seen.insert((signal.clone(), format!("{key:?}"))) {
                    let what = format!("the list “{signal}” gave a row twice: it changed while it was read");
                    return Err(Stop::Anew(ConnectError::Changed { what }));
                }
            }
        }
        match (self.parts.get_mut(&signal), presence) {
            (None, presence) => {
                self.parts.insert(signal, (presence, read_at));
            }
            (Some((Presence::Table(all), first_read_at)), Presence::Table(more)) => {
                all.rows.extend(more.rows);
                all.complete = more.complete;
                // A table is as old as its oldest page.
                *first_read_at = (*first_read_at).min(read_at);
            }
            (Some(_), _) => {
                return Err(broken(format!("the connector gave “{signal}” twice and differently")));
            }
        }
        Ok(())
    }

    fn whole(mut self, spec: &SetSpec) -> Result<Vec<(SignalName, Presence, Time)>, Stop> {
        spec.signals
            .iter()
            .map(|signal| match self.parts.remove(signal) {
                Some((presence, read_at)) => Ok((signal.clone(), presence, read_at)),
                None => Err(broken(format!("the connector said nothing of “{signal}”"))),
            })
            .collect()
    }
}
