//! A house of one or more nodes with one instance, an action and a check per set, and an assessment over them.

use crate::{
    catalog::files,
    service::{Connector, Service},
};
use assure::SourceFile;
use connect::source::{RawDelivery, Source};
use engine::{
    Config, Engine, PackFiles, Parts,
    access::Actor,
    posture::{Activation, InstanceView, IntervalView, RunView},
    workbench::{Covers, GroupChoice, NewAssessment},
};
use model::*;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use store::{
    JobCounts, Store,
    testing::{Fresh, TestDb},
};
use tokio::{sync::watch, task::JoinHandle};

pub const SECOND: Duration = Duration::from_secs(1);
pub const MINUTE: Duration = Duration::from_secs(60);
pub const HOUR: Duration = Duration::from_secs(60 * 60);
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How often something is looked for, and how long.
const LOOK_EVERY: Duration = Duration::from_millis(25);
const LOOK_FOR: Duration = Duration::from_secs(30);

/// Waits for something to become true.
pub async fn eventually(what: &str, is_so: impl AsyncFn() -> bool) {
    let looks = async {
        while !is_so().await {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    assert!(tokio::time::timeout(LOOK_FOR, looks).await.is_ok(), "it never came: {what}");
}

/// One process, as far as the database can tell.
pub struct Node {
    pub engine: Arc<Engine>,
    pub clock: Arc<ManualClock>,
    name: &'static str,
    workers: Option<(watch::Sender<bool>, JoinHandle<()>)>,
}

impl Node {
    /// What this node's clock says.
    pub fn clock_now(&self) -> Time {
        self.clock.now()
    }

    /// Begins this node's share of the work.
    pub fn work(&mut self) {
        let (stop, stopped) = watch::channel(false);
        let workers = tokio::spawn(engine::jobs::run_workers(self.engine.clone(), stopped));
        self.workers = Some((stop, workers));
    }

    /// Ends it in good order.
    pub async fn rest(&mut self) {
        let (stop, workers) = self.workers.take().expect("it works");
        stop.send(true).unwrap();
        tokio::time::timeout(MINUTE, workers).await.expect("it ends").unwrap();
    }
}

pub struct House {
    /// The first node, which works from the beginning.
    pub node: Node,
    pub store: Store,
    pub service: Arc<Service>,
    pub ada: Actor,
    pub instance: InstanceId,
    files: PackFiles,
    fresh: Fresh,
}

impl House {
    /// 2026-11-21, 08:01: everything was read a minute ago, and all is on.
    pub async fn on(db: TestDb) -> House {
        House::with(db, &[], Service::new()).await
    }

    /// The same with more checks, or with a service that is otherwise.
    pub async fn with(db: TestDb, checks: &[SourceFile], service: Arc<Service>) -> House {
        let (fresh, files) = (db.fresh().await, files(checks));
        let clock = Arc::new(ManualClock::at("2026-11-21T08:00:00Z".parse().unwrap()));
        let (mut node, store) = start("first", &fresh, &files, &service, clock).await;
        let link = node.engine.setup_link().await.unwrap().expect("a link");
        let token = Secret::new(link.split_once('#').unwrap().1);
        let password = Secret::new("correct horse battery staple");
        let signed_in = node.engine.complete_setup(&token, "Ada", &password).await.unwrap();
        let ada = node.engine.session(&signed_in.token).await.unwrap();
        node.work();
        let activation = Activation {
            connector: "pager".parse().unwrap(),
            name: "East".into(),
            credentials: [("method".to_owned(), Secret::new("key"))].into(),
            terms_version: "1".into(),
            draft: None,
        };
        let instance = node.engine.activate(&ada, activation).await.unwrap().id;
        let assessment = NewAssessment {
            name: "All".into(),
            regulation: "rules".parse().unwrap(),
            group: GroupChoice { id: None, name: Some("All".into()) },
            services: vec!["pager".parse().unwrap()],
            covers: Covers::All,
            instances: Vec::new(),
        };
        node.engine.create_assessment(&ada, assessment).await.unwrap();
        let house = House { node, store, service, ada, instance, files, fresh };
        house.settled().await;
        house.service.asked();
        house.advance(MINUTE);
        house
    }

    /// Another node of this house, which does not work yet.
    pub async fn another_node(&self, name: &'static str, clock: Time) -> Node {
        let clock = Arc::new(ManualClock::at(clock));
        start(name, &self.fresh, &self.files, &self.service, clock).await.0
    }

    /// Kills the first node in the midst of what it does, and starts it anew.
    pub async fn kill_and_restart(&mut self) {
        let (_, workers) = self.node.workers.take().expect("it works");
        workers.abort();
        assert!(workers.await.unwrap_err().is_cancelled());
        let clock = self.node.clock.clone();
        let started = start(self.node.name, &self.fresh, &self.files, &self.service, clock).await;
        (self.node, self.store) = started;
        // Where several nodes share the database, the lease has to end first: here it does at once.
        let mut tx = self.store.write().await.unwrap();
        tx.jobs().release_owner(self.node.name).await.unwrap();
        tx.commit().await.unwrap();
        self.node.work();
    }

    /// Another node with another binary, which brings other checks. It does not work yet.
    pub async fn upgraded_node(&self, name: &'static str, checks: &[SourceFile]) -> Node {
        start(name, &self.fresh, &files(checks), &self.service, self.node.clock.clone()).await.0
    }

    /// Ends the first node in good order, and starts it anew with a binary that brings other checks.
    pub async fn upgrade(&mut self, checks: &[SourceFile]) {
        self.node.rest().await;
        self.upgrade_to(files(checks)).await;
    }

    /// Starts the first node, which rests, with these files.
    pub async fn upgrade_to(&mut self, files: PackFiles) {
        self.files = files;
        let clock = self.node.clock.clone();
        let started = start(self.node.name, &self.fresh, &self.files, &self.service, clock).await;
        (self.node, self.store) = started;
        self.node.work();
        self.settled().await;
    }

    /// Waits until nothing runs, and nothing is due by the first node's clock.
    pub async fn settled(&self) {
        self.settled_by(&self.node).await;
    }

    pub async fn settled_by(&self, node: &Node) {
        let settled = async || {
            let mut tx = self.store.read().await.unwrap();
            let due = tx.jobs().next_due().await.unwrap();
            tx.jobs().counts().await.unwrap().running == 0 && due.is_none_or(|due| due > node.clock.now())
        };
        eventually("nothing to do", settled).await;
    }

    /// Waits until the service was asked for a set.
    pub async fn asked_for(&self, set: &str) {
        eventually(&format!("a read of {set}"), async || self.service.was_asked_for(set)).await;
    }

    /// *Refresh now*, and what came of it.
    pub async fn refresh(&self) -> RunView {
        let id = self.node.engine.refresh_now(&self.ada, &self.instance).await.unwrap();
        self.settled().await;
        self.run(&id).await
    }

    pub async fn run(&self, id: &RunId) -> RunView {
        self.runs().await.into_iter().find(|run| run.id == *id).expect("the run")
    }

    /// The runs, newest first.
    pub async fn runs(&self) -> Vec<RunView> {
        self.node.engine.runs(&self.ada, &self.instance).await.unwrap()
    }

    pub async fn view(&self) -> InstanceView {
        self.node.engine.instance(&self.ada, &self.instance).await.unwrap()
    }

    /// How many checks passed, failed and could not be detected, and the score in tenths of a percent.
    pub async fn figures(&self) -> (u32, u32, u32, Option<u32>) {
        self.figures_by(&self.node).await
    }

    pub async fn figures_by(&self, node: &Node) -> (u32, u32, u32, Option<u32>) {
        let checks = node.engine.instance(&self.ada, &self.instance).await.unwrap().checks;
        let score = node.engine.overview(&self.ada, None).await.unwrap().score;
        (checks.passed, checks.failed, checks.undetected, score.percentage_tenths)
    }

    /// The intervals of a check, newest first.
    pub async fn history(&self, check: &str) -> Vec<IntervalView> {
        let check = check.parse().unwrap();
        self.node.engine.check_history(&self.ada, &self.instance, &check).await.unwrap()
    }

    /// Why each of the intervals of a check took the place of the one before, newest first.
    pub async fn told_why(&self, check: &str) -> Vec<String> {
        let texts = |one: IntervalView| one.causes.into_iter().map(|cause| cause.text).collect::<Vec<_>>();
        self.history(check).await.into_iter().map(|one| texts(one).join(" ")).collect()
    }

    pub async fn jobs(&self) -> JobCounts {
        self.store.read().await.unwrap().jobs().counts().await.unwrap()
    }

    /// The service tells of a change; what it makes necessary is not waited for.
    pub async fn deliver(&self, operator: &str, sets: &[&str], new: Value) {
        let body = json!({ "operator": operator, "sets": sets, "new": new }).to_string().into_bytes();
        let delivery = RawDelivery { headers: Default::default(), body };
        let connector = "pager".parse().unwrap();
        self.node.engine.receive_delivery(&connector, &self.instance, delivery).await.unwrap();
    }

    /// Where the key file and, for SQLite, the database lie.
    pub fn folder(&self) -> &std::path::Path {
        self.fresh.folder()
    }

    pub fn advance(&self, by: Duration) {
        self.node.clock.advance(by);
    }
}

async fn start(
    name: &'static str,
    fresh: &Fresh,
    files: &PackFiles,
    service: &Arc<Service>,
    clock: Arc<ManualClock>,
) -> (Node, Store) {
    let store = fresh.open(clock.clone()).await;
    let source: Arc<dyn Source> = Arc::new(Connector::new(service.clone(), clock.clone()));
    let mut config = Config::new("https://vouchsafe.example.com".parse().unwrap(), name);
    config.retry_pause = Duration::from_millis(1);
    config.private_notification_targets = true;
    let parts = Parts {
        store: store.clone(),
        clock: clock.clone(),
        random: Arc::new(SystemRandom),
        catalog: assure::load(&files.packs, &files.regulations).catalog,
        pack_problems: vec![],
        sources: [(source.connector(), source)].into(),
        archive_sources: Default::default(),
        config,
    };
    let engine = Engine::start_with(parts, files.clone()).await.unwrap();
    (Node { engine, clock, name, workers: None }, store)
}
