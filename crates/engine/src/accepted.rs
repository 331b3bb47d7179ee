//! Which versions of checks count.
//!
//! A check is pinned by the hash of its file. What the binary and an operator's folder bring is *offered*; what
//! counts is what was *accepted*, and its files are kept in the database, so that it goes on judging whatever is
//! offered. At the first start of an installation everything that is offered is accepted. Connectors, actions and
//! regulations are not pinned: they are taken as they are offered.
//!
//! An accepted file that does not load beside what is offered (another release reads files otherwise, a signal is no
//! longer read) takes nothing out of any figure: its check stays, and could not be detected.
//!
//! A process keeps every catalog that counted while it ran, so that a use-case in the midst of its work goes on
//! with the one that it began with; each costs what a catalog takes in memory, and each is a person's act.

use crate::{Engine, PackFiles, Result, standings::When};
use assure::{Catalog, Judge, Loaded, SourceFile, check::StandIn};
use model::{CheckId, ContentHash, ServiceId, Time};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Deref,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};
use store::{NewPackCheck, PackCheckRow, Tx};

/// Catalogs of past moments that are kept at hand; a chart over a year asks for few.
const PAST_KEPT: usize = 8;

/// What to do about an accepted file that does not load.
pub(crate) const REFUSED_CURE: &str =
    "Accept another version of it under Settings › Pack updates, or run the release that accepted it again.";

/// Which files count; a file says which check it defines.
pub(crate) type Hashes = BTreeSet<ContentHash>;

/// A check's file, as it is offered.
#[derive(Debug, Clone)]
pub(crate) struct CheckFile {
    pub hash: ContentHash,
    pub file: SourceFile,
    /// Ids that the check had before.
    pub aliases: Vec<CheckId>,
}

/// A check's file, as it was accepted.
#[derive(Debug, Clone)]
pub(crate) struct AcceptedFile {
    /// The check that it defines.
    pub check: CheckId,
    pub file: SourceFile,
}

/// What the binary and an operator's folder bring.
pub(crate) struct Offered {
    pub files: PackFiles,
    pub catalog: Arc<Catalog>,
    /// By the check that the file defines; its twins come from it too.
    pub checks: BTreeMap<CheckId, CheckFile>,
}

/// What counts from one generation on.
pub(crate) struct Version {
    pub generation: i64,
    pub hashes: Hashes,
    pub catalog: Arc<Catalog>,
    judge: Arc<OnceLock<Judge>>,
    /// Accepted files that do not load beside what is offered, and what is wrong with each.
    pub problems: Vec<String>,
    next: OnceLock<Box<Version>>,
}

/// What counts, for whoever reads it: the newest version that this process knows of.
pub(crate) struct Accepted {
    pub offered: Offered,
    first: Version,
    past: Mutex<Vec<(Hashes, Arc<Catalog>)>>,
}

impl Deref for Accepted {
    type Target = Catalog;
    fn deref(&self) -> &Catalog {
        &self.newest().catalog
    }
}

impl Offered {
    fn of(catalog: Catalog, files: PackFiles) -> Self {
        let own = catalog.checks.values().filter(|check| check.twin.is_none());
        let by_hash: BTreeMap<_, _> = own.map(|check| (&check.hash, check)).collect();
        let found = files.packs.iter().filter(|file| is_check(file)).filter_map(|file| {
            let hash = ContentHash::of(file.text.as_bytes());
            let check = by_hash.get(&hash)?;
            let (file, aliases) = (file.clone(), check.aliases.clone());
            Some((check.id.clone(), CheckFile { hash, file, aliases }))
        });
        let checks = found.collect();
        Self { files, catalog: Arc::new(catalog), checks }
    }

    pub fn hashes(&self) -> Hashes {
        self.checks.values().map(|file| file.hash.clone()).collect()
    }

