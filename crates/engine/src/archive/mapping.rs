//! User mapping: custom rules first, then the source's e-mail address. Mapping somebody to another person's mailbox waits
//! for a second person.

use super::deliver::Mapper;
use crate::{
    Engine, Error, FieldProblem, Result, Topic,
    access::{Actor, UseCase},
};
use archive::mapping::{Mapping, normalise, parse_csv};
use ledger::{LeafKind, Subject};
use model::{InstanceId, JobId, Time};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::{ArchivePersonRow, MappingRuleRow, MappingState, Tx};
use utoipa::ToSchema;

/// The longest `external` and reason in characters.
const EXTERNAL_CHARS_MAX: usize = 320;
const WHY_CHARS_MAX: usize = 500;
/// Problems of one file that are told at once.
const PROBLEMS_MAX: usize = 100;
/// People of one page of the preview.
const PEOPLE_MAX: u32 = 200;
/// Rules that are shown at once; the others are searched for.
const RULES_SHOWN: u32 = 500;

/// A rule that somebody wants.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MappingRuleInput {
    /// A user id, a username or an e-mail address of the source.
    pub external: String,
    /// The address of a mailbox.
    pub mailbox: String,
    /// For what happened from then on; left out: from the beginning.
    pub from: Option<Time>,
    #[serde(default)]
    pub why: String,
}

/// A rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MappingRuleView {
    pub id: String,
    pub external: String,
    /// The user that it was found to be for; a rule with one is for nobody else, whoever has the address later.
    pub user: Option<String>,
    pub mailbox: String,
    pub from: Time,
    pub until: Option<Time>,
    /// `active`, `waiting` (for a second person), `refused`.
    pub state: String,
    pub why: String,
    pub set_by: String,
    pub set_at: Time,
    pub decided_by: Option<String>,
    pub decided_at: Option<Time>,
}

/// What taking rules over did.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MappingImport {
    pub added: u64,
    /// Rules that were there just so.
    pub unchanged: u64,
    /// Rules that another one took the place of.
    pub replaced: u64,
    /// Of those that were added, how many wait for a second person.
    pub waiting: u64,
    /// Whether it was only tried.
    pub dry_run: bool,
}

/// A person of the source and where their messages go.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonMappingView {
    pub user: String,
    pub name: String,
    pub email: Option<String>,
    pub username: Option<String>,
    pub active: bool,
    pub kind: Option<String>,
    pub mailbox: Option<String>,
    /// `custom` or `automatic`; none where nothing maps them.
    pub by: Option<String>,
    /// Why nothing maps them, and how to mend it.
    pub code: Option<String>,
    pub reason: Option<String>,
}

/// A page of the people of a source; with the first page rules.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MappingView {
    /// People that the source has shown.
    pub people_count: u64,
    pub people: Vec<PersonMappingView>,
    /// Where the next page goes on; none at the end.
    pub next: Option<String>,
    /// Rules that have not ended and fit the search: with the first page 500, those that wait for a second person first.
    pub rules: Vec<MappingRuleView>,
    /// How many such rules there are.
    pub rules_count: u64,
}

/// What was asked for, checked.
struct Wanted {
    external: String,
    mailbox: String,
    from: Time,
    why: String,
}

