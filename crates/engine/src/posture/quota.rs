//! Calls to a service: permitted before they are made, counted for all nodes, paced, and shown.
//!
//! Permits are taken in batches of half a second's calls, so that counting costs little; what is left over is given
//! back. A limit that the service told wins; until it has, its narrowest plan's is assumed for the day, so that
//! the calls of an account that others share are not used up blindly.

use super::read_set::{RetryAt, SetFailure};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use connect::source::{Allowance, CallClass, ClassLimits, ConnectError, Window};
use model::{ConnectorId, InstanceId, Time};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{InstanceRow, Permit, QuotaKey, QuotaRefusal, StoreError, TRY_AGAIN, Tx, day_end, day_of};
use utoipa::ToSchema;

/// Over which span a service counts the calls of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuotaWindow {
    /// A day of UTC.
    UtcDay,
    /// The last 24 hours: what was used comes back a day after it was.
    #[serde(rename = "rolling_24h")]
    Rolling24h,
}

/// How much of the service's limits one class of calls has used today (UTC).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QuotaView {
    /// `light`, `medium`, `heavy` or `resource_intensive`.
    pub class: &'static str,
    /// Calls of this installation.
    pub used: u64,
    /// Calls per day, shared by all apps of the account.
    pub limit: u64,
    /// What a day is to the service.
    pub window: QuotaWindow,
    /// Whether the service told the limit; otherwise its narrowest plan's is assumed.
    pub limit_is_told: bool,
    /// What is left of it, others' calls included as far as the service tells of them.
    pub remaining: u64,
    /// Calls per second at present.
    pub per_second: u32,
    /// When the day begins anew; none where the service counts the last 24 hours.
    pub resets_at: Option<Time>,
    /// Until when no calls of this class are made: by the service's word, or because none are left.
    pub blocked_until: Option<Time>,
}

impl Engine {
    /// What an instance's account has used of its service's limits today, class by class; nothing where the service
    /// has none.
    pub async fn quota(&self, actor: &Actor, id: &InstanceId) -> Result<Vec<QuotaView>> {
        actor.may(UseCase::ReadConnectors)?;
        let row = self.instance_row(id).await?;
        let mut tx = self.store.read().await?;
        self.quota_of(&mut tx, &row).await
    }

    pub(crate) async fn quota_of(&self, tx: &mut Tx, instance: &InstanceRow) -> Result<Vec<QuotaView>> {
        let now = self.clock.now();
        let rows = tx.accounts().quota(&instance.connector, &instance.account_id).await?;
        let view = |limits: &ClassLimits| {
            let row = rows.iter().find(|row| row.class == limits.class.as_str());
            let today = row.filter(|row| row.day == day_of(now));
            let told = row.and_then(|row| row.told_limit);
            let limit = told.unwrap_or(limits.per_day.into());
            let rolling = limits.window == Window::Rolling24h;
            // What a service said that counts the last 24 hours holds over midnight.
            let left = match (today, row) {
                (Some(row), _) => row.left(limits.per_day),
                (None, Some(row)) if rolling => row.told_remaining.unwrap_or(limit),
                _ => limit,
            };
            let spent = row.filter(|_| rolling && left == 0).and_then(|row| row.told_at);
            let blocked = row.and_then(|row| row.blocked_until);
            QuotaView {
                class: limits.class.as_str(),
                used: today.map_or(0, |row| row.used),
                limit,
                limit_is_told: told.is_some(),
                window: if rolling { QuotaWindow::Rolling24h } else { QuotaWindow::UtcDay },
                remaining: left,
                per_second: today.and_then(|row| row.per_second).unwrap_or(fastest(limits)),
                resets_at: (!rolling).then(|| day_end(day_of(now))),
                blocked_until: blocked
                    .max(spent.map(|told| told.min(now).plus(TRY_AGAIN)))
                    .filter(|until| *until > now),
            }
        };
        Ok(self.source(&instance.connector)?.limits().iter().map(view).collect())
    }
}

/// The permits that one reader of one account holds.
pub(crate) struct Permits<'a> {
    engine: &'a Engine,
    connector: ConnectorId,
    account: String,
    limits: Vec<ClassLimits>,
    held: BTreeMap<CallClass, Held>,
}

#[derive(Default)]
struct Held {
    calls: u32,
    /// Limit and rest of the day, as told and not written yet.
    day: Option<(u64, u64)>,
    /// Calls per second, as told.
    pace: Option<u32>,
    pace_is_new: bool,
}

impl<'a> Permits<'a> {
    pub fn of(engine: &'a Engine, instance: &InstanceRow) -> Self {
        let limits = engine.source(&instance.connector).map(|source| source.limits().to_vec());
        let (connector, account) = (instance.connector.clone(), instance.account_id.clone());
        Self::of_account(engine, connector, account, limits.unwrap_or_default())
    }

    /// Of an account, whoever reads it: connectors of one service share the account's row.
    pub fn of_account(
        engine: &'a Engine,
        connector: ConnectorId,
        account: String,
        limits: Vec<ClassLimits>,
    ) -> Self {
        Self { engine, connector, account, limits, held: BTreeMap::new() }
    }

