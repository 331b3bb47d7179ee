//! One opened Zoom account.

use super::{
    answer::{Found, Understood, keep, understand},
    clouds::Endpoints,
    credentials::{ACCOUNT_ID, App},
    known,
    sign_in::SignIn,
    throttle::allowance,
    token::Token,
    view::{OWN_USER_VIEW, View, page},
};
use crate::http::{Call, Client, words};
use crate::source::{Account, Allowance, ConnectError, Cursor, Page, Part, SignInCause, Validation};
use async_trait::async_trait;
use model::{Clock, Presence, SetName, Time};
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

/// What a view's call found, and what it was found with.
struct Seen {
    found: Found,
    token: Arc<Token>,
    allowance: Option<Allowance>,
    /// When the call began.
    at: Time,
}

impl ZoomAccount {
    pub(super) fn new(client: Client, endpoints: Endpoints, app: App, clock: Arc<dyn Clock>) -> Self {
        let sign_in = SignIn::new(client.clone(), endpoints, app, clock.clone());
        Self { client, sign_in, clock }
    }

    /// Calls a view. A token that is not taken is renewed once and the call repeated once; never more.
    async fn see(&self, view: &View, token: Arc<Token>) -> Result<Seen, ConnectError> {
        if let Ok(seen) = self.call(view, &token).await? {
            return Ok(seen);
        }
        let renewed = self.sign_in.token(Some(&token)).await?;
        self.call(view, &renewed).await?
    }

    /// One call. The inner error is what a token that is not taken comes to if a new one is not taken either.
    async fn call(
        &self,
        view: &View,
        token: &Arc<Token>,
    ) -> Result<Result<Seen, ConnectError>, ConnectError> {
        let secrets = self.sign_in.secrets(token);
        let at = self.clock.now();
        let call = Call::get(address(&token.api, view)).bearer(&token.secret);
        let answer = self.client.send(call).await?;
        let tracking = answer.header(TRACKING_HEADER).and_then(|id| words(id, &secrets));
        tracing::debug!(signal = view.signal, status = answer.status.as_u16(), tracking, "Zoom answered");
        Ok(match understand(&answer, view, &secrets, self.clock.now())? {
            Understood::Found(found) => {
                Ok(Seen { found, token: token.clone(), allowance: allowance(&answer), at })
            }
            Understood::TokenRefused(error) => Err(error),
        })
    }

    /// The account that Zoom itself names, where the user that the app belongs to can be read.
    async fn named_account(&self, token: &Arc<Token>) -> Result<Option<String>, ConnectError> {
        let seen = self.see(&OWN_USER_VIEW, token.clone()).await?;
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
        let named = if scopes.grants(OWN_USER_VIEW.right) { self.named_account(&token).await? } else { None };
        if let Some(named) = named.as_deref().filter(|named| *named != entered) {
            return Err(ConnectError::SignIn {
                cause: SignInCause::Account,
                field: Some(ACCOUNT_ID),
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
        })
    }

    async fn read_page(&self, set: &SetName, cursor: Option<&Cursor>) -> Result<Page, ConnectError> {
        let Some((view, next)) = page(set, cursor) else {
            let page = cursor.map_or("first", Cursor::as_str);
            let page = words(page, &[]).unwrap_or_default();
            return Err(ConnectError::NoSuchPage { set: set.to_string(), page });
        };
        let token = self.sign_in.token(None).await?;
        let seen = self.see(view, token).await?;
        let presence = match seen.found {
            Found::Document(document) => {
                Presence::Document { value: keep(document, view, &self.sign_in.secrets(&seen.token)) }
            }
            Found::Absent(mut absence) => {
                if absence.kind == model::AbsenceKind::ScopeMissing {
                    self.sign_in.reconsider_scopes(&seen.token).await;
                    let scopes = seen.token.scopes.as_ref();
                    let lacking = scopes.filter(|scopes| !scopes.grants(view.right));
                    absence.right = absence.right.or(lacking.map(|scopes| scopes.wanted(view.right).into()));
                }
                Presence::Absent(absence)
            }
        };
        let part = Part { signal: known(view.signal), presence, read_at: seen.at };
        Ok(Page { parts: vec![part], next, allowance: seen.allowance })
    }
}

fn address(api: &Url, view: &View) -> Url {
    let mut url = api.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(view.path);
    }
    if let Some(option) = view.option {
        url.query_pairs_mut().append_pair("option", option);
    }
    url
}