impl Engine {
    /// Who is mapped, by which rule, and who is not: a page of people, after that user. Of `search` a name, an address
    /// or what was typed has to have a part.
    pub async fn mapping(
        &self,
        actor: &Actor,
        id: &InstanceId,
        search: &str,
        after: Option<&str>,
    ) -> Result<MappingView> {
        let scope = actor.may(UseCase::ReadArchive)?;
        let row = self.archive_row_ever(id).await?;
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let people = tx.archive_people().list(scope, id, search, after, PEOPLE_MAX).await?;
        let next = (people.len() == PEOPLE_MAX as usize)
            .then(|| people.last().map(|row| row.person.id.clone()))
            .flatten();
        let users: Vec<_> = people.iter().map(|row| row.person.id.clone()).collect();
        let mapper: Mapper = self.mapper(&mut tx, &row, &users).await?;
        let people = people.into_iter().map(|row| person_view(row, &mapper, now)).collect();
        let mut names = BTreeMap::new();
        let mut rules = Vec::new();
        let limit = if after.is_none() { RULES_SHOWN } else { 0 };
        let (found, rules_count) = tx.mapping_rules().list(id, now, search, limit).await?;
        for rule in found {
            for principal in [Some(&rule.set_by), rule.decided_by.as_ref()].into_iter().flatten() {
                if !names.contains_key(principal) {
                    let name = tx.principals().get(principal).await?.map_or("(removed)".into(), |p| p.name);
                    names.insert(principal.clone(), name);
                }
            }
            let name = |principal| names.get(principal).cloned().unwrap_or_default();
            rules.push(MappingRuleView {
                set_by: name(&rule.set_by),
                decided_by: rule.decided_by.as_ref().map(name),
                id: rule.id,
                external: rule.external,
                user: rule.user,
                mailbox: rule.mailbox,
                from: rule.from,
                until: rule.until,
                state: rule.state.as_str().to_owned(),
                why: rule.why,
                set_at: rule.set_at,
                decided_at: rule.decided_at,
            });
        }
        let people_count = u64::try_from(tx.archive_people().count(id).await?).unwrap_or(0);
        Ok(MappingView { people_count, people, next, rules, rules_count })
    }

    /// Takes a CSV over, `ExternalUserId,Mailbox`: its rules are added or take the place of others for the same person.
    /// Rules of people whom it does not name stay. `dry_run` only says what it would do.
    pub async fn import_mapping(
        &self,
        actor: &Actor,
        id: &InstanceId,
        csv: &[u8],
        why: &str,
        dry_run: bool,
    ) -> Result<MappingImport> {
        actor.may(UseCase::ManageArchive)?;
        self.archive_row(id).await?;
        let rows = parse_csv(csv).map_err(|problems| {
            let named = problems.into_iter().take(PROBLEMS_MAX).map(|problem| {
                FieldProblem::new(format!("csv.{}.{}", problem.row, problem.column), problem.message)
            });
            Error::Invalid(named.collect())
        })?;
        let wanted = rows.into_iter().map(|row| MappingRuleInput {
            external: row.external,
            mailbox: row.mailbox,
            from: None,
            why: why.to_owned(),
        });
        self.add_rules(actor, id, wanted.collect(), dry_run).await
    }

    /// Adds rules, or puts them in the place of others for the same person.
    pub async fn set_mapping(
        &self,
        actor: &Actor,
        id: &InstanceId,
        rules: Vec<MappingRuleInput>,
        dry_run: bool,
    ) -> Result<MappingImport> {
        actor.may(UseCase::ManageArchive)?;
        self.archive_row(id).await?;
        self.add_rules(actor, id, rules, dry_run).await
    }

