//! Rows of actions: from folded results, the worst instance first.

use super::{ActionRow, ActionSummary, TestingSource};
use crate::{Engine, workbench::AsOf};
use assure::{
    Action, Catalog,
    score::{AssessmentResult, OrganisationResult},
    status::{ActionResult, rank},
};
use model::{ActionId, ActionKind, GroupId, RegulationId, Severity, TestStatus, Verdict};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use store::AssessmentRow;

/// Which assessments have an action.
pub(crate) struct Tracked<'a>(BTreeMap<&'a ActionId, Vec<&'a AssessmentRow>>);

impl<'a> Tracked<'a> {
    pub fn of(catalog: &'a Catalog, known: &'a AsOf) -> Self {
        let mut by_action: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in &known.assessments {
            let regulation = catalog.regulations.get(&row.regulation);
            for action in regulation.into_iter().flat_map(|regulation| regulation.action_ids()) {
                by_action.entry(action).or_default().push(row);
            }
        }
        Self(by_action)
    }

    /// The assessments that have it; of one group alone where one is given. By name.
    pub fn assessments(
        &self,
        action: &ActionId,
        group: Option<&GroupId>,
    ) -> impl Iterator<Item = &'a AssessmentRow> {
        let rows = self.0.get(action).into_iter().flatten().copied();
        rows.filter(move |row| group.is_none_or(|group| row.group == *group))
    }
}

/// How bad a line is; the greatest is shown first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Badness {
    rank: u8,
    severity: Option<Severity>,
    /// Points to win, in thousandths.
    remaining: u64,
}

impl Badness {
    pub fn of(result: &ActionResult) -> Self {
        let achievable = u64::from(result.points.achievable) * 1000;
        Self {
            rank: rank(result.worst.unwrap_or_else(|| standing_in(result.status))),
            severity: result.severity,
            remaining: achievable.saturating_sub(result.points.achieved_thousandths),
        }
    }
}

/// Where an action without instances stands among verdicts: one that people test, or that waits for some.
fn standing_in(status: TestStatus) -> Verdict {
    match status {
        status if status.is_failed() => Verdict::Failed,
        TestStatus::Passed => Verdict::Passed,
        TestStatus::OutOfScope => Verdict::NotApplicable,
        _ => Verdict::ToBeDetected,
    }
}

/// One action in one scope, before it is shown.
pub(crate) struct Line<'a> {
    pub action: &'a Action,
    pub group: Option<&'a GroupId>,
    pub result: &'a ActionResult,
}

impl Engine {
    /// The actions of an assessment, the worst first.
    pub(crate) fn assessment_rows(
        &self,
        known: &AsOf,
        tracked: &Tracked<'_>,
        row: &AssessmentRow,
        result: &AssessmentResult,
    ) -> Vec<ActionRow> {
        let lines = result.actions.iter().filter_map(|(id, result)| {
            let action = self.catalog.actions.get(id)?;
            let group = (action.kind != ActionKind::Technical).then_some(&row.group);
            Some(Line { action, group, result })
        });
        self.rows(known, tracked, lines.collect())
    }

    /// The lines of the organisation's score.
    pub(crate) fn organisation_lines<'a>(&'a self, result: &'a OrganisationResult) -> Vec<Line<'a>> {
        let lines = result.actions.iter().filter_map(|line| {
            let action = self.catalog.actions.get(&line.action)?;
            Some(Line { action, group: line.group.as_ref(), result: &line.result })
        });
        lines.collect()
    }

    /// Lines as rows, the worst first.
    pub(crate) fn rows(
        &self,
        known: &AsOf,
        tracked: &Tracked<'_>,
        mut lines: Vec<Line<'_>>,
    ) -> Vec<ActionRow> {
        lines.sort_by_cached_key(|line| {
            let group = line.group.map(|id| known.group_ref(id).name.to_lowercase());
            (Reverse(Badness::of(line.result)), line.action.title.to_lowercase(), group)
        });
        let row = |line: Line<'_>| ActionRow {
            assessments: tracked.assessments(&line.action.id, line.group).count(),
            summary: self.action_summary(known, tracked, &line),
        };
        lines.into_iter().map(row).collect()
    }

    pub(super) fn action_summary(
        &self,
        known: &AsOf,
        tracked: &Tracked<'_>,
        line: &Line<'_>,
    ) -> ActionSummary {
        let Line { action, group, result } = line;
        let regulations: BTreeSet<&RegulationId> =
            tracked.assessments(&action.id, *group).map(|row| &row.regulation).collect();
        ActionSummary {
            id: action.id.clone(),
            title: action.title.clone(),
            kind: action.kind,
            category: action.category.clone(),
            group: group.map(|id| known.group_ref(id)),
            points: result.points,
            test_status: result.status,
            note: result.note.clone(),
            worst: result.worst,
            instances: result.counts,
            implementation_status: result.implementation_status,
            flagged: result.flagged,
            testing_source: TestingSource::of(result.by_hand),
            regulations: regulations.into_iter().cloned().collect(),
        }
    }
}