    /// Waits until one call of this class may be made, and counts it.
    ///
    /// # Errors
    /// The day's calls are used up, or the service said until when it takes none.
    pub async fn one(&mut self, class: Option<CallClass>) -> Result<(), SetFailure> {
        let Some((class, key)) = class.and_then(|class| Some((class, self.key(class)?))) else {
            return Ok(());
        };
        let held = self.held.entry(class).or_default();
        if held.calls > 0 {
            held.calls -= 1;
            return Ok(());
        }
        let permit = async {
            let mut tx = self.engine.store.write().await?;
            let now = self.engine.clock.now();
            write_told(&mut tx, &key, held, now).await?;
            let permit = tx.accounts().permit(&key, now).await?;
            tx.commit().await?;
            Ok::<_, StoreError>(permit)
        };
        match permit.await.map_err(|error| uncounted(&error))? {
            Permit::Granted { calls, wait } => {
                held.calls = calls.saturating_sub(1);
                tokio::time::sleep(wait).await;
                Ok(())
            }
            Permit::Refused { until, why } => Err(refused(class, until, why)),
        }
    }

    /// What an answer said of the limits.
    pub fn said(&mut self, class: Option<CallClass>, allowance: Option<Allowance>) {
        let Some(allowance) = allowance else { return };
        let Some(class) = allowance.class.or(class) else { return };
        let held = self.held.entry(class).or_default();
        if allowance.daily {
            held.day = Some((allowance.limit, allowance.remaining));
            return;
        }
        let pace = u32::try_from(allowance.limit).ok().filter(|pace| *pace > 0);
        held.pace_is_new |= pace.is_some() && pace != held.pace;
        held.pace = pace.or(held.pace);
    }

    /// What a refusal says of the limits, for all who call this account.
    pub async fn failed(&mut self, class: Option<CallClass>, error: &ConnectError) {
        let ConnectError::Throttled { until, daily, .. } = error else { return };
        let Some((class, key)) = class.and_then(|class| Some((class, self.key(class)?))) else { return };
        let now = self.engine.clock.now();
        let told = self.held.get(&class).and_then(|held| held.pace);
        let tiers = self.limits.iter().find(|limits| limits.class == class).map_or(&[][..], |l| l.per_second);
        let kept = async {
            let mut tx = self.engine.store.write().await?;
            if *daily {
                // Within the bounds in which a service is believed.
                let until = error.retry_at(now).or(*until).unwrap_or_else(|| match key.rolling {
                    true => now.plus(TRY_AGAIN),
                    false => day_end(day_of(now)),
                });
                tx.accounts().block(&key, until, now).await?;
            } else {
                let rows = tx.accounts().quota(&key.connector, &key.account).await?;
                let row = rows.iter().find(|row| row.class == key.class);
                let pace = row.and_then(|row| row.per_second).unwrap_or(key.per_second);
                let slower = tiers.iter().copied().find(|tier| *tier < pace).unwrap_or(pace);
                tx.accounts().set_pace(&key, told.unwrap_or(slower), true, now).await?;
            }
            tx.commit().await
        };
        if let Err(error) = kept.await {
            tracing::warn!(%error, "a service's refusal could not be kept");
        }
        // Permits of before the refusal are worth nothing now.
        self.settle_class(class).await;
    }

    /// Gives back what was not used, and keeps what was told.
    pub async fn settle(mut self) {
        for class in self.held.keys().copied().collect::<Vec<_>>() {
            self.settle_class(class).await;
        }
    }

    async fn settle_class(&mut self, class: CallClass) {
        let Some((key, held)) = self.key(class).and_then(|key| Some((key, self.held.get_mut(&class)?)))
        else {
            return;
        };
        if held.calls == 0 && held.day.is_none() && !held.pace_is_new {
            return;
        }
        let settled = async {
            let mut tx = self.engine.store.write().await?;
            let now = self.engine.clock.now();
            tx.accounts().give_back(&key, std::mem::take(&mut held.calls), now).await?;
            write_told(&mut tx, &key, held, now).await?;
            tx.commit().await
        };
        if let Err(error) = settled.await {
            tracing::warn!(%error, "calls that were not made stay counted");
        }
    }

    fn key(&self, class: CallClass) -> Option<QuotaKey> {
        let limits = self.limits.iter().find(|limits| limits.class == class)?;
        Some(QuotaKey {
            connector: self.connector.clone(),
            account: self.account.clone(),
            class: class.as_str(),
            per_second: fastest(limits),
            per_day: limits.per_day,
            rolling: limits.window == Window::Rolling24h,
        })
    }
}

async fn write_told(tx: &mut Tx, key: &QuotaKey, held: &mut Held, now: Time) -> Result<(), StoreError> {
    if let Some(told) = held.day.take() {
        tx.accounts().told_of_day(key, told, held.calls, now).await?;
    }
    if let Some(pace) = held.pace.filter(|_| std::mem::take(&mut held.pace_is_new)) {
        tx.accounts().set_pace(key, pace, false, now).await?;
    }
    Ok(())
}

fn fastest(limits: &ClassLimits) -> u32 {
    limits.per_second.first().copied().unwrap_or(1)
}

fn refused(class: CallClass, until: Time, why: QuotaRefusal) -> SetFailure {
    let class = class.as_str().replace('_', "-");
    let why = match why {
        QuotaRefusal::Blocked => "the service said so".to_owned(),
        QuotaRefusal::Told { limit } => {
            format!("the service allows {limit} a day, for all apps of the account")
        }
        QuotaRefusal::Assumed { limit } => format!(
            "the service has not said how many it allows, so that the {limit} a day of its smallest plan are kept"
        ),
    };
    SetFailure {
        detail: format!("No more {class} calls before {until}: {why}. It is read then."),
        retry: Some(RetryAt::Told(until)),
        refused: false,
    }
}

fn uncounted(error: &StoreError) -> SetFailure {
    SetFailure {
        detail: format!("The call could not be counted, and was not made: {error}."),
        retry: Some(RetryAt::Backoff),
        refused: false,
    }
}