    async fn add_rules(
        &self,
        actor: &Actor,
        id: &InstanceId,
        rules: Vec<MappingRuleInput>,
        dry_run: bool,
    ) -> Result<MappingImport> {
        let now = self.clock.now();
        let wanted = checked(rules)?;
        let mut tx = self.store.write().await?;
        let externals: Vec<_> = wanted.iter().map(|wanted| wanted.external.to_lowercase()).collect();
        let people = People::of(&mut tx, id, &wanted, &externals).await?;
        let current: Vec<MappingRuleRow> = tx.mapping_rules().of(id, &externals, &[]).await?;
        let live = |rule: &&MappingRuleRow| rule.until.is_none_or(|until| until > now);
        let current: BTreeMap<String, &MappingRuleRow> =
            current.iter().filter(live).map(|rule| (rule.external.to_lowercase(), rule)).collect();
        let (mut added, mut ended, mut unchanged) = (Vec::new(), Vec::new(), 0);
        for (wanted, folded) in wanted.into_iter().zip(&externals) {
            if let Some(old) = current.get(folded) {
                if old.mailbox == wanted.mailbox && old.state != MappingState::Refused {
                    unchanged += 1;
                    continue;
                }
                ended.push(old.id.clone());
            }
            let user = people.user_of(folded);
            let somebody_elses = people.is_somebody_elses(user.as_deref(), &wanted.mailbox);
            added.push(MappingRuleRow {
                id: JobId::make(self.clock.as_ref(), self.random.as_ref()).into(),
                external: wanted.external,
                user,
                mailbox: wanted.mailbox,
                from: wanted.from,
                until: None,
                state: if somebody_elses { MappingState::Waiting } else { MappingState::Active },
                why: wanted.why,
                set_by: actor.principal().clone(),
                set_at: now,
                decided_by: None,
                decided_at: None,
            });
        }
        let import = MappingImport {
            added: added.len() as u64,
            unchanged,
            replaced: ended.len() as u64,
            waiting: added.iter().filter(|rule| rule.state == MappingState::Waiting).count() as u64,
            dry_run,
        };
        if dry_run || added.is_empty() {
            tx.rollback().await?;
            return Ok(import);
        }
        tx.mapping_rules().end(&ended, now).await?;
        tx.mapping_rules().insert(id, &added).await?;
        // Lists and not objects: there may be 200,000, and an object of three takes more than half a kilobyte.
        let digest = added.iter().map(|rule| json!([rule.external, rule.mailbox, rule.state.as_str()]));
        let digest = Value::Array(digest.collect());
        let about = Subject::new().with("instance", id).with("principal", actor.principal());
        let values = [("ended", json!(ended)), ("rules", digest)];
        self.leaf(&mut tx, LeafKind::MAPPING_SET, about, &values).await?;
        self.changed(&mut tx, Topic::Archive, Some(id));
        tx.commit().await?;
        Ok(import)
    }

    /// Ends a rule: from now on it maps nobody.
    pub async fn end_mapping(&self, actor: &Actor, id: &InstanceId, rule: &str) -> Result<()> {
        actor.may(UseCase::ManageArchive)?;
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let found = tx.mapping_rules().get(id, rule).await?.filter(|rule| rule.until.is_none());
        let found = found.ok_or_else(|| Error::not_found("such rule; it may have ended"))?;
        tx.mapping_rules().end(std::slice::from_ref(&found.id), now).await?;
        let about = Subject::new().with("instance", id).with("principal", actor.principal());
        let values = [("ended", json!([found.id])), ("rules", json!([]))];
        self.leaf(&mut tx, LeafKind::MAPPING_SET, about, &values).await?;
        self.changed(&mut tx, Topic::Archive, Some(id));
        Ok(tx.commit().await?)
    }

    /// Agrees to a rule that maps somebody to another person's mailbox, or refuses it: somebody else than who set it.
    pub async fn decide_mapping(
        &self,
        actor: &Actor,
        id: &InstanceId,
        rule: &str,
        agree: bool,
    ) -> Result<()> {
        actor.may(UseCase::ApproveArchive)?;
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let waits = |rule: &MappingRuleRow| rule.state == MappingState::Waiting && rule.until.is_none();
        let found = tx.mapping_rules().get(id, rule).await?.filter(waits);
        let found =
            found.ok_or_else(|| Error::not_found("such rule that waits; somebody may have decided"))?;
        if found.set_by == *actor.principal() {
            let message = "Somebody else has to decide than who set the rule.".to_owned();
            return Err(Error::Conflict { field: None, message });
        }
        let state = if agree { MappingState::Active } else { MappingState::Refused };
        tx.mapping_rules().decide(&found.id, state, actor.principal(), now).await?;
        let about = Subject::new()
            .with("instance", id)
            .with("principal", actor.principal())
            .with("set_by", &found.set_by);
        let values = [
            ("external", json!(found.external)),
            ("mailbox", json!(found.mailbox)),
            ("state", json!(state.as_str())),
        ];
        self.leaf(&mut tx, LeafKind::MAPPING_DECIDED, about, &values).await?;
        self.changed(&mut tx, Topic::Archive, Some(id));
        Ok(tx.commit().await?)
    }
}

