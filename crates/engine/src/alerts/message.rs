//! What is sent about an alert. It names the instance and the check, says what the kind means in our own words, and
//! leads to the alert: nothing that a service or a person wrote leaves the house, but the names of instances.

use super::{Deliver, words};
use crate::{Engine, Result, access::house, jobs};
use model::{AlertId, AlertKind, AlertSeverity, BreakGlassId, DeliveryId, TargetId, Time};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{AlertRow, DeliveryRow, DeliveryState, TargetRow, Tx};

/// What a message is about.
#[derive(Clone, Copy)]
pub(super) enum About<'a> {
    Alert(&'a AlertId),
    BreakGlass(&'a BreakGlassId),
    /// Whether it comes at all.
    Test,
}

/// What a message tells.
pub(super) const RAISED: &str = "alert.raised";
pub(super) const RESOLVED: &str = "alert.resolved";
pub(super) const TEST: &str = "test";

/// A message as it is kept, for both kinds of targets; fixed when it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Body {
    pub subject: String,
    pub text: String,
    /// What a webhook carries under `data`.
    pub data: Value,
}

impl Body {
    /// The bytes of a webhook: the same in each try.
    pub fn payload(&self, what: &str, at: Time) -> Vec<u8> {
        json!({ "type": what, "timestamp": at, "data": self.data }).to_string().into_bytes()
    }
}

impl Engine {
    /// Writes a message about an alert to each target that wants it, in the transaction that makes it necessary.
    pub(super) async fn tell(&self, tx: &mut Tx, alert: &AlertRow, what: &str) -> Result<()> {
        let wanting = wanting(tx, alert.kind, alert.severity).await?;
        if wanting.is_empty() {
            return Ok(());
        }
        let name = tx.instances().by_id(&alert.instance).await?.map_or_else(String::new, |row| row.name);
        let body = self.body(alert, what, &name);
        for target in wanting {
            self.queue(tx, &target, About::Alert(&alert.id), what, &body).await?;
        }
        Ok(())
    }

    /// Writes a message about a request for break-glass reading, likewise.
    pub(super) async fn tell_of_break_glass(
        &self,
        tx: &mut Tx,
        request: &BreakGlassId,
        what: &str,
        body: &Body,
    ) -> Result<()> {
        for target in wanting(tx, AlertKind::BreakGlass, AlertSeverity::High).await? {
            self.queue(tx, &target, About::BreakGlass(request), what, body).await?;
        }
        Ok(())
    }

    /// Keeps a message and the job that sends it.
    pub(super) async fn queue(
        &self,
        tx: &mut Tx,
        target: &TargetId,
        about: About<'_>,
        what: &str,
        body: &Body,
    ) -> Result<DeliveryRow> {
        let now = self.clock.now();
        let (alert, break_glass) = match about {
            About::Alert(id) => (Some(id.clone()), None),
            About::BreakGlass(id) => (None, Some(id.clone())),
            About::Test => (None, None),
        };
        let row = DeliveryRow {
            id: DeliveryId::make(self.clock.as_ref(), self.random.as_ref()),
            target: target.clone(),
            alert,
            break_glass,
            what: what.to_owned(),
            body: json!(body),
            state: DeliveryState::Waiting,
            attempts: 0,
            error: None,
            created_at: now,
            at: now,
        };
        tx.notifications().insert(&row).await?;
        jobs::enqueue(tx, &Deliver::of(&row), now).await?;
        Ok(row)
    }

    fn body(&self, alert: &AlertRow, what: &str, instance: &str) -> Body {
        let title = words::title(alert.kind);
        let check = alert.check.as_ref().and_then(|id| self.catalog.check(id));
        let about = check.map_or_else(String::new, |check| format!(": {}", check.title));
        let resolved = if what == RESOLVED { "Resolved: " } else { "" };
        let subject = format!("{resolved}{title} on {instance}{about}");
        let link = self.link(&format!("alerts/{}", alert.id));
        let said = match what {
            RESOLVED => "The cause is gone.".to_owned(),
            _ => words::meaning(alert.kind).to_owned(),
        };
        let affected = alert.affected.checks.len();
        let text = format!(
            "{subject}\n\n{said}\n\nSeverity: {}\nAffected: {}\nSince: {}\n\n{link}\n",
            alert.severity.as_str(),
            words::checks(affected),
            alert.first_seen,
        );
        let data = json!({
            "id": alert.id,
            "kind": alert.kind,
            "title": title,
            "severity": alert.severity,
            "instance": { "id": alert.instance, "name": instance },
            "check": check.map(|check| json!({ "id": check.id, "title": check.title })),
            "affected_checks": affected,
            "first_seen": alert.first_seen,
            "link": link,
        });
        Body { subject, text, data }
    }

    /// The message that shows whether a target works.
    pub(super) fn test_body(&self) -> Body {
        let link = self.link("settings/notifications");
        Body {
            subject: "A test of Vouchsafe's notifications".into(),
            text: format!("This target works: alerts will be sent here.\n\n{link}\n"),
            data: json!({ "title": "A test of notifications", "link": link }),
        }
    }

    pub(super) fn link(&self, path: &str) -> String {
        format!("{}/{path}", self.config.public_url.as_str().trim_end_matches('/'))
    }
}

/// The targets that want messages of this kind.
async fn wanting(tx: &mut Tx, kind: AlertKind, severity: AlertSeverity) -> Result<Vec<TargetId>> {
    let wanted = |target: &TargetRow| {
        severity >= target.severity_min && (target.kinds.is_empty() || target.kinds.contains(&kind))
    };
    let targets = tx.notifications().targets(&house()).await?;
    Ok(targets.into_iter().filter(wanted).map(|target| target.id).collect())
}
