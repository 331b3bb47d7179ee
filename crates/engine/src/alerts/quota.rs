//! How much of a day's calls is spent.

use super::run::on_instance;
use crate::{Engine, Result, access::house, posture::QuotaView};
use model::{AlertKind, AlertSeverity};
use store::{Affected, InstanceRow, Tx};

/// The share of a day's calls from which on they are nearly spent.
const NEARLY_PERCENT: u64 = 80;

impl Engine {
    /// Compares what is spent with what was said of it. A reconciler: it may run as often as one likes.
    pub(crate) async fn alert_on_quota(&self) -> Result<()> {
        let mut tx = self.store.read().await?;
        let stand = tx.alerts().standing_of(AlertKind::QuotaNearlySpent).await?;
        let mut news = Vec::new();
        for instance in tx.instances().list(&house()).await? {
            let stands = stand.iter().any(|alert| alert.instance == instance.id);
            if nearly_spent(&self.quota_of(&mut tx, &instance).await?).is_empty() == stands {
                news.push(instance);
            }
        }
        drop(tx);
        if news.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        for instance in &news {
            self.quota_changed(&mut tx, instance).await?;
        }
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(())
    }

    /// Looked at again, in the transaction that raises or ends the alert.
    async fn quota_changed(&self, tx: &mut Tx, instance: &InstanceRow) -> Result<()> {
        let stand = tx.alerts().standing_on(&instance.id).await?;
        let stands = stand.iter().find(|alert| alert.kind == AlertKind::QuotaNearlySpent);
        let classes = self.quota_of(tx, instance).await?;
        let spent = nearly_spent(&classes);
        match stands {
            Some(alert) if spent.is_empty() => {
                self.resolve(tx, alert, "Enough of the day's calls is left again.").await
            }
            None if !spent.is_empty() => {
                let told: Vec<_> = spent.iter().map(|class| in_words(class)).collect();
                let (kind, severity) = (AlertKind::QuotaNearlySpent, AlertSeverity::Medium);
                let trouble = on_instance(kind, instance, severity, &told.join(" "), Affected::default());
                self.raise(tx, trouble).await
            }
            _ => Ok(()),
        }
    }
}

/// The classes of calls of which at least [`NEARLY_PERCENT`] are spent, by whomever: as far as is counted and told, or
/// because the service takes none until the day ends.
fn nearly_spent(classes: &[QuotaView]) -> Vec<&QuotaView> {
    let counted = |class: &QuotaView| class.limit > 0 && percent_spent(class) >= NEARLY_PERCENT;
    classes.iter().filter(|class| class.blocked_until.is_some() || counted(class)).collect()
}

fn percent_spent(class: &QuotaView) -> u64 {
    class.limit.saturating_sub(class.remaining).saturating_mul(100) / class.limit.max(1)
}

fn in_words(class: &QuotaView) -> String {
    if let Some(until) = class.blocked_until {
        return format!("Class “{}”: the service takes no calls until {until}.", class.class);
    }
    let assumed = if class.limit_is_told { "" } else { " (the narrowest plan's limit is assumed)" };
    let anew = match class.resets_at {
        Some(at) => format!("the day begins anew at {at}"),
        None => "each comes back 24 hours after it was made".to_owned(),
    };
    format!(
        "Class “{}”: {} of {} calls are left{assumed}; {anew}.",
        class.class, class.remaining, class.limit
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::posture::QuotaWindow;
    use model::Time;

    fn class(limit: u64, remaining: u64) -> QuotaView {
        QuotaView {
            class: "heavy",
            used: 0,
            limit,
            limit_is_told: true,
            remaining,
            per_second: 1,
            window: QuotaWindow::UtcDay,
            resets_at: Some(Time::from_ms(0)),
            blocked_until: None,
        }
    }

    fn check(limit: u64, remaining: u64, expect: bool) {
        let spent = !nearly_spent(&[class(limit, remaining)]).is_empty();
        assert_eq!(spent, expect, "{remaining} of {limit}");
    }

    #[test]
    fn eighty_percent_are_nearly_all() {
        check(1000, 201, false);
        check(1000, 200, true);
        check(1000, 0, true);
        check(3, 1, false);
        check(3, 0, true);
        // More may be left than the limit that is assumed; a service without limits has none to spend.
        check(1000, 5000, false);
        check(0, 0, false);
        // Others may have spent what the service does not tell of.
        let blocked = QuotaView { blocked_until: Some(Time::from_ms(1)), ..class(1000, 1000) };
        assert_eq!(nearly_spent(std::slice::from_ref(&blocked)), [&blocked]);
        assert!(in_words(&blocked).contains("no calls until"));
    }
}
