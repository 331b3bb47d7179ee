//! A house with a small pack: two technical actions with a check each, one that people test.

use assure::{Judge, SourceFile};
use engine::{
    Config, Engine, Error,
    access::{Actor, SessionKind},
    workbench::{AssessmentView, Covers, GroupChoice, NewAssessment},
};
use model::*;
use serde_json::{Value, json};
use std::{collections::BTreeMap, net::IpAddr, sync::Arc, time::Duration};
use store::{
    InstanceRow, NewOutcome, OutcomeBody, RunRow, RunState, Store, Trigger,
    testing::{Fresh, TestDb},
};

const PASSWORD: &str = "correct horse battery staple";

const WAITING_ROOM: &str = r#"
id: zoom.waiting-room
title: Turn on the waiting room
kind: technical
class: preventative_mandatory
category: Control access
description: It puts a person between a leaked link and the meeting.
how: Turn it on.
"#;
const CHAT: &str = r#"
id: zoom.chat
title: Allow the chat
kind: technical
class: preventative_discretionary
category: Protect information
description: What is written in the chat is kept.
how: Turn it on.
"#;
const WAITING_ROOM_IS_ON: &str = r#"
id: zoom.waiting-room-on
version: 3
title: Participants wait until the host lets them in
why: Whoever has the link can come in at once otherwise.
reads:
  enabled: { at: account.settings.meeting_security#/meeting_security/waiting_room, type: bool }
pass: enabled
expected: The waiting room is on.
examples:
  pass: [{ enabled: true }]
  fail: [{ enabled: false }]
action: zoom.waiting-room
severity: high
fix: Account Settings, Security
maps: [example-1.0/1.1]
"#;
const CHAT_IS_ON: &str = r#"
id: zoom.chat-on
version: 1
title: The chat is on
why: What is written there is kept.
reads:
  enabled: { at: account.settings#/in_meeting/chat, type: bool }
manual_until_read: true
pass: enabled
expected: The chat is on.
examples:
  pass: [{ enabled: true }]
  fail: [{ enabled: false }]
action: zoom.chat
severity: medium
fix: Account Settings, In Meeting
"#;
const EXAMPLE: &str = r#"
id: example
title: Example regulation
version: "1.0"
description: Small enough to be counted by hand.
services: [zoom]
families:
  - id: meetings
    title: Meetings
    controls:
      - { id: ex-1, title: Access is controlled, description: Nobody comes in unseen., actions: [zoom.waiting-room, zoom.chat] }
      - { id: ex-2, title: Rules are written, description: There is a page., actions: [example.rules] }
      - { id: ex-3, title: Guests wait, description: Outside., actions: [zoom.waiting-room] }
actions:
  - id: example.rules
    kind: documentation
    class: detective_mandatory
    category: Govern information
    title: Write down the rules
    description: Settings carry out decisions; this is where they are.
    how: Write a page.
"#;
const BY_HAND: &str = r#"
id: by-hand
title: Done by people
version: "1.0"
description: No service is supported.
services: []
families:
  - id: all
    title: All
    controls:
      - { id: bh-1, title: Records are kept, description: For long enough., actions: [by-hand.schedule] }
actions:
  - id: by-hand.schedule
    kind: operational
    points: 5
    category: Govern information
    title: Keep a retention schedule
    description: One table.
    how: Write it.
"#;
/// The same connector under another name, for a service that the example does not support.
const PAGER_ONLY: &str = r#"
id: pager-only
title: For the pager
version: "1.0"
description: Another service is supported.
services: [pager]
families:
  - id: all
    title: All
    controls:
      - { id: po-1, title: Rules, description: Are written., actions: [by-hand.schedule] }
"#;

fn file(path: &str, text: impl Into<String>) -> SourceFile {
    SourceFile { path: path.into(), text: text.into() }
}

fn catalog() -> assure::Catalog {
    let shipped = engine::shipped_packs();
    let connector =
        shipped.into_iter().find(|file| file.path == "zoom/connector.yaml").expect("Zoom's connector");
    let pager = connector
        .text
        .replacen("id: zoom", "id: pager", 1)
        .replacen("service: zoom", "service: pager", 1)
        .replacen("title: Zoom", "title: Pager", 1);
    let packs = [
        connector,
        file("pager/connector.yaml", pager),
        file("zoom/actions/waiting-room.yaml", WAITING_ROOM),
        file("zoom/actions/chat.yaml", CHAT),
        file("zoom/checks/waiting-room.yaml", WAITING_ROOM_IS_ON),
        file("zoom/checks/chat.yaml", CHAT_IS_ON),
    ];
    let regulations =
        [file("example.yaml", EXAMPLE), file("by-hand.yaml", BY_HAND), file("pager-only.yaml", PAGER_ONLY)];
    let loaded = assure::load(&packs, &regulations);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.catalog
}

pub struct House {
    pub engine: Arc<Engine>,
    pub store: Store,
    pub clock: Arc<ManualClock>,
    pub ada: Actor,
    judge: Judge,
    catalog: assure::Catalog,
    _fresh: Fresh,
}

impl House {
    /// 2026-11-21, 08:00, with its first administrator.
    pub async fn on(db: TestDb) -> House {
        let fresh = db.fresh().await;
        let clock = Arc::new(ManualClock::at(at("08:00")));
        let store = fresh.open(clock.clone()).await;
        let catalog = catalog();
        let as_clock: Arc<dyn Clock> = clock.clone();
        let sources = connect::source::sources(&Default::default(), &as_clock).unwrap();
        let engine = Engine::start(engine::Parts {
            store: store.clone(),
            clock: clock.clone(),
            random: Arc::new(SystemRandom),
            catalog: catalog.clone(),
            pack_problems: vec!["zoom/checks/bad.yaml:3: `pass` is missing".into()],
            sources,
            archive_sources: Default::default(),
            config: Config::new("https://vouchsafe.example.com".parse().unwrap(), "test"),
        })
        .await
        .unwrap();
        let link = engine.setup_link().await.unwrap().expect("a link");
        let token = Secret::new(link.split_once('#').unwrap().1);
        let signed_in = engine.complete_setup(&token, "Ada", &Secret::new(PASSWORD)).await.unwrap();
        let ada = engine.session(&signed_in.token).await.unwrap();
        House { engine, store, clock, ada, judge: Judge::new(&catalog), catalog, _fresh: fresh }
    }

    /// Two instances, read at 09:00: the waiting room is on in the east and could not be read in the west,
    /// the chat is on in both.
    pub async fn with_east_and_west(db: TestDb) -> (House, InstanceId, InstanceId) {
        let house = House::on(db).await;
        let east = house.instance("East").await;
        let west = house.instance("West").await;
        house.clock.set(at("09:00"));
        house.read(&east, json!(true), json!(true)).await;
        house.read(&west, Value::Null, json!(true)).await;
        (house, east, west)
    }

    /// Somebody who may only read.
    pub async fn reader(&self) -> Actor {
        self.of_role("Rae", Role::ComplianceManagerReader).await
    }

    /// Somebody of a role.
    pub async fn of_role(&self, name: &str, role: Role) -> Actor {
        let password = Secret::new(PASSWORD);
        self.engine.create_principal(&self.ada, name, role, &password).await.unwrap();
        let peer = IpAddr::from([192, 0, 2, 7]);
        let signed_in = self.engine.sign_in(name, &password, SessionKind::Bearer, peer).await.unwrap();
        self.engine.session(&signed_in.unwrap().token).await.unwrap()
    }

    pub async fn instance(&self, name: &str) -> InstanceId {
        let mut tx = self.store.write().await.unwrap();
        let row = InstanceRow {
            id: InstanceId::make(&*self.clock, &SystemRandom),
            connector: given("zoom"),
            service: given("zoom"),
            name: name.to_owned(),
            account_id: format!("account-{name}"),
            credentials: tx.vault().seal(&Secret::new("{}")).await.unwrap(),
            method: None,
            certificate: None,
            poll_every_s: None,
            event_secret: None,
            first_event_at: None,
            last_event_at: None,
            terms_version: "1".into(),
            created_at: self.clock.now(),
            created_by: self.ada.principal().clone(),
            deleted_at: None,
        };
        tx.instances().insert(&row).await.unwrap();
        tx.commit().await.unwrap();
        row.id
    }

    /// Reads an instance and judges every check; `null` for a setting that is not there.
    pub async fn read(&self, instance: &InstanceId, waiting_room: Value, chat: Value) {
        let now = self.clock.now();
        let within = |key: &str, value: Value| match value {
            Value::Null => json!({}),
            value => json!({ key: value }),
        };
        let security = json!({ "meeting_security": within("waiting_room", waiting_room) });
        let settings = json!({ "in_meeting": within("chat", chat) });
        let parts = [("account.settings.meeting_security", security), ("account.settings", settings)]
            .map(|(signal, value)| (given(signal), Presence::Document { value }, now));
        let mut tx = self.store.write().await.unwrap();
        let run = RunRow {
            id: RunId::of_job(&JobId::make(&*self.clock, &SystemRandom)),
            instance: instance.clone(),
            trigger: Trigger::Daily,
            requested_by: None,
            started_at: now,
            ended_at: Some(now),
            state: RunState::Complete,
            sets: Vec::new(),
        };
        tx.runs().insert(&run).await.unwrap();
        tx.signals().commit_set(instance, &given("settings"), &run.id, &parts, now).await.unwrap();
        let readings = tx.signals().latest(instance, now).await.unwrap();
        for check in self.catalog.checks.values() {
            let outcome = self.judge.evaluate(check, &readings, &BTreeMap::new(), now);
            let id = OutcomeId::make(&*self.clock, &SystemRandom);
            let outcome = OutcomeBody::of(&outcome).unwrap();
            let new = NewOutcome {
                id: &id,
                instance,
                check: &check.id,
                outcome: &outcome,
                run: Some(&run.id),
                observed_at: now,
                recorded_at: now,
            };
            tx.outcomes().record(new).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// An assessment by the example over all instances, in a group of its own.
    pub async fn assess_all(&self, name: &str) -> AssessmentView {
        self.engine.create_assessment(&self.ada, example(name)).await.unwrap()
    }

    /// The kinds and the bytes of all leaves, oldest first.
    pub async fn leaves(&self) -> Vec<(String, String)> {
        let mut tx = self.store.read().await.unwrap();
        let rows = tx.ledger().unsequenced(1_000).await.unwrap();
        let text = |body: Vec<u8>| String::from_utf8(body).unwrap();
        let kind =
            |body: &str| serde_json::from_str::<Value>(body).unwrap()["kind"].as_str().unwrap().to_owned();
        rows.into_iter().map(|row| text(row.body)).map(|body| (kind(&body), body)).collect()
    }

    pub fn advance(&self, minutes: u64) {
        self.clock.advance(Duration::from_secs(60 * minutes));
    }
}

/// What creates an assessment by the example over all instances, in a new group.
pub fn example(name: &str) -> NewAssessment {
    NewAssessment {
        name: name.into(),
        regulation: given("example"),
        group: GroupChoice { id: None, name: Some(format!("Group of {name}")) },
        services: vec![given("zoom")],
        covers: Covers::All,
        instances: Vec::new(),
    }
}

/// A time of 2026-11-21.
pub fn at(time: &str) -> Time {
    format!("2026-11-21T{time}:00Z").parse().unwrap()
}

/// A given id of any kind.
pub fn given<T: TryFrom<String, Error = InvalidId>>(text: &str) -> T {
    T::try_from(text.to_owned()).unwrap()
}

/// An id of any kind that nothing has.
pub fn nobody<T: TryFrom<String, Error = InvalidId>>() -> T {
    given("00000000-0000-7000-8000-000000000000")
}

/// The wrong fields with what is wrong about each.
#[track_caller]
pub fn wrong<T>(result: Result<T, Error>) -> Vec<(String, String)> {
    match result {
        Err(Error::Invalid(problems)) => problems.into_iter().map(|p| (p.field, p.message)).collect(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("was taken"),
    }
}

/// The names of the wrong fields.
#[track_caller]
pub fn fields<T>(result: Result<T, Error>) -> Vec<String> {
    wrong(result).into_iter().map(|(field, _)| field).collect()
}

/// The field that conflicts, with what is said.
#[track_caller]
pub fn conflict<T>(result: Result<T, Error>) -> (String, String) {
    match result {
        Err(Error::Conflict { field: Some(field), message }) => (field, message),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("was taken"),
    }
}
