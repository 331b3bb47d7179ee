//! Personal data goes, evidence stays.

use super::*;
use crate::PersonalColumns;
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
        tx.commit().await.unwrap();
    }
}
