//! One opened Zoom account.

use super::{
    answer::{Found, Understood, keep, understand},
    changes,
    clouds::Endpoints,
    credentials::{ACCOUNT_ID, App},
    known,
    place::Place,
    scope::Right,
    sign_in::SignIn,
    throttle::allowance,
    token::Token,
    view::{OPERATION_LOGS_PATH, OWN_USER_VIEW, Shape, VIEWS, View},
    walk,
};
use crate::http::{Call, Client, words};
use crate::source::{
    Account, Allowance, CallClass, Changes, ChangesPage, ConnectError, Cursor, Page, Part, SignInCause,
    Validation,
};
use async_trait::async_trait;
use model::{AbsenceKind, Clock, SetName, Time};
use serde_json::Value;
use std::sync::Arc;
use url::Url;

/// By which Zoom's support finds a call.
const TRACKING_HEADER: &str = "x-zm-trackingid";

pub(super) struct ZoomAccount {
    client: Client,
    sign_in: SignIn,
    clock: Arc<dyn Clock>,
}

/// One GET: where, and what the answer must look like.
struct Ask {
    path: Vec<String>,
    query: Vec<(&'static str, String)>,
    shape: Shape,
    /// What it is for, for the log.
    signal: &'static str,
    rights: &'static [&'static Right],
}

/// What a call found, and what it was found with.
struct Seen {
    found: Found,
    token: Arc<Token>,
    allowance: Option<Allowance>,
    /// When the call began.
    at: Time,
}

impl Ask {
    fn of(view: &View, place: &Place) -> Self {
        let id = || place.thing().map(|thing| thing.id.clone()).unwrap_or_default();
        let segment = |segment: &&str| match *segment {
            "{id}" => id(),
            segment => segment.to_owned(),
        };
        Self {
            path: view.path.iter().map(segment).collect(),
            query: walk::query(view, place),
            shape: view.shape(),
            signal: view.signal,
            rights: view.rights,
        }
    }

    fn is_paging(&self) -> bool {
        self.query.iter().any(|(name, _)| *name == "next_page_token")
    }

    fn address(&self, api: &Url) -> Url {
        let mut url = api.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(&self.path);
        }
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        url
    }
}

impl ZoomAccount {
    pub(super) fn new(client: Client, endpoints: Endpoints, app: App, clock: Arc<dyn Clock>) -> Self {
        let sign_in = SignIn::new(client.clone(), endpoints, app, clock.clone());
        Self { client, sign_in, clock }
    }

    /// Makes a call. A token that is not taken is renewed once and the call repeated once; never more.
    async fn see(&self, ask: &Ask, token: Arc<Token>) -> Result<Seen, ConnectError> {
        let mut seen = match self.call(ask, &token).await? {
            Ok(seen) => seen,
            Err(_) => {
                let renewed = self.sign_in.token(Some(&token)).await?;
                self.call(ask, &renewed).await??
            }
        };
        if let Found::Absent(absence) = &mut seen.found
            && absence.kind == AbsenceKind::ScopeMissing
        {
            self.sign_in.reconsider_scopes(&seen.token).await;
            if let (None, Some(scopes)) = (&absence.right, &seen.token.scopes) {
                let lacking = ask.rights.iter().find(|right| !scopes.grants(right));
                absence.right = lacking.map(|right| scopes.wanted(right).to_owned());
            }
        }
        Ok(seen)
    }

    /// One call. The inner error is what a token that is not taken comes to if a new one is not taken either.
    async fn call(&self, ask: &Ask, token: &Arc<Token>) -> Result<Result<Seen, ConnectError>, ConnectError> {
        let secrets = self.sign_in.secrets(token);
        let at = self.clock.now();
        let call = Call::get(ask.address(&token.api)).bearer(&token.secret);
        let answer = self.client.send(call).await?;
        let tracking = answer.header(TRACKING_HEADER).and_then(|id| words(id, &secrets));
        tracing::debug!(signal = ask.signal, status = answer.status.as_u16(), tracking, "Zoom answered");
        Ok(match understand(&answer, ask.shape, ask.is_paging(), &secrets, self.clock.now())? {
            Understood::Found(found) => {
                Ok(Seen { found, token: token.clone(), allowance: allowance(&answer), at })
            }
            Understood::TokenRefused(error) => Err(error),
        })
    }

