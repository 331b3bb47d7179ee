//! Which updates wait: what is offered held against what was accepted.

use super::{DeferralView, PackFileView, PackUpdateKind, PackUpdateSummary};
use crate::{
    Engine, Result,
    accepted::{CheckFile, Version},
    access::{Actor, UseCase},
};
use assure::{Catalog, Check};
use model::{CheckId, ContentHash, PrincipalId, Time};
use std::collections::{BTreeMap, BTreeSet};
use store::{DeferralRow, PackCheckRow, Scope, Tx};

/// An update that waits.
#[derive(Debug, Clone)]
pub(super) struct Pending<'a> {
    pub check: &'a CheckId,
    /// What counts. Its check has another id where it was renamed.
    pub accepted: Option<&'a PackCheckRow>,
    /// What is offered in its place.
    pub offered: Option<&'a CheckFile>,
}

impl Pending<'_> {
    pub fn hash(&self) -> Option<&ContentHash> {
        self.offered.map(|file| &file.hash)
    }
}

/// What was accepted, and what of it is concerned, in one snapshot.
pub(super) struct Known<'a> {
    pub version: &'a Version,
    pub rows: Vec<PackCheckRow>,
}

impl Engine {
    pub(super) async fn known_packs(&self, tx: &mut Tx) -> Result<Known<'_>> {
        let version = self.counting(tx).await?;
        Ok(Known { version, rows: tx.pack_checks().accepted().await? })
    }

    /// What waits, by check. Nothing waits where nothing is pinned.
    pub(super) fn pending<'a>(&'a self, known: &'a Known<'_>) -> Vec<Pending<'a>> {
        if known.version.generation == 0 {
            return Vec::new();
        }
        let offered = &self.catalog.offered;
        let accepted: BTreeMap<&CheckId, &PackCheckRow> =
            known.rows.iter().map(|row| (&row.check, row)).collect();
        let mut replaced = BTreeSet::new();
        let mut pending = Vec::new();
        for (check, file) in &offered.checks {
            let before = [check].into_iter().chain(&file.aliases).find_map(|id| accepted.get(id).copied());
            replaced.extend(before.map(|row| &row.check));
            if before.is_none_or(|row| row.check != *check || row.hash != file.hash) {
                pending.push(Pending { check, accepted: before, offered: Some(file) });
            }
        }
        // A file that is there but was refused has not gone: its accepted version goes on, and the refusal is told.
        let used: BTreeSet<&ContentHash> = offered.checks.values().map(|file| &file.hash).collect();
        let refused: BTreeSet<&str> = offered
            .files
            .packs
            .iter()
            .filter(|file| !used.contains(&ContentHash::of(file.text.as_bytes())))
            .map(|file| file.path.as_str())
            .collect();
        let gone = known.rows.iter().filter(|row| !replaced.contains(&row.check));
        let gone = gone.filter(|row| !refused.contains(row.path.as_str()));
        pending.extend(gone.map(|row| Pending { check: &row.check, accepted: Some(row), offered: None }));
        pending.sort_by_key(|one| one.check);
        pending
    }

    /// How many updates wait that nobody put off.
    pub(crate) async fn updates_waiting(&self, tx: &mut Tx, scope: &Scope) -> Result<usize> {
        let known = self.known_packs(tx).await?;
        let deferrals = tx.pack_checks().deferrals(scope).await?;
        let is_deferred = |one: &Pending<'_>| {
            deferrals.iter().any(|row| row.check == *one.check && row.hash.as_ref() == one.hash())
        };
        Ok(self.pending(&known).iter().filter(|one| !is_deferred(one)).count())
    }

    /// The updates that wait for a person, by check; those that were put off among them.
    pub async fn pack_updates(&self, actor: &Actor) -> Result<Vec<PackUpdateSummary>> {
        let scope = actor.may(UseCase::ReadChecks)?;
        let mut tx = self.store.read().await?;
        let known = self.known_packs(&mut tx).await?;
        self.summaries(&mut tx, scope, &known, &self.pending(&known)).await
    }

    pub(super) async fn summaries(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        known: &Known<'_>,
        pending: &[Pending<'_>],
    ) -> Result<Vec<PackUpdateSummary>> {
        let deferrals = tx.pack_checks().deferrals(scope).await?;
        let mut names = BTreeMap::new();
        let by = known.rows.iter().filter_map(|row| row.accepted_by.as_ref());
        for id in by.chain(deferrals.iter().map(|row| &row.by)) {
            if !names.contains_key(id) {
                let name = tx.principals().get(id).await?.map_or("(removed)".into(), |row| row.name);
                names.insert(id.clone(), name);
            }
        }
        Ok(pending
            .iter()
            .filter_map(|one| self.update_summary(known.version, one, &deferrals, &names))
            .collect())
    }

    fn update_summary(
        &self,
        version: &Version,
        one: &Pending<'_>,
        deferrals: &[DeferralRow],
        names: &BTreeMap<PrincipalId, String>,
    ) -> Option<PackUpdateSummary> {
        let before = one.accepted.and_then(|row| version.catalog.checks.get(&row.check));
        let after = one.offered.and_then(|_| self.catalog.offered.catalog.checks.get(one.check));
        // One that neither loads nor is offered any more has no title but its id.
        let (title, service, action) = match after.or(before) {
            Some(check) => (check.title.clone(), check.service.clone(), check.action.clone()),
            None => {
                let service = one.check.as_str().split('.').next().unwrap_or_default();
                (one.check.to_string(), service.parse().ok()?, one.check.as_str().parse().ok()?)
            }
        };
        let accepted = one.accepted.map(|row| PackFileView {
            check: row.check.clone(),
            version: before
                .filter(|check| !version.catalog.refused.contains_key(&check.id))
                .map(|check| check.version),
            hash: row.hash.clone(),
            path: row.path.clone(),
            accepted_at: Some(row.accepted_at).filter(|at| *at > Time::from_ms(0)),
            accepted_by: row.accepted_by.as_ref().and_then(|id| names.get(id)).cloned(),
        });
        let offered = one.offered.map(|file| PackFileView {
            check: one.check.clone(),
            version: after.map(|check| check.version),
            hash: file.hash.clone(),
            path: file.file.path.clone(),
            accepted_at: None,
            accepted_by: None,
        });
        let deferral =
            deferrals.iter().find(|row| row.check == *one.check && row.hash.as_ref() == one.hash());
        let concerned = made_of(&version.catalog, one.accepted.map(|row| &row.check))
            .chain(made_of(&self.catalog.offered.catalog, one.offered.map(|_| one.check)));
        Some(PackUpdateSummary {
            check: one.check.clone(),
            title,
            service,
            action,
            kind: match (one.accepted, one.offered) {
                (None, _) => PackUpdateKind::New,
                (Some(_), Some(_)) => PackUpdateKind::Changed,
                (Some(_), None) => PackUpdateKind::Removed,
            },
            checks: concerned.map(|check| check.id.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
            accepted,
            offered,
            deferred: deferral.map(|row| DeferralView {
                why: row.why.clone(),
                by: names.get(&row.by).cloned().unwrap_or_default(),
                at: row.at,
            }),
        })
    }
}

/// The checks that come from the file of a check: itself and its twins.
pub(super) fn made_of<'a>(
    catalog: &'a Catalog,
    check: Option<&'a CheckId>,
) -> impl Iterator<Item = &'a Check> {
    let all = check.into_iter().flat_map(|_| catalog.checks.values());
    all.filter(move |one| Some(one.parameters_from()) == check)
}
