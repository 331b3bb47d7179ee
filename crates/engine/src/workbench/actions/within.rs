//! In which scope an action is looked at, and how it stands there.

use super::Tracked;
use crate::{
    Engine, Error, Result,
    workbench::{AsOf, AssessmentRef, refs::in_words},
};
use assure::{
    Action,
    score::Facts,
    status::{ActionResult, fold_manual},
};
use model::{ActionKind, AssessmentId, GroupId, InstanceId, ServiceId};
use std::collections::BTreeMap;
use store::{AssessmentRow, GroupRow};

/// A scope in which an action has a status.
#[derive(Clone, Copy)]
pub(super) enum Within<'a> {
    Organisation,
    /// For an action that is not technical.
    Group(&'a GroupRow),
    Assessment(&'a AssessmentRow),
}

impl<'a> Within<'a> {
    /// In words.
    pub fn label(self) -> String {
        match self {
            Within::Organisation => "Whole organisation".to_owned(),
            Within::Group(row) => format!("Group “{}”", row.name),
            Within::Assessment(row) => format!("Assessment “{}”", row.name),
        }
    }

    pub fn assessment(self) -> Option<AssessmentRef> {
        match self {
            Within::Assessment(row) => Some(row.into()),
            Within::Organisation | Within::Group(_) => None,
        }
    }

    /// The group whose status of the action counts; none for a technical one.
    pub fn group(self, action: &Action) -> Option<&'a GroupId> {
        match self {
            _ if action.kind == ActionKind::Technical => None,
            Within::Organisation => None,
            Within::Group(row) => Some(&row.id),
            Within::Assessment(row) => Some(&row.group),
        }
    }
}

impl Engine {
    /// The scope that was asked for: an assessment, a group, or what follows from the action itself.
    ///
    /// # Errors
    /// `Invalid` at `group` when it does not go with the action, or when several groups have it and none was
    /// named; `NotFound` when the assessment does not exist or does not have the action.
    pub(super) fn within<'a>(
        &self,
        known: &'a AsOf,
        tracked: &Tracked<'a>,
        action: &Action,
        group: Option<&GroupId>,
        assessment: Option<&AssessmentId>,
    ) -> Result<Within<'a>> {
        if let Some(group) = group {
            if action.kind == ActionKind::Technical {
                let message =
                    "A technical action has one status in the whole organisation; leave the group out.";
                return Err(Error::field("group", message));
            }
            if !known.groups.contains_key(group) {
                return Err(Error::field("group", "There is no such group; choose one of the list."));
            }
        }
        if let Some(id) = assessment {
            let row = known.assessment(id)?;
            if !tracked.assessments(&action.id, None).any(|tracked| tracked.id == row.id) {
                return Err(Error::not_found(format!(
                    "action “{}” in the assessment “{}”",
                    action.id, row.name
                )));
            }
            if group.is_some_and(|group| row.group != *group) {
                let message =
                    format!("The assessment “{}” is in another group; leave one of the two out.", row.name);
                return Err(Error::field("group", message));
            }
            return Ok(Within::Assessment(row));
        }
        if action.kind == ActionKind::Technical {
            return Ok(Within::Organisation);
        }
        if let Some(row) = group.and_then(|group| known.groups.get(group)) {
            return Ok(Within::Group(row));
        }
        let groups = self.groups_with(known, tracked, action);
        match groups.as_slice() {
            [] => Ok(Within::Organisation),
            [only] => Ok(Within::Group(only)),
            several => {
                let names = in_words(several.iter().map(|row| format!("“{}”", row.name)).collect());
                let message =
                    format!("This action has a status of its own in {names}; name one of these groups.");
                Err(Error::field("group", message))
            }
        }
    }

    /// The groups that have the action, by name.
    pub(super) fn groups_with<'a>(
        &self,
        known: &'a AsOf,
        tracked: &Tracked<'a>,
        action: &Action,
    ) -> Vec<&'a GroupRow> {
        let by_id: BTreeMap<&GroupId, &GroupRow> = tracked
            .assessments(&action.id, None)
            .filter_map(|row| Some((&row.group, known.groups.get(&row.group)?)))
            .collect();
        let mut groups: Vec<_> = by_id.into_values().collect();
        groups.sort_by_cached_key(|row| row.name.to_lowercase());
        groups
    }

    /// How an action stands in a scope.
    pub(super) fn result_within(
        &self,
        known: &AsOf,
        facts: &Facts<'_>,
        tracked: &Tracked<'_>,
        action: &Action,
        within: Within<'_>,
    ) -> ActionResult {
        let instances_of = |row: &AssessmentRow| known.scope(row).instances;
        let (group, instances): (_, BTreeMap<InstanceId, ServiceId>) = match within {
            Within::Assessment(row) => (Some(&row.group), instances_of(row).into_iter().collect()),
            Within::Group(row) => (Some(&row.id), BTreeMap::new()),
            Within::Organisation => {
                let rows: Vec<_> = tracked.assessments(&action.id, None).collect();
                let union = rows.iter().flat_map(|row| instances_of(row)).collect();
                (rows.first().map(|row| &row.group), union)
            }
        };
        match (group, action.kind) {
            (_, ActionKind::Technical) => facts.technical(action, &instances),
            (Some(group), _) => facts.action(action, group, &instances),
            // No assessment has it: it has no group.
            (None, kind) => fold_manual(action.points, kind, &Default::default()),
        }
    }
}
