//! What a person says of an action: whether it is implemented, and, where no check tests it, how the test
//! went.

use super::{ActionQuestion, ActionView};
use crate::{
    Engine, Error, FieldProblem, Result, Topic,
    access::{Actor, UseCase},
    workbench::manual_status,
};
use assure::{
    Action,
    status::{ManualStatus, StatusEdit, TestedBy, edit_status},
};
use ledger::{LeafKind, Subject};
use model::{ActionId, ActionKind, GroupId, ImplementationStatus, StatusId, TestStatus, Time};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use store::{AssessmentRow, Scope, StatusRow, Tx};
use utoipa::ToSchema;

/// Notes in characters: some pages of text; longer evidence is a file.
const NOTES_CHARS_MAX: usize = 10_000;
/// A date is a day where the person is, and the day begins first at UTC+14.
const DATE_AHEAD_MAX: Duration = Duration::from_secs(14 * 60 * 60);

/// The status from now on. A date that is left out is none; a test status or notes that are left out stay.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStatus {
    /// The group whose status it is; none for a technical action, which has one in the whole organisation.
    pub group: Option<GroupId>,
    pub implementation_status: ImplementationStatus,
    /// For *Implemented* and *Alternative implementation*.
    pub implementation_date: Option<Time>,
    /// Not where checks alone test the action: they say it.
    pub test_status: Option<TestStatus>,
    /// Not where checks alone test the action.
    pub test_date: Option<Time>,
    pub notes: Option<String>,
}

/// How a test went, from now on. What is left out stays; a date that is left out is none.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTest {
    /// The group whose status it is; none for an action that has one in the whole organisation.
    pub group: Option<GroupId>,
    /// Not for an action that checks test.
    pub test_status: Option<TestStatus>,
    pub test_date: Option<Time>,
    pub notes: Option<String>,
}

impl Engine {
    /// Sets the status of an action: of a technical one in the whole organisation, of another in one group.
    /// What was said before stays in its history.
    ///
    /// # Errors
    /// `Invalid` with every wrong field; `Forbidden` where it says another test status, test date or notes than
    /// before and the actor may not test.
    pub async fn set_status(&self, actor: &Actor, id: &ActionId, new: NewStatus) -> Result<ActionView> {
        let scope = actor.may(UseCase::UpdateActions)?;
        self.say(actor, scope, id, new.group.clone(), |_| (new, false)).await
    }

    /// Sets how the test of an action went, for who tests and does not implement. Its implementation stays. To say
    /// the same again says that it was tested again.
    ///
    /// # Errors
    /// `Invalid` with every wrong field.
    pub async fn set_test(&self, actor: &Actor, id: &ActionId, new: NewTest) -> Result<ActionView> {
        let scope = actor.may(UseCase::TestActions)?;
        let NewTest { group, test_status, test_date, notes } = new;
        let of = group.clone();
        let beside = |before: Option<&StatusRow>| {
            let new = NewStatus {
                group,
                implementation_status: before
                    .map_or_else(|| ManualStatus::default().implementation, |row| row.implementation),
                implementation_date: before.and_then(|row| row.implementation_date),
                test_status,
                test_date,
                notes,
            };
            (new, test_status.is_some())
        };
        self.say(actor, scope, id, of, beside).await
    }

    async fn say(
        &self,
        actor: &Actor,
        scope: &Scope,
        id: &ActionId,
        group: Option<GroupId>,
        edit: impl FnOnce(Option<&StatusRow>) -> (NewStatus, bool),
    ) -> Result<ActionView> {
        let action = self.known_action(id)?;
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let mut problems = Vec::new();
        problems.extend(self.group_problem(&mut tx, scope, action, group.as_ref()).await?);
        let latest = tx.statuses().history(scope, group.as_ref(), id, 1).await?;
        let before = latest.first().filter(|row| row.closed_at.is_none());
        let (new, tested_again) = edit(before);
        let speaks_of_test = tested_again || speaks_of_test(&new, before);
        if speaks_of_test {
            actor.may(UseCase::TestActions)?;
        }
        let standing = before.map(manual_status).unwrap_or_default();
        let edit = StatusEdit {
            implementation_status: new.implementation_status,
            implementation_date: new.implementation_date,
            test_status: new.test_status,
            test_date: new.test_date,
        };
        let tested = TestedBy::of(&self.catalog, action);
        let test = edit_status(tested, standing.test, &edit).unwrap_or_else(|errors| {
            problems.extend(errors.into_iter().map(|error| FieldProblem::new(error.field, error.message)));
            standing.test
        });
        for (field, date) in [("implementation_date", new.implementation_date), ("test_date", new.test_date)]
        {
            if date.is_some_and(|date| date > now.plus(DATE_AHEAD_MAX)) {
                problems.push(FieldProblem::new(field, "This date lies ahead; enter the day that it was."));
            }
        }
        let notes = new.notes.or_else(|| before.map(|row| row.notes.clone())).unwrap_or_default();
        problems.extend(notes_problem(&notes));
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }

