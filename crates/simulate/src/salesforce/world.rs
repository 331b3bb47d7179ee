//! All that the simulator knows, behind one lock that is never held while something is awaited.

use super::{
    chatter,
    cursor::Cursor,
    exception::Exception,
    fault::Fault,
    org::{Integration, Org, Who},
};
use crate::clock::VirtualClock;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{Clock, Random, Time};
use serde::Serialize;
use serde_json::json;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Requests remembered; older ones are forgotten.
const LOG_LINES_MAX: usize = 10_000;
/// Sessions remembered; the one that was used longest ago is forgotten.
const SESSIONS_MAX: usize = 1_000;
/// Open queries remembered.
const CURSORS_MAX: usize = 1_000;

/// Where a session comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Soap,
    OAuth,
    /// As a JWT-based access token: no good for SOAP.
    Jwt,
}

#[derive(Debug, Clone)]
pub struct Session {
    pub org: usize,
    pub user_id: String,
    pub origin: Origin,
    /// It may do nothing but change the password.
    pub restricted: bool,
    pub used: Time,
}

/// One request in the log. No headers and no bodies but the query or the metadata that was asked for: no secrets.
#[derive(Debug, Clone, Serialize)]
pub struct LogLine {
    pub at: Time,
    pub org: Option<String>,
    pub method: String,
    pub path: String,
    /// `login`, `query`, `readMetadata`, `token`, `rest`.
    pub operation: String,
    /// The SOQL, the locator, or the metadata type and names.
    pub detail: String,
    /// 0 where the connection was closed.
    pub status: u16,
    /// The exception code that was answered.
    pub code: Option<String>,
    /// The fault that it met.
    pub fault: Option<String>,
    /// The length of the answer's body.
    pub bytes: u64,
}

/// Everything that changes.
pub struct World {
    /// The simulator's own address.
    pub base_url: String,
    pub orgs: Vec<Org>,
    pub sessions: HashMap<String, Session>,
    pub cursors: HashMap<String, Cursor>,
    pub faults: Vec<Fault>,
    pub log: VecDeque<LogLine>,
}

impl World {
    /// The place of the org of a name or an id.
    pub fn place(&self, name: &str) -> Option<usize> {
        let name15 = super::ids::short(name);
        self.orgs.iter().position(|org| org.name == name || super::ids::short(&org.id) == name15)
    }

    /// Whose integration fits: the place of the org, and which of its two.
    pub fn integration(&self, fits: impl Fn(&Integration) -> bool) -> Option<(usize, Who)> {
        self.orgs.iter().enumerate().find_map(|(place, org)| {
            let both = [Who::Reader, Who::Archiver];
            both.into_iter().find(|who| fits(org.integration(*who))).map(|who| (place, who))
        })
    }

    /// Lets happen what is due.
    pub fn live(&mut self, now: Time) {
        self.orgs.iter_mut().for_each(|org| chatter::day::live(org, now));
    }

    pub fn remember(&mut self, line: LogLine) {
        if self.log.len() >= LOG_LINES_MAX {
            self.log.pop_front();
        }
        self.log.push_back(line);
    }

    /// Begins a session; its id.
    pub fn begin(&mut self, session: Session, random: &dyn Random) -> String {
        if self.sessions.len() >= SESSIONS_MAX {
            let oldest = self.sessions.iter().min_by_key(|(_, one)| one.used).map(|(id, _)| id.clone());
            oldest.and_then(|id| self.sessions.remove(&id));
        }
        let org = super::ids::short(&self.orgs[session.org].id).to_owned();
        let id = match session.origin {
            Origin::Soap | Origin::OAuth => format!("{org}!AQ{}", letters(random, 69)),
            Origin::Jwt => {
                let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
                let header = json!({ "typ": "JWT", "alg": "RS256", "kid": "CORE", "tty": "sfdc-core-token", "ver": "1.0" });
                let claims = json!({ "sub": format!("uid:{}", session.user_id), "sfi": letters(random, 24) });
                // Nobody can verify the signature, which is random: a client has no business looking into it.
                let signature = letters(random, 192).replace('.', "-");
                format!("{}.{}.{signature}", part(header), part(claims))
            }
        };
        self.sessions.insert(id.clone(), session);
        id
    }

    /// The session of an id, as far as it may be used now; using it keeps it alive.
    pub fn session(&mut self, id: &str, soap: bool, now: Time) -> Result<Session, Exception> {
        let Some(session) = self.sessions.get_mut(id) else { return Err(Exception::invalid_session()) };
        let life = Duration::from_secs(u64::from(self.orgs[session.org].state.session_minutes) * 60);
        if now.since(session.used) >= life {
            self.sessions.remove(id);
            return Err(Exception::invalid_session());
        }
        session.used = now;
        if soap && session.origin == Origin::Jwt {
            return Err(Exception::invalid_session());
        }
        Ok(session.clone())
    }

    /// Ends all sessions of an org, or of one of its users.
    pub fn end_sessions(&mut self, org: usize, user_id: Option<&str>) {
        let is_it = |one: &Session| one.org == org && user_id.is_none_or(|user| one.user_id == user);
        self.sessions.retain(|_, session| !is_it(session));
    }

    /// Keeps a query that has more pages.
    pub fn keep(&mut self, id: String, cursor: Cursor) {
        if self.cursors.len() >= CURSORS_MAX {
            let oldest = self.cursors.iter().min_by_key(|(_, one)| one.opened).map(|(id, _)| id.clone());
            oldest.and_then(|id| self.cursors.remove(&id));
        }
        self.cursors.insert(id, cursor);
    }
}

/// So many letters as session ids have.
pub fn letters(random: &dyn Random, many: usize) -> String {
    let mut bytes = vec![0u8; many];
    random.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes).replace('-', ".").chars().take(many).collect()
}

/// The running simulator's insides.
pub struct Sim {
    world: Mutex<World>,
    pub clock: VirtualClock,
    pub random: Arc<dyn Random>,
    pub http: reqwest::Client,
}

impl Sim {
    pub fn new(world: World, clock: VirtualClock, random: Arc<dyn Random>, http: reqwest::Client) -> Self {
        Self { world: Mutex::new(world), clock, random, http }
    }
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
    pub fn now(&self) -> Time {
        self.clock.now()
    }
}
