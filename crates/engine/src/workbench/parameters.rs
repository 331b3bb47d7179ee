//! Parameters of checks: what an instance sets for itself in place of a default, why and until when.
//!
//! A value that is set is judged by in the transaction that sets it. One whose time has come no longer counts from
//! that moment on, whether or not anything was judged since: a verdict that rests on it is proven only until then.

use crate::{
    Engine, Error, FieldProblem, Result, Topic,
    access::{Actor, UseCase, house},
    standings::When,
};
use assure::{
    Catalog, Check, ReadType,
    check::{Given, Parameter, Parameters},
};
use ledger::{LeafKind, Subject};
use model::{CheckId, InstanceId, PrincipalId, Time};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use store::{InstanceRow, PARAMETER_BYTES_MAX, ParameterRow, Scope, Tx, WHY_CHARS_MAX};
use utoipa::{IntoParams, ToSchema};

/// Settings of one parameter that a page lists.
const SETTINGS_LISTED: u32 = 200;

/// Which parameters of an instance to list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ParameterFilter {
    /// Those of one check; of all where it is left out.
    pub check: Option<CheckId>,
    /// As they stood at a moment.
    pub as_of: Option<Time>,
}

/// A parameter of a check on one instance.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParameterView {
    /// The check that declares it. What is made of that check, of its lock and its overrides, has it too.
    pub check: CheckId,
    pub name: String,
    /// As a check's file spells it: `int`, `list(text)`, …
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub kind: ReadType,
    #[schema(value_type = Object)]
    pub default: Value,
    /// Whose figure the default is.
    pub source: String,
    /// A list whose entries beyond the default are exceptions.
    pub exceptions: bool,
    /// What counts at the moment looked at.
    #[schema(value_type = Object)]
    pub value: Value,
    /// What was set for the instance last, unless it was set back; it may have expired.
    pub set: Option<ParameterSetting>,
}

/// What somebody set a parameter to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParameterSetting {
    #[schema(value_type = Object)]
    pub value: Value,
    pub why: String,
    /// The first moment at which the default counts again; none where it does not expire.
    pub until: Option<Time>,
    /// Name of the principal.
    pub by: String,
    pub recorded_at: Time,
    /// Whether it counts at the moment looked at.
    pub in_force: bool,
    /// When another value, or the default, took its place; none while it stands.
    pub closed_at: Option<Time>,
    /// Who closed it.
    pub closed_by: Option<String>,
}

/// A value from now on.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewParameter {
    /// Of the type that the check declares.
    #[schema(value_type = Object)]
    pub value: Value,
    /// Why it differs from the default.
    pub why: String,
    /// The first moment at which the default counts again; none: for good.
    pub until: Option<Time>,
}

/// What instances set, by the instance, the check that it counts for, and the name.
type SettingRows = BTreeMap<(InstanceId, CheckId, String), ParameterRow>;

/// Values that instances set, loaded as of one moment.
#[derive(Debug, Default)]
pub(crate) struct KnownSettings {
    rows: SettingRows,
    names: BTreeMap<PrincipalId, String>,
    at: Time,
}

impl KnownSettings {
    /// The parameters of a check on an instance, by name.
    pub fn of(&self, instance: &InstanceId, check: &Check) -> Vec<ParameterView> {
        let of = check.parameters_from();
        let view = |(name, parameter): (&String, &Parameter)| {
            let row = self.rows.get(&(instance.clone(), of.clone(), name.clone()));
            self.view(of, name, parameter, row)
        };
        check.parameters.iter().map(view).collect()
    }

    fn view(
        &self,
        check: &CheckId,
        name: &str,
        parameter: &Parameter,
        row: Option<&ParameterRow>,
    ) -> ParameterView {
        let set = row.map(|row| self.setting(row));
        let in_force = set.as_ref().filter(|set| set.in_force);
        ParameterView {
            check: check.clone(),
            name: name.to_owned(),
            kind: parameter.kind.clone(),
            default: parameter.default.clone(),
            source: parameter.source.clone(),
            exceptions: parameter.exceptions,
            value: in_force.map_or_else(|| parameter.default.clone(), |set| set.value.clone()),
            set,
        }
    }

    fn setting(&self, row: &ParameterRow) -> ParameterSetting {
        let name = |id: &PrincipalId| self.names.get(id).cloned().unwrap_or_else(|| "(removed)".into());
        let given = Given { value: row.value.clone(), until: row.until };
        let stands = row.recorded_at <= self.at && row.closed_at.is_none_or(|closed| closed > self.at);
        ParameterSetting {
            in_force: stands && given.is_in_force(self.at),
            value: given.value,
            why: row.why.clone(),
            until: row.until,
            by: name(&row.by),
            recorded_at: row.recorded_at,
            closed_at: row.closed_at,
            closed_by: row.closed_by.as_ref().map(name),
        }
    }
}