        let asked = ActionQuestion { group: new.group.clone(), ..ActionQuestion::default() };
        let row = StatusRow {
            id: StatusId::make(self.clock.as_ref(), self.random.as_ref()),
            group: new.group,
            action: id.clone(),
            implementation: new.implementation_status,
            implementation_date: new.implementation_date,
            test,
            test_date: new.test_date,
            test_set_at: if speaks_of_test { Some(now) } else { standing.test_set_at },
            notes,
            by: actor.principal().clone(),
            recorded_at: now,
            closed_at: None,
        };
        if !tested_again && before.is_some_and(|before| says_the_same(before, &row)) {
            drop(tx);
            return self.action(actor, id, &asked).await;
        }
        tx.statuses().record(&row).await?;
        let mut about =
            Subject::new().with("status", &row.id).with("action", id).with("principal", actor.principal());
        if let Some(group) = &row.group {
            about = about.with("group", group);
        }
        let values = [
            ("implementation_status", json!(row.implementation)),
            ("implementation_date", json!(row.implementation_date)),
            ("test_status", json!(row.test)),
            ("test_date", json!(row.test_date)),
            ("notes", json!(row.notes)),
        ];
        self.leaf(&mut tx, LeafKind::STATUS_SET, about, &values).await?;
        self.changed(&mut tx, Topic::Status, None);
        tx.commit().await?;
        self.action(actor, id, &asked).await
    }

    /// What is wrong with setting the action's status there.
    async fn group_problem(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        action: &Action,
        group: Option<&GroupId>,
    ) -> Result<Option<FieldProblem>> {
        let message = match (group, action.kind) {
            (None, ActionKind::Technical) => return Ok(None),
            (Some(_), ActionKind::Technical) => {
                "A technical action has one status in the whole organisation; leave the group out."
            }
            (None, _) => "Name the group: an action that is not technical has a status in each.",
            (Some(group), _) if tx.groups().get(group).await?.is_none() => {
                "There is no such group; choose one of the list."
            }
            (Some(group), _) => {
                let has_it = |row: &AssessmentRow| {
                    let regulation = self.catalog.regulations.get(&row.regulation);
                    row.group == *group && regulation.is_some_and(|r| r.action_ids().contains(&action.id))
                };
                if tx.assessments().list(scope).await?.iter().any(has_it) {
                    return Ok(None);
                }
                "No assessment in this group has the action; choose a group that does."
            }
        };
        Ok(Some(FieldProblem::new("group", message)))
    }
}

/// Whether it says something else of the test than what was said before.
fn speaks_of_test(new: &NewStatus, before: Option<&StatusRow>) -> bool {
    let standing = before.map_or_else(|| ManualStatus::default().test, |row| row.test);
    // What is not in place any more has no test: its date goes by itself.
    let in_place = matches!(
        new.implementation_status,
        ImplementationStatus::Implemented | ImplementationStatus::AlternativeImplementation
    );
    let date_differs = new.test_date != before.and_then(|row| row.test_date);
    new.test_status.is_some_and(|test| test != standing)
        || (date_differs && (in_place || new.test_date.is_some()))
        || new.notes.as_deref().is_some_and(|notes| notes != before.map_or("", |row| row.notes.as_str()))
}

fn notes_problem(notes: &str) -> Option<FieldProblem> {
    let length = notes.chars().count();
    let message = if length > NOTES_CHARS_MAX {
        format!("The notes have {length} characters; at most {NOTES_CHARS_MAX} fit. Shorten them.")
    } else {
        let allowed = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        let bad = notes.chars().find(|c| !allowed(*c))?;
        format!("The notes contain the control character U+{:04X}; remove it.", u32::from(bad))
    };
    Some(FieldProblem::new("notes", message))
}

/// Whether two rows differ in nothing that a person said.
fn says_the_same(one: &StatusRow, other: &StatusRow) -> bool {
    let said = |row: &StatusRow| (row.implementation, row.implementation_date, row.test, row.test_date);
    said(one) == said(other) && one.notes == other.notes
}
