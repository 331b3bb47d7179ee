//! Alerts: what raises one, what it affects, how it ends, who is told.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test: what fails here fails it")]

#[path = "../regressions/catalog.rs"]
mod catalog;
mod connection;
mod flapping;
#[path = "../regressions/house.rs"]
#[allow(dead_code, reason = "another test uses the rest of it")]
mod house;
mod receiver;
#[path = "../regressions/service.rs"]
mod service;
mod statuses;
mod targets;
mod telling;

use engine::alerts::{AlertDetail, AlertView};
use house::House;
use model::{AlertId, AlertKind};

/// All alerts, those that were met last first.
async fn alerts(house: &House) -> Vec<AlertView> {
    house.node.engine.alerts(&house.ada, None).await.unwrap()
}

async fn detail(house: &House, id: &AlertId) -> AlertDetail {
    house.node.engine.alert(&house.ada, id).await.unwrap()
}

/// The one alert that there is, which is of that kind.
async fn only(house: &House, kind: AlertKind) -> AlertDetail {
    let all = alerts(house).await;
    assert_eq!(all.iter().map(|alert| alert.kind).collect::<Vec<_>>(), [kind], "{all:#?}");
    detail(house, &all[0].id).await
}