impl Engine {
    /// The parameters that the checks of an instance declare, with what counts there.
    pub async fn parameters(
        &self,
        actor: &Actor,
        instance: &InstanceId,
        filter: &ParameterFilter,
    ) -> Result<Vec<ParameterView>> {
        let scope = actor.may(UseCase::ReadActions)?;
        let when = self.moment(filter.as_of)?;
        let mut tx = self.store.read().await?;
        let row = existing(tx.instances().get(instance).await?, instance)?;
        let catalog = self.catalog_at(&mut tx, when).await?;
        let wanted = match &filter.check {
            Some(id) => Some(declaring(&catalog, &row, id)?.id.clone()),
            None => None,
        };
        let rows = tx.parameters().of_instance(scope, instance, when.recorded_by).await?;
        let known = self.known_settings(&mut tx, &catalog, rows, when).await?;
        let checks = catalog.checks_of(&row.service).filter(|check| check.twin.is_none());
        let checks = checks.filter(|check| wanted.as_ref().is_none_or(|id| *id == check.id));
        Ok(checks.flat_map(|check| known.of(instance, check)).collect())
    }

    /// What a parameter was set to on an instance, the latest first.
    pub async fn parameter_history(
        &self,
        actor: &Actor,
        instance: &InstanceId,
        check: &CheckId,
        name: &str,
    ) -> Result<Vec<ParameterSetting>> {
        let scope = actor.may(UseCase::ReadActions)?;
        let when = When::now(self.clock.as_ref());
        let mut tx = self.store.read().await?;
        let row = existing(tx.instances().get(instance).await?, instance)?;
        let catalog = self.catalog_at(&mut tx, when).await?;
        let check = declaring(&catalog, &row, check)?;
        declared(check, name)?;
        let mut rows = Vec::new();
        for id in check.ids() {
            rows.extend(tx.parameters().history(scope, instance, id, name, SETTINGS_LISTED).await?);
        }
        // Those of one id are in their order already. Of two that began at once, the one that ended first was first.
        rows.sort_by_key(|row| Reverse((row.recorded_at, row.closed_at.unwrap_or(Time::from_ms(i64::MAX)))));
        rows.truncate(SETTINGS_LISTED as usize);
        let known = self.known_settings(&mut tx, &catalog, rows.clone(), when).await?;
        Ok(rows.iter().map(|row| known.setting(row)).collect())
    }

    /// Sets a parameter on an instance, and judges by it at once.
    ///
    /// # Errors
    /// `NotFound` where there is no such instance, check or parameter; `Invalid` with every wrong field.
    pub async fn set_parameter(
        &self,
        actor: &Actor,
        instance: &InstanceId,
        check: &CheckId,
        name: &str,
        new: NewParameter,
    ) -> Result<ParameterView> {
        actor.may(UseCase::ManageParameters)?;
        let mut tx = self.store.write().await?;
        let on = self.held(&mut tx, instance).await?;
        let check = declaring(&self.counting(&mut tx).await?.catalog, &on, check)?.clone();
        if self.put_parameter(&mut tx, actor, &on, &check, name, new).await? {
            self.judge_those_of(&mut tx, &on, &[&check]).await?;
            tx.commit().await?;
            self.nudge.notify_one();
        }
        self.parameter(actor, instance, &check, name).await
    }

    /// Keeps what a parameter is set to, with its leaf, unless that was said before; whether it was kept.
    ///
    /// # Errors
    /// As [`Engine::set_parameter`].
    pub(super) async fn put_parameter(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        on: &InstanceRow,
        check: &Check,
        name: &str,
        new: NewParameter,
    ) -> Result<bool> {
        let (now, instance) = (self.clock.now(), &on.id);
        let problems = problems(declared(check, name)?, &new, now);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let mut row = ParameterRow {
            instance: instance.clone(),
            check: check.id.clone(),
            name: name.to_owned(),
            value: new.value,
            why: new.why.trim().to_owned(),
            until: new.until,
            by: actor.principal().clone(),
            recorded_at: now,
            closed_at: None,
            closed_by: None,
        };
        let scope = actor.may(UseCase::ReadActions)?;
        let mut stands = None;
        for id in check.ids() {
            let latest = tx.parameters().history(scope, instance, id, name, 1).await?.into_iter().next();
            stands = stands.or(latest.filter(|latest| latest.closed_at.is_none()));
        }
        let says_the_same = stands.is_some_and(|before| {
            (&before.value, &before.why, before.until) == (&row.value, &row.why, row.until)
        });
        if says_the_same {
            return Ok(false);
        }
        // What was set under an id that the check had before ends with it.
        for before in &check.aliases {
            let ended = tx.parameters().reset(instance, before, name, &row.by, now).await?;
            row.recorded_at = ended.and_then(|ended| ended.closed_at).unwrap_or(now).max(row.recorded_at);
        }
        tx.parameters().set(&row).await?;
        let values = [
            ("parameter", json!(name)),
            ("value", json!(row.value)),
            ("why", json!(row.why)),
            ("until", json!(row.until)),
        ];
        let about = subject(actor, instance, check);
        self.leaf(tx, LeafKind::PARAMETER_SET, about, &values).await?;
        Ok(true)
    }

