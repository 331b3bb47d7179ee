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
    let complain = |line: Option<u32>, text: String| Problem { file: found.file.clone(), line, text };
    let id = &found.regulation.id;
    let mut problems = Vec::new();
    let first = earlier.iter().find(|parsed| parsed.regulation.id == *id).map(|parsed| parsed.file.as_str());
    if first.is_some() || catalog.regulations.contains_key(id) {
        let whose = first.unwrap_or("another file");
        problems.push(complain(
            found.id_line,
            format!("the regulation id {id} is that of {whose}: give it another"),
        ));
    }
    for (action, line) in &found.own_action_lines {
        let whose = match earlier.iter().find(|parsed| parsed.own_action_lines.contains_key(action)) {
            Some(parsed) => parsed.file.as_str(),
            None if catalog.actions.contains_key(action) => "a pack",
            None => continue,
        };
        problems
            .push(complain(*line, format!("the action id {action} is taken by {whose}: give it another")));
    }
    problems
}

/// Services and actions that are not there, or not where the regulation says.
fn unresolved(candidate: &Parsed, known: &BTreeSet<ActionId>, catalog: &Catalog) -> Vec<Problem> {
    let complain = |line: Option<u32>, text: String| Problem { file: candidate.file.clone(), line, text };
    let connected: BTreeSet<&ServiceId> = catalog.connectors.values().map(|info| &info.service).collect();
    let mut problems = Vec::new();
    for (service, line) in &candidate.service_lines {
        if !connected.contains(service) {
            let there: Vec<&str> = connected.iter().map(|service| service.as_str()).collect();
            problems.push(complain(
                *line,
                format!("no connector is for the service {service}; there are: {}", listed(&there)),
            ));
        }
    }
    let mut seen = BTreeSet::new();
    for (action, line) in candidate.references.iter().filter(|(action, _)| seen.insert(action)) {
        if !known.contains(action) {
            problems.push(complain(
                *line,
                format!("no pack and no regulation has the action {action}: mend the id, or declare it under actions"),
            ));
            continue;
        }
        let tested = catalog.services_of_action(action);
        if !tested.is_empty() && tested.is_disjoint(&candidate.regulation.services) {
            let tested: Vec<&str> = tested.iter().map(|service| service.as_str()).collect();
            problems.push(complain(
                *line,
                format!(
                    "the action {action} is tested by checks of {}, which is not listed under services: list it, or \
                     choose another action",
                    listed(&tested)
                ),
            ));
        }
    }
    problems
}

fn listed(words: &[&str]) -> String {
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}
