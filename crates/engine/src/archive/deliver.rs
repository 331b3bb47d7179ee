//! Delivering: participants are mapped to mailboxes, messages put into them, once each. Who is not mapped waits in
//! quarantine, and is delivered when the mapping is mended.

use super::settings::ArchiveSettings;
use crate::{
    Engine, Result, Topic,
    crash::crash_point,
    jobs::{self, Claimed, Failure, Work},
};
use archive::mapping::{Mapping, Policy, Rule, map, normalise};
use async_trait::async_trait;
use model::{InstanceId, ItemKind, MailboxId, Person, RevisionId, Time};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use store::{
    ArchiveInstanceRow, DeliveryChange, DeliveryOutcome, ItemDelivery, MailboxOrigin, MappingState,
    NewMailboxMessage, RevisionState, Tx,
};

/// Revisions whose deliveries are tried together.
const BATCH: u32 = 500;
/// Deliveries that are tried together: one revision may have ten thousand.
const DELIVERIES_MAX: usize = 20_000;
/// Revisions whose deliveries are looked up together.
const REVISIONS_AT_ONCE: usize = 20;
/// Batches of one job; what is left is another job.
const BATCHES_MAX: usize = 40;

/// Drains what an archive connector has staged, and what is to be tried again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Deliver {
    pub instance: InstanceId,
}

#[async_trait]
impl Work for Deliver {
    const KIND: &'static str = "archive_deliver";

    fn dedupe_key(&self) -> String {
        self.instance.to_string()
    }

    fn lane(&self) -> String {
        format!("{}:deliver", self.instance)
    }

    async fn run(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
        let Some(row) = engine.store.read().await?.archive_instances().by_id(&self.instance).await? else {
            return job.complete_alone(engine).await;
        };
        let mut more = true;
        let mut batches = 0;
        while more && batches < BATCHES_MAX {
            batches += 1;
            more = engine.deliver_batch(&row, job).await?;
        }
        let mut tx = job.write(engine).await?;
        if more {
            jobs::enqueue(&mut tx, &self, engine.clock.now()).await?;
        }
        job.complete(&mut tx).await?;
        tx.commit().await?;
        engine.nudge.notify_one();
        Ok(())
    }
}

/// What a message is filed by.
struct Filed {
    kind: ItemKind,
    at: Time,
}

impl Engine {
    /// Tries the next deliveries; whether there may be more.
    async fn deliver_batch(&self, row: &ArchiveInstanceRow, job: &Claimed) -> Result<bool, Failure> {
        let now = self.clock.now();
        let mut tx = job.write(self).await?;
        let mut staged = tx.revisions().queue(&row.id, RevisionState::Staged, BATCH).await?;
        let mut deliveries = Vec::new();
        let mut whole = 0;
        // Whole revisions, as many as fit; the first in any case.
        for some in staged.chunks(REVISIONS_AT_ONCE) {
            let ids: Vec<_> = some.iter().map(|row| row.id.clone()).collect();
            deliveries.extend(tx.deliveries().waiting_of(&ids).await?);
            whole += some.len();
            if deliveries.len() >= DELIVERIES_MAX {
                break;
            }
        }
        staged.truncate(whole);
        let mut filed: HashMap<RevisionId, Filed> =
            staged.iter().map(|row| (row.id.clone(), Filed { kind: row.kind, at: row.at })).collect();
        let again = match staged.is_empty() {
            true => tx.deliveries().due_again(&row.id, now, BATCH).await?,
            false => Vec::new(),
        };
        for delivery in &again {
            if !filed.contains_key(&delivery.revision)
                && let Some(row) = tx.revisions().get(&delivery.revision).await?
            {
                filed.insert(row.id.clone(), Filed { kind: row.kind, at: row.at });
            }
        }
        let more = !staged.is_empty() || !again.is_empty();
        if !more {
            tx.rollback().await?;
            return Ok(false);
        }
        deliveries.extend(again);
        let changes = self.try_all(&mut tx, row, &deliveries, &filed, now).await?;
        crash_point("archive.deliver.put");
        tx.deliveries().settle(&row.id, &changes, now).await?;
        let done: Vec<_> = staged.into_iter().map(|row| row.id).collect();
        tx.revisions().done(&done).await?;
        self.changed(&mut tx, Topic::Archive, Some(&row.id));
        crash_point("archive.deliver.kept");
        tx.commit().await?;
        crash_point("archive.deliver.committed");
        Ok(true)
    }

