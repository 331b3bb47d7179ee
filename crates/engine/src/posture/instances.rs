//! Activated connectors, as people see them: what was read when, what could not be, how the checks stand.

use super::{
    ArrivalView, CertificateView, CheckCounts, EventsView, Health, HealthState, InstanceView, MethodView,
    Refresh, RunView, SetView, SignalView, form, runs,
};
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
    jobs::Work,
    standings::{Look, When},
};
use assure::{ConnectorInfo, pack::AuthMethod};
use model::{InstanceId, SignalName, Time};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use store::{EventArrivals, InstanceRow, Scope, SignalState, Tx};

/// Runs among which the last one of each set is looked for.
const RUNS_LOOKED_AT: u32 = 50;
/// How old the readings of a set may be before the page calls it stale: what a check allows by default.
const SET_MAX_AGE: Duration = assure::check::MAX_AGE_DEFAULT;

/// How the connection to an instance does, by the last word on each of its sets.
pub(crate) struct Connection {
    pub health: Health,
    pub last_run: Option<RunView>,
    pub sets: Vec<SetView>,
}

/// When the refreshes are due that wait, by their keys.
pub(crate) struct DailyRefreshes(BTreeMap<String, Time>);

impl DailyRefreshes {
    /// When an instance's is due.
    pub fn of(&self, instance: &InstanceId) -> Option<Time> {
        self.0.get(&daily_key(instance)).copied()
    }
}

fn daily_key(instance: &InstanceId) -> String {
    Refresh::whole(instance, store::Trigger::Daily, None).dedupe_key()
}

impl Engine {
    /// One activated connector.
    pub async fn instance(&self, actor: &Actor, id: &InstanceId) -> Result<InstanceView> {
        let scope = actor.may(UseCase::ReadConnectors)?;
        let row = self.instance_row(id).await?;
        let mut tx = self.store.read().await?;
        self.instance_view(&mut tx, scope, row).await
    }

    /// The row of an instance that was not deleted.
    pub(crate) async fn instance_row(&self, id: &InstanceId) -> Result<InstanceRow> {
        let found = self.store.read().await?.instances().get(id).await?;
        found.ok_or_else(|| Error::not_found(format!("activated connector {id}")))
    }

    /// The row of an instance that nobody else changes until this transaction ends: its secrets are replaced by
    /// one at a time, so that none is left behind.
    pub(super) async fn locked_instance(&self, tx: &mut Tx, id: &InstanceId) -> Result<InstanceRow> {
        let found = if tx.instances().lock(id).await? { tx.instances().get(id).await? } else { None };
        found.ok_or_else(|| Error::not_found(format!("activated connector {id}")))
    }

    async fn instance_view(&self, tx: &mut Tx, scope: &Scope, row: InstanceRow) -> Result<InstanceView> {
        let Connection { health, last_run, sets } = self.connection(tx, scope, &row).await?;
        let standings = self
            .standings(tx, scope, std::slice::from_ref(&row), When::now(self.clock.as_ref()), Look::Verdicts)
            .await?;
        let checks = CheckCounts::of(standings.of(&row.id));
        let created_by = tx.principals().get(&row.created_by).await?.map_or("(removed)".into(), |p| p.name);
        Ok(InstanceView {
            health,
            next_refresh_at: self.next_refresh(tx, &row.id).await?,
            noticing: self.noticing(tx, &row).await?,
            events: EventsView {
                url: self.delivery_url(&row),
                subscribed: row.event_secret.is_some(),
                first_event_at: row.first_event_at,
                last_event_at: row.last_event_at,
                arrivals: arrivals(
                    self.catalog.connectors.get(&row.connector),
                    tx.events().arrivals(scope, &row.id).await?,
                ),
            },
            method: self.method_of(&row),
            certificate: CertificateView::from_row(row.certificate.as_ref()),
            id: row.id,
            connector: row.connector,
            service: row.service,
            name: row.name,
            account_id: row.account_id,
            created_at: row.created_at,
            created_by,
            last_run,
            sets,
            checks,
        })
    }

    /// How the connection to an instance does.
    pub(crate) async fn connection(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        row: &InstanceRow,
    ) -> Result<Connection> {
        let now = self.clock.now();
        let states = tx.signals().states(&row.id).await?;
        let runs: Vec<_> =
            tx.runs().list(scope, &row.id, RUNS_LOOKED_AT).await?.into_iter().map(runs::view).collect();
        let sets: Vec<_> =
            self.source(&row.connector)?.sets().iter().map(|spec| set_view(spec, &states, now)).collect();
        Ok(Connection { health: health(&runs, &sets), last_run: runs.into_iter().next(), sets })
    }

    /// The way in which an instance signs in, as its connector describes it.
    pub(crate) fn method_of(&self, row: &InstanceRow) -> Option<MethodView> {
        let info = self.catalog.connectors.get(&row.connector)?;
        let method = form::method_of(info, row.method.as_deref()).ok()?;
        let AuthMethod { id, title, notice, .. } = method;
        Some(MethodView { id: id.clone(), title: title.clone(), notice: notice.clone() })
    }

