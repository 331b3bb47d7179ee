//! Changing an archive connector: its name, credentials, what is archived; pausing; asking at once; a day again; deleting.

use super::{
    ArchiveSettings, ArchiveSettingsInput, ArchiveView, Capture, Deliver, Fetch,
    activate::conflict,
    sign_in::{SignedIn, Usable},
    view::CountsView,
};
use crate::{
    Engine, Error, Result, Topic,
    access::{Actor, UseCase},
    jobs, names,
    posture::{activate::sealed_form, validate::as_invalid},
};
use connect::source::Credentials;
use ledger::{LeafKind, Subject};
use model::{DraftId, InstanceId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, utc_day, utc_day_begins};
use utoipa::ToSchema;

/// What is to change; what is left out stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveEdit {
    pub name: Option<String>,
    #[schema(value_type = Option<std::collections::BTreeMap<String, String>>)]
    pub credentials: Option<Credentials>,
    /// The draft that has what is left out of the credentials; it is forgotten then.
    pub draft: Option<DraftId>,
    pub settings: Option<ArchiveSettingsInput>,
}

/// What deleting would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArchiveDeletion {
    pub name: String,
    /// What stays in the archive, readable, with its log.
    pub revisions: u64,
    pub totals: CountsView,
    /// What was captured and is not in its mailboxes: it is staged and delivered all the same.
    pub on_the_way: u64,
}

impl Engine {
    /// Renames a connector, gives it new credentials of its account, or changes what is archived.
    pub async fn edit_archive(
        &self,
        actor: &Actor,
        id: &InstanceId,
        edit: ArchiveEdit,
    ) -> Result<ArchiveView> {
        actor.may(UseCase::ManageArchive)?;
        let row = self.archive_row(id).await?;
        let now = self.clock.now();
        let before = ArchiveSettings::of_row(&row)?;
        let name = match &edit.name {
            Some(text) => {
                Some(names::checked("name", text).map_err(|problem| Error::Invalid(vec![problem]))?)
            }
            None => None,
        };
        let settings = match edit.settings {
            Some(input) => Some(ArchiveSettings::checked(input, Some(&before), actor.principal(), now)?),
            None => None,
        };
        let asked = settings.as_ref().unwrap_or(&before).validated_as();
        let usable = match (&edit.credentials, &edit.draft) {
            (None, None) => None,
            (typed, draft) => {
                let typed = typed.clone().unwrap_or_default();
                let whole = self.with_draft(&row.connector, draft.as_ref(), &typed).await?;
                match self.sign_in_to_archive(&row.connector, &whole, &asked, Some(&row)).await? {
                    SignedIn::Usable(usable) => Some(*usable),
                    SignedIn::Refused(view) => return Err(as_invalid(view)),
                }
            }
        };
        let mut changes = Vec::new();
        let mut opened = None;
        let mut tx = self.store.write().await?;
        if let Some(name) = name.filter(|name| *name != row.name) {
            tx.archive_instances().rename(id, &name).await.map_err(conflict)?;
            changes.push(("name", json!({ "before": row.name, "after": name })));
        }
        if let Some(settings) = settings.filter(|settings| *settings != before) {
            tx.archive_instances().set_settings(id, &json!(settings)).await?;
            changes.push(("settings", json!({ "before": before, "after": settings })));
            // What was left out until now is looked for from the beginning.
            if settings.kinds != before.kinds
                || settings.from != before.from
                || settings.leave_out != before.leave_out
            {
                self.begin_again(&mut tx, id).await?;
            }
        }
        if let Some(Usable { account, credentials, method, certificate, .. }) = usable {
            let sealed = tx.vault().seal(&sealed_form(&credentials)).await?;
            let certificate = certificate.map(|certificate| json!(certificate));
            tx.archive_instances()
                .set_credentials(id, &sealed, method.as_deref(), certificate.as_ref())
                .await?;
            tx.vault().destroy(&row.credentials).await?;
            changes.push(("credentials", json!("replaced")));
            if let Some(draft) = &edit.draft {
                tx.drafts().delete(draft).await?;
            }
            opened = Some((sealed, account));
        }
        if changes.is_empty() {
            drop(tx);
            return self.archive(actor, id).await;
        }
        let about = Subject::new().with("instance", id).with("principal", actor.principal());
        self.leaf(&mut tx, LeafKind::ARCHIVE_EDITED, about, &changes).await?;
        if row.paused_at.is_none() {
            jobs::enqueue(&mut tx, &Capture { instance: id.clone() }, now).await?;
        }
        self.changed(&mut tx, Topic::Archive, Some(id));
        tx.commit().await?;
        if let Some((credentials, account)) = opened {
            self.archive_accounts.put(id.clone(), credentials, account);
        }
        self.nudge.notify_one();
        self.archive(actor, id).await
    }

