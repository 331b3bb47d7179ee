//! One suite, run over both databases: every statement is executed on each of them.
//!
//! Few tests with many scenarios each, since a test is a process of its own and makes its own databases.

mod access;
mod access_more;
mod accounts;
mod alerts;
mod archive;
mod blobs;
mod blobs_altered;
mod blobs_child;
mod blobs_crash;
mod blobs_format;
mod blobs_refs;
mod break_glass;
mod drafts;
mod erasure;
mod jobs;
mod jobs_race;
mod log;
mod opening;
mod outcomes;
mod parameters;
mod posture;
mod signals;
mod vault;
mod workbench;

use crate::{
    InstanceRow, Membership, PrincipalRow, RunRow, RunState, Scope, Store, Trigger, Tx, testing::Fresh,
};
use model::*;
use std::sync::Arc;

pub use crate::testing::TestDb;

/// A store, the clock that it goes by, and the database under it.
pub struct Fixture {
    pub store: Store,
    pub clock: Arc<ManualClock>,
    pub fresh: Fresh,
}

impl Fixture {
    pub async fn on(db: TestDb) -> Self {
        let clock = Arc::new(ManualClock::at(Time::from_ms(1_800_000_000_000)));
        let fresh = db.fresh().await;
        let store = fresh.open(clock.clone()).await;
        Self { store, clock, fresh }
    }

    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// A principal and an instance of the given name, whose account is called like it.
    pub async fn instance(&self, tx: &mut Tx, name: &str) -> InstanceRow {
        let admin = self.principal(tx, &format!("admin of {name}"), Role::GlobalAdministrator).await;
        let row = InstanceRow {
            id: id(),
            connector: given("zoom"),
            service: given("zoom"),
            name: name.to_owned(),
            account_id: format!("account-{name}"),
            credentials: id(),
            method: None,
            certificate: None,
            poll_every_s: None,
            event_secret: None,
            first_event_at: None,
            last_event_at: None,
            terms_version: "1".to_owned(),
            created_at: self.now(),
            created_by: admin.id,
            deleted_at: None,
        };
        tx.instances().insert(&row).await.unwrap();
        row
    }

    pub async fn principal(&self, tx: &mut Tx, name: &str, role: Role) -> PrincipalRow {
        let row = PrincipalRow {
            id: id(),
            name: name.to_owned(),
            password_hash: Some("a hash".to_owned()),
            group: membership(role),
            created_at: self.now(),
            removed_at: None,
        };
        tx.principals().insert(&row).await.unwrap();
        row
    }

    pub async fn run(&self, tx: &mut Tx, instance: &InstanceId) -> RunRow {
        let row = RunRow {
            id: id(),
            instance: instance.clone(),
            trigger: Trigger::Daily,
            requested_by: None,
            started_at: self.now(),
            ended_at: None,
            state: RunState::Running,
            sets: vec![],
        };
        tx.runs().insert(&row).await.unwrap();
        row
    }
}

/// The group that has just this role.
pub fn membership(role: Role) -> Membership {
    Membership { id: role.into(), name: role.title().to_owned(), roles: vec![role], mailboxes: None }
}

pub fn scope() -> Scope {
    Scope::everything()
}

/// A made id of any kind.
pub fn id<T: TryFrom<String, Error = InvalidId>>() -> T {
    T::try_from(JobId::make(&SystemClock, &SystemRandom).into()).unwrap()
}

/// A given id of any kind.
pub fn given<T: TryFrom<String, Error = InvalidId>>(text: &str) -> T {
    T::try_from(text.to_owned()).unwrap()
}
