//! One opened org.

use super::{
    answer::{self, Meaning},
    changes, component,
    credentials::{DOMAIN, Form},
    known,
    place::Place,
    reduce, right,
    right::{Granted, Right},
    rows::{self, Batch},
    session::{self, Session, VERSION},
    sites::Sites,
    soap::{self, Api, Envelope, Header, Said, Unreadable},
    view::{self, ENTITIES_MAX, Gives, Over, Query, View},
};
use crate::http::{Call, Client, words};
use crate::source::{
    Account, CallClass, Changes, ChangesPage, ConnectError, Cursor, Page, Part, SignInCause, Validation,
    shared::Shared,
};
use async_trait::async_trait;
use model::{Absence, AbsenceKind, Clock, Presence, Secret, SetName, Table, Time};
use roxmltree::Node;
use serde_json::{Map, Value, json};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use zeroize::Zeroizing;

/// Rows of one answer that are asked for: the most that Salesforce gives.
const BATCH_ROWS: u32 = 2_000;
/// Components of one call of the Metadata API: the most that it takes.
const COMPONENTS: usize = 10;
/// Components of one type that are read.
const COMPONENTS_MAX: usize = 2_000;
/// How long a refusal stands for the same credentials: a set's every page asks for a session, and three wrong passwords
/// lock a user out.
const REFUSED_FOR: Duration = Duration::from_secs(60);
/// Columns that an org may lack, left out one by one.
const MISSING_MAX: usize = 16;

pub(super) struct Org {
    client: Client,
    sites: Sites,
    form: Form,
    clock: Arc<dyn Clock>,
    shared: Shared<Session>,
    /// Whether Salesforce took these credentials once.
    took: AtomicBool,
    /// Why and when Salesforce refused them last.
    refused: Mutex<Option<(ConnectError, Time)>>,
}

/// What is written inside an operation's element.
type Inside<'a> = dyn Fn(&mut Envelope) + Send + Sync + 'a;

/// One operation: which, of which API, and what is inside it.
struct Ask<'a> {
    api: Api,
    operation: &'static str,
    right: &'a Right,
    batched: bool,
    inside: &'a Inside<'a>,
}

/// What an operation came to.
enum Seen<T> {
    Value(T),
    Absent(Absence),
    NoColumn(String),
}

/// A page as it is put together.
struct Making {
    page: Page,
    session: Arc<Session>,
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