    /// Sets a parameter on an instance back to its default, and judges by that at once.
    ///
    /// # Errors
    /// `NotFound` where there is no such instance, check or parameter.
    pub async fn reset_parameter(
        &self,
        actor: &Actor,
        instance: &InstanceId,
        check: &CheckId,
        name: &str,
    ) -> Result<ParameterView> {
        actor.may(UseCase::ManageParameters)?;
        let mut tx = self.store.write().await?;
        let on = self.held(&mut tx, instance).await?;
        let check = declaring(&self.counting(&mut tx).await?.catalog, &on, check)?.clone();
        if self.drop_parameter(&mut tx, actor, &on, &check, name).await? {
            self.judge_those_of(&mut tx, &on, &[&check]).await?;
            tx.commit().await?;
            self.nudge.notify_one();
        }
        self.parameter(actor, instance, &check, name).await
    }

    /// Sets a parameter back to its default, with its leaf, where it was set; whether it was.
    pub(super) async fn drop_parameter(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        on: &InstanceRow,
        check: &Check,
        name: &str,
    ) -> Result<bool> {
        declared(check, name)?;
        let mut stood = None;
        for id in check.ids() {
            let ended = tx.parameters().reset(&on.id, id, name, actor.principal(), self.clock.now()).await?;
            stood = stood.or(ended);
        }
        let Some(row) = stood else { return Ok(false) };
        let values = [("parameter", json!(name)), ("value", json!(row.value))];
        let about = subject(actor, &on.id, check);
        self.leaf(tx, LeafKind::PARAMETER_RESET, about, &values).await?;
        Ok(true)
    }

    /// One parameter as it stands now.
    async fn parameter(
        &self,
        actor: &Actor,
        instance: &InstanceId,
        check: &Check,
        name: &str,
    ) -> Result<ParameterView> {
        let filter = ParameterFilter { check: Some(check.id.clone()), as_of: None };
        let all = self.parameters(actor, instance, &filter).await?;
        let found = all.into_iter().find(|view| view.name == name);
        found.ok_or_else(|| Error::not_found(format!("parameter “{name}” of the check “{}”", check.id)))
    }

    /// An instance that nothing else reads, judges or changes until this transaction ends.
    pub(super) async fn held(&self, tx: &mut Tx, id: &InstanceId) -> Result<InstanceRow> {
        let held = tx.instances().lock(id).await?;
        existing(tx.instances().get(id).await?.filter(|_| held), id)
    }

    /// Judges checks and what is made of them.
    pub(super) async fn judge_those_of(
        &self,
        tx: &mut Tx,
        on: &InstanceRow,
        checks: &[&Check],
    ) -> Result<()> {
        let version = self.counting(tx).await?;
        let concerned = |one: &&Check| checks.iter().any(|check| *one.parameters_from() == check.id);
        let ids: Vec<_> =
            version.catalog.checks_of(&on.service).filter(concerned).map(|one| one.id.clone()).collect();
        self.judge_now(tx, version, on, &ids, None).await?;
        self.changed(tx, Topic::Status, Some(&on.id));
        Ok(())
    }

    /// What an instance set for the checks of a catalog, under whatever id they had then, expired or not: judging
    /// takes what is in force at its moment.
    pub(crate) async fn given(
        &self,
        tx: &mut Tx,
        instance: &InstanceId,
        catalog: &Catalog,
    ) -> Result<Parameters> {
        let rows = tx.parameters().of_instance(&house(), instance, Time::from_ms(i64::MAX)).await?;
        let mut given = Parameters::new();
        for ((_, check, name), row) in by_present_id(catalog, rows) {
            let value = Given { value: row.value, until: row.until };
            given.entry(check).or_default().insert(name, value);
        }
        Ok(given)
    }

