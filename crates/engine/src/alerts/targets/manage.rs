//! Adding, editing, removing and trying targets.

use super::{DeliveryView, NewTarget, TargetView, check::checked};
use crate::{
    Engine, Error, Result, Topic,
    access::{Actor, UseCase},
    alerts::message::{About, TEST},
};
use ledger::{LeafKind, Subject};
use model::{Secret, SecretId, TargetId, TargetKind};
use serde_json::json;
use store::{Scope, StoreError, TargetRow, Tx};

/// Messages of a target that are shown.
const MESSAGES_SHOWN: u32 = 50;

impl Engine {
    /// The targets, by name, each with its latest messages.
    pub async fn notification_targets(&self, actor: &Actor) -> Result<Vec<TargetView>> {
        let scope = actor.may(UseCase::ManageNotifications)?;
        let mut tx = self.store.read().await?;
        let mut views = Vec::new();
        for row in tx.notifications().targets(scope).await? {
            views.push(target_view(&mut tx, scope, row).await?);
        }
        Ok(views)
    }

    /// Adds a target; its secret goes into the vault.
    pub async fn add_notification_target(&self, actor: &Actor, wanted: NewTarget) -> Result<TargetView> {
        let scope = actor.may(UseCase::ManageNotifications)?;
        let (name, settings) = checked(&wanted, None, &self.config).map_err(Error::Invalid)?;
        let mut tx = self.store.write().await?;
        let row = TargetRow {
            id: TargetId::make(self.clock.as_ref(), self.random.as_ref()),
            kind: wanted.kind,
            name,
            settings,
            secret: sealed(&mut tx, wanted.kind, wanted.secret.as_ref()).await?,
            kinds: wanted.kinds,
            severity_min: wanted.severity_min,
            created_at: self.clock.now(),
            created_by: actor.principal().clone(),
            removed_at: None,
        };
        tx.notifications().insert_target(&row).await.map_err(taken)?;
        self.target_changed(&mut tx, actor, &row.id, "added").await?;
        let view = target_view(&mut tx, scope, row).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Changes all of a target but its kind. The secret that is kept stays where none is given.
    pub async fn edit_notification_target(
        &self,
        actor: &Actor,
        id: &TargetId,
        wanted: NewTarget,
    ) -> Result<TargetView> {
        let scope = actor.may(UseCase::ManageNotifications)?;
        let mut tx = self.store.write().await?;
        let found = tx.notifications().locked_target(id).await?;
        let kept = found.ok_or_else(|| not_found(id))?;
        let (name, settings) = checked(&wanted, Some(&kept), &self.config).map_err(Error::Invalid)?;
        let needs_none = wanted.smtp.as_ref().is_some_and(|smtp| smtp.user.is_none());
        let secret = match sealed(&mut tx, kept.kind, wanted.secret.as_ref()).await? {
            None if !needs_none => kept.secret.clone(),
            other => other,
        };
        let (kinds, severity_min) = (wanted.kinds, wanted.severity_min);
        let row = TargetRow { name, settings, secret, kinds, severity_min, ..kept.clone() };
        tx.notifications().update_target(&row).await.map_err(taken)?;
        if let Some(old) = kept.secret.filter(|old| row.secret.as_ref() != Some(old)) {
            tx.vault().destroy(&old).await?;
        }
        self.target_changed(&mut tx, actor, id, "edited").await?;
        let view = target_view(&mut tx, scope, row).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Removes a target. Messages that were not sent yet are given up.
    pub async fn remove_notification_target(&self, actor: &Actor, id: &TargetId) -> Result<()> {
        actor.may(UseCase::ManageNotifications)?;
        let mut tx = self.store.write().await?;
        let found = tx.notifications().locked_target(id).await?;
        let row = found.ok_or_else(|| not_found(id))?;
        tx.notifications().remove_target(id, self.clock.now()).await?;
        if let Some(secret) = &row.secret {
            tx.vault().destroy(secret).await?;
        }
        self.target_changed(&mut tx, actor, id, "removed").await?;
        Ok(tx.commit().await?)
    }

    /// Has a test sent to a target. What came of it stands among its messages.
    pub async fn test_notification_target(&self, actor: &Actor, id: &TargetId) -> Result<DeliveryView> {
        actor.may(UseCase::ManageNotifications)?;
        let mut tx = self.store.write().await?;
        if tx.notifications().target(id).await?.is_none() {
            return Err(not_found(id));
        }
        let row = self.queue(&mut tx, id, About::Test, TEST, &self.test_body()).await?;
        self.changed(&mut tx, Topic::Alert, None);
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(row.into())
    }

    async fn target_changed(&self, tx: &mut Tx, actor: &Actor, id: &TargetId, what: &str) -> Result<()> {
        let about = Subject::new().with("target", id).with("principal", actor.principal());
        self.leaf(tx, LeafKind::NOTIFICATIONS_CHANGED, about, &[("what", json!(what))]).await?;
        self.changed(tx, Topic::Alert, None);
        Ok(())
    }
}

fn not_found(id: &TargetId) -> Error {
    Error::not_found(format!("notification target {id}"))
}

async fn sealed(tx: &mut Tx, kind: TargetKind, secret: Option<&Secret>) -> Result<Option<SecretId>> {
    let Some(secret) = secret else { return Ok(None) };
    // A signing secret is pasted, blanks and all; a password may begin with one.
    let secret = match kind {
        TargetKind::Webhook => Secret::new(secret.expose().trim()),
        TargetKind::Smtp => secret.clone(),
    };
    Ok(Some(tx.vault().seal(&secret).await?))
}

fn taken(error: StoreError) -> Error {
    match error {
        StoreError::Taken { by, .. } => Error::Conflict {
            field: Some("name".into()),
            message: format!("There is a target “{by}” already; choose another name."),
        },
        other => other.into(),
    }
}

async fn target_view(tx: &mut Tx, scope: &Scope, row: TargetRow) -> Result<TargetView> {
    let messages = tx.notifications().to_target(scope, &row.id, MESSAGES_SHOWN).await?;
    let settings = |kind: TargetKind| (row.kind == kind).then(|| row.settings.clone());
    let unreadable = |error| Error::Internal(format!("a target's settings cannot be read: {error}"));
    Ok(TargetView {
        smtp: settings(TargetKind::Smtp).map(serde_json::from_value).transpose().map_err(unreadable)?,
        webhook: settings(TargetKind::Webhook).map(serde_json::from_value).transpose().map_err(unreadable)?,
        id: row.id,
        name: row.name,
        kind: row.kind,
        has_secret: row.secret.is_some(),
        kinds: row.kinds,
        severity_min: row.severity_min,
        created_at: row.created_at,
        messages: messages.into_iter().map(DeliveryView::from).collect(),
    })
}
