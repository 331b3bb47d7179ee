//! One app's sign-in to one account: one token, shared by all calls, asked for by one caller at a time.

use super::{clock, clouds::Endpoints, credentials::App, token, token::Token};
use crate::http::{Call, Client, basic_credentials};
use crate::source::ConnectError;
use model::{Clock, Secret, Time};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::Mutex;
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
    held: Mutex<Held>,
    /// How many requests have ended, whichever way.
    ended: AtomicU64,
}

#[derive(Default)]
struct Held {
    token: Option<Arc<Token>>,
    /// Why the last request failed, for those who were waiting for it.
    failure: Option<ConnectError>,
}

impl SignIn {
    pub(super) fn new(client: Client, endpoints: Endpoints, app: App, clock: Arc<dyn Clock>) -> Self {
        let basic = Secret::new(basic_credentials(&app.client_id, &app.client_secret));
        Self {
            client,
            endpoints,
            app,
            basic,
            clock,
            held: Mutex::new(Held::default()),
            ended: AtomicU64::new(0),
        }
    }

    pub(super) fn account_id(&self) -> &str {
        &self.app.account_id
    }

    /// What must not come back in anything said: this app's secrets, and the token's.
    pub(super) fn secrets<'a>(&'a self, token: &'a Token) -> [&'a Secret; 3] {
        [&self.app.client_secret, &self.basic, &token.secret]
    }

    /// A good token: the one that is held, unless it is near its end or is the `refused` one. Callers who come
    /// while one is being asked for wait, and share what comes of it.
    pub(super) async fn token(&self, refused: Option<&Arc<Token>>) -> Result<Arc<Token>, ConnectError> {
        let arrived = self.ended.load(Ordering::SeqCst);
        let mut held = self.held.lock().await;
        let good = |token: &&Arc<Token>| {
            self.clock.now() < token.renew_at && refused.is_none_or(|refused| !Arc::ptr_eq(refused, token))
        };
        if let Some(token) = held.token.as_ref().filter(good) {
            return Ok(token.clone());
        }
        if self.ended.load(Ordering::SeqCst) > arrived
            && let Some(failure) = &held.failure
        {
            return Err(failure.clone());
        }
        self.ask(&mut held).await
    }

    /// A token asked for just now.
    pub(super) async fn fresh_token(&self) -> Result<Arc<Token>, ConnectError> {
        let mut held = self.held.lock().await;
        self.ask(&mut held).await
    }

    /// Gives the token up if it lacks a scope and has been held for a while.
    pub(super) async fn reconsider_scopes(&self, token: &Arc<Token>) {
        let old = self.clock.now().since(token.asked_at) > SCOPES_STAND_FOR;
        let mut held = self.held.lock().await;
        if old && held.token.as_ref().is_some_and(|held| Arc::ptr_eq(held, token)) {
            held.token = None;
        }
    }

    async fn ask(&self, held: &mut Held) -> Result<Arc<Token>, ConnectError> {
        let before = std::mem::take(held).token;
        let result = self.request(before.as_deref(), self.clock.now()).await.map(Arc::new);
        match &result {
            Ok(token) => held.token = Some(token.clone()),
            Err(failure) => held.failure = Some(failure.clone()),
        }
        self.ended.fetch_add(1, Ordering::SeqCst);
        result
    }

    /// One token request. The parameters go as a form: in the query string they would stand in logs, and Zoom
    /// has begun to refuse them there. `before` is the token until now, only to be kept out of what is said.
    async fn request(&self, before: Option<&Token>, now: Time) -> Result<Token, ConnectError> {
        let fields = [("grant_type", "account_credentials"), ("account_id", &self.app.account_id)];
        let call = Call::post_form(self.endpoints.token(), &fields)
            .basic(&self.app.client_id, &self.app.client_secret);
        let mut answer = self.client.send(call).await?;
        let mut secrets = vec![&self.app.client_secret, &self.basic];
        secrets.extend(before.map(|token| &token.secret));
        let token = token::read(&answer, &self.endpoints, &secrets, now)
            .map(|token| Token { clock_warning: clock::warning(&answer, self.clock.now()), ..token });
        answer.body.zeroize();
        token
    }
}
