//! A service with three sets of one signal each, and the connector that reads it: the outside world.

use async_trait::async_trait;
use connect::source::*;
use model::*;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

pub const SETS: [&str; 3] = ["a", "b", "c"];

/// What the service does when it is asked for a set.
#[derive(Debug, Clone)]
pub enum Answer {
    Gives(Value),
    /// 503, whenever it is asked.
    FailsInPassing,
    /// Nothing, ever.
    Silence,
    /// A defect in our connector.
    Panics,
}

/// The service, as it is for everybody who asks.
#[derive(Debug)]
pub struct Service {
    answers: Mutex<BTreeMap<String, Answer>>,
    asked: Mutex<Vec<String>>,
}

impl Service {
    /// Every setting is on.
    pub fn new() -> Arc<Self> {
        let on = |set: &str| (set.to_owned(), Answer::Gives(json!({ "on": true })));
        Arc::new(Self { answers: Mutex::new(SETS.map(on).into()), asked: Mutex::default() })
    }

    pub fn will(&self, set: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(set.to_owned(), answer);
    }

    /// Somebody turns the setting of a set on or off.
    pub fn turn(&self, set: &str, on: bool) {
        self.will(set, Answer::Gives(json!({ "on": on })));
    }

    /// The sets that it was asked for since this was asked last, in order; a page that is tried again counts once.
    pub fn asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.asked.lock().unwrap());
        asked.dedup();
        asked
    }

    /// Whether it was asked for this set.
    pub fn was_asked_for(&self, set: &str) -> bool {
        self.asked.lock().unwrap().iter().any(|asked| asked == set)
    }
}

/// A node's connector, whose readings have the time of its node's clock.
pub struct Connector {
    service: Arc<Service>,
    clock: Arc<ManualClock>,
    sets: Vec<SetSpec>,
}

impl Connector {
    pub fn new(service: Arc<Service>, clock: Arc<ManualClock>) -> Self {
        let spec = |name: &str| SetSpec { name: name.parse().unwrap(), signals: vec![name.parse().unwrap()] };
        Self { service, clock, sets: SETS.map(spec).to_vec() }
    }
}

impl Source for Connector {
    fn connector(&self) -> ConnectorId {
        "pager".parse().unwrap()
    }

    fn sets(&self) -> &[SetSpec] {
        &self.sets
    }

    fn open(&self, _: &Credentials) -> Result<Arc<dyn Account>, Vec<FieldProblem>> {
        Ok(Arc::new(Opened { service: self.service.clone(), clock: self.clock.clone() }))
    }

    /// The body says it all; this service signs nothing.
    fn receive(&self, _: &Secret, delivery: &RawDelivery, now: Time) -> Result<Delivery, DeliveryError> {
        let body: Value = serde_json::from_slice(&delivery.body).unwrap();
        Ok(Delivery::Event(Notice {
            name: "settings.changed".into(),
            account_id: "acme".into(),
            occurred_at: now,
            operator: Some(body["operator"].as_str().unwrap().to_owned()),
            old: None,
            new: Some(body["new"].clone()),
            sets: serde_json::from_value(body["sets"].clone()).unwrap(),
            digest: ContentHash::of(&delivery.body),
        }))
    }
}

struct Opened {
    service: Arc<Service>,
    clock: Arc<ManualClock>,
}

#[async_trait]
impl Account for Opened {
    async fn validate(&self) -> Result<Validation, ConnectError> {
        Ok(Validation {
            account_id: "acme".into(),
            account_confirmed: true,
            granted: vec![],
            missing: vec![],
        })
    }

    async fn read_page(&self, set: &SetName, _: Option<&Cursor>) -> Result<Page, ConnectError> {
        self.service.asked.lock().unwrap().push(set.to_string());
        let answer = self.service.answers.lock().unwrap()[set.as_str()].clone();
        let value = match answer {
            Answer::Gives(value) => value,
            Answer::Silence => std::future::pending().await,
            Answer::Panics => panic!("a defect in the connector, as the test wants it"),
            Answer::FailsInPassing => {
                let (cause, status) = (TransientCause::Server, Some(503));
                return Err(ConnectError::Transient { cause, what: "503".into(), status, until: None });
            }
        };
        let part = Part {
            signal: set.as_str().parse().unwrap(),
            presence: Presence::Document { value },
            read_at: self.clock.now(),
        };
        Ok(Page { parts: vec![part], next: None, allowance: None })
    }
}
