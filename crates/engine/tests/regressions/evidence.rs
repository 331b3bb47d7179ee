//! The leaf of a run: what was read, and when.

use crate::{house::*, service::Answer};
use ledger::LeafKind;
use model::{Clock, ContentHash, Presence};
use serde_json::{Value, json};
use store::testing::TestDb;

#[tokio::test]
async fn a_runs_leaf_holds_what_was_read_and_when() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        house.advance(MINUTE);
        house.service.turn("a", false);
        house.service.will("b", Answer::FailsInPassing);
        let run = house.refresh().await;
        let read_at = house.node.clock.now();
        let hash = |on: bool| {
            let presence = json!(Presence::Document { value: json!({ "on": on }) });
            ContentHash::of(presence.to_string().as_bytes())
        };
        let said = values(&house, run.id.as_str()).await;
        assert_eq!(said["readings"], json!([["a", hash(false), read_at], ["c", hash(true), read_at]]));
        assert_eq!(said["sets"], json!([["a", "committed"], ["b", "failed"], ["c", "committed"]]));
        assert_eq!(said["state"], json!("partial"));
    }
}

/// What the commitments in the one leaf about a run open to.
async fn values(house: &House, run: &str) -> Value {
    let mut tx = house.store.read().await.unwrap();
    let size = tx.ledger().size().await.unwrap();
    let mut rows = tx.ledger().leaves(0, size).await.unwrap();
    rows.extend(tx.ledger().unsequenced(1_000).await.unwrap());
    let mut about_it = Vec::new();
    for row in rows {
        let body: Value = serde_json::from_slice(&row.body).unwrap();
        if body["kind"] == LeafKind::RUN_COMPLETED.name() && body["subject"]["run"] == run {
            about_it.push(row.id);
        }
    }
    assert_eq!(about_it.len(), 1, "one leaf per run");
    let openings = tx.ledger().openings(&about_it[0]).await.unwrap();
    openings
        .into_iter()
        .map(|opening| (opening.name, opening.value))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
