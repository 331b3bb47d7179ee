//! A service with three sets of one signal each, and the connector that reads it: the outside world.

#![allow(dead_code, reason = "two tests share it, and each uses a part")]

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
    /// A table, with the proof that it is whole.
    Rows(Vec<Value>),
    /// A list that changes while it is read, so many times; then all is on.
    KeepsChanging(u32),
    /// 429.
    Throttles {
        daily: bool,
        until: Option<Time>,
    },
    /// Nothing, ever.
    Silence,
    /// A defect in our connector.
    Panics,
    /// It refuses the credentials.
    Refuses,
    /// A right is missing.
    LacksRight,
}

/// The service, as it is for everybody who asks.
#[derive(Debug)]
pub struct Service {
    answers: Mutex<BTreeMap<String, Answer>>,
    asked: Mutex<Vec<String>>,
    /// What it allows, where it limits calls, and what it says of that.
    limits: &'static [ClassLimits],
    pub told: Mutex<Option<Allowance>>,
    /// Its log of changes, where it keeps one: entries, or why it may not be read.
    log: Option<Mutex<Result<Vec<Notice>, Absence>>>,
    log_asked: Mutex<u32>,
    /// What its connector warns of.
    pub warning: Mutex<Option<String>>,
}

impl Service {
    /// Every setting is on.
    pub fn new() -> Arc<Self> {
        Arc::new(Self::plain())
    }

    /// One that limits calls.
    pub fn limited(limits: &'static [ClassLimits]) -> Arc<Self> {
        Arc::new(Self { limits, ..Self::plain() })
    }

    /// One that keeps a log of changes.
    pub fn with_log() -> Arc<Self> {
        Arc::new(Self { log: Some(Mutex::new(Ok(vec![]))), ..Self::plain() })
    }

    /// One that keeps a log of changes, and limits calls.
    pub fn with_log_and(limits: &'static [ClassLimits]) -> Arc<Self> {
        Arc::new(Self { log: Some(Mutex::new(Ok(vec![]))), limits, ..Self::plain() })
    }

    fn plain() -> Self {
        let on = |set: &str| (set.to_owned(), Answer::Gives(json!({ "on": true })));
        Self {
            answers: Mutex::new(SETS.map(on).into()),
            asked: Mutex::default(),
            limits: &[],
            told: Mutex::default(),
            log: None,
            log_asked: Mutex::default(),
            warning: Mutex::default(),
        }
    }

    /// Somebody changed something of these sets, and the log says so.
    pub fn logs(&self, operator: &str, sets: &[&str], at: Time) {
        let notice = Notice {
            name: "log.entry".into(),
            account_id: "acme".into(),
            occurred_at: at,
            operator: Some(operator.into()),
            old: None,
            new: None,
            sets: sets.iter().map(|set| set.parse().unwrap()).collect(),
            digest: ContentHash::of(operator.as_bytes()),
        };
        self.log.as_ref().unwrap().lock().unwrap().as_mut().unwrap().push(notice);
    }

    /// Whether the log may be read.
    pub fn lets_read_the_log(&self, it_does: bool) {
        let (kind, message) = (AbsenceKind::ScopeMissing, "No permission.".into());
        let absence = Absence { kind, message, right: Some("log:read".into()) };
        *self.log.as_ref().unwrap().lock().unwrap() = if it_does { Ok(vec![]) } else { Err(absence) };
    }

    /// How often the log was asked.
    pub fn log_asked(&self) -> u32 {
        *self.log_asked.lock().unwrap()
    }

    /// How many calls there were since this was asked last.
    pub fn calls(&self) -> usize {
        std::mem::take(&mut *self.asked.lock().unwrap()).len()
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
        let spec = |name: &str| SetSpec {
            name: name.parse().unwrap(),
            signals: vec![name.parse().unwrap()],
            keys: [].into(),
        };
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

    fn limits(&self) -> &[ClassLimits] {
        self.service.limits
    }

    fn asks_every(&self) -> Option<std::time::Duration> {
        self.service.log.is_some().then_some(std::time::Duration::from_secs(300))
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
            warnings: vec![],
        })
    }

    async fn read_page(&self, set: &SetName, _: Option<&Cursor>) -> Result<Page, ConnectError> {
        self.service.asked.lock().unwrap().push(set.to_string());
        let answer = self.service.answers.lock().unwrap()[set.as_str()].clone();
        let presence = match answer {
            Answer::Gives(value) => Presence::Document { value },
            Answer::LacksRight => Presence::Absent(Absence {
                kind: AbsenceKind::ScopeMissing,
                message: "not allowed".into(),
                right: Some(format!("{set}:read")),
            }),
            Answer::Refuses => {
                return Err(ConnectError::SignIn {
                    cause: SignInCause::Client,
                    fields: &[],
                    what: "the key is refused".into(),
                    mend: "Enter another.",
                    words: None,
                });
            }
            Answer::Rows(rows) => Presence::Table(Table { rows, complete: true }),
            Answer::KeepsChanging(0) => Presence::Document { value: json!({ "on": true }) },
            Answer::KeepsChanging(more) => {
                self.service.will(set.as_str(), Answer::KeepsChanging(more - 1));
                return Err(ConnectError::Changed { what: "the list changed".into() });
            }
            Answer::Throttles { daily, until } => {
                return Err(ConnectError::Throttled { until, daily, words: None });
            }
            Answer::Silence => std::future::pending().await,
            Answer::Panics => panic!("a defect in the connector, as the test wants it"),
            Answer::FailsInPassing => {
                let (cause, status) = (TransientCause::Server, Some(503));
                return Err(ConnectError::Transient { cause, what: "503".into(), status, until: None });
            }
        };
        let part = Part { signal: set.as_str().parse().unwrap(), presence, read_at: self.clock.now() };
        let warnings = self.service.warning.lock().unwrap().clone().into_iter().collect();
        let allowance = *self.service.told.lock().unwrap();
        Ok(Page { parts: vec![part], allowance, warnings, ..Page::default() })
    }

    fn class_of(&self, _: &SetName, _: Option<&Cursor>) -> Option<CallClass> {
        self.service.limits.first().map(|limits| limits.class)
    }

    fn class_of_changes(&self) -> Option<CallClass> {
        self.service.limits.first().map(|limits| limits.class)
    }

    async fn changes(&self, since: Time, _: Option<&Cursor>) -> Result<Changes, ConnectError> {
        *self.service.log_asked.lock().unwrap() += 1;
        let log = self.service.log.as_ref().unwrap().lock().unwrap().clone();
        Ok(match log {
            Ok(entries) => {
                let notices = entries.into_iter().filter(|entry| entry.occurred_at >= since).collect();
                let allowance = *self.service.told.lock().unwrap();
                Changes::Page(ChangesPage { notices, allowance, ..ChangesPage::default() })
            }
            Err(absence) => Changes::Absent(absence),
        })
    }
}
