//! One regulation's file → a regulation, judged as far as the file alone allows.

use super::{
    Control, Family, Regulation,
    file::{Complaints, ControlFile, FamilyFile, RegulationFile, line_of},
    own_action::own_action,
};
use crate::pack::{Problem, SourceFile};
use model::{ActionId, ControlId, RegulationId, ServiceId};
use serde_saphyr::Spanned;
use std::collections::{BTreeMap, BTreeSet};

/// A regulation, and where its file names what is to be looked up elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    pub regulation: Regulation,
    pub file: String,
    /// The line of its id.
    pub(super) id_line: Option<u32>,
    /// The line of each action that a control refers to, in order; one may come several times.
    pub(super) references: Vec<(ActionId, Option<u32>)>,
    pub(super) service_lines: BTreeMap<ServiceId, Option<u32>>,
    pub(super) own_action_lines: BTreeMap<ActionId, Option<u32>>,
}

/// Parses one regulation's file. Whether its services and actions exist is for [`super::load`] to say.
///
/// # Errors
/// Everything that is wrong with it, by line: bad YAML, unknown or missing keys, empty texts, ids that are
/// none, a control id or action that comes twice, a control without actions, points out of range.
pub fn parse(source: &SourceFile) -> Result<Parsed, Vec<Problem>> {
    let options = serde_saphyr::options! { with_snippet: false };
    let file: RegulationFile =
        serde_saphyr::from_str_with_options(&source.text, options).map_err(|error| {
            let line = error.location().and_then(|at| u32::try_from(at.line()).ok()).filter(|l| *l > 0);
            vec![Problem { file: source.path.clone(), line, text: error.to_string() }]
        })?;
    let mut wrong = Complaints::about(&source.path);
    let parsed = convert(&file, source, &mut wrong);
    match parsed {
        Some(parsed) if wrong.found.is_empty() => Ok(parsed),
        _ => {
            wrong.found.sort();
            Err(wrong.found)
        }
    }
}

fn convert(file: &RegulationFile, source: &SourceFile, wrong: &mut Complaints<'_>) -> Option<Parsed> {
    let id = parse_id::<RegulationId>(&file.id, wrong);
    let title = text("title", &file.title, wrong);
    let version = text("version", &file.version, wrong);
    let description = text("description", &file.description, wrong);
    let service_lines = service_lines(file, wrong);
    let mut references = Vec::new();
    let families = families(file, &mut references, wrong);
    let mut actions = Vec::new();
    let mut own_action_lines = BTreeMap::new();
    for own in &file.actions {
        let Some(action) = own_action(own, wrong) else { continue };
        if own_action_lines.insert(action.id.clone(), line_of(&own.id)).is_some() {
            wrong.at(&own.id, format!("the action {} is declared twice: give it another id", action.id));
        } else if !references.iter().any(|(id, _)| *id == action.id) {
            wrong.at(
                &own.id,
                format!("no control refers to the action {}: name it in one, or remove it", action.id),
            );
        }
        actions.push(action);
    }
    Some(Parsed {
        regulation: Regulation {
            id: id?,
            title: title?,
            version: version?,
            description: description?,
            services: service_lines.keys().cloned().collect(),
            families,
            actions,
        },
        file: source.path.clone(),
        id_line: line_of(&file.id),
        references,
        service_lines,
        own_action_lines,
    })
}

fn service_lines(file: &RegulationFile, wrong: &mut Complaints<'_>) -> BTreeMap<ServiceId, Option<u32>> {
    let mut lines = BTreeMap::new();
    for service in &file.services {
        let Some(id) = parse_id::<ServiceId>(service, wrong) else { continue };
        if lines.insert(id, line_of(service)).is_some() {
            wrong.at(service, format!("the service {} is listed twice", service.value));
        }
    }
    lines
}

fn families(
    file: &RegulationFile,
    references: &mut Vec<(ActionId, Option<u32>)>,
    wrong: &mut Complaints<'_>,
) -> Vec<Family> {
    if file.families.value.is_empty() {
        wrong.at(&file.families, "a regulation has at least one family of controls".into());
    }
    let mut family_ids = BTreeSet::new();
    let mut control_lines = BTreeMap::new();
    let mut families = Vec::new();
    for family in &file.families.value {
        let id = text("id", &family.id, wrong);
        if id.as_ref().is_some_and(|id| !family_ids.insert(id.clone())) {
            wrong.at(&family.id, format!("the family id {} comes twice", family.id.value));
        }
        if family.controls.is_empty() {
            wrong.at(&family.id, format!("the family {} has no controls", family.id.value));
        }
        let controls = controls(family, &mut control_lines, references, wrong);
        let title = text("title", &family.title, wrong);
        if let (Some(id), Some(title)) = (id, title) {
            families.push(Family { id, title, controls });
        }
    }
    families
}

fn controls(
    family: &FamilyFile,
    lines: &mut BTreeMap<ControlId, Option<u32>>,
    references: &mut Vec<(ActionId, Option<u32>)>,
    wrong: &mut Complaints<'_>,
) -> Vec<Control> {
    let mut controls = Vec::new();
    for control in &family.controls {
        let id = parse_id::<ControlId>(&control.id, wrong);
        if let Some(id) = &id {
            if let Some(first) = lines.get(id) {
                let first = first.map_or(String::new(), |line| format!(" (first in line {line})"));
                wrong.at(&control.id, format!("the control id {id} comes twice{first}: ids are unique"));
            } else {
                lines.insert(id.clone(), line_of(&control.id));
            }
        }
        let title = text("title", &control.title, wrong);
        let description = text("description", &control.description, wrong);
        let actions = actions(control, references, wrong);
        if let (Some(id), Some(title), Some(description)) = (id, title, description) {
            controls.push(Control { id, title, description, actions });
        }
    }
    controls
}

fn actions(
    control: &ControlFile,
    references: &mut Vec<(ActionId, Option<u32>)>,
    wrong: &mut Complaints<'_>,
) -> Vec<ActionId> {
    if control.actions.is_empty() {
        let id = &control.id.value;
        wrong.at(&control.id, format!("the control {id} has no actions: name at least one, or remove it"));
    }
    let mut actions = Vec::new();
    for action in &control.actions {
        let Some(id) = parse_id::<ActionId>(action, wrong) else { continue };
        if actions.contains(&id) {
            wrong.at(action, format!("the control {} names the action {id} twice", control.id.value));
            continue;
        }
        references.push((id.clone(), line_of(action)));
        actions.push(id);
    }
    actions
}

fn parse_id<T: std::str::FromStr<Err = model::InvalidId>>(
    place: &Spanned<String>,
    wrong: &mut Complaints<'_>,
) -> Option<T> {
    place.value.parse::<T>().map_err(|error| wrong.at(place, error.to_string())).ok()
}

/// A text, trimmed; an empty one is a complaint.
pub(super) fn text(key: &str, place: &Spanned<String>, wrong: &mut Complaints<'_>) -> Option<String> {
    let trimmed = place.value.trim();
    if trimmed.is_empty() {
        wrong.at(place, format!("{key} is empty: write it out"));
        return None;
    }
    Some(trimmed.to_owned())
}