    /// When the daily refreshes are due that wait.
    pub(crate) async fn daily_refreshes(&self, tx: &mut Tx) -> Result<DailyRefreshes> {
        Ok(DailyRefreshes(tx.jobs().waiting_of(Refresh::KIND).await?))
    }

    /// When the daily refresh that waits is due.
    pub(crate) async fn next_refresh(&self, tx: &mut Tx, instance: &InstanceId) -> Result<Option<Time>> {
        Ok(tx.jobs().waiting_due(Refresh::KIND, &daily_key(instance)).await?)
    }

    /// Where the service is to deliver its events.
    fn delivery_url(&self, row: &InstanceRow) -> String {
        let base = self.config.webhook_url.as_str().trim_end_matches('/');
        format!("{base}/webhooks/{}/{}", row.connector, row.id)
    }
}

/// The events to subscribe to, in the pack's order, and those that arrived without being asked for.
fn arrivals(info: Option<&ConnectorInfo>, mut arrived: Vec<EventArrivals>) -> Vec<ArrivalView> {
    let wanted = info.and_then(|info| info.events.as_ref()).map_or(&[][..], |events| &events.names);
    let mut views: Vec<_> = wanted
        .iter()
        .map(|name| {
            let found = arrived.iter().position(|one| one.name == *name).map(|at| arrived.remove(at));
            ArrivalView {
                name: name.clone(),
                wanted: true,
                first_at: found.as_ref().map(|one| one.first_at),
                last_at: found.as_ref().map(|one| one.last_at),
                count: found.map_or(0, |one| one.count),
            }
        })
        .collect();
    views.extend(arrived.into_iter().map(|one| ArrivalView {
        name: one.name,
        wanted: false,
        first_at: Some(one.first_at),
        last_at: Some(one.last_at),
        count: one.count,
    }));
    views
}

fn set_view(
    spec: &connect::source::SetSpec,
    states: &BTreeMap<SignalName, SignalState>,
    now: Time,
) -> SetView {
    let signals: Vec<_> = spec
        .signals
        .iter()
        .map(|signal| {
            let state = states.get(signal);
            SignalView {
                signal: signal.clone(),
                presence: state.map(|state| state.presence),
                read_at: state.map(|state| state.read_at),
                absence: state.and_then(|state| state.absence.clone()),
            }
        })
        .collect();
    // A set is as old as the oldest of its signals, and unread while one of them is.
    let read_at = signals.iter().map(|signal| signal.read_at).min().flatten();
    let stale = read_at.is_some_and(|at| now.since(at) > SET_MAX_AGE);
    SetView { set: spec.name.clone(), signals, read_at, stale }
}

/// How the connection does: by the last word on each set, whichever run had it.
fn health(runs: &[RunView], sets: &[SetView]) -> Health {
    let state_and = |state, message: String| Health { state, message };
    let names = |sets: &[&SetView]| sets.iter().map(|set| set.set.as_str()).collect::<Vec<_>>().join(", ");
    let ended = || runs.iter().flat_map(|run| &run.sets).filter(|set| set.state != "waiting");
    let last_words: Vec<_> = sets.iter().filter_map(|set| ended().find(|word| word.set == set.set)).collect();
    let failed: Vec<_> = last_words.iter().filter(|word| word.state == "failed").collect();
    let first_detail = failed.first().and_then(|set| set.detail.clone()).unwrap_or_default();
    if !failed.is_empty() && failed.len() == last_words.len() {
        return state_and(HealthState::Failing, format!("Nothing could be read. {first_detail}"));
    }
    let stale: Vec<_> = sets.iter().filter(|set| set.stale).collect();
    if !stale.is_empty() {
        let message = format!("Not read for more than 50 hours: {}.", names(&stale));
        return state_and(HealthState::Degraded, message);
    }
    if !failed.is_empty() {
        let names: Vec<_> = failed.iter().map(|set| set.set.as_str()).collect();
        let message = format!("Could not be read: {}. {first_detail}", names.join(", "));
        return state_and(HealthState::Degraded, message);
    }
    let unread: Vec<_> = sets.iter().filter(|set| set.read_at.is_none()).collect();
    if !unread.is_empty() {
        let message = format!("Not read yet: {}; a run is on its way.", names(&unread));
        return state_and(HealthState::Waiting, message);
    }
    let absent: Vec<_> =
        sets.iter().flat_map(|set| &set.signals).filter_map(|s| s.absence.as_ref()).collect();
    if !absent.is_empty() {
        let rights: BTreeSet<_> = absent.iter().filter_map(|a| a.right.as_deref()).collect();
        let mend = match rights.is_empty() {
            true => String::new(),
            false => format!(" Add {} at the service.", rights.into_iter().collect::<Vec<_>>().join(", ")),
        };
        let message = format!("{} signals are not there to be read.{mend}", absent.len());
        return state_and(HealthState::Degraded, message);
    }
    state_and(HealthState::Healthy, "Everything was read.".into())
}
