//! One pending update: what changed in the file, and what it would do to verdicts and scores.

use super::{
    PackUpdateView, PendingVerdict, VerdictBrief,
    diff::diff,
    pending::{Known, Pending, made_of},
};
use crate::{
    Engine, Error, Result,
    accepted::AcceptedFile,
    access::{Actor, UseCase},
    posture::{AffectedAssessment, BeforeAndAfter},
    standings::When,
    workbench::{AsOf, InstanceRef},
};
use assure::{Catalog, Judge, status};
use model::{ActionId, CheckId};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::Tx;

impl Engine {
    /// One pending update. The pending version is judged now, on the latest readings; nothing is kept.
    ///
    /// # Errors
    /// `NotFound` where nothing waits under that id.
    pub async fn pack_update(&self, actor: &Actor, check: &CheckId) -> Result<PackUpdateView> {
        let scope = actor.may(UseCase::ReadChecks)?;
        let mut tx = self.store.read().await?;
        let packs = self.known_packs(&mut tx).await?;
        let pending = self.pending(&packs);
        let one = pending.iter().find(|one| one.check == check).ok_or_else(|| not_pending(check))?;
        let summaries = self.summaries(&mut tx, scope, &packs, std::slice::from_ref(one)).await?;
        let summary = summaries.into_iter().next().ok_or_else(|| not_pending(check))?;

        let old = match one.accepted {
            Some(row) => tx.pack_checks().texts(std::slice::from_ref(&row.hash)).await?.remove(&row.hash),
            None => None,
        };
        let new = one.offered.map_or("", |file| file.file.text.as_str());
        let files = self.files_after(&mut tx, &packs, &pending, &[check]).await?;
        let (after, _) = self.catalog.offered.with_checks(&files);

        let when = When::now(self.clock.as_ref());
        let before = self.as_of(&mut tx, scope, when).await?;
        let mut known = self.as_of(&mut tx, scope, when).await?;
        let ids: BTreeSet<CheckId> = summary.checks.iter().cloned().collect();
        self.judge_beside(&mut tx, &mut known, after, &ids, one).await?;

        let actions: BTreeSet<ActionId> = [&before, &known]
            .into_iter()
            .flat_map(|known| ids.iter().filter_map(|id| known.standings.catalog.checks.get(id)))
            .map(|check| check.action.clone())
            .collect();
        let affected = before.assessments.iter().filter(|row| {
            let regulation = self.catalog.regulations.get(&row.regulation);
            regulation.is_some_and(|it| it.action_ids().into_iter().any(|id| actions.contains(id)))
        });
        Ok(PackUpdateView {
            diff: diff(old.as_deref().unwrap_or_default(), new),
            verdicts: verdicts(&before, &known, &ids),
            assessments: affected
                .map(|row| AffectedAssessment {
                    id: row.id.clone(),
                    name: row.name.clone(),
                    change: BeforeAndAfter {
                        before: self.assess(&before, row).score,
                        after: self.assess(&known, row).score,
                    },
                })
                .collect(),
            organisation: BeforeAndAfter {
                before: self.assess_all(&before).score,
                after: self.assess_all(&known).score,
            },
            summary,
        })
    }

    /// The files that would count if some of the pending updates were accepted.
    pub(super) async fn files_after(
        &self,
        tx: &mut Tx,
        packs: &Known<'_>,
        pending: &[Pending<'_>],
        accepted: &[&CheckId],
    ) -> Result<Vec<AcceptedFile>> {
        let taken: Vec<_> = pending.iter().filter(|one| accepted.contains(&one.check)).collect();
        let gone: BTreeSet<&CheckId> = taken.iter().filter_map(|one| Some(&one.accepted?.check)).collect();
        let staying = packs.rows.iter().filter(|row| !gone.contains(&row.check)).cloned().collect();
        let mut files = self.files_of(tx, staying).await?;
        files.extend(taken.iter().filter_map(|one| {
            Some(AcceptedFile { check: one.check.clone(), file: one.offered?.file.clone() })
        }));
        Ok(files)
    }

    /// Puts what a pending update would say in the place of what counts.
    async fn judge_beside(
        &self,
        tx: &mut Tx,
        known: &mut AsOf,
        after: Catalog,
        ids: &BTreeSet<CheckId>,
        one: &Pending<'_>,
    ) -> Result<()> {
        let checks: BTreeMap<_, _> = made_of(&after, one.offered.map(|_| one.check))
            .map(|check| (check.id.clone(), check.clone()))
            .collect();
        let refused = after.refused.clone();
        let judge = Judge::new(&Catalog { checks: checks.clone(), refused, ..Catalog::default() });
        for standings in known.standings.checks.values_mut() {
            standings.retain(|check, _| !ids.contains(check));
        }
        let nothing = BTreeMap::new();
        for instance in known.instances.values() {
            let its: Vec<_> = checks.values().filter(|check| check.service == instance.service).collect();
            if its.is_empty() {
                continue;
            }
            let readings = tx.signals().newest(&instance.id).await?;
            let read_times = readings.iter().map(|(name, reading)| (name.clone(), reading.read_at)).collect();
            let given = self.given(tx, &instance.id, &after).await?;
            for check in its {
                let parameters = given.get(check.parameters_from()).unwrap_or(&nothing);
                let outcome = judge.evaluate(check, &readings, parameters, known.at);
                let standing = status::stand(check, Some(&outcome), &read_times, known.at);
                known
                    .standings
                    .checks
                    .entry(instance.id.clone())
                    .or_default()
                    .insert(check.id.clone(), standing);
            }
        }
        known.standings.catalog = Arc::new(after);
        Ok(())
    }
}

pub(super) fn not_pending(check: &CheckId) -> Error {
    Error::not_found(format!("pending update of the check “{check}”"))
}

fn verdicts(before: &AsOf, after: &AsOf, ids: &BTreeSet<CheckId>) -> Vec<PendingVerdict> {
    let mut verdicts = Vec::new();
    for instance in before.instances.values() {
        for check in ids {
            let brief = |known: &AsOf| {
                let standing = known.standings.one(&instance.id, check)?;
                Some(VerdictBrief { verdict: standing.verdict, reason: standing.reason.clone() })
            };
            let (before, after) = (brief(before), brief(after));
            if before.is_some() || after.is_some() {
                let instance = InstanceRef::from(instance);
                verdicts.push(PendingVerdict { instance, check: check.clone(), before, after });
            }
        }
    }
    verdicts.sort_by_cached_key(|line| (line.before == line.after, line.instance.name.to_lowercase()));
    verdicts
}
