//! Taking over a baseline that an organisation keeps at a service: its entries become parameters of checks, all at once,
//! after a look at what that would do.
//!
//! The look does everything that taking it over does, and then keeps none of it, so that it cannot promise otherwise.

use super::parameters::NewParameter;
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
    standings::{Look, When},
};
use assure::{
    Check,
    baseline::{self, Fixed, Import, Proposed, Unfit, Untaken},
};
use model::{CheckId, InstanceId, Presence, Time, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::{InstanceRow, Tx};
use utoipa::ToSchema;

/// Longest name of a baseline that is shown, in characters.
const NAME_CHARS_MAX: usize = 120;

/// Where a baseline comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BaselineSource {
    /// The one that counts in the organisation itself, as it was read last.
    Org,
}

/// A baseline to take over: a file's text, or where it is.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BaselineInput {
    /// The text of the file that the service exports.
    pub xml: Option<String>,
    pub source: Option<BaselineSource>,
    /// Whether it is only looked at what it would do.
    #[serde(default = "yes")]
    pub dry_run: bool,
}

fn yes() -> bool {
    true
}

/// What a baseline does, or would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BaselineView {
    pub name: String,
    pub dry_run: bool,
    /// When the service was read for it; none for a file.
    pub read_at: Option<Time>,
    /// The parameters that its entries name.
    pub parameters: Vec<BaselineParameter>,
    /// How many of them become another value.
    pub changed: usize,
    /// Entries that have no place in a parameter, with the reason.
    pub left_out: Vec<BaselineLeftOut>,
}

/// A parameter that a baseline names.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BaselineParameter {
    pub check: CheckId,
    pub title: String,
    pub parameter: String,
    /// The baseline's name for it, and its line in the file.
    pub setting: String,
    pub line: u32,
    #[schema(value_type = Object)]
    pub now: Value,
    #[schema(value_type = Object)]
    pub new: Value,
    /// Whether `new` differs from what counts now.
    pub changes: bool,
    /// Whether `new` is the parameter's default, so that nothing is set for it.
    pub is_default: bool,
    pub verdict_now: Verdict,
    pub verdict_then: Verdict,
}

/// An entry that sets nothing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BaselineLeftOut {
    pub setting: String,
    pub line: u32,
    pub why: String,
}

impl Engine {
    /// Takes a baseline over into the parameters of an instance's checks, or says what that would do.
    ///
    /// # Errors
    /// `Invalid` where it is no baseline, or none is given; `NotFound` for the instance, or where the organisation has
    /// none that counts.
    pub async fn import_baseline(
        &self,
        actor: &Actor,
        id: &InstanceId,
        input: BaselineInput,
    ) -> Result<BaselineView> {
        let scope = actor.may(UseCase::ManageParameters)?;
        let mut tx = self.store.write().await?;
        let on = self.held(&mut tx, id).await?;
        let (xml, read_at) = match (input.xml, input.source) {
            (Some(xml), None) => (xml, None),
            (None, Some(BaselineSource::Org)) => {
                let (xml, read_at) = self.kept_baseline(&mut tx, &on).await?;
                (xml, Some(read_at))
            }
            _ => return Err(Error::field("xml", "Give the text of a file, or `source`: one of the two.")),
        };
        let parsed = baseline::parse(&xml).map_err(|error| Error::field("xml", error.to_string()))?;
        let name = shown(&parsed.name, &parsed.developer_name);
        let catalog = self.counting(&mut tx).await?.catalog.clone();
        let import = baseline::import(&parsed.entries, catalog.checks_of(&on.service));

        let before = self.verdicts(&mut tx, scope, &on).await?;
        let rows = tx.parameters().of_instance(scope, id, Time::from_ms(i64::MAX)).await?;
        let known = self.known_settings(&mut tx, &catalog, rows, When::now(self.clock.as_ref())).await?;
        let mut parameters = Vec::new();
        let mut touched: BTreeSet<CheckId> = BTreeSet::new();
        for proposed in &import.proposed {
            let Some(check) = catalog.check(&proposed.check) else { continue };
            let now = known.of(id, check).into_iter().find(|view| view.name == proposed.parameter);
            let Some(now) = now.map(|view| view.value) else { continue };
            let changes = now != proposed.value;
            if changes && self.put_entry(&mut tx, actor, &on, check, proposed, &name).await? {
                touched.insert(check.id.clone());
            }
            parameters.push((check.title.clone(), now, changes, proposed));
        }
        let checks: Vec<&Check> = touched.iter().filter_map(|id| catalog.check(id)).collect();
        if !checks.is_empty() {
            self.judge_those_of(&mut tx, &on, &checks).await?;
        }
        let after = self.verdicts(&mut tx, scope, &on).await?;
        if !input.dry_run && !checks.is_empty() {
            tx.commit().await?;
            self.nudge.notify_one();
        }
        let verdict = |all: &BTreeMap<CheckId, Verdict>, check: &CheckId| {
            all.get(check).copied().unwrap_or(Verdict::ToBeDetected)
        };
        let parameters: Vec<_> = parameters
            .into_iter()
            .map(|(title, now, changes, proposed)| BaselineParameter {
                check: proposed.check.clone(),
                title,
                parameter: proposed.parameter.clone(),
                setting: proposed.setting.clone(),
                line: proposed.line,
                now,
                new: proposed.value.clone(),
                changes,
                is_default: !proposed.differs(),
                verdict_now: verdict(&before, &proposed.check),
                verdict_then: verdict(&after, &proposed.check),
            })
            .collect();
        Ok(BaselineView {
            name,
            dry_run: input.dry_run,
            read_at,
            changed: parameters.iter().filter(|one| one.changes).count(),
            parameters,
            left_out: left_out(import),
        })
    }

