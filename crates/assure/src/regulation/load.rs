//! Regulations' files → a catalog that has the packs already.

use super::{Parsed, parse};
use crate::{
    Catalog,
    pack::{Problem, SourceFile},
};
use model::{ActionId, ServiceId};
use std::collections::BTreeSet;

/// Adds to `catalog` each regulation whose file has no problem, with its own actions, and says what is
/// wrong with the others. A file with a problem is left out whole; what is said comes in the order of the
/// files.
pub fn load(files: &[SourceFile], catalog: &mut Catalog) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut parsed: Vec<Parsed> = Vec::new();
    for file in files {
        match parse(file) {
            Ok(found) => {
                let taken = taken(&found, &parsed, catalog);
                match taken.is_empty() {
                    true => parsed.push(found),
                    false => problems.extend(taken),
                }
            }
            Err(found) => problems.extend(found),
        }
    }
    // A regulation that is left out takes its own actions with it, which another may refer to.
    loop {
        let own = parsed.iter().flat_map(|p| &p.regulation.actions).map(|action| action.id.clone());
        let known: BTreeSet<ActionId> = catalog.actions.keys().cloned().chain(own).collect();
        let before = parsed.len();
        parsed.retain(|candidate| {
            let found = unresolved(candidate, &known, catalog);
            let keep = found.is_empty();
            problems.extend(found);
            keep
        });
        if parsed.len() == before {
            break;
        }
    }
    for Parsed { regulation, .. } in parsed {
        let own = regulation.actions.iter().map(|action| (action.id.clone(), action.clone()));
        catalog.actions.extend(own);
        catalog.regulations.insert(regulation.id.clone(), regulation);
    }
    let place = |problem: &Problem| files.iter().position(|file| file.path == problem.file);
    problems.sort_by_key(|problem| (place(problem), problem.line));
    problems
}

/// Ids that something else has already.
fn taken(found: &Parsed, earlier: &[Parsed], catalog: &Catalog) -> Vec<Problem> {
    let id = &found.regulation.id;
    let mut problems = Vec::new();
    let first = earlier.iter().find(|parsed| parsed.regulation.id == *id).map(|p| p.file.path.as_str());
    if first.is_some() || catalog.regulations.contains_key(id) {
        let whose = first.unwrap_or("another file");
        let text = format!("the regulation id {id} is that of {whose}; give it another");
        problems.push(found.file.problem(found.id_line, text));
    }
    for (action, line) in &found.own_actions {
        let whose = match earlier.iter().find(|parsed| parsed.own_actions.contains_key(action)) {
            Some(parsed) => parsed.file.path.as_str(),
            None if catalog.actions.contains_key(action) => "a pack",
            None => continue,
        };
        let text = format!("the action id {action} is taken by {whose}; give it another");
        problems.push(found.file.problem(*line, text));
    }
    problems
}

/// Services and actions that are not there, or not where the regulation says.
fn unresolved(candidate: &Parsed, known: &BTreeSet<ActionId>, catalog: &Catalog) -> Vec<Problem> {
    let connected: BTreeSet<&ServiceId> = catalog.connectors.values().map(|info| &info.service).collect();
    let mut problems = Vec::new();
    for (service, line) in &candidate.services {
        if !connected.contains(service) {
            let there = listed(connected.iter().copied());
            let text = format!("no connector is for the service {service}; there are: {there}");
            problems.push(candidate.file.problem(*line, text));
        }
    }
    for (action, line) in &candidate.references {
        let tested = catalog.services_of_action(action);
        let text = if !known.contains(action) {
            format!(
                "no pack and no regulation has the action {action}; mend the id, or declare it under `actions`"
            )
        } else if !tested.is_empty() && tested.is_disjoint(&candidate.regulation.services) {
            format!(
                "the action {action} is tested on {}, which `services` does not list; list it, or name \
                 another action",
                listed(&tested)
            )
        } else {
            continue;
        };
        problems.push(candidate.file.problem(*line, text));
    }
    problems
}

fn listed<'a>(services: impl IntoIterator<Item = &'a ServiceId>) -> String {
    let words: Vec<&str> = services.into_iter().map(ServiceId::as_str).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}
