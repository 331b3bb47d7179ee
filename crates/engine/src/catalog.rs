//! Packs and regulations: those that we ship, and those that an operator adds.

use crate::{Error, Result};
use assure::{Catalog, Loaded, SourceFile};
use std::path::Path;

/// Files larger than this are not packs.
const PACK_FILE_BYTES_MAX: u64 = 1024 * 1024;
/// More files than this in one folder are not packs.
const PACK_FILES_MAX: usize = 10_000;

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../packs"]
#[include = "*.yaml"]
#[include = "*.rego"]
struct ShippedPacks;

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../regulations"]
#[include = "*.yaml"]
struct ShippedRegulations;

fn embedded<E: rust_embed::RustEmbed>() -> Vec<SourceFile> {
    let mut paths: Vec<_> = E::iter().collect();
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| {
            let text = String::from_utf8_lossy(&E::get(&path)?.data).into_owned();
            Some(SourceFile { path: path.into_owned(), text })
        })
        .collect()
}

/// The packs in the binary.
pub fn shipped_packs() -> Vec<SourceFile> {
    embedded::<ShippedPacks>()
}

/// The regulations in the binary.
pub fn shipped_regulations() -> Vec<SourceFile> {
    embedded::<ShippedRegulations>()
}

/// Reads every `.yaml` and `.rego` below a folder, in the order of their paths; paths are relative to it.
pub fn read_folder(folder: &Path) -> Result<Vec<SourceFile>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        let entries = std::fs::read_dir(&next).map_err(|e| unreadable(&next, &e))?;
        for entry in entries {
            let path = entry.map_err(|e| unreadable(&next, &e))?.path();
            let wanted = path.extension().is_some_and(|e| e == "yaml" || e == "rego");
            if path.is_dir() {
                waiting.push(path);
            } else if wanted {
                let size = std::fs::metadata(&path).map_err(|e| unreadable(&path, &e))?.len();
                if size > PACK_FILE_BYTES_MAX || found.len() == PACK_FILES_MAX {
                    return Err(Error::field("packs", format!("{}: too large for a pack", path.display())));
                }
                let text = std::fs::read_to_string(&path).map_err(|e| unreadable(&path, &e))?;
                let path = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
                found.push(SourceFile { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::field("packs", format!("{}: {error}", path.display()))
}

/// Files of packs and regulations, as they were found.
#[derive(Debug, Clone, Default)]
pub struct PackFiles {
    pub packs: Vec<SourceFile>,
    pub regulations: Vec<SourceFile>,
}

/// What the files at hand make, and those of them that were refused. Of their checks those count that were
/// accepted.
pub struct LoadedPacks {
    pub files: PackFiles,
    pub catalog: Catalog,
    pub problems: Vec<assure::Problem>,
}

/// Loads what we ship and, where given, an operator's folder (its `regulations/` hold regulations, all else
/// packs). A bad file is left out and reported; the others still load.
pub fn load_packs(added: Option<&Path>) -> Result<LoadedPacks> {
    let mut files = PackFiles { packs: shipped_packs(), regulations: shipped_regulations() };
    if let Some(folder) = added {
        for file in read_folder(folder)? {
            let regulation = file.path.starts_with("regulations/");
            if regulation { files.regulations.push(file) } else { files.packs.push(file) }
        }
    }
    let Loaded { catalog, problems } = assure::load(&files.packs, &files.regulations);
    Ok(LoadedPacks { files, catalog, problems })
}

#[cfg(test)]
mod tests {
    use super::*;
    use assure::pack::ConnectorKind;
    use connect::source::{SourcesConfig, archive_sources, sources};
    use model::{Clock, SystemClock};
    use std::{collections::BTreeSet, sync::Arc};

    /// What people are told of calls and rights is what the connector does.
    #[test]
    fn packs_name_the_calls_that_connectors_make_and_the_rights_that_those_need() {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let sources = sources(&SourcesConfig::default(), &clock).unwrap();
        let Loaded { catalog, problems } = assure::load(&shipped_packs(), &[]);
        assert_eq!(problems, []);
        let of = |kind| -> Vec<_> {
            catalog.connectors.values().filter(|info| info.kind == kind).map(|info| &info.id).collect()
        };
        assert_eq!(of(ConnectorKind::Compliance), sources.keys().collect::<Vec<_>>());
        let archives = archive_sources(&SourcesConfig::default(), &clock).unwrap();
        assert_eq!(of(ConnectorKind::Archive), archives.keys().collect::<Vec<_>>());
        for (id, source) in &sources {
            let info = &catalog.connectors[id];
            let read: BTreeSet<_> = source.sets().iter().flat_map(|set| &set.signals).collect();
            assert_eq!(info.signals.iter().map(|signal| &signal.name).collect::<BTreeSet<_>>(), read);
            let mut needed = BTreeSet::new();
            for signal in &info.signals {
                let made = source.calls(&signal.name);
                let gets: Vec<_> = made.iter().map(|call| &call.get).collect();
                let told: Vec<_> = signal.calls.iter().map(|call| &call.get).collect();
                assert_eq!(told, gets, "{}", signal.name);
                for (call, made) in signal.calls.iter().zip(&made) {
                    let right = info.right_of(call).unwrap();
                    let told = (right.classic.as_str(), right.granular.iter().map(String::as_str).collect());
                    assert_eq!(
                        told,
                        (made.classic[0], made.granular.to_vec()),
                        "{} {}",
                        signal.name,
                        call.get
                    );
                    assert_eq!((right.required, call.scope.as_str()), (made.required, made.granular[0]));
                    needed.insert(&right.granular);
                }
                // What is worked out of other signals has no call of its own, and the right of one of theirs.
                match made.first() {
                    Some(own) => assert_eq!(signal.right, own.classic[0], "{}", signal.name),
                    None => assert!(info.rights.iter().any(|right| right.classic == signal.right)),
                }
            }
            let steps = || info.methods.iter().flat_map(|method| &method.setup);
            for right in info.rights.iter().filter(|right| !needed.contains(&right.granular)) {
                let to_sign_in = steps().any(|step| step.contains(&right.classic));
                assert!(
                    to_sign_in,
                    "{} is asked for, and neither a call nor a sign-in needs it",
                    right.classic
                );
            }
        }
    }
}
