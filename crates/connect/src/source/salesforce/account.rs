//! One opened org.

use super::{
    ask::Seen,
    changes,
    credentials::{DOMAIN, Form},
    id::eighteen,
    known,
    place::Place,
    right,
    right::Right,
    session::{self, Session},
    sites::Sites,
    step::changed,
    view::{Gives, View},
    views,
};
use crate::http::{Client, words};
use crate::source::{
    Account, CallClass, Changes, ChangesPage, ConnectError, Cursor, Page, Part, SignInCause, Validation,
    shared::Shared,
};
use async_trait::async_trait;
use model::{Absence, AbsenceKind, Clock, Presence, SetName, Time};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// How long a refusal stands for the same credentials: a set's every page asks for a session, and three wrong passwords
/// lock a user out.
const REFUSED_FOR: Duration = Duration::from_secs(60);

pub(super) struct Org {
    pub(super) client: Client,
    pub(super) sites: Sites,
    pub(super) form: Form,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) shared: Shared<Session>,
    /// Whether Salesforce took these credentials once.
    pub(super) took: AtomicBool,
    /// Why and when Salesforce refused them last.
    pub(super) refused: Mutex<Option<(ConnectError, Time)>>,
}

/// A page as it is put together.
pub(super) struct Making {
    pub(super) page: Page,
    pub(super) session: Arc<Session>,
}

impl Org {
    pub(super) fn new(client: Client, sites: Sites, form: Form, clock: Arc<dyn Clock>) -> Self {
        Self {
            client,
            sites,
            form,
            clock,
            shared: Shared::default(),
            took: AtomicBool::new(false),
            refused: Mutex::new(None),
        }
    }

    pub(super) async fn session(&self, refused: Option<&Arc<Session>>) -> Result<Arc<Session>, ConnectError> {
        let good = |one: &Arc<Session>| refused.is_none_or(|refused| !Arc::ptr_eq(refused, one));
        self.shared.get(good, |_| self.sign_in()).await
    }

    /// Signs in, unless that was refused a moment ago.
    async fn sign_in(&self) -> Result<Session, ConnectError> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match refused.filter(|(_, at)| self.clock.now().since(*at) < REFUSED_FOR) {
            Some((error, _)) => Err(error),
            None => self.sign_in_now().await,
        }
    }

    pub(super) async fn sign_in_now(&self) -> Result<Session, ConnectError> {
        let took = self.took.load(Ordering::Relaxed);
        let opened = session::open(&self.client, &self.sites, &self.form, took, self.clock.as_ref()).await;
        self.took.fetch_or(opened.is_ok(), Ordering::Relaxed);
        let refused = opened.as_ref().err().filter(|error| matches!(error, ConnectError::SignIn { .. }));
        let refused = refused.map(|error| (error.clone(), self.clock.now()));
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = refused;
        opened
    }

    pub(super) async fn making(&self) -> Result<Making, ConnectError> {
        let session = self.session(None).await?;
        Ok(Making { page: Page::default(), session })
    }
}

#[async_trait]
impl Account for Org {
    async fn validate(&self) -> Result<Validation, ConnectError> {
        let (mut making, account_confirmed) = self.anew().await?;
        let granted = self.rights(&mut making).await?;
        let warnings = self.warnings(&making.session, &granted);
        Ok(Validation {
            account_id: making.session.org_id.clone(),
            account_confirmed,
            granted: granted.names(),
            missing: granted.missing(),
            warnings,
        })
    }

    async fn read_page(&self, set: &SetName, cursor: Option<&Cursor>) -> Result<Page, ConnectError> {
        let Some((mut place, views)) = Place::read(set, cursor) else {
            let page = cursor.map_or("first", Cursor::as_str);
            let page = words(page, &[]).unwrap_or_default();
            return Err(ConnectError::NoSuchPage { set: set.to_string(), page });
        };
        let mut making = self.making().await?;
        let Some(granted) = place.granted.clone() else {
            place.granted = Some(self.rights(&mut making).await?);
            return Ok(self.page(making, Some(place)));
        };
        // What needs no call, or may not be called, comes along with what does.
        while let Some(view) = views.get(place.at).copied() {
            let at = self.clock.now();
            if !matches!(view.gives, Gives::Joined) && !granted.has(view.right) {
                making.page.parts.push(part(view, Presence::Absent(not_granted(view.right)), at));
                place = place.after();
                continue;
            }
            let (presences, next) = self.step(&mut making, place, view).await?;
            making.page.parts.extend(presences.into_iter().map(|presence| part(view, presence, at)));
            place = next;
            if !matches!(view.gives, Gives::Joined | Gives::Connection) {
                return Ok(self.page(making, Some(place)));
            }
        }
        if self.rights(&mut making).await? != granted {
            return Err(changed("what our user may see changed while it was read".into()));
        }
        Ok(self.page(making, None))
    }

