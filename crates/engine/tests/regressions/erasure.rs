//! Names and addresses go after 90 days; what was read, and when, stays.

use crate::{house::*, service::*};
use serde_json::{Value, json};
use store::testing::TestDb;

/// What the newest reading of the people says.
async fn people(house: &House) -> (Value, bool) {
    let mut tx = house.store.read().await.unwrap();
    let newest = tx.signals().newest(&house.instance).await.unwrap();
    match &newest[&"c".parse().unwrap()].presence {
        model::Presence::Table(table) => (json!(table.rows), table.complete),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_instance_that_went_quiet_keeps_no_addresses() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let rows = |email: Value| json!([{ "id": "u1", "email": email }]);
        let Value::Array(given) = rows(json!("ada@example.com")) else { panic!() };
        house.service.will("c", Answer::Rows(given));
        house.refresh().await;
        for set in SETS {
            house.service.will(set, Answer::FailsInPassing);
        }
        house.advance(DAY * 89);
        house.settled().await;
        assert_eq!(people(&house).await, (rows(json!("ada@example.com")), true));
        house.advance(DAY * 2);
        eventually("the address goes", async || people(&house).await == (rows(Value::Null), true)).await;
    }
}

#[tokio::test]
async fn what_is_read_every_day_keeps_them() {
    let house = House::on(TestDb::Sqlite).await;
    house.service.will("c", Answer::Rows(vec![json!({ "id": "u1", "email": "ada@example.com" })]));
    house.refresh().await;
    house.advance(DAY * 91);
    house.refresh().await;
    house.advance(DAY);
    house.settled().await;
    assert_eq!(people(&house).await.0[0]["email"], "ada@example.com");
}
