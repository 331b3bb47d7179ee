//! One app's sign-in to one account: one token, shared by all calls, asked for by one caller at a time.

use super::{clouds::Endpoints, credentials::App, token, token::Token};
use crate::http::{Call, Client, basic_credentials};
use crate::source::{ConnectError, clock, shared::Shared};
use model::{Clock, Secret, Time};
use std::{sync::Arc, time::Duration};
use zeroize::Zeroize;

/// A token that lacks a scope is given up when it is older than this: the scope may have been added since,
/// and only a new token carries it.
const SCOPES_STAND_FOR: Duration = Duration::from_secs(60);

pub(super) struct SignIn {
    client: Client,
    endpoints: Endpoints,
    app: App,
    /// `base64(client_id:client_secret)`, only to be kept out of what is said.
    basic: Secret,
    clock: Arc<dyn Clock>,
    shared: Shared<Token>,
}

impl SignIn {
    pub(super) fn new(client: Client, endpoints: Endpoints, app: App, clock: Arc<dyn Clock>) -> Self {
        let basic = Secret::new(basic_credentials(&app.client_id, &app.client_secret));
        Self { client, endpoints, app, basic, clock, shared: Shared::default() }
    }

    pub(super) fn account_id(&self) -> &str {
        &self.app.account_id
    }

    /// What must not come back in anything said: this app's secrets, and the token's.
    pub(super) fn secrets<'a>(&'a self, token: &'a Token) -> [&'a Secret; 3] {
        [&self.app.client_secret, &self.basic, &token.secret]
    }

    /// A good token: the one that is held, unless it is near its end or is the `refused` one.
    pub(super) async fn token(&self, refused: Option<&Arc<Token>>) -> Result<Arc<Token>, ConnectError> {
        let good = |token: &Arc<Token>| {
            self.clock.now() < token.renew_at && refused.is_none_or(|refused| !Arc::ptr_eq(refused, token))
        };
        self.shared.get(good, |before| self.request(before, self.clock.now())).await
    }

    /// A token asked for just now.
    pub(super) async fn fresh_token(&self) -> Result<Arc<Token>, ConnectError> {
        self.shared.fresh(|before| self.request(before, self.clock.now())).await
    }

    /// Gives the token up if it lacks a scope and has been held for a while.
    pub(super) async fn reconsider_scopes(&self, token: &Arc<Token>) {
        if self.clock.now().since(token.asked_at) > SCOPES_STAND_FOR {
            self.shared.give_up(token).await;
        }
    }

    /// One token request. The parameters go as a form: in the query string they would stand in logs, and Zoom
    /// has begun to refuse them there. `before` is the token until now, only to be kept out of what is said.
    async fn request(&self, before: Option<Arc<Token>>, now: Time) -> Result<Token, ConnectError> {
        let fields = [("grant_type", "account_credentials"), ("account_id", &self.app.account_id)];
        let call = Call::post_form(self.endpoints.token(), &fields)
            .basic(&self.app.client_id, &self.app.client_secret);
        let mut answer = self.client.send(call).await?;
        let mut secrets = vec![&self.app.client_secret, &self.basic];
        secrets.extend(before.as_ref().map(|token| &token.secret));
        let token = token::read(&answer, &self.endpoints, &secrets, now)
            .map(|token| Token { clock_warning: clock::warning("Zoom", &answer, self.clock.now()), ..token });
        answer.body.zeroize();
        token
    }
}