    async fn put_entry(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        on: &InstanceRow,
        check: &Check,
        proposed: &Proposed,
        name: &str,
    ) -> Result<bool> {
        // What is the default anyway is not set: the default's own source says why.
        if !proposed.differs() {
            return self.drop_parameter(tx, actor, on, check, &proposed.parameter).await;
        }
        let new = NewParameter {
            value: proposed.value.clone(),
            why: format!("baseline {name}, {}", proposed.setting),
            until: None,
        };
        self.put_parameter(tx, actor, on, check, &proposed.parameter, new).await
    }

    async fn verdicts(
        &self,
        tx: &mut Tx,
        scope: &store::Scope,
        on: &InstanceRow,
    ) -> Result<BTreeMap<CheckId, Verdict>> {
        let when = When::now(self.clock.as_ref());
        let standings = self.standings(tx, scope, std::slice::from_ref(on), when, Look::Verdicts).await?;
        let all = standings.checks.get(&on.id).into_iter().flatten();
        Ok(all.map(|(check, standing)| (check.clone(), standing.verdict)).collect())
    }

    /// The baseline that counts in the organisation, as it was read last.
    async fn kept_baseline(&self, tx: &mut Tx, on: &InstanceRow) -> Result<(String, Time)> {
        let info = self.catalog.connectors.get(&on.connector).and_then(|info| info.baselines.as_ref());
        let info = info.ok_or_else(|| {
            Error::field("source", "This service keeps no baselines of its own; give a file's text.")
        })?;
        let readings = tx.signals().newest_of(&on.id, &BTreeSet::from([info.signal.clone()])).await?;
        let reading = readings.get(&info.signal);
        let none = || {
            Error::not_found(format!("baseline that counts at “{}” itself; export one to a file", on.name))
        };
        let reading = reading.ok_or_else(none)?;
        let Presence::Table(table) = &reading.presence else { return Err(none()) };
        let counts = |row: &&Value| row.get(&info.default).and_then(Value::as_bool) == Some(true);
        let row = table.rows.iter().find(counts).ok_or_else(none)?;
        let file = row.get(&info.file).and_then(Value::as_str).ok_or_else(none)?;
        Ok((file.to_owned(), reading.read_at))
    }
}

/// The baseline's name, on one line and not too long.
fn shown(name: &str, developer_name: &str) -> String {
    let name = if name.trim().is_empty() { developer_name } else { name };
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
    if name.is_empty() { "without a name".to_owned() } else { name }
}

fn left_out(import: Import) -> Vec<BaselineLeftOut> {
    let unfit = import.unfit.into_iter().map(|Unfit { setting, line, reason, check, parameter }| {
        let why = format!("It does not fit the parameter {parameter} of {check}: {reason}");
        BaselineLeftOut { setting, line, why }
    });
    let fixed = import.fixed.into_iter().map(|Fixed { setting, line, checks }| {
        let ids: Vec<_> = checks.iter().map(CheckId::as_str).collect();
        let why = format!("Tested against a value of its own by {}.", ids.join(", "));
        BaselineLeftOut { setting, line, why }
    });
    let untaken = import.untaken.into_iter().map(|Untaken { setting, line }| BaselineLeftOut {
        setting,
        line,
        why: "No check knows it.".to_owned(),
    });
    let mut all: Vec<_> = unfit.chain(fixed).chain(untaken).collect();
    all.sort_by_key(|one| one.line);
    all
}