    async fn session(&self, refused: Option<&Arc<Session>>) -> Result<Arc<Session>, ConnectError> {
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

    async fn sign_in_now(&self) -> Result<Session, ConnectError> {
        let took = self.took.load(Ordering::Relaxed);
        let opened = session::open(&self.client, &self.sites, &self.form, took, self.clock.as_ref()).await;
        self.took.fetch_or(opened.is_ok(), Ordering::Relaxed);
        let refused = opened.as_ref().err().filter(|error| matches!(error, ConnectError::SignIn { .. }));
        let refused = refused.map(|error| (error.clone(), self.clock.now()));
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = refused;
        opened
    }

    /// Makes a call. A session that is not taken is renewed once and the call repeated once; never more.
    async fn see<T: Send>(
        &self,
        making: &mut Making,
        ask: &Ask<'_>,
        take: impl Fn(Node<'_, '_>) -> Result<T, Unreadable> + Send,
    ) -> Result<Seen<T>, ConnectError> {
        let meaning = match self.call(making, ask, &take).await? {
            Ok(value) => return Ok(Seen::Value(value)),
            Err(Meaning::SignInAgain(_)) => {
                making.session = self.session(Some(&making.session)).await?;
                match self.call(making, ask, &take).await? {
                    Ok(value) => return Ok(Seen::Value(value)),
                    Err(meaning) => meaning,
                }
            }
            Err(meaning) => meaning,
        };
        match meaning {
            Meaning::Absent(absence) => Ok(Seen::Absent(absence)),
            Meaning::NoColumn(column) => Ok(Seen::NoColumn(column)),
            Meaning::SignInAgain(error) | Meaning::Error(error) => Err(error),
        }
    }

    async fn call<T>(
        &self,
        making: &mut Making,
        ask: &Ask<'_>,
        take: &(impl Fn(Node<'_, '_>) -> Result<T, Unreadable> + Send),
    ) -> Result<Result<T, Meaning>, ConnectError> {
        let session = &making.session;
        let (with, without) = (
            [Header::Session(&session.secret), Header::BatchSize(BATCH_ROWS)],
            [Header::Session(&session.secret)],
        );
        let headers: &[Header<'_>] = if ask.batched { &with } else { &without };
        let envelope: Zeroizing<String> =
            Envelope::of(ask.api, headers, ask.operation, |it| (ask.inside)(it));
        let url = self.sites.at(&session.host, &ask.api.path(VERSION));
        let answer = self.client.send(Call::post_soap(url, envelope)).await?;
        let now = self.clock.now();
        tracing::debug!(operation = ask.operation, status = answer.status.as_u16(), "Salesforce answered");
        let heard = answer::hear(&answer, ask.api, ask.operation, now, take)?;
        making.page.allowance = heard.allowance.or(making.page.allowance);
        Ok(match heard.said {
            Said::Answer(value) => Ok(value),
            Said::Fault(fault) => {
                let secrets = self.secrets(session);
                Err(answer::meaning(&fault, ask.right, &secrets, now))
            }
        })
    }

    fn secrets<'a>(&'a self, session: &'a Session) -> Vec<&'a Secret> {
        [&session.secret].into_iter().chain(self.form.method.secrets()).collect()
    }

    fn api(&self, over: Over) -> Api {
        match over {
            Over::Records => self.form.method.endpoint().into(),
            Over::Tooling => Api::Tooling,
        }
    }

    /// The first rows of a query, or those that a locator names. Columns that the org does not have are left out.
    async fn query(
        &self,
        making: &mut Making,
        query: &Query,
        right: &Right,
        locator: Option<&str>,
    ) -> Result<Seen<Batch>, ConnectError> {
        let mut missing: Vec<String> = Vec::new();
        let now = self.clock.now();
        for _ in 0..MISSING_MAX {
            let text = query.soql(&missing, now);
            let seen = self.run(making, query, right, &text, locator).await?;
            match seen {
                Seen::NoColumn(column)
                    if query.optional.contains(&column.as_str()) && !missing.contains(&column) =>
                {
                    missing.push(column);
                }
                Seen::NoColumn(column) => {
                    let message = format!("No such column '{column}'");
                    return Ok(Seen::Absent(Absence {
                        kind: AbsenceKind::NotLicensed,
                        message,
                        right: None,
                    }));
                }
                seen => return Ok(seen),
            }
        }
        Err(ConnectError::Unexpected {
            what: format!("Salesforce lacks more than {MISSING_MAX} columns of a query"),
            status: None,
            words: None,
        })
    }

    async fn run(
        &self,
        making: &mut Making,
        query: &Query,
        right: &Right,
        text: &str,
        locator: Option<&str>,
    ) -> Result<Seen<Batch>, ConnectError> {
        let (operation, inside): (_, Box<Inside<'_>>) = match locator {
            Some(locator) => ("queryMore", Box::new(|it| it.text("queryLocator", locator))),
            None => ("query", Box::new(|it| it.text("queryString", text))),
        };
        let ask = Ask { api: self.api(query.over), operation, right, batched: true, inside: inside.as_ref() };
        self.see(making, &ask, |response| Batch::read(response, query)).await
    }

    /// Our own permissions.
    async fn rights(&self, making: &mut Making) -> Result<Granted, ConnectError> {
        let seen = self.query(making, &view::RIGHTS, &right::API_ENABLED, None).await?;
        Ok(match seen {
            Seen::Value(batch) => batch.rows.first().map(Granted::of).unwrap_or_default(),
            // Nothing is known of them: nothing that needs one is read.
            Seen::Absent(_) | Seen::NoColumn(_) => Granted::default(),
        })
    }

    async fn making(&self) -> Result<Making, ConnectError> {
        let session = self.session(None).await?;
        Ok(Making { page: Page::default(), session })
    }

    /// One step at a place: the parts that it gives, and the place of the next one.
    async fn step(
        &self,
        making: &mut Making,
        place: Place,
        view: &'static View,
    ) -> Result<(Vec<Presence>, Place), ConnectError> {
        match &view.gives {
            Gives::Joined => Ok((Vec::new(), place.after())),
            Gives::Connection => {
                let value = json!({
                    "method": self.form.method.as_str(),
                    "user_id": making.session.user_id,
                    "api_version": VERSION,
                });
                Ok((vec![Presence::Document { value }], place.after()))
            }
            Gives::Row(query) => {
                let seen = self.query(making, query, view.right, None).await?;
                let presence = self.of_all(view, seen, |mut rows| match rows.len() {
                    1 => Ok(Presence::Document { value: Value::Object(rows.remove(0)) }),
                    count => Err(unexpected(view, &format!("{count} rows where there is one"))),
                })?;
                Ok((vec![presence], place.after()))
            }
            Gives::Keyed(query, key) => {
                let seen = self.query(making, query, view.right, None).await?;
                let presence = self.of_all(view, seen, |rows| {
                    let value =
                        keyed(rows, key).ok_or_else(|| unexpected(view, "rows that nothing tells apart"))?;
                    Ok(Presence::Document { value })
                })?;
                Ok((vec![presence], place.after()))
            }
            Gives::Rows(query) => self.batch(making, place, view, query, |rows| rows).await,
            Gives::Counted(query) => self.batch(making, place, view, query, reduce::counted).await,
            Gives::Kinds(query) => {
                let presence = self.kinds(making, view, query).await?;
                Ok((vec![presence], place.after()))
            }
            Gives::Component { kind, name, lists } => {
                let names = [(*name).to_owned()];
                let seen =
                    self.components(making, view, kind, &names, |record| component::document(record, lists));
                let presence = match seen.await? {
                    Seen::Value(mut found) => match found.pop().flatten() {
                        Some(value) if found.is_empty() => Presence::Document { value },
                        _ => Presence::Absent(Absence {
                            kind: AbsenceKind::NotFound,
                            message: format!("Salesforce has no {kind} “{name}”"),
                            right: None,
                        }),
                    },
                    Seen::Absent(absence) => Presence::Absent(absence),
                    Seen::NoColumn(column) => return Err(unexpected(view, &format!("no column “{column}”"))),
                };
                Ok((vec![presence], place.after()))
            }
            Gives::Components { kind, columns } => self.listed(making, place, view, kind, columns).await,
        }
    }

    /// The rows of a query that come in one answer.
    fn of_all(
        &self,
        view: &View,
        seen: Seen<Batch>,
        take: impl FnOnce(Vec<Map<String, Value>>) -> Result<Presence, ConnectError>,
    ) -> Result<Presence, ConnectError> {
        match seen {
            Seen::Value(Batch { rows, next: None, size }) if rows.len() as u64 == size => take(rows),
            Seen::Value(_) => Err(unexpected(view, "more rows than come in one answer")),
            Seen::Absent(absence) => Ok(Presence::Absent(absence)),
            Seen::NoColumn(column) => Err(unexpected(view, &format!("no column “{column}”"))),
        }
    }

    /// The next rows of a query, as `made` makes them into rows to keep.
    async fn batch(
        &self,
        making: &mut Making,
        place: Place,
        view: &'static View,
        query: &Query,
        made: impl FnOnce(Vec<Map<String, Value>>) -> Vec<Map<String, Value>>,
    ) -> Result<(Vec<Presence>, Place), ConnectError> {
        let batch = match self.query(making, query, view.right, place.locator.as_deref()).await? {
            Seen::Value(batch) => batch,
            Seen::Absent(absence) if place.locator.is_none() => {
                return Ok((vec![Presence::Absent(absence)], place.after()));
            }
            Seen::Absent(absence) => {
                let words = absence.message;
                return Err(changed(format!(
                    "in the midst of reading “{}” Salesforce said: “{words}”",
                    view.signal
                )));
            }
            Seen::NoColumn(column) => return Err(unexpected(view, &format!("no column “{column}”"))),
        };
        let count = place.rows + batch.rows.len() as u64;
        let size = place.size.unwrap_or(batch.size);
        if size != batch.size {
            return Err(changed(format!("“{}” had {size} rows, and then {}", view.signal, batch.size)));
        }
        let table = |complete| {
            let rows = made(batch.rows).into_iter().map(Value::Object).collect();
            Presence::Table(Table { rows, complete })
        };
        if let Some(next) = batch.next {
            if count >= size || Some(&next) == place.locator.as_ref() {
                return Err(changed(format!("“{}” goes on without end", view.signal)));
            }
            return Ok((
                vec![table(false)],
                Place { locator: Some(next), rows: count, size: Some(size), ..place },
            ));
        }
        if count != size {
            return Err(changed(format!("“{}” has {size} rows, of which {count} came", view.signal)));
        }
        // What ends at its bound may go on behind it.
        let bounded = view.signal == "entities" && count >= ENTITIES_MAX;
        Ok((vec![table(!bounded)], place.after()))
    }

    /// Log-ins by kind, with how many of each are our own user's.
    async fn kinds(
        &self,
        making: &mut Making,
        view: &'static View,
        query: &'static Query,
    ) -> Result<Presence, ConnectError> {
        let text = query.soql(&[], self.clock.now());
        let own = text.replace(" GROUP BY", &format!(" AND UserId = '{}' GROUP BY", making.session.user_id));
        let mut found = Vec::new();
        for text in [text, own] {
            match self.run(making, query, view.right, &text, None).await? {
                Seen::Value(Batch { rows, next: None, size }) if rows.len() as u64 == size => {
                    found.push(rows)
                }
                Seen::Value(_) => {
                    return Err(unexpected(view, "more kinds of log-ins than come in one answer"));
                }
                Seen::Absent(absence) => return Ok(Presence::Absent(absence)),
                Seen::NoColumn(column) => return Err(unexpected(view, &format!("no column “{column}”"))),
            }
        }
        let own = found.pop().unwrap_or_default();
        let rows = reduce::with_own(found.pop().unwrap_or_default(), &own);
        Ok(Presence::Table(Table { rows: rows.into_iter().map(Value::Object).collect(), complete: true }))
    }

    /// Components of one type by their names; `None` for one that is not there.
    async fn components<T: Send>(
        &self,
        making: &mut Making,
        view: &View,
        kind: &'static str,
        names: &[String],
        take: impl Fn(Node<'_, '_>) -> Option<T> + Send + Sync,
    ) -> Result<Seen<Vec<Option<T>>>, ConnectError> {
        let inside = |it: &mut Envelope| {
            it.text("type", kind);
            names.iter().for_each(|name| it.text("fullNames", name));
        };
        let ask = Ask {
            api: Api::Metadata,
            operation: "readMetadata",
            right: view.right,
            batched: false,
            inside: &inside,
        };
        self.see(making, &ask, |response| {
            let result =
                soap::child(response, "result").ok_or(Unreadable::NotSoap("metadata without a result"))?;
            let records = soap::children(result, "records");
            Ok(records.map(|record| if soap::is_nil(record) { None } else { take(record) }).collect())
        })
        .await
    }

    /// All components of a type: first their names, then ten at a time.
    async fn listed(
        &self,
        making: &mut Making,
        place: Place,
        view: &'static View,
        kind: &'static str,
        columns: &'static [super::column::Column],
    ) -> Result<(Vec<Presence>, Place), ConnectError> {
        let Some(names) = &place.names else {
            return self.names(making, place, view, kind).await;
        };
        let begun = place.rows as usize;
        let some: Vec<_> = names.iter().skip(begun).take(COMPONENTS).cloned().collect();
        let seen = self.components(making, view, kind, &some, |record| {
            Some(Value::Object(rows::component(record, columns)))
        });
        let found = match seen.await? {
            Seen::Value(found) => found,
            Seen::Absent(absence) => {
                return Err(changed(format!(
                    "in the midst of reading “{}” Salesforce said: “{}”",
                    view.signal, absence.message
                )));
            }
            Seen::NoColumn(column) => return Err(unexpected(view, &format!("no column “{column}”"))),
        };
        let rows: Vec<_> = found.into_iter().flatten().collect();
        if rows.len() != some.len() {
            return Err(changed(format!(
                "of {} of “{}” that were listed {} came",
                some.len(),
                view.signal,
                rows.len()
            )));
        }
        let done = begun + some.len();
        let complete = done >= names.len();
        let part = Presence::Table(Table { rows, complete });
        let next = match complete {
            true => place.after(),
            false => Place { rows: done as u64, ..place },
        };
        Ok((vec![part], next))
    }

    /// The names of a type's components.
    async fn names(
        &self,
        making: &mut Making,
        place: Place,
        view: &'static View,
        kind: &'static str,
    ) -> Result<(Vec<Presence>, Place), ConnectError> {
        let inside = |it: &mut Envelope| {
            it.inside("queries", |it| it.text("type", kind));
            it.text("asOfVersion", VERSION);
        };
        let ask = Ask {
            api: Api::Metadata,
            operation: "listMetadata",
            right: view.right,
            batched: false,
            inside: &inside,
        };
        let seen = self.see(making, &ask, |response| {
            let names = soap::children(response, "result").map(|one| soap::text(one, "fullName"));
            names.collect::<Option<Vec<_>>>().ok_or(Unreadable::NotSoap("a list of metadata without names"))
        });
        let names = match seen.await? {
            Seen::Value(names) => names,
            Seen::Absent(absence) => return Ok((vec![Presence::Absent(absence)], place.after())),
            Seen::NoColumn(column) => return Err(unexpected(view, &format!("no column “{column}”"))),
        };
        if names.len() > COMPONENTS_MAX {
            return Err(unexpected(
                view,
                &format!("more than {COMPONENTS_MAX} components, each of which takes a part of a call"),
            ));
        }
        if names.is_empty() {
            let part = Presence::Table(Table { rows: Vec::new(), complete: true });
            return Ok((vec![part], place.after()));
        }
        Ok((Vec::new(), Place { names: Some(names), ..place }))
    }
}

#[async_trait]
impl Account for Org {
    async fn validate(&self) -> Result<Validation, ConnectError> {
        let session = self.shared.fresh(|_| self.sign_in_now()).await?;
        let mut making = Making { page: Page::default(), session };
        let named = match self.query(&mut making, &view::ORGANIZATION, &right::API_ENABLED, None).await? {
            Seen::Value(batch) => {
                batch.rows.first().and_then(|row| row.get("Id")?.as_str().and_then(super::id::eighteen))
            }
            Seen::Absent(_) | Seen::NoColumn(_) => None,
        };
        let granted = self.rights(&mut making).await?;
        let session = &making.session;
        if named.as_deref().is_some_and(|named| named != session.org_id) {
            return Err(ConnectError::SignIn {
                cause: SignInCause::Account,
                fields: &[DOMAIN],
                what: "the sign-in names another org than the one that answers".into(),
                mend: "Enter the host of the org that is meant: Setup › My Domain shows it.",
                words: None,
            });
        }
        let mut warnings: Vec<String> = session.clock_warning.clone().into_iter().collect();
        if self.form.method.as_str() == "soap_login" {
            warnings.push("Salesforce retires SOAP login() in Summer '27: sign in by OAuth client credentials or JWT bearer before that.".into());
            if !granted.has(&right::USE_ANY_API_AUTH) {
                warnings.push("The user's permission Use Any API Auth is not shown: without it Salesforce will refuse SOAP login() when it enforces that permission.".into());
            }
        }
        Ok(Validation {
            account_id: session.org_id.clone(),
            account_confirmed: named.is_some(),
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
        let query = &view::CHANGES;
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

/// Rows as one document, by a column of theirs; `None` where two have the same, or one has none.
fn keyed(rows: Vec<Map<String, Value>>, key: &str) -> Option<Value> {
    let mut document = Map::new();
    for mut row in rows {
        let name = row.remove(key)?.as_str().filter(|name| !name.is_empty())?.to_owned();
        let raw = row.get("OrgValueRaw").and_then(Value::as_str);
        let value = super::column::Kind::Any.value(raw);
        row.insert("value".into(), value);
        if document.insert(name, Value::Object(row)).is_some() {
            return None;
        }
    }
    Some(Value::Object(document))
}

fn changed(what: String) -> ConnectError {
    ConnectError::Changed { what }
}

fn unexpected(view: &View, what: &str) -> ConnectError {
    ConnectError::Unexpected {
        what: format!("Salesforce gave {what} for “{}”", view.signal),
        status: None,
        words: None,
    }
}