    /// Maps each delivery and puts the message into its mailbox.
    async fn try_all(
        &self,
        tx: &mut Tx,
        row: &ArchiveInstanceRow,
        deliveries: &[ItemDelivery],
        filed: &HashMap<RevisionId, Filed>,
        now: Time,
    ) -> Result<Vec<DeliveryChange>, Failure> {
        let users: BTreeSet<String> = deliveries.iter().map(|delivery| delivery.user.clone()).collect();
        let mapper = self.mapper(tx, row, &users.into_iter().collect::<Vec<_>>()).await?;
        let change = |delivery: &ItemDelivery, state, code, reason, mailbox| DeliveryChange {
            revision: delivery.revision.clone(),
            user: delivery.user.clone(),
            state,
            code,
            reason,
            mailbox,
            next_at: now,
        };
        let mut changes = Vec::with_capacity(deliveries.len());
        let mut wanted: BTreeMap<String, Vec<&ItemDelivery>> = BTreeMap::new();
        for delivery in deliveries {
            let Some(filed) = filed.get(&delivery.revision) else { continue };
            match mapper.map(&delivery.user, filed.at) {
                Mapping::Mapped { address, .. } => wanted.entry(address).or_default().push(delivery),
                Mapping::Unmapped { code, reason } => {
                    let state = DeliveryOutcome::Quarantined;
                    changes.push(change(delivery, state, Some(code.as_str()), Some(reason), None));
                }
            }
        }
        let addresses: Vec<_> = wanted.keys().cloned().collect();
        let mailboxes = self.mailboxes_of(tx, &addresses, &mapper, now).await?;
        let folder = format!("Inbox/{}", self.folder_of(row)?);
        let mut messages = Vec::new();
        for (address, wanted) in &wanted {
            let Some(mailbox) = mailboxes.get(address) else {
                let reason = || Some(format!("There is no mailbox for {address}."));
                changes.extend(wanted.iter().map(|delivery| {
                    change(delivery, DeliveryOutcome::Quarantined, Some("no_mailbox"), reason(), None)
                }));
                continue;
            };
            let revisions: Vec<_> = wanted.iter().map(|delivery| delivery.revision.clone()).collect();
            let mut there = tx.mailbox_messages().there(mailbox, &revisions).await?;
            let mut new = Vec::new();
            for delivery in wanted {
                // Another participant with the same mailbox, or a try of before: it is there once.
                let state = match there.insert(delivery.revision.clone()) {
                    true => {
                        new.push(&delivery.revision);
                        DeliveryOutcome::Imported
                    }
                    false => DeliveryOutcome::Skipped,
                };
                changes.push(change(delivery, state, None, None, Some(mailbox.clone())));
            }
            if new.is_empty() {
                continue;
            }
            let first =
                tx.mailboxes().take_uids(mailbox, i64::try_from(new.len()).unwrap_or(i64::MAX)).await?;
            messages.extend(new.into_iter().zip(first..).filter_map(|(revision, uid)| {
                let Filed { kind, at } = filed.get(revision)?;
                let (mailbox, revision, folder) = (mailbox.clone(), revision.clone(), folder.clone());
                Some(NewMailboxMessage { mailbox, uid, revision, folder, kind: *kind, at: *at })
            }));
        }
        tx.mailbox_messages().insert(&messages, now).await?;
        Ok(changes)
    }

