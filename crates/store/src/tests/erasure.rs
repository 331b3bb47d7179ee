//! Personal data goes, evidence stays.

use super::*;
use crate::{EventRow, NewLeaf, Opening, PersonalColumns};
use serde_json::json;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn users(email: &str) -> Presence {
    let row = |id: u32| json!({ "id": format!("u{id}"), "email": format!("{id}.{email}"), "dept": null, "type": 2 });
    Presence::Table(Table { rows: (0..2).map(row).collect(), complete: true })
}

fn hash(presence: &Presence) -> ContentHash {
    ContentHash::of(&serde_json_canonicalizer::to_vec(&serde_json::to_value(presence).unwrap()).unwrap())
}

async fn erase(tx: &mut Tx, before: Time, now: Time) -> u64 {
    let columns = vec!["email".to_owned(), "dept".to_owned()];
    let what = PersonalColumns { connector: given("zoom"), signal: given("users"), columns };
    let (mut after, mut contents) = (None, 0);
    loop {
        let erased = tx.signals().erase_personal(&what, before, after.as_ref(), now).await.unwrap();
        contents += erased.contents;
        after = erased.next;
        if after.is_none() {
            return contents;
        }
    }
}

#[tokio::test]
async fn old_columns_are_erased_and_all_else_stays() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let east = fixture.instance(&mut tx, "east").await.id;
        let west = fixture.instance(&mut tx, "west").await.id;
        let run = fixture.run(&mut tx, &east).await.id;
        let set: SetName = given("people");
        let t = |day: u32| Time::from_ms(0).plus(DAY * day);
        let mut commit = Vec::new();
        // Forty others, so that it takes several steps.
        for day in 1..=40 {
            commit.push((&east, day, users(&format!("{day}@example.com"))));
        }
        commit.extend([(&east, 50, users("old@example.com")), (&east, 60, users("kept@example.com"))]);
        // The same content, still true elsewhere.
        commit.extend([(&east, 61, users("both@example.com")), (&west, 200, users("both@example.com"))]);
        commit.push((&east, 199, users("new@example.com")));
        for (instance, day, presence) in &commit {
            let parts = [
                (given("users"), presence.clone(), t(*day)),
                (
                    given("settings"),
                    Presence::Document { value: json!({ "email": "x@example.com" }) },
                    t(*day),
                ),
            ];
            tx.signals().commit_set(instance, &set, &run, &parts, t(*day)).await.unwrap();
        }
        assert_eq!(erase(&mut tx, t(60), t(150)).await, 41);
        assert_eq!(erase(&mut tx, t(60), t(150)).await, 0, "what was erased is not erased again");
        let at = async |tx: &mut Tx, day: u32| {
            tx.signals().latest(&east, t(day)).await.unwrap()[&given::<SignalName>("users")].presence.clone()
        };
        let Presence::Table(table) = at(&mut tx, 50).await else { panic!() };
        let erased = |id: &str| json!({ "id": id, "email": null, "dept": null, "type": 2 });
        assert_eq!((table.rows, table.complete), (vec![erased("u0"), erased("u1")], true));
        assert_eq!(at(&mut tx, 60).await, users("kept@example.com"), "read at that very moment");
        assert_eq!(at(&mut tx, 61).await, users("both@example.com"));
        assert_eq!(at(&mut tx, 199).await, users("new@example.com"));
        // The evidence names the content by the hash that it had.
        let old = hash(&users("old@example.com"));
        assert!(
            tx.signals().of_run(&east, &run).await.unwrap().iter().any(|(_, content, _)| *content == old)
        );
        assert_eq!(tx.signals().erased_at(&old).await.unwrap(), Some(t(150)));
        assert_eq!(tx.signals().erased_at(&hash(&users("new@example.com"))).await.unwrap(), None);
        // Documents are not tables, and lose nothing.
        let newest = tx.signals().newest(&east).await.unwrap();
        let document = &newest[&given::<SignalName>("settings")].presence;
        assert_eq!(*document, Presence::Document { value: json!({ "email": "x@example.com" }) });

        // What was erased and is read again is there again.
        let parts = [(given("users"), users("old@example.com"), t(201))];
        tx.signals().commit_set(&east, &set, &run, &parts, t(201)).await.unwrap();
        assert_eq!(at(&mut tx, 201).await, users("old@example.com"));
        assert_eq!(tx.signals().erased_at(&old).await.unwrap(), None);

        // An instance that has gone quiet, or was deleted, is no exception.
        tx.instances().delete(&west, t(202)).await.unwrap();
        assert_eq!(erase(&mut tx, t(400), t(500)).await, 4);
        let newest = tx.signals().newest(&east).await.unwrap();
        let text = format!("{:?}", newest[&given::<SignalName>("users")]);
        assert!(!text.contains("example.com"), "{text}");

        // What checks saw meanwhile was another content, though it is the same that is read again.
        let parts = [(given("users"), users("old@example.com"), t(501))];
        let changed = tx.signals().commit_set(&east, &set, &run, &parts, t(501)).await.unwrap().changed;
        assert_eq!(changed, [(given("users"), None)].into());
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn an_event_loses_what_is_taken_out_of_it_and_is_not_looked_at_again() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let east = fixture.instance(&mut tx, "east").await;
        let event = |n: u32| EventRow {
            id: id(),
            instance: east.id.clone(),
            name: "operation_log.account".to_owned(),
            occurred_at: Time::from_ms(i64::from(n)),
            received_at: Time::from_ms(i64::from(n)),
            operator: Some("ada@example.com".to_owned()),
            old: Some(json!({ "on": true })),
            new: Some(json!({ "operation_detail": "Ada did it" })),
            digest: ContentHash::of(&n.to_be_bytes()),
            sets: vec![given("settings")],
            run: None,
            erased_at: None,
            from_log: true,
        };
        // More than one step looks at.
        let all: Vec<_> = (0..250).map(event).collect();
        for event in &all {
            assert!(tx.events().insert(event).await.unwrap());
        }
        // One of an instance that was deleted is no exception.
        tx.instances().delete(&east.id, Time::from_ms(300)).await.unwrap();
        let before = Time::from_ms(240);
        let mut erased = Vec::new();
        loop {
            let step = tx.events().erasable(before).await.unwrap();
            let Some((connector, _)) = step.first() else { break };
            assert_eq!(connector.as_str(), "zoom");
            for (_, event) in step {
                let new = Some(json!({ "operation_detail": null }));
                let kept = EventRow { operator: None, new, erased_at: Some(Time::from_ms(400)), ..event };
                tx.events().erase_personal(&kept).await.unwrap();
                erased.push(kept);
            }
        }
        assert_eq!(erased.iter().map(|event| &event.id).collect::<Vec<_>>(), {
            all[..240].iter().map(|event| &event.id).collect::<Vec<_>>()
        });
        for (event, kept) in all.iter().zip(&erased) {
            let expected = EventRow {
                operator: None,
                new: Some(json!({ "operation_detail": null })),
                erased_at: Some(Time::from_ms(400)),
                ..event.clone()
            };
            assert_eq!(
                (kept, tx.events().get(&event.id).await.unwrap().as_ref()),
                (&expected, Some(&expected))
            );
        }
        assert_eq!(
            tx.events().get(&all[240].id).await.unwrap().as_ref(),
            Some(&all[240]),
            "that very moment"
        );
        // It is known still: delivered again, it is no other.
        assert!(!tx.events().insert(&EventRow { id: id(), ..all[0].clone() }).await.unwrap());
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn old_openings_of_a_name_go_and_leaves_stay() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let opening = |name: &str| Opening { name: name.into(), salt: [1; 32], value: json!("Ada") };
        let leaf = async |tx: &mut Tx| {
            let id = LeafId::make(&*fixture.clock, &SystemRandom);
            let openings = vec![opening("told"), opening("personal")];
            let new = NewLeaf { id: id.clone(), body: b"{}".to_vec(), leaf_hash: [2; 32], openings };
            tx.ledger().append(&[new]).await.unwrap();
            id
        };
        let mut old = Vec::new();
        for _ in 0..250 {
            old.push(leaf(&mut tx).await);
        }
        fixture.clock.advance(DAY);
        let moment = fixture.now();
        let new = leaf(&mut tx).await;
        let (mut erased, mut steps) = (0, 0);
        loop {
            let step = tx.ledger().erase_old_openings("personal", moment).await.unwrap();
            if step == 0 {
                break;
            }
            (erased, steps) = (erased + step, steps + 1);
        }
        assert_eq!((erased, steps), (250, 2));
        for id in &old {
            assert_eq!(tx.ledger().openings(id).await.unwrap(), [opening("told")]);
            assert!(tx.ledger().leaf(id).await.unwrap().is_some());
        }
        assert_eq!(tx.ledger().openings(&new).await.unwrap(), [opening("personal"), opening("told")]);
        tx.commit().await.unwrap();
    }
}