/// The people whom rules are for, and those whose addresses they name.
struct People {
    by_external: BTreeMap<String, Vec<String>>,
    /// Address, as compared, to the users who have it at the source.
    by_address: BTreeMap<String, BTreeSet<String>>,
}

impl People {
    async fn of(tx: &mut Tx, id: &InstanceId, wanted: &[Wanted], externals: &[String]) -> Result<Self> {
        let mailboxes: BTreeSet<String> = wanted.iter().map(|wanted| wanted.mailbox.clone()).collect();
        let asked: Vec<_> = externals.iter().cloned().chain(mailboxes).collect();
        let mut people = Self { by_external: BTreeMap::new(), by_address: BTreeMap::new() };
        for ArchivePersonRow { person, .. } in tx.archive_people().by_external(id, &asked).await? {
            let address = person.email.as_deref().and_then(normalise);
            let names =
                [Some(person.id.clone()), person.username.clone(), person.email.clone(), address.clone()];
            let names: BTreeSet<String> =
                names.into_iter().flatten().map(|name| name.to_lowercase()).collect();
            for name in names {
                people.by_external.entry(name).or_default().push(person.id.clone());
            }
            if let Some(address) = address {
                people.by_address.entry(address).or_default().insert(person.id);
            }
        }
        for users in people.by_external.values_mut() {
            users.sort();
            users.dedup();
        }
        Ok(people)
    }

    /// The one user that a text means; none where it means nobody known, or several.
    fn user_of(&self, folded: &str) -> Option<String> {
        match self.by_external.get(folded).map(Vec::as_slice) {
            Some([one]) => Some(one.clone()),
            _ => None,
        }
    }

    /// Whether a mailbox's address is at the source the address of somebody else.
    fn is_somebody_elses(&self, user: Option<&str>, mailbox: &str) -> bool {
        self.by_address
            .get(mailbox)
            .is_some_and(|holders| holders.iter().any(|holder| Some(holder.as_str()) != user))
    }
}

fn checked(rules: Vec<MappingRuleInput>) -> Result<Vec<Wanted>> {
    let mut problems = Vec::new();
    let mut wanted = Vec::with_capacity(rules.len());
    let mut seen = BTreeSet::new();
    for (at, rule) in rules.into_iter().enumerate() {
        let mut wrong = |field: &str, message: &str| {
            if problems.len() < PROBLEMS_MAX {
                problems.push(FieldProblem::new(format!("rules.{at}.{field}"), message));
            }
        };
        let external = rule.external.trim().to_owned();
        if !(1..=EXTERNAL_CHARS_MAX).contains(&external.chars().count())
            || external.contains(char::is_control)
        {
            wrong("external", "Enter a user id, a username or an e-mail address of the source.");
        } else if !seen.insert(external.to_lowercase()) {
            wrong("external", "It stands in the list twice.");
        }
        if rule.why.chars().count() > WHY_CHARS_MAX {
            wrong("why", "Say why in 500 characters at most.");
        }
        match normalise(&rule.mailbox) {
            None => wrong("mailbox", "Enter the address of a mailbox, such as ada@example.com."),
            Some(mailbox) => wanted.push(Wanted {
                external,
                mailbox,
                from: rule.from.unwrap_or_default(),
                why: rule.why.trim().to_owned(),
            }),
        }
    }
    if wanted.is_empty() && problems.is_empty() {
        return Err(Error::field("rules", "Enter at least one rule."));
    }
    if problems.is_empty() { Ok(wanted) } else { Err(Error::Invalid(problems)) }
}

fn person_view(row: ArchivePersonRow, mapper: &Mapper, now: Time) -> PersonMappingView {
    let person = row.person;
    let (mailbox, by, code, reason) = match mapper.map(&person.id, now) {
        Mapping::Mapped { address, by } => (Some(address), Some(by.as_str().to_owned()), None, None),
        Mapping::Unmapped { code, reason } => (None, None, Some(code.as_str().to_owned()), Some(reason)),
    };
    PersonMappingView {
        user: person.id,
        name: person.name,
        email: person.email,
        username: person.username,
        active: person.active,
        kind: person.kind,
        mailbox,
        by,
        code,
        reason,
    }
}