    /// Has the streams of items read from their beginnings: what is known already is not captured again.
    pub(super) async fn begin_again(&self, tx: &mut Tx, id: &InstanceId) -> Result<()> {
        use connect::source::archive::Stream;
        for stream in [Stream::Posts, Stream::Comments, Stream::Messages] {
            tx.archive_instances().set_position(id, stream.as_str(), &Default::default()).await?;
        }
        Ok(())
    }

    /// Agrees to private messages being archived: somebody else than who asked.
    pub async fn approve_messages(&self, actor: &Actor, id: &InstanceId) -> Result<ArchiveView> {
        actor.may(UseCase::ApproveArchive)?;
        let row = self.archive_row(id).await?;
        let mut settings = ArchiveSettings::of_row(&row)?;
        let now = self.clock.now();
        let nothing = || Error::Conflict {
            field: None,
            message: "There is nothing to agree to: private messages are not asked for, or were agreed to."
                .into(),
        };
        let messages = settings.messages.as_mut().filter(|m| m.approved_by.is_none()).ok_or_else(nothing)?;
        if messages.asked_by == *actor.principal() {
            let message = "Somebody else has to agree than who asked for it.".to_owned();
            return Err(Error::Conflict { field: None, message });
        }
        messages.approved_by = Some(actor.principal().clone());
        messages.approved_at = Some(now);
        let values = [("legal_basis", json!(messages.legal_basis)), ("purpose", json!(messages.purpose))];
        let about = Subject::new()
            .with("instance", id)
            .with("asked_by", &messages.asked_by)
            .with("principal", actor.principal());
        let mut tx = self.store.write().await?;
        self.leaf(&mut tx, LeafKind::MESSAGES_APPROVED, about, &values).await?;
        tx.archive_instances().set_settings(id, &json!(settings)).await?;
        jobs::enqueue(&mut tx, &Capture { instance: id.clone() }, now).await?;
        self.changed(&mut tx, Topic::Archive, Some(id));
        tx.commit().await?;
        self.nudge.notify_one();
        self.archive(actor, id).await
    }

    /// Pauses a connector, or lets it go on.
    pub async fn pause_archive(&self, actor: &Actor, id: &InstanceId, pause: bool) -> Result<ArchiveView> {
        actor.may(UseCase::ManageArchive)?;
        let row = self.archive_row(id).await?;
        if row.paused_at.is_some() == pause {
            return self.archive(actor, id).await;
        }
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        tx.archive_instances().set_paused(id, pause.then_some(now)).await?;
        let kind = if pause { LeafKind::ARCHIVE_PAUSED } else { LeafKind::ARCHIVE_RESUMED };
        let about = Subject::new().with("instance", id).with("principal", actor.principal());
        self.leaf(&mut tx, kind, about, &[]).await?;
        if !pause {
            jobs::enqueue(&mut tx, &Capture { instance: id.clone() }, now).await?;
            jobs::enqueue(&mut tx, &Fetch { instance: id.clone() }, now).await?;
        }
        self.changed(&mut tx, Topic::Archive, Some(id));
        tx.commit().await?;
        self.nudge.notify_one();
        self.archive(actor, id).await
    }

