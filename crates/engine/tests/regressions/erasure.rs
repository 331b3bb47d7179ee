//! Names and addresses go after 90 days; what was read, and when, stays.

use crate::{house::*, service::*};
use ledger::{Leaf, LeafKind, Opening, Subject};
use model::{LeafId, Secret, SystemRandom};
use serde_json::{Value, json};
use store::{Store, testing::TestDb};

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

#[tokio::test]
async fn who_made_a_change_goes_and_the_change_stays() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let secret = Secret::new("made-up-secret-token");
        house.node.engine.set_event_secret(&house.ada, &house.instance, &secret).await.unwrap();
        house.advance(MINUTE * 30);
        house.service.turn("a", false);
        house.deliver("ada@example.com", &["a"], json!({ "on": false, "email": "bob@example.com" })).await;
        house.advance(SECOND * 2);
        house.settled().await;
        let earlier_release = leaf_of_the_first_version(&house).await;
        let told = openings(&house.store).await;
        assert_eq!(told.iter().filter(|(_, opening)| is_personal(opening)).count(), 2, "{told:?}");

        house.advance(DAY * 89);
        house.settled().await;
        let event = async || house.node.engine.events(&house.ada, &house.instance).await.unwrap().remove(0);
        let before = event().await;
        assert_eq!((before.operator.as_deref(), before.erased_at), (Some("ada@example.com"), None));
        assert_eq!(house.history("a-on").await[0].event.as_ref().unwrap().operator, before.operator);

        house.advance(DAY * 2);
        eventually("who did it goes", async || event().await.erased_at.is_some()).await;
        let personal = async || openings(&house.store).await.iter().any(|(_, opening)| is_personal(opening));
        eventually("and is nowhere else", async || !personal().await).await;
        house.settled().await;
        let after = event().await;
        assert_eq!(
            (after.operator.as_deref(), after.new),
            (None, Some(json!({ "on": false, "email": null })))
        );
        assert_eq!(
            (after.id, after.name, after.occurred_at, after.received_at, after.run),
            (before.id, before.name, before.occurred_at, before.received_at, before.run)
        );
        let history = house.history("a-on").await;
        let cause = history[0].event.as_ref().expect("what told of it is still known");
        assert_eq!((cause.operator.as_deref(), cause.erased_at), (None, after.erased_at));
        let drift = house.node.engine.drift(&house.ada, &house.instance, None, None).await.unwrap();
        let changed = drift.items.iter().find(|one| one.pointer == "/on").unwrap();
        assert_eq!((changed.operator.as_deref(), changed.erased_at), (None, after.erased_at));
        assert!(changed.occurred_at.is_some());

        // What is not about people can be shown to have been told, and the log verifies.
        let leaves = verified(&house.store).await;
        let kept = openings(&house.store).await;
        let (id, told) = kept.iter().find(|(_, opening)| opening.name == "told").expect("it stays");
        assert_eq!(told.value["new"], json!({ "on": false, "email": null }));
        let leaf = leaves.iter().find(|leaf| leaf.id() == id).unwrap();
        ledger::verify_opening(leaf, told).unwrap();
        assert_eq!(leaf.kind(), LeafKind::EVENT_RECEIVED);
        let earlier = leaves.iter().find(|leaf| *leaf.id() == earlier_release).unwrap();
        assert_eq!(earlier.kind(), LeafKind::EVENT_RECEIVED_1);
    }
}

fn is_personal(opening: &Opening) -> bool {
    opening.value.to_string().contains("@example.com")
}

/// An event's leaf as the first release wrote it, with all that was told in one commitment.
async fn leaf_of_the_first_version(house: &House) -> LeafId {
    let value =
        json!({ "name": "settings.changed", "operator": "eve@example.com", "old": null, "new": null });
    let opening = Opening::new("event", value, &SystemRandom);
    let id = LeafId::make(&*house.node.clock, &SystemRandom);
    let about = Subject::new().with("instance", &house.instance);
    let at = house.node.clock_now();
    let leaf =
        Leaf::new(id.clone(), at, LeafKind::EVENT_RECEIVED_1, about, std::slice::from_ref(&opening)).unwrap();
    let mut tx = house.store.write().await.unwrap();
    let opening = store::Opening { name: opening.name, salt: opening.salt, value: opening.value };
    let (body, leaf_hash) = (leaf.bytes().to_vec(), leaf.hash());
    let new = store::NewLeaf { id: id.clone(), body, leaf_hash, openings: vec![opening] };
    tx.ledger().append(&[new]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// All that leaves about events open to.
async fn openings(store: &Store) -> Vec<(LeafId, Opening)> {
    let mut found = Vec::new();
    let mut tx = store.read().await.unwrap();
    for row in all_leaves(&mut tx).await {
        let leaf = Leaf::parse(&row.body).unwrap();
        if leaf.kind().name() == LeafKind::EVENT_RECEIVED.name() {
            for store::Opening { name, salt, value } in tx.ledger().openings(&row.id).await.unwrap() {
                found.push((row.id.clone(), Opening { name, salt, value }));
            }
        }
    }
    found
}

async fn all_leaves(tx: &mut store::Tx) -> Vec<store::LeafRow> {
    let size = tx.ledger().size().await.unwrap();
    let mut rows = tx.ledger().leaves(0, size).await.unwrap();
    rows.extend(tx.ledger().unsequenced(1_000).await.unwrap());
    rows
}

/// The leaves that the latest signed head covers, each proven to be in it.
async fn verified(store: &Store) -> Vec<Leaf> {
    let unnumbered = async || store.read().await.unwrap().ledger().unsequenced(1).await.unwrap();
    eventually("the last leaf is numbered", async || unnumbered().await.is_empty()).await;
    let mut tx = store.read().await.unwrap();
    let head = tx.ledger().latest_checkpoint().await.unwrap().unwrap();
    let rows = tx.ledger().leaves(0, head.size).await.unwrap();
    let hashes: Vec<_> = rows.iter().map(|row| ledger::leaf_hash(&row.body)).collect();
    for (index, hash) in (0..).zip(&hashes) {
        let proof = ledger::inclusion_proof(&hashes, index).unwrap();
        ledger::verify_inclusion(hash, index, head.size, &proof, &head.root).unwrap();
    }
    rows.iter().map(|row| Leaf::parse(&row.body).unwrap()).collect()
}
