//! One improvement action, down to what its checks read.

use super::{ActionView, RelatedControl, ScopeFigure, Tracked, rows::Line, within::Within};
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
    standings::Look,
    workbench::{AsOf, AssessmentRef, manual_status},
};
use assure::{Action, score::Facts};
use model::{ActionId, ActionKind, AssessmentId, GroupId, Time};
use serde::Deserialize;
use utoipa::IntoParams;

/// Where and when an action is looked at.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ActionQuestion {
    /// For an action that is not technical. May be left out where one group alone has it.
    pub group: Option<GroupId>,
    /// Over the instances of this assessment instead of all.
    pub assessment: Option<AssessmentId>,
    /// As it stood at a moment.
    pub as_of: Option<Time>,
}

impl Engine {
    /// One action: in an assessment, in a group, or in the whole organisation.
    ///
    /// # Errors
    /// `Invalid` at `group` when it does not go with the action, or when several groups have it and none was
    /// named.
    pub async fn action(&self, actor: &Actor, id: &ActionId, asked: &ActionQuestion) -> Result<ActionView> {
        let scope = actor.may(UseCase::ReadActions)?;
        let action = self.known_action(id)?;
        let at = self.moment(asked.as_of)?;
        let mut tx = self.store.read().await?;
        let catalog = self.catalog_at(&mut tx, at).await?;
        let checks = catalog.checks_of_action(id).map(|check| check.id.clone()).collect();
        let known = self.looked_at(&mut tx, scope, at, Look::OutcomesOf(&checks)).await?;
        let settings = self.settings_of(&mut tx, scope, catalog.checks_of_action(id), at).await?;
        let tracked = Tracked::of(&self.catalog, &known);
        let within =
            self.within(&known, &tracked, action, asked.group.as_ref(), asked.assessment.as_ref())?;
        let group = within.group(action);
        let facts = self.facts(&known);
        let result = self.result_within(&known, &facts, &tracked, action, within);
        let set = known.statuses.get(&(group.cloned(), action.id.clone()));
        Ok(ActionView {
            summary: self.action_summary(&known, &tracked, &Line { action, group, result: &result }),
            description: action.description.clone(),
            how: action.how.clone(),
            link: action.link.clone(),
            as_of: at.at,
            controls: self.related_controls(action),
            assessments: tracked.assessments(id, group).map(AssessmentRef::from).collect(),
            scopes: self.scope_figures(&known, &facts, &tracked, action),
            status: set.map(manual_status).unwrap_or_default(),
            results: self.instance_results(&known, action, &result, &settings),
            implementation_date: set.and_then(|row| row.implementation_date),
            test_date: set.and_then(|row| row.test_date),
            notes: set.map_or_else(String::new, |row| row.notes.clone()),
        })
    }

    /// An action that is loaded.
    pub(super) fn known_action(&self, id: &ActionId) -> Result<&Action> {
        self.catalog.actions.get(id).ok_or_else(|| Error::not_found(format!("action “{id}”")))
    }

    fn related_controls(&self, action: &Action) -> Vec<RelatedControl> {
        let controls = self.catalog.regulations.values().flat_map(|regulation| {
            let its = regulation.controls().filter(|control| control.actions.contains(&action.id));
            its.map(|control| RelatedControl {
                regulation: regulation.id.clone(),
                regulation_title: regulation.title.clone(),
                control: control.id.clone(),
                title: control.title.clone(),
            })
        });
        controls.collect()
    }

    /// A technical action in the organisation and in each assessment; another in each group that has it.
    fn scope_figures(
        &self,
        known: &AsOf,
        facts: &Facts<'_>,
        tracked: &Tracked<'_>,
        action: &Action,
    ) -> Vec<ScopeFigure> {
        let scopes: Vec<Within<'_>> = match action.kind {
            ActionKind::Technical => std::iter::once(Within::Organisation)
                .chain(tracked.assessments(&action.id, None).map(Within::Assessment))
                .collect(),
            ActionKind::Operational | ActionKind::Documentation => {
                self.groups_with(known, tracked, action).into_iter().map(Within::Group).collect()
            }
        };
        let figure = |within: Within<'_>| {
            let result = self.result_within(known, facts, tracked, action, within);
            ScopeFigure {
                label: within.label(),
                group: within.group(action).map(|id| known.group_ref(id)),
                assessment: within.assessment(),
                test_status: result.status,
                note: result.note,
                points: result.points,
            }
        };
        scopes.into_iter().map(figure).collect()
    }
}