    /// The catalog in which these files of checks count, and what is wrong with those of them that do not load: they
    /// count too, and could not be detected. Where what is offered has an action, it is that one.
    pub fn with_checks(&self, accepted: &[AcceptedFile]) -> (Catalog, Vec<String>) {
        let others = self.files.packs.iter().filter(|file| !is_check(file));
        let files: Vec<_> = others.chain(accepted.iter().map(|one| &one.file)).cloned().collect();
        let Loaded { catalog, problems } = assure::load(&files, &[]);
        let mut actions = catalog.actions;
        actions.extend(self.catalog.actions.clone());
        let mut catalog = Catalog { checks: catalog.checks, actions, ..Catalog::clone(&self.catalog) };
        // By the hash: two accepted files may have lain at one place, one after the other.
        let loaded: Hashes = catalog.checks.values().map(|check| check.hash.clone()).collect();
        let mut refused = Vec::new();
        for AcceptedFile { check, file } in accepted {
            if loaded.contains(&ContentHash::of(file.text.as_bytes())) {
                continue;
            }
            let told: Vec<_> =
                problems.iter().filter(|one| one.file == file.path).map(ToString::to_string).collect();
            let problem = format!("the accepted version of “{check}” does not load: {}", told.join("; "));
            let why = format!("This release cannot judge by what counts: {problem}. {REFUSED_CURE}");
            if let Some(service) = self.service_of(check, &file.path) {
                catalog.stand_in(StandIn { id: check, service: &service, file, why: &why });
            }
            refused.push(problem);
        }
        if !refused.is_empty() {
            // A regulation may name what is made of an accepted check and of none that is offered. Those that are
            // there already stay, and what is wrong with the others was said when they were offered.
            assure::regulation::load(&self.files.regulations, &mut catalog);
        }
        (catalog, refused)
    }

    /// The service of a check: that of its pack's connector, or, where that is gone, the one that its id begins with.
    fn service_of(&self, check: &CheckId, path: &str) -> Option<ServiceId> {
        let (pack, _) = path.split_once("/checks/")?;
        let connector = format!("{pack}/connector.yaml");
        let file = self.files.packs.iter().find(|file| file.path == connector);
        let loaded = file.map(|file| assure::load(std::slice::from_ref(file), &[]).catalog);
        let of_pack = loaded.and_then(|loaded| Some(loaded.connectors.into_values().next()?.service));
        of_pack.or_else(|| check.as_str().split('.').next()?.parse().ok())
    }
}

/// Whether a file is one of a check, by its place.
fn is_check(file: &SourceFile) -> bool {
    let place = file.path.rsplit_once('/');
    place.is_some_and(|(folder, name)| folder.ends_with("/checks") && name.ends_with(".yaml"))
}

impl Version {
    /// The judge of what counts, compiled when something is judged first: whoever starts, or merely looks, need not
    /// wait for it.
    pub fn judge(&self) -> &Judge {
        self.judge.get_or_init(|| Judge::new(&self.catalog))
    }
}

impl Accepted {
    /// What is offered, which counts until it is known what was accepted.
    pub fn new(catalog: Catalog, files: PackFiles) -> Self {
        let offered = Offered::of(catalog, files);
        let first = Version {
            generation: 0,
            hashes: offered.hashes(),
            catalog: offered.catalog.clone(),
            judge: Arc::default(),
            problems: Vec::new(),
            next: OnceLock::new(),
        };
        Self { offered, first, past: Mutex::default() }
    }

    pub fn newest(&self) -> &Version {
        let mut version = &self.first;
        while let Some(next) = version.next.get() {
            version = next;
        }
        version
    }

    /// Adds a version, unless one as new is there already; the newest.
    fn add(&self, version: Version) -> &Version {
        let mut version = Box::new(version);
        loop {
            let newest = self.newest();
            if newest.generation >= version.generation {
                return newest;
            }
            match newest.next.set(version) {
                Ok(()) => return self.newest(),
                // Another use-case was faster; it may have added an older one.
                Err(again) => version = again,
            }
        }
    }
}