    /// Has the source asked at once.
    pub async fn capture_now(&self, actor: &Actor, id: &InstanceId) -> Result<ArchiveView> {
        actor.may(UseCase::ManageArchive)?;
        let row = self.archive_row(id).await?;
        if row.paused_at.is_some() {
            let message = format!("“{}” is paused. Resume it first.", row.name);
            return Err(Error::Conflict { field: None, message });
        }
        let mut tx = self.store.write().await?;
        jobs::enqueue(&mut tx, &Capture { instance: id.clone() }, self.clock.now()).await?;
        tx.commit().await?;
        self.nudge.notify_one();
        self.archive(actor, id).await
    }

    /// Has everything delivered again that was captured on a day of UTC, `2026-11-21`. What is there is skipped.
    pub async fn redo_day(&self, actor: &Actor, id: &InstanceId, day: &str) -> Result<u64> {
        actor.may(UseCase::ManageArchive)?;
        self.archive_row(id).await?;
        let number = day_number(day)?;
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let again = tx.deliveries().redo_day(id, number, now).await?;
        let about = Subject::new().with("instance", id).with("principal", actor.principal());
        let values = [("day", json!(day)), ("deliveries", json!(again))];
        self.leaf(&mut tx, LeafKind::DAY_REDONE, about, &values).await?;
        jobs::enqueue(&mut tx, &Deliver { instance: id.clone() }, now).await?;
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(again)
    }

    /// What deleting would do.
    pub async fn preview_archive_deletion(&self, actor: &Actor, id: &InstanceId) -> Result<ArchiveDeletion> {
        actor.may(UseCase::ManageArchive)?;
        let view = self.archive(actor, id).await?;
        let on_the_way = view.fetching + view.captured + view.staged;
        Ok(ArchiveDeletion { name: view.name, revisions: view.revisions, totals: view.totals, on_the_way })
    }

    /// Deletes a connector and its credentials. The archive stays, and what was captured is delivered.
    pub async fn delete_archive(&self, actor: &Actor, id: &InstanceId) -> Result<()> {
        actor.may(UseCase::ManageArchive)?;
        let row = self.archive_row(id).await?;
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        tx.archive_instances().delete(id, now).await?;
        tx.vault().destroy(&row.credentials).await?;
        // Files that were not fetched cannot be any more: their items go on without them, and that is said.
        loop {
            let wanted = tx.archive_files().due(id, model::Time::from_ms(i64::MAX), 500).await?;
            if wanted.is_empty() {
                break;
            }
            for file in wanted {
                let why = "The connector was deleted before the file was fetched.";
                tx.archive_files().gone(id, &file.file, why).await?;
            }
        }
        let about = Subject::new().with("instance", id).with("principal", actor.principal());
        let values = [("account", json!(row.account_id)), ("name", json!(row.name))];
        self.leaf(&mut tx, LeafKind::ARCHIVE_DELETED, about, &values).await?;
        jobs::enqueue(&mut tx, &super::Stage { instance: id.clone() }, now).await?;
        self.changed(&mut tx, Topic::Archive, Some(id));
        tx.commit().await?;
        self.archive_accounts.forget(id);
        self.nudge.notify_one();
        Ok(())
    }
}

/// The number of a day that is written as `2026-11-21`.
pub(super) fn day_number(text: &str) -> Result<i64> {
    let wrong = || Error::field("day", "Write the day as 2026-11-21; days are those of UTC.");
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let begins: model::Time = format!("{text}T00:00:00Z").parse().ok().filter(|_| plain).ok_or_else(wrong)?;
    Ok(utc_day(begins))
}

/// The day as it is written.
pub(super) fn day_text(day: i64) -> String {
    utc_day_begins(day).to_string().chars().take(10).collect()
}