    fn class_of(&self, _: &SetName, _: Option<&Cursor>) -> Option<CallClass> {
        Some(CallClass::Light)
    }

    async fn changes(&self, since: Time, cursor: Option<&Cursor>) -> Result<Changes, ConnectError> {
        let mut making = self.making().await?;
        let query = &views::CHANGES;
        let text = query.since(since);
        let locator = cursor.map(Cursor::as_str);
        let seen = self.run(&mut making, query, &right::VIEW_SETUP, &text, locator).await?;
        let batch = match seen {
            Seen::Value(batch) => batch,
            Seen::Absent(absence) => {
                // Which right it is that is missing is told by our rights, not by the words.
                let right = (!self.rights(&mut making).await?.has(&right::VIEW_SETUP))
                    .then(|| right::VIEW_SETUP.label.into());
                return Ok(Changes::Absent(Absence { right: right.or(absence.right), ..absence }));
            }
            Seen::NoColumn(column) => {
                return Err(ConnectError::Unexpected {
                    what: format!("Salesforce's audit trail has no column “{column}”"),
                    status: None,
                    words: None,
                });
            }
        };
        if batch.next.is_some() && batch.next.as_deref() == locator {
            return Err(changed("the audit trail goes on without end".into()));
        }
        let secrets = self.secrets(&making.session);
        let now = self.clock.now();
        let notice = |row| changes::notice(row, &making.session.org_id, &secrets, now);
        Ok(Changes::Page(ChangesPage {
            notices: batch.rows.iter().map(notice).collect(),
            next: batch.next.map(Cursor::new),
            allowance: making.page.allowance,
        }))
    }

    fn class_of_changes(&self) -> Option<CallClass> {
        Some(CallClass::Light)
    }
}

impl Org {
    /// Signs in anew, and says whether the org itself said that it is the one that the sign-in names.
    ///
    /// # Errors
    /// The sign-in failed, or it leads to another org.
    pub(super) async fn anew(&self) -> Result<(Making, bool), ConnectError> {
        let session = self.shared.fresh(|_| self.sign_in_now()).await?;
        let mut making = Making { page: Page::default(), session };
        let named = match self.query(&mut making, &views::ORGANIZATION, &right::API_ENABLED, None).await? {
            Seen::Value(batch) => {
                batch.rows.first().and_then(|row| row.get("Id")?.as_str().and_then(eighteen))
            }
            Seen::Absent(_) | Seen::NoColumn(_) => None,
        };
        if named.as_deref().is_some_and(|named| named != making.session.org_id) {
            return Err(ConnectError::SignIn {
                cause: SignInCause::Account,
                fields: &[DOMAIN],
                what: "the sign-in names another org than the one that answers".into(),
                mend: "Enter the host of the org that is meant: Setup › My Domain shows it.",
                words: None,
            });
        }
        Ok((making, named.is_some()))
    }

    /// What the person should know of a session, and of how it came about.
    pub(super) fn warnings(&self, session: &Session, granted: &right::Granted) -> Vec<String> {
        let mut warnings: Vec<String> = session.clock_warning.clone().into_iter().collect();
        if self.form.method.as_str() == "soap_login" {
            warnings.push("Salesforce retires SOAP login() in Summer '27: sign in by OAuth client credentials or JWT bearer before that.".into());
            if !granted.has(&right::USE_ANY_API_AUTH) {
                warnings.push("The user's permission Use Any API Auth is not shown: without it Salesforce will refuse SOAP login() when it enforces that permission.".into());
            }
        }
        warnings
    }

    fn page(&self, making: Making, next: Option<Place>) -> Page {
        let Making { mut page, session } = making;
        page.next = next.map(|place| place.cursor());
        page.account = Some(session.org_id.clone());
        page.warnings.extend(session.clock_warning.clone());
        page
    }
}

fn part(view: &View, presence: Presence, read_at: Time) -> Part {
    Part { signal: known(view.signal), presence, read_at }
}

fn not_granted(right: &Right) -> Absence {
    Absence {
        kind: AbsenceKind::ScopeMissing,
        message: format!("{} is not among the permissions that Salesforce says our user has", right.api),
        right: Some(right.label.to_owned()),
    }
}