    /// The mailboxes of addresses, made where the organisation's domains have them.
    async fn mailboxes_of(
        &self,
        tx: &mut Tx,
        addresses: &[String],
        mapper: &Mapper,
        now: Time,
    ) -> Result<BTreeMap<String, MailboxId>, Failure> {
        let known = tx.mailboxes().by_address(addresses).await?;
        let missing: Vec<_> = addresses
            .iter()
            .filter(|address| !known.contains_key(*address) && mapper.policy.has(address))
            .map(|address| (address.clone(), mapper.name_of(address)))
            .collect();
        let mut ids: BTreeMap<_, _> = known.into_iter().map(|(address, row)| (address, row.id)).collect();
        if !missing.is_empty() {
            tx.mailboxes().ensure(&missing, MailboxOrigin::Domain, now).await?;
            let made: Vec<_> = missing.into_iter().map(|(address, _)| address).collect();
            ids.extend(tx.mailboxes().by_address(&made).await?.into_iter().map(|(a, row)| (a, row.id)));
        }
        Ok(ids)
    }

    /// What is needed to map these users.
    pub(super) async fn mapper(
        &self,
        tx: &mut Tx,
        row: &ArchiveInstanceRow,
        users: &[String],
    ) -> Result<Mapper> {
        let settings = ArchiveSettings::of_row(row)?;
        let people = tx.archive_people().get(&row.id, users).await?;
        let people: BTreeMap<_, _> =
            people.into_iter().map(|row| (row.person.id.clone(), row.person)).collect();
        let addresses: BTreeSet<String> =
            people.values().filter_map(|person| normalise(person.email.as_deref()?)).collect();
        let addresses: Vec<_> = addresses.into_iter().collect();
        let mut rules = Vec::new();
        if tx.mapping_rules().any(&row.id).await? {
            let externals: BTreeSet<String> = people
                .values()
                .flat_map(|person| [Some(&person.id), person.email.as_ref(), person.username.as_ref()])
                .flatten()
                .map(|text| text.trim().to_lowercase())
                .chain(addresses.iter().cloned())
                .collect();
            let externals: Vec<_> = externals.into_iter().collect();
            rules = tx.mapping_rules().of(&row.id, &externals, users).await?;
        }
        let rules: Vec<_> = rules
            .into_iter()
            .filter(|rule| rule.state == MappingState::Active)
            .map(|rule| Rule {
                user: rule.user,
                external: rule.external,
                mailbox: rule.mailbox,
                from: rule.from,
                until: rule.until,
            })
            .collect();
        let mut owners = BTreeMap::new();
        // In the order in which they came: whoever was confirmed last has it, else whoever had it first.
        let mut confirmed: BTreeMap<String, Time> = BTreeMap::new();
        for holder in tx.archive_people().holders(&row.id, &addresses).await? {
            let latest = confirmed.get(&holder.address).copied();
            if holder.confirmed_at > latest || !owners.contains_key(&holder.address) {
                confirmed.extend(holder.confirmed_at.map(|at| (holder.address.clone(), at)));
                owners.insert(holder.address, holder.user);
            }
        }
        let targets = rules.iter().filter_map(|rule| normalise(&rule.mailbox));
        let candidates: BTreeSet<String> = addresses.into_iter().chain(targets).collect();
        let candidates: Vec<_> = candidates.into_iter().collect();
        let custodians = tx.mailboxes().by_address(&candidates).await?.into_keys().collect();
        Ok(Mapper { people, rules, policy: Policy { custodians, domains: settings.domains, owners } })
    }

    fn folder_of(&self, row: &ArchiveInstanceRow) -> Result<&str> {
        let info = self.archive_info(&row.connector)?;
        Ok(info.archive.as_ref().map_or(info.title.as_str(), |archive| archive.folder.as_str()))
    }
}

/// Maps users to addresses.
pub(super) struct Mapper {
    pub people: BTreeMap<String, Person>,
    rules: Vec<Rule>,
    pub policy: Policy,
}

impl Mapper {
    pub fn map(&self, user: &str, at: Time) -> Mapping {
        let nobody = || Person {
            id: user.to_owned(),
            name: user.to_owned(),
            email: None,
            username: None,
            active: false,
            kind: None,
        };
        match self.people.get(user) {
            Some(person) => map(person, at, &self.rules, &self.policy),
            None => map(&nobody(), at, &self.rules, &self.policy),
        }
    }

    /// The name of whoever has an address at the source.
    fn name_of(&self, address: &str) -> String {
        let has = |person: &&Person| person.email.as_deref().and_then(normalise).as_deref() == Some(address);
        self.people.values().find(has).map_or_else(String::new, |person| person.name.clone())
    }
}
