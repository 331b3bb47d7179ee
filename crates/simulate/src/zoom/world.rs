//! All that the simulator knows, behind one lock that is never held while something is awaited.

use super::{account::Account, fault::Fault, webhook::Delivery, webhook::Parcel};
use crate::clock::VirtualClock;
use model::{Clock, Random, Time};
use serde::{Deserialize, Serialize};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// Requests and deliveries remembered; older ones are forgotten.
pub const LOG_LINES_MAX: usize = 10_000;

/// Switches that concern both accounts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// The token endpoint takes parameters from the form body only.
    pub strict_body: bool,
    /// A new token kills the older ones of its app.
    pub newest_token_wins: bool,
    /// What the token reply says under `api_url`; null leaves it out.
    pub api_url: Option<String>,
}

/// One request in the log. No headers, no bodies, and no query of the token endpoint: no secrets.
#[derive(Debug, Clone, Serialize)]
pub struct LogLine {
    pub at: Time,
    pub account: Option<String>,
    pub method: String,
    pub path: String,
    pub query: String,
    pub status: u16,
    /// The fault that it met.
    pub fault: Option<String>,
    pub tracking_id: String,
}

/// Everything that changes.
pub struct World {
    /// The simulator's own address.
    pub base_url: String,
    pub accounts: Vec<Account>,
    pub switches: Switches,
    pub faults: Vec<Fault>,
    pub log: VecDeque<LogLine>,
    pub outgoing: Vec<Parcel>,
    pub deliveries: VecDeque<Delivery>,
}

impl World {
    /// The account of a name or an id.
    pub fn account(&mut self, name: &str) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.name == name || account.id == name)
    }

    /// The fault that meets this call; counts it down.
    pub fn take_fault(
        &mut self,
        account: Option<usize>,
        method: &str,
        path_and_query: &str,
    ) -> Option<Fault> {
        let names =
            account.map(|index| [self.accounts[index].name.as_str(), self.accounts[index].id.as_str()]);
        let index = self.faults.iter().position(|fault| fault.meets(names, method, path_and_query))?;
        let fault = self.faults[index].clone();
        match &mut self.faults[index].times {
            Some(left) if *left <= 1 => {
                self.faults.remove(index);
            }
            Some(left) => *left -= 1,
            None => {}
        }
        Some(fault)
    }
}

/// Appends to a log and forgets what is too old.
pub fn remember<T>(log: &mut VecDeque<T>, line: T) {
    if log.len() >= LOG_LINES_MAX {
        log.pop_front();
    }
    log.push_back(line);
}

/// The running simulator's insides.
pub struct Sim {
    world: Mutex<World>,
    pub clock: VirtualClock,
    pub random: Arc<dyn Random>,
    pub http: reqwest::Client,
    /// Wakes the webhook sender.
    pub nudge: Notify,
    /// Held while parcels are being sent, so that each is sent by one sender.
    pub sending: tokio::sync::Mutex<()>,
}

impl Sim {
    pub fn new(world: World, clock: VirtualClock, random: Arc<dyn Random>, http: reqwest::Client) -> Self {
        let world = Mutex::new(world);
        Self { world, clock, random, http, nudge: Notify::new(), sending: tokio::sync::Mutex::new(()) }
    }
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
    pub fn now(&self) -> Time {
        self.clock.now()
    }
}