impl Engine {
    /// At the first start of an installation everything that is offered counts. It counts for all of the past too:
    /// what was judged before versions were kept was judged by it, or by nothing that is known.
    pub(crate) async fn accept_first(&self) -> Result<()> {
        let offered = &self.catalog.offered.checks;
        let mut tx = self.store.write().await?;
        if !offered.is_empty() && tx.pack_checks().generation().await? == 0 {
            let files: Vec<_> = offered.iter().map(|(check, file)| new_row(check, file)).collect();
            // Where another node is faster, what that one offers counts.
            tx.pack_checks().change(0, &[], &files, None, Time::from_ms(0)).await?;
        }
        tx.commit().await?;
        let mut tx = self.store.read().await?;
        self.counting(&mut tx).await?;
        Ok(())
    }

    /// The version that counts by what this transaction sees; one that another node, or another use-case, accepted
    /// is loaded first.
    pub(crate) async fn counting(&self, tx: &mut Tx) -> Result<&Version> {
        let generation = tx.pack_checks().generation().await?;
        let newest = self.catalog.newest();
        if generation <= newest.generation {
            return Ok(newest);
        }
        let rows = tx.pack_checks().accepted().await?;
        let files = self.files_of(tx, rows).await?;
        let version = self.version_of(generation, &files);
        for problem in &version.problems {
            tracing::error!(%problem, "an accepted check cannot judge");
        }
        Ok(self.catalog.add(version))
    }

    /// The version in which these files count.
    pub(crate) fn version_of(&self, generation: i64, files: &[AcceptedFile]) -> Version {
        let offered = &self.catalog.offered;
        let hashes: Hashes = files.iter().map(|one| ContentHash::of(one.file.text.as_bytes())).collect();
        let next = OnceLock::new();
        if offered.hashes() == hashes {
            // What is offered is compiled once.
            let (catalog, judge) = (offered.catalog.clone(), self.catalog.first.judge.clone());
            return Version { generation, hashes, catalog, judge, problems: Vec::new(), next };
        }
        let (catalog, problems) = offered.with_checks(files);
        let (catalog, judge) = (Arc::new(catalog), Arc::default());
        Version { generation, hashes, catalog, judge, problems, next }
    }

    /// The catalog whose checks counted then: a past moment is looked at with what was tested then.
    pub(crate) async fn catalog_at(&self, tx: &mut Tx, when: When) -> Result<Arc<Catalog>> {
        let version = self.counting(tx).await?;
        if version.generation == 0 || when.recorded_by == Time::from_ms(i64::MAX) {
            return Ok(version.catalog.clone());
        }
        let rows = tx.pack_checks().at(when.recorded_by).await?;
        let hashes: Hashes = rows.iter().map(|row| row.hash.clone()).collect();
        if hashes == version.hashes {
            return Ok(version.catalog.clone());
        }
        let known = |kept: &Vec<(Hashes, Arc<Catalog>)>| {
            kept.iter().find(|(of, _)| *of == hashes).map(|(_, catalog)| catalog.clone())
        };
        let kept = &self.catalog.past;
        if let Some(catalog) = known(&kept.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(catalog);
        }
        let files = self.files_of(tx, rows).await?;
        let catalog = Arc::new(self.catalog.offered.with_checks(&files).0);
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == PAST_KEPT {
            kept.remove(0);
        }
        kept.push((hashes, catalog.clone()));
        Ok(catalog)
    }

    /// The accepted files themselves.
    pub(crate) async fn files_of(&self, tx: &mut Tx, rows: Vec<PackCheckRow>) -> Result<Vec<AcceptedFile>> {
        let hashes: Vec<_> = rows.iter().map(|row| row.hash.clone()).collect();
        let texts = tx.pack_checks().texts(&hashes).await?;
        let file = |row: PackCheckRow| {
            let file = SourceFile::new(row.path, texts.get(&row.hash)?.clone());
            Some(AcceptedFile { check: row.check, file })
        };
        Ok(rows.into_iter().filter_map(file).collect())
    }
}

/// An offered file, to be kept.
pub(crate) fn new_row<'a>(check: &'a CheckId, offered: &'a CheckFile) -> NewPackCheck<'a> {
    NewPackCheck { check, hash: &offered.hash, path: &offered.file.path, text: &offered.file.text }
}
