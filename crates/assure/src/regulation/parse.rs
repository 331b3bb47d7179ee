//! One regulation's file → a regulation, judged as far as the file alone allows.

use super::{
    Control, Family, Regulation,
    file::{ControlFile, FamilyFile, RegulationFile},
};
use crate::pack::{
    Problem, SourceFile,
    action::ActionFile,
    yaml::{self, Problems, line},
};
use model::{ActionId, ActionKind, ControlId, RegulationId, ServiceId};
use std::collections::{BTreeMap, BTreeSet};

/// A regulation, and where its file names what is to be looked up elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    pub regulation: Regulation,
    pub(super) file: SourceFile,
    /// The line of its id.
    pub(super) id_line: Option<u32>,
    /// The line where a control first refers to an action.
    pub(super) references: BTreeMap<ActionId, Option<u32>>,
    pub(super) services: BTreeMap<ServiceId, Option<u32>>,
    pub(super) own_actions: BTreeMap<ActionId, Option<u32>>,
}

/// Parses one regulation's file. Whether its services and actions exist is for [`super::load`] to say.
///
/// # Errors
/// Everything that is wrong with it, by line: bad YAML, unknown or missing keys, empty texts, ids that are
/// none, a control id or action that comes twice, a control without actions, points out of range.
pub fn parse(source: &SourceFile) -> Result<Parsed, Vec<Problem>> {
    let file: RegulationFile = yaml::parse(source).map_err(|problem| vec![problem])?;
    let mut reader = Reader { problems: Problems::of(source), references: BTreeMap::new() };
    let id = reader.problems.parsed(&file.id, str::parse::<RegulationId>);
    let title = reader.problems.text("title", &file.title);
    let version = reader.problems.text("version", &file.version);
    let description = reader.problems.text("description", &file.description);
    let services = reader.services(&file);
    let families = reader.families(&file);
    let id_line = line(&file.id);
    let mut more = Vec::new();
    let (actions, own_actions) = own_actions(file.actions, source, &reader.references, &mut more);
    let Reader { problems, references } = reader;
    let parsed = problems.or(id.map(|id| Parsed {
        regulation: Regulation {
            id,
            title,
            version,
            description,
            services: services.keys().cloned().collect(),
            families,
            actions,
        },
        file: source.clone(),
        id_line,
        references,
        services,
        own_actions,
    }));
    match parsed {
        Ok(parsed) if more.is_empty() => Ok(parsed),
        Ok(_) => Err(more),
        Err(found) => {
            more.extend(found);
            more.sort();
            Err(more)
        }
    }
}

/// What is gathered on the way through a file.
struct Reader<'a> {
    problems: Problems<'a>,
    references: BTreeMap<ActionId, Option<u32>>,
}

impl Reader<'_> {
    fn services(&mut self, file: &RegulationFile) -> BTreeMap<ServiceId, Option<u32>> {
        let mut lines = BTreeMap::new();
        for service in &file.services {
            let Some(id) = self.problems.parsed(service, str::parse::<ServiceId>) else { continue };
            if lines.insert(id, line(service)).is_some() {
                self.problems.add(line(service), format!("lists the service {} twice", service.value));
            }
        }
        lines
    }

    fn families(&mut self, file: &RegulationFile) -> Vec<Family> {
        if file.families.value.is_empty() {
            self.problems.add(line(&file.families), "has no families; write at least one with a control");
        }
        let mut ids = BTreeSet::new();
        let mut control_lines = BTreeMap::new();
        let mut families = Vec::new();
        for family in &file.families.value {
            let id = self.problems.text("id", &family.id);
            if !ids.insert(id.clone()) {
                self.problems.add(line(&family.id), format!("has the family id {id} twice; ids are unique"));
            }
            if family.controls.is_empty() {
                let text = format!("the family {id} has no controls; write at least one, or remove it");
                self.problems.add(line(&family.id), text);
            }
            let title = self.problems.text("title", &family.title);
            let controls = self.controls(family, &mut control_lines);
            families.push(Family { id, title, controls });
        }
        families
    }

    fn controls(&mut self, family: &FamilyFile, seen: &mut BTreeMap<ControlId, Option<u32>>) -> Vec<Control> {
        let mut controls = Vec::new();
        for control in &family.controls {
            let title = self.problems.text("title", &control.title);
            let description = self.problems.text("description", &control.description);
            let actions = self.actions(control);
            let Some(id) = self.problems.parsed(&control.id, str::parse::<ControlId>) else { continue };
            if let Some(first) = seen.get(&id) {
                let first = first.map_or(String::new(), |line| format!(", first in line {line}"));
                let text = format!("has the control id {id} twice{first}; ids are unique");
                self.problems.add(line(&control.id), text);
            } else {
                seen.insert(id.clone(), line(&control.id));
            }
            controls.push(Control { id, title, description, actions });
        }
        controls
    }

    fn actions(&mut self, control: &ControlFile) -> Vec<ActionId> {
        let name = &control.id.value;
        if control.actions.is_empty() {
            let text = format!("the control {name} has no actions; name at least one, or remove it");
            self.problems.add(line(&control.id), text);
        }
        let mut actions = Vec::new();
        for action in &control.actions {
            let Some(id) = self.problems.parsed(action, str::parse::<ActionId>) else { continue };
            if actions.contains(&id) {
                self.problems.add(line(action), format!("the control {name} names the action {id} twice"));
                continue;
            }
            self.references.entry(id.clone()).or_insert_with(|| line(action));
            actions.push(id);
        }
        actions
    }
}

/// The regulation's own actions, with the line of each.
fn own_actions(
    files: Vec<ActionFile>,
    source: &SourceFile,
    references: &BTreeMap<ActionId, Option<u32>>,
    problems: &mut Vec<Problem>,
) -> (Vec<crate::Action>, BTreeMap<ActionId, Option<u32>>) {
    let mut actions = Vec::new();
    let mut lines = BTreeMap::new();
    for file in files {
        let at = file.line();
        let action = match file.read(source) {
            Ok(action) => action,
            Err(found) => {
                problems.extend(found);
                continue;
            }
        };
        let id = &action.id;
        if action.kind == ActionKind::Technical {
            problems.push(source.problem(
                at,
                format!("the action {id} is technical: it belongs to a pack with checks that test it; here write operational or documentation"),
            ));
        }
        if lines.insert(id.clone(), at).is_some() {
            problems.push(source.problem(at, format!("declares the action {id} twice; give it another id")));
        } else if !references.contains_key(id) {
            let text = format!("no control refers to the action {id}; name it in one, or remove it");
            problems.push(source.problem(at, text));
        }
        actions.push(action);
    }
    (actions, lines)
}
