//! A Server-to-Server OAuth app and the tokens that it mints.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{Random, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::BTreeMap, time::Duration};

/// How long a token lives; the token endpoint says 3599 s of it.
pub const TOKEN_LIFE: Duration = Duration::from_secs(3_600);
/// What `expires_in` says.
pub const EXPIRES_IN_S: u32 = 3_599;
/// Tokens remembered per app; expired ones go first, then the oldest.
const TOKENS_MAX: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppState {
    Active,
    /// Its tokens are dead, and no new ones are given.
    Deactivated,
    /// Nobody knows its client id.
    Deleted,
}

/// Which family of scopes an app was made with; decides code and wording when one is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    Classic,
    Granular,
}

#[derive(Debug, Clone, Deserialize)]
pub struct App {
    pub client_id: String,
    pub client_secret: String,
    pub family: Family,
    pub scopes: Vec<String>,
    #[serde(skip, default = "active")]
    pub state: AppState,
    #[serde(skip)]
    tokens: BTreeMap<String, Token>,
}

fn active() -> AppState {
    AppState::Active
}

/// A token as it was minted: later changes of the app's scopes do not reach it.
#[derive(Debug, Clone)]
pub struct Token {
    pub scopes: Vec<String>,
    pub family: Family,
    minted: Time,
}

/// What a bearer token is worth.
#[derive(Debug)]
pub enum Standing {
    Good(Token),
    Expired,
    Unknown,
}

impl App {
    /// Mints a token. With `newest_wins` all earlier ones die.
    pub fn mint(&mut self, account_id: &str, now: Time, random: &dyn Random, newest_wins: bool) -> String {
        if newest_wins {
            self.tokens.clear();
        }
        if self.tokens.len() >= TOKENS_MAX {
            self.tokens.retain(|_, token| now.since(token.minted) < TOKEN_LIFE);
        }
        while self.tokens.len() >= TOKENS_MAX {
            let oldest =
                self.tokens.iter().min_by_key(|(_, token)| token.minted).map(|(text, _)| text.clone());
            oldest.and_then(|text| self.tokens.remove(&text));
        }
        let text = jwt(&self.client_id, account_id, now, random);
        let token = Token { scopes: self.scopes.clone(), family: self.family, minted: now };
        self.tokens.insert(text.clone(), token);
        text
    }

    /// What the token is worth now; `None` when it is none of this app's.
    pub fn standing(&self, token: &str, now: Time) -> Option<Standing> {
        let token = self.tokens.get(token)?;
        Some(if self.state != AppState::Active {
            Standing::Unknown
        } else if now.since(token.minted) >= TOKEN_LIFE {
            Standing::Expired
        } else {
            Standing::Good(token.clone())
        })
    }

    pub fn revoke_tokens(&mut self) {
        self.tokens.clear();
    }

    /// Makes a new secret; the old one is refused from then on, tokens live on.
    pub fn rotate_secret(&mut self, random: &dyn Random) -> String {
        let mut bytes = [0u8; 24];
        random.fill(&mut bytes);
        self.client_secret = URL_SAFE_NO_PAD.encode(bytes);
        self.client_secret.clone()
    }
}

/// A text with a JSON Web Token's three parts and claims like Zoom's. Nobody can verify its signature, which
/// is random: a client has no business looking into it.
fn jwt(client_id: &str, account_id: &str, now: Time, random: &dyn Random) -> String {
    let mut bytes = [0u8; 48];
    random.fill(&mut bytes);
    let (id, signature) = bytes.split_at(16);
    let seconds = now.ms().div_euclid(1_000);
    let header = json!({ "sv": "000001", "alg": "HS512", "v": "2.0", "kid": hex::encode(id) });
    let claims = json!({
        "aud": "https://oauth.zoom.us",
        "ver": 10,
        "iss": format!("zm:cid:{client_id}"),
        "aid": account_id,
        "nbf": seconds,
        "iat": seconds,
        "exp": seconds + 3_600,
        "jti": hex::encode(id),
    });
    [header.to_string().as_bytes(), claims.to_string().as_bytes(), signature]
        .map(|part| URL_SAFE_NO_PAD.encode(part))
        .join(".")
}
