//! Files → catalog: connectors and actions first, then checks, which name signals of the one and ids of the
//! other, then regulations, which name actions and may bring some of their own.

use super::{Catalog, ConnectorInfo, ConnectorKind, Loaded, Problem, SourceFile, action, connector, keys};
use crate::{Check, check, regulation};
use std::collections::BTreeMap;

/// What a file of a pack is, by its place.
enum Place<'a> {
    Connector(&'a str),
    /// The names of settings that are known.
    Keys(&'a str),
    Check(&'a str),
    Action(&'a str),
    /// Recorded examples and texts for people.
    Beside,
    Nowhere,
}

fn place(path: &str) -> Place<'_> {
    let Some((folder, name)) = path.rsplit_once('/') else {
        return if path.ends_with(".yaml") { Place::Nowhere } else { Place::Beside };
    };
    let Some(stem) = name.strip_suffix(".yaml") else { return Place::Beside };
    match folder.rsplit_once('/') {
        Some((pack, "checks")) => Place::Check(pack),
        Some((pack, "actions")) => Place::Action(pack),
        _ if stem == "connector" => Place::Connector(folder),
        _ if stem == "keys" => Place::Keys(folder),
        _ => Place::Nowhere,
    }
}

/// Loads packs and regulations. A file with a problem is left out whole; the others load. Of two that want
/// the same id the first that is given has it: what is ours comes before what is added to it.
pub fn load(packs: &[SourceFile], regulations: &[SourceFile]) -> Loaded {
    let mut loading = Loading::default();
    for file in packs {
        match place(&file.path) {
            Place::Connector(pack) => loading.connector(pack, file),
            Place::Nowhere => {
                let text = "is not read here; a pack has connector.yaml, checks/*.yaml and actions/*.yaml";
                loading.problems.push(file.problem(None, text));
            }
            Place::Action(_) | Place::Check(_) | Place::Keys(_) | Place::Beside => {}
        }
    }
    for file in packs {
        if let Place::Action(pack) = place(&file.path) {
            loading.action(pack, file);
        }
    }
    for file in packs {
        if let Place::Keys(pack) = place(&file.path) {
            loading.keys(pack, file);
        }
    }
    for file in packs {
        if let Place::Check(pack) = place(&file.path) {
            loading.check(pack, file);
        }
    }
    let Loading { mut catalog, mut problems, .. } = loading;
    problems.sort();
    problems.extend(regulation::load(regulations, &mut catalog));
    Loaded { catalog, problems }
}

#[derive(Default)]
struct Loading<'a> {
    catalog: Catalog,
    problems: Vec<Problem>,
    /// By the folder of the pack.
    connectors: BTreeMap<&'a str, ConnectorInfo>,
    /// Which file had an id first, by what the id is of.
    taken: BTreeMap<(&'static str, String), String>,
}

impl<'a> Loading<'a> {
    fn connector(&mut self, pack: &'a str, file: &SourceFile) {
        let Some(info) = self.parsed(connector::parse(file)) else { return };
        if self.claim("connector", info.id.as_str(), file, None) {
            self.connectors.insert(pack, info.clone());
            self.catalog.connectors.insert(info.id.clone(), info);
        }
    }

    fn keys(&mut self, pack: &str, file: &SourceFile) {
        let Some(connector) = self.connectors.get(pack).map(|info| info.id.clone()) else { return };
        let Some(keys) = self.parsed(keys::parse(file)) else { return };
        self.catalog.keys.insert(connector, keys);
    }

    /// Whether a pack is one of an archive connector, which has nothing that could be tested.
    fn archives(&mut self, pack: &str, file: &SourceFile) -> bool {
        let archives = self.connectors.get(pack).is_some_and(|info| info.kind == ConnectorKind::Archive);
        if archives {
            let text =
                format!("is left out: {pack} is an archive connector, which has no checks and no actions");
            self.problems.push(file.problem(None, text));
        }
        archives
    }

    fn action(&mut self, pack: &str, file: &SourceFile) {
        if self.archives(pack, file) {
            return;
        }
        let Some(action) = self.parsed(action::parse(file)) else { return };
        if self.claim("action", action.id.as_str(), file, line_of_id(file, action.id.as_str())) {
            self.catalog.actions.insert(action.id.clone(), action);
        }
    }

    fn check(&mut self, pack: &str, file: &SourceFile) {
        if self.archives(pack, file) {
            return;
        }
        let Some(connector) = self.connectors.get(pack) else {
            let text = format!("is left out, because {pack}/connector.yaml is not there or did not load");
            self.problems.push(file.problem(None, text));
            return;
        };
        let Some(check) = self.parsed(check::parse(file, connector)) else { return };
        let Some(action) = self.catalog.actions.get(&check.action) else {
            let text =
                format!("the action “{}” is not there; add {pack}/actions/*.yaml with this id", check.action);
            self.problems.push(file.problem(line_of(file, "action:"), text));
            return;
        };
        if let Err(why) = check::compiles(&check) {
            self.problems.push(
                file.problem(line_of(file, "pass:"), format!("the expression does not compile: {why}")),
            );
            return;
        }
        let twins = match check::twins(&check, action, &file.text) {
            Ok(twins) => twins,
            Err(why) => {
                let text = format!("no twin can be made of it: {why}");
                self.problems.push(file.problem(line_of(file, "setting:"), text));
                return;
            }
        };
        // All or none: a check that lost its id claims no alias and has no twins either.
        let (made, actions): (Vec<_>, Vec<_>) = twins.into_iter().unzip();
        let checks: Vec<_> = [check].into_iter().chain(made).collect();
        let ids_of =
            |check: &Check| [&check.id].into_iter().chain(&check.aliases).map(ToString::to_string).collect();
        let ids: Vec<String> = checks.iter().flat_map(|check| -> Vec<String> { ids_of(check) }).collect();
        let line = |id: &str| line_of_id(file, id).or_else(|| line_of(file, "setting:"));
        let free = ids.iter().all(|id| self.is_free("check", id, file, line(id)))
            && actions
                .iter()
                .all(|made| self.is_free("action", made.id.as_str(), file, line(made.id.as_str())));
        if !free {
            return;
        }
        for id in &ids {
            self.claim("check", id, file, None);
        }
        for action in actions {
            self.claim("action", action.id.as_str(), file, None);
            self.catalog.actions.insert(action.id.clone(), action);
        }
        self.catalog.checks.extend(checks.into_iter().map(|check| (check.id.clone(), check)));
    }

    fn parsed<T>(&mut self, parsed: Result<T, Vec<Problem>>) -> Option<T> {
        parsed.map_err(|problems| self.problems.extend(problems)).ok()
    }

    fn is_free(&mut self, what: &'static str, id: &str, file: &SourceFile, line: Option<u32>) -> bool {
        let Some(first) = self.taken.get(&(what, id.to_owned())) else { return true };
        self.problems.push(
            file.problem(
                line,
                format!("the {what} “{id}” is in {first} already; ids and aliases are unique"),
            ),
        );
        false
    }

    fn claim(&mut self, what: &'static str, id: &str, file: &SourceFile, line: Option<u32>) -> bool {
        let free = self.is_free(what, id, file, line);
        if free {
            self.taken.insert((what, id.to_owned()), file.path.clone());
        }
        free
    }
}

/// The line on which a key of the file's first level stands.
fn line_of(file: &SourceFile, key: &str) -> Option<u32> {
    let at = file.text.lines().position(|line| line.starts_with(key))?;
    u32::try_from(at + 1).ok()
}

/// The line that gives or mentions an id first.
fn line_of_id(file: &SourceFile, id: &str) -> Option<u32> {
    let at = file.text.lines().position(|line| line.contains(id))?;
    u32::try_from(at + 1).ok()
}