    /// What instances set for a check, as it was known at a moment.
    pub(crate) async fn settings_of(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        checks: impl IntoIterator<Item = &Check>,
        when: When,
    ) -> Result<KnownSettings> {
        let catalog = self.catalog_at(tx, when).await?;
        let declaring = checks.into_iter().filter(|check| !check.parameters.is_empty());
        let ids: BTreeSet<_> = declaring.flat_map(|check| catalog.ids_of(check.parameters_from())).collect();
        let mut rows = Vec::new();
        for id in &ids {
            rows.extend(tx.parameters().of_check(scope, id, when.recorded_by).await?);
        }
        self.known_settings(tx, &catalog, rows, when).await
    }

    pub(super) async fn known_settings(
        &self,
        tx: &mut Tx,
        catalog: &Catalog,
        rows: Vec<ParameterRow>,
        when: When,
    ) -> Result<KnownSettings> {
        let mut names = BTreeMap::new();
        let people: BTreeSet<_> =
            rows.iter().flat_map(|row| [Some(&row.by), row.closed_by.as_ref()]).flatten().cloned().collect();
        for id in &people {
            if !names.contains_key(id)
                && let Some(principal) = tx.principals().get(id).await?
            {
                names.insert(id.clone(), principal.name);
            }
        }
        Ok(KnownSettings { rows: by_present_id(catalog, rows), names, at: when.at })
    }
}

/// Open values by the check that they count for: what was set under an id that a check had before counts for it,
/// unless something was set under its own since.
fn by_present_id(catalog: &Catalog, mut rows: Vec<ParameterRow>) -> SettingRows {
    let present = |row: &ParameterRow| {
        let check = catalog.check(&row.check);
        check.map_or_else(|| row.check.clone(), |check| check.id.clone())
    };
    // Of two with one key the later one stays.
    rows.sort_by_key(|row| present(row) == row.check);
    rows.into_iter().map(|row| ((row.instance.clone(), present(&row), row.name.clone()), row)).collect()
}

fn existing(row: Option<InstanceRow>, id: &InstanceId) -> Result<InstanceRow> {
    row.ok_or_else(|| Error::not_found(format!("activated connector {id}")))
}

/// The check of that id, or that it was made from, where it is one of the instance's service.
fn declaring<'a>(catalog: &'a Catalog, on: &InstanceRow, id: &CheckId) -> Result<&'a Check> {
    let found = catalog.check(id).filter(|check| check.service == on.service);
    let found = found.and_then(|check| catalog.check(check.parameters_from()));
    found.ok_or_else(|| Error::not_found(format!("check “{id}” for “{}”", on.name)))
}

fn declared<'a>(check: &'a Check, name: &str) -> Result<&'a Parameter> {
    check.parameters.get(name).ok_or_else(|| {
        let shown: String = name.chars().take(60).collect();
        Error::not_found(format!("parameter “{shown}” of the check “{}”", check.id))
    })
}

fn subject(actor: &Actor, instance: &InstanceId, check: &Check) -> Subject {
    Subject::new().with("instance", instance).with("check", &check.id).with("principal", actor.principal())
}

fn problems(parameter: &Parameter, new: &NewParameter, now: Time) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if let Err(message) = parameter.accepts(&new.value) {
        problems.push(FieldProblem::new("value", message));
    }
    let bytes = new.value.to_string().len();
    if bytes > PARAMETER_BYTES_MAX {
        let message = format!("The value has {bytes} bytes; at most {PARAMETER_BYTES_MAX} fit. Shorten it.");
        problems.push(FieldProblem::new("value", message));
    }
    problems.extend(why_problem(&new.why));
    if new.until.is_some_and(|until| until <= now) {
        problems.push(FieldProblem::new("until", "This moment has passed; choose a later one, or none."));
    }
    problems
}

/// What is wrong with a reason that somebody gives, at `why`.
pub(super) fn why_problem(why: &str) -> Option<FieldProblem> {
    let length = why.chars().count();
    let message = if why.trim().is_empty() {
        "Say why: whoever looks at it later wants to know.".to_owned()
    } else if length > WHY_CHARS_MAX {
        format!("The text has {length} characters; at most {WHY_CHARS_MAX} fit. Shorten it.")
    } else {
        let allowed = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        let bad = why.chars().find(|c| !allowed(*c))?;
        format!("The text contains the control character U+{:04X}; remove it.", u32::from(bad))
    };
    Some(FieldProblem::new("why", message))
}
