//! Why an outcome took the place of another: the causes that are known beside the service's own word.

use crate::{Engine, Result, workbench::ParameterSetting};
use assure::check::Given;
use model::{CheckId, InstanceId, PrincipalId, Reason, Time, Undetected};
use serde::Serialize;
use serde_json::Value;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use store::{OutcomeRow, ParameterRow, Scope, Tx};
use utoipa::ToSchema;

/// Settings of one parameter that are looked at for one history.
const SETTINGS_LOOKED_AT: u32 = 200;
/// The end of what stands.
const NEVER: Time = Time::from_ms(i64::MAX);

/// A parameter that an outcome was judged by.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct IntervalParameter {
    pub name: String,
    #[schema(value_type = Object)]
    pub value: Value,
    /// Who set it, why and until when; none where it was the default.
    pub set: Option<ParameterSetting>,
}

/// What kind of cause a change has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Somebody set a parameter, or set it back.
    Parameter,
    /// What was set for a parameter expired.
    ExceptionExpired,
    /// Another version of the check, or another id of it, counts.
    CheckVersion,
    /// A moment came at which the verdict may turn.
    Time,
}

/// One cause of a change, for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangeView {
    pub kind: ChangeKind,
    /// One sentence.
    pub text: String,
}

/// What was set for the parameters of a check on an instance, over all of its past.
#[derive(Debug, Default)]
pub(super) struct PastSettings {
    /// By name, the latest first.
    rows: BTreeMap<String, Vec<ParameterRow>>,
    names: BTreeMap<PrincipalId, String>,
}

impl Engine {
    /// The intervals of a check on an instance, the latest first, under all the ids that it has or had: its present
    /// one comes first.
    pub(crate) async fn intervals(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        instance: &InstanceId,
        ids: &[CheckId],
        limit: u32,
    ) -> Result<Vec<OutcomeRow>> {
        let mut rows = Vec::new();
        for id in ids {
            rows.extend(tx.outcomes().history(scope, instance, id, limit).await?);
        }
        // Those of one id are in their order already. Of two that began at once, the one that ended first was first.
        rows.sort_by_key(|row| Reverse((row.recorded_at, row.closed_at.unwrap_or(NEVER))));
        rows.truncate(limit as usize);
        Ok(rows)
    }

    /// What was set for parameters of these names, under the ids that the check had.
    pub(super) async fn past_settings(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        instance: &InstanceId,
        ids: &[CheckId],
        names: BTreeSet<&String>,
    ) -> Result<PastSettings> {
        let mut past = PastSettings::default();
        for name in names {
            let mut rows = Vec::new();
            for id in ids {
                rows.extend(tx.parameters().history(scope, instance, id, name, SETTINGS_LOOKED_AT).await?);
            }
            rows.sort_by_key(|row| Reverse((row.recorded_at, row.closed_at.unwrap_or(NEVER))));
            let people: BTreeSet<PrincipalId> = rows
                .iter()
                .flat_map(|row| [Some(&row.by), row.closed_by.as_ref()])
                .flatten()
                .cloned()
                .collect();
            for by in people {
                if !past.names.contains_key(&by)
                    && let Some(principal) = tx.principals().get(&by).await?
                {
                    past.names.insert(by, principal.name);
                }
            }
            past.rows.insert(name.clone(), rows);
        }
        Ok(past)
    }
}

impl PastSettings {
    /// What was set last by then, whether or not it still counted.
    fn latest(&self, name: &str, at: Time) -> Option<&ParameterRow> {
        self.rows.get(name)?.iter().find(|row| row.recorded_at <= at)
    }

    fn who(&self, id: &PrincipalId) -> String {
        self.names.get(id).cloned().unwrap_or_else(|| "(removed)".into())
    }

    /// The parameters that an outcome was judged by.
    pub fn of(&self, row: &OutcomeRow) -> Vec<IntervalParameter> {
        let one = |(name, value): (&String, &Value)| {
            let latest = self.latest(name, row.recorded_at);
            let set = latest.filter(|set| counts(set, row.recorded_at) && set.value == *value);
            let set = set.map(|set| ParameterSetting {
                value: set.value.clone(),
                why: set.why.clone(),
                until: set.until,
                by: self.who(&set.by),
                recorded_at: set.recorded_at,
                in_force: true,
                closed_at: set.closed_at,
                closed_by: set.closed_by.as_ref().map(|by| self.who(by)),
            });
            IntervalParameter { name: name.clone(), value: value.clone(), set }
        };
        row.outcome.parameters.iter().map(one).collect()
    }

    /// Which parameters are others than in the outcome before, and who or what made them so.
    fn changes(&self, before: &OutcomeRow, row: &OutcomeRow) -> Vec<ChangeView> {
        let one = |(name, to): (&String, &Value)| {
            let from = before.outcome.parameters.get(name).filter(|from| *from != to)?;
            let at = row.recorded_at;
            let changed = format!("A parameter was changed: {name} from {from} to {to}");
            let (kind, text) = match self.latest(name, at) {
                Some(set) if counts(set, at) => {
                    (ChangeKind::Parameter, format!("{changed} by {}.", self.who(&set.by)))
                }
                Some(set) if set.until.is_some_and(|until| until <= set.closed_at.unwrap_or(at)) => {
                    let text = format!("What was set for {name} expired: {from} became {to}, its default.");
                    (ChangeKind::ExceptionExpired, text)
                }
                Some(ParameterRow { closed_by: Some(by), .. }) => {
                    (ChangeKind::Parameter, format!("{changed}, its default, by {}.", self.who(by)))
                }
                _ => (ChangeKind::Parameter, format!("{changed}, its default in this version of the check.")),
            };
            Some(ChangeView { kind, text })
        };
        row.outcome.parameters.iter().filter_map(one).collect()
    }

    /// Why an outcome took the place of the one before, as far as that is known without the service.
    pub fn causes(&self, before: &OutcomeRow, row: &OutcomeRow) -> Vec<ChangeView> {
        let mut causes = self.changes(before, row);
        let (was, is) = (&before.outcome, &row.outcome);
        let mut version = |text: String| causes.push(ChangeView { kind: ChangeKind::CheckVersion, text });
        if was.check_version != is.check_version {
            version(format!("The check changed from version {} to {}.", was.check_version, is.check_version));
        }
        if before.check != row.check {
            version(format!("The check was renamed from “{}” to “{}”.", before.check, row.check));
        }
        match (refused(was.reason.as_ref()), refused(is.reason.as_ref())) {
            (false, true) => version("Its file does not load any more.".to_owned()),
            (true, false) => version("Its file loads again.".to_owned()),
            _ => {}
        }
        let turned = was.next_boundary.filter(|at| *at <= row.recorded_at);
        if let Some(at) = turned.filter(|_| causes.is_empty() && was.facts == is.facts) {
            let text = format!("The moment came at which the verdict may turn: {at}.");
            causes.push(ChangeView { kind: ChangeKind::Time, text });
        }
        causes
    }
}

/// Whether a value counted at a moment.
fn counts(row: &ParameterRow, at: Time) -> bool {
    let given = Given { value: Value::Null, until: row.until };
    row.closed_at.is_none_or(|closed| closed > at) && given.is_in_force(at)
}

fn refused(reason: Option<&Reason>) -> bool {
    reason.is_some_and(|reason| reason.code == Undetected::CheckRefused)
}