    /// The account that Zoom itself names, where the user that the app belongs to can be read.
    async fn named_account(&self, token: &Arc<Token>) -> Result<Option<String>, ConnectError> {
        let ask = Ask::of(&OWN_USER_VIEW, &Place::at(&OWN_USER_VIEW));
        let seen = self.see(&ask, token.clone()).await?;
        let Found::Document(user) = &seen.found else { return Ok(None) };
        let named = user.get("account_id").and_then(Value::as_str);
        Ok(named.and_then(|named| words(named, &self.sign_in.secrets(&seen.token))))
    }
}

#[async_trait]
impl Account for ZoomAccount {
    async fn validate(&self) -> Result<Validation, ConnectError> {
        let token = self.sign_in.fresh_token().await?;
        let Some(scopes) = &token.scopes else {
            return Err(ConnectError::Unexpected {
                what: "Zoom's token answer does not say which scopes were granted".into(),
                status: None,
                words: None,
            });
        };
        let entered = self.sign_in.account_id();
        let readable = OWN_USER_VIEW.rights.iter().all(|right| scopes.grants(right));
        let named = if readable { self.named_account(&token).await? } else { None };
        if let Some(named) = named.as_deref().filter(|named| *named != entered) {
            return Err(ConnectError::SignIn {
                cause: SignInCause::Account,
                fields: &[ACCOUNT_ID],
                what: format!("these credentials open the account {named}, not the one that was entered"),
                mend: "Copy the account ID again from the “App Credentials” page of the app whose client ID you use.",
                words: None,
            });
        }
        Ok(Validation {
            account_id: entered.to_owned(),
            account_confirmed: named.is_some(),
            granted: scopes.names(),
            missing: scopes.missing(),
            warnings: token.clock_warning.clone().into_iter().collect(),
        })
    }

    async fn read_page(&self, set: &SetName, cursor: Option<&Cursor>) -> Result<Page, ConnectError> {
        let place = Place::read(set, cursor).map(|place| place.with_span(self.clock.now()));
        let Some((place, view)) = place.and_then(|place| place.view().map(|view| (place, view))) else {
            let page = cursor.map_or("first", Cursor::as_str);
            let page = words(page, &[]).unwrap_or_default();
            return Err(ConnectError::NoSuchPage { set: set.to_string(), page });
        };
        let token = self.sign_in.token(None).await?;
        let Seen { found, token, allowance, at } = self.see(&Ask::of(view, &place), token).await?;
        let step = walk::advance(view, place, found)?;
        let secrets = self.sign_in.secrets(&token);
        let part = |(signal, presence)| Part {
            signal: known(signal),
            presence: keep(presence, &secrets),
            read_at: at,
        };
        Ok(Page {
            parts: step.parts.into_iter().map(part).collect(),
            next: step.next.as_ref().map(Place::cursor),
            allowance,
            account: None,
            warnings: token.clock_warning.clone().into_iter().collect(),
        })
    }

    fn class_of(&self, set: &SetName, cursor: Option<&Cursor>) -> Option<CallClass> {
        Some(Place::read(set, cursor)?.view()?.class)
    }

    async fn changes(&self, since: Time, cursor: Option<&Cursor>) -> Result<Changes, ConnectError> {
        let Some(view) = VIEWS.iter().find(|view| view.path == OPERATION_LOGS_PATH) else {
            return Ok(Changes::NotSupported);
        };
        let now = self.clock.now();
        let earliest = changes::earliest(since, now);
        let query = changes::query(earliest, now, cursor);
        let ask = Ask { query, ..Ask::of(view, &Place::at(view)) };
        let token = self.sign_in.token(None).await?;
        let seen = self.see(&ask, token).await?;
        let document = match seen.found {
            Found::Document(document) => document,
            Found::Absent(absence) => return Ok(Changes::Absent(absence)),
        };
        let secrets = self.sign_in.secrets(&seen.token);
        let whose = (self.sign_in.account_id(), &secrets[..]);
        let page = changes::read(&document, cursor, earliest, whose, now)?;
        Ok(Changes::Page(ChangesPage { allowance: seen.allowance, ..page }))
    }

    fn class_of_changes(&self) -> Option<CallClass> {
        Some(CallClass::Heavy)
    }
}
