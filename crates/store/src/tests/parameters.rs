//! Parameters of instances and accepted files of checks: intervals, nothing overwritten.

use super::*;
use crate::{DeferralRow, NewPackCheck, PARAMETER_BYTES_MAX, ParameterRow, StoreError};
use serde_json::json;

const T: fn(i64) -> Time = Time::from_ms;

fn row(instance: &InstanceRow, name: &str, value: i64, at: i64) -> ParameterRow {
    ParameterRow {
        instance: instance.id.clone(),
        check: given("zoom.retention"),
        name: name.to_owned(),
        value: json!(value),
        why: "The records schedule says so.".to_owned(),
        until: Some(T(1_000)),
        by: instance.created_by.clone(),
        recorded_at: T(at),
        closed_at: None,
        closed_by: None,
    }
}

#[tokio::test]
async fn a_parameter_is_a_row_of_intervals() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let (east, west) = (fixture.instance(&mut tx, "east").await, fixture.instance(&mut tx, "west").await);
        let (check, by) = (given("zoom.retention"), east.created_by.clone());
        let first = row(&east, "days", 30, 100);
        assert_eq!(tx.parameters().set(&first).await.unwrap(), None);
        let second = row(&east, "days", 60, 200);
        let closed = |row: &ParameterRow, at| ParameterRow {
            closed_at: Some(T(at)),
            closed_by: Some(by.clone()),
            ..row.clone()
        };
        assert_eq!(tx.parameters().set(&second).await.unwrap(), Some(closed(&first, 200)));
        let other = row(&west, "days", 90, 150);
        tx.parameters().set(&other).await.unwrap();
        let list = row(&east, "allowed", 1, 150);
        tx.parameters().set(&list).await.unwrap();

        // Set back to the default, and set again: the numbers go on.
        let reset = tx.parameters().reset(&east.id, &check, "days", &by, T(300)).await.unwrap();
        assert_eq!(reset, Some(closed(&second, 300)));
        assert_eq!(tx.parameters().reset(&east.id, &check, "days", &by, T(310)).await.unwrap(), None);
        let third = row(&east, "days", 7, 400);
        assert_eq!(tx.parameters().set(&third).await.unwrap(), None);
        // The clock has gone back: the next begins where the one before did.
        let fourth = row(&east, "days", 8, 350);
        assert_eq!(tx.parameters().set(&fourth).await.unwrap(), Some(closed(&third, 400)));
        let fourth = ParameterRow { recorded_at: T(400), ..fourth };

        let history = tx.parameters().history(&scope(), &east.id, &check, "days", 10).await.unwrap();
        let expected =
            [fourth.clone(), closed(&third, 400), closed(&second, 300), closed(&first, 200)].to_vec();
        assert_eq!(history, expected);
        for (as_of, expected) in [
            (99, vec![]),
            (100, vec![closed(&first, 200)]),
            (199, vec![list.clone(), closed(&first, 200)]),
            (200, vec![list.clone(), closed(&second, 300)]),
            (300, vec![list.clone()]),
            // Whether it still counts then is the reader's to say.
            (5_000, vec![list.clone(), fourth.clone()]),
        ] {
            let found = tx.parameters().of_instance(&scope(), &east.id, T(as_of)).await.unwrap();
            assert_eq!(found, expected, "as of {as_of}");
        }
        let mut found = tx.parameters().of_check(&scope(), &check, T(500)).await.unwrap();
        found.sort_by_key(|row| (row.instance != east.id, row.name.clone()));
        assert_eq!(found, [list, fourth, other]);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let east = fixture.instance(&mut tx, "east").await;
        for (long, field) in [
            (
                ParameterRow { value: json!("x".repeat(PARAMETER_BYTES_MAX)), ..row(&east, "days", 1, 1) },
                "value",
            ),
            (ParameterRow { why: "x".repeat(2_001), ..row(&east, "days", 1, 1) }, "why"),
        ] {
            let refused = tx.parameters().set(&long).await.unwrap_err();
            assert!(matches!(refused, StoreError::Invalid { what, .. } if what == field), "{refused}");
        }
    }
}

#[tokio::test]
async fn an_instance_that_is_held_is_waited_for() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let east = fixture.instance(&mut tx, "east").await;
        tx.commit().await.unwrap();
        // Each adds one to what it finds: none may be lost.
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (store, east) = (fixture.store.clone(), east.clone());
            writers.spawn(async move {
                let mut tx = store.write().await.unwrap();
                assert!(tx.instances().lock(&east.id).await.unwrap());
                let before = tx.parameters().of_instance(&scope(), &east.id, T(i64::MAX)).await.unwrap();
                let value = before.first().map_or(0, |row| row.value.as_i64().unwrap());
                tx.parameters().set(&row(&east, "days", value + 1, 1)).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
        let mut tx = fixture.store.read().await.unwrap();
        let found = tx.parameters().of_instance(&scope(), &east.id, T(i64::MAX)).await.unwrap();
        assert_eq!(found[0].value, json!(8));
    }
}

#[tokio::test]
async fn accepted_files_count_from_a_generation_on() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let ada = fixture.principal(&mut tx, "Ada", Role::GlobalAdministrator).await.id;
        let (one, two): (CheckId, CheckId) = (given("zoom.one"), given("zoom.two"));
        let hash = |text: &str| ContentHash::of(text.as_bytes());
        let file = |check, hash, text| NewPackCheck { check, hash, path: "zoom/checks/x.yaml", text };
        let (a, b, c) = (hash("a"), hash("b"), hash("c"));
        assert_eq!(tx.pack_checks().generation().await.unwrap(), 0);
        let both = [file(&one, &a, "a"), file(&two, &b, "b")];
        assert_eq!(tx.pack_checks().change(0, &[], &both, None, T(0)).await.unwrap(), Some(1));
        // Somebody else was faster: nothing is done.
        assert_eq!(
            tx.pack_checks().change(0, std::slice::from_ref(&one), &[], None, T(5)).await.unwrap(),
            None
        );
        let newer = [file(&one, &c, "c")];
        let changed =
            tx.pack_checks().change(1, std::slice::from_ref(&two), &newer, Some(&ada), T(100)).await.unwrap();
        assert_eq!(changed, Some(2));
        // One that comes back, by a clock that has gone back, begins where it ended.
        let back = [file(&two, &b, "b")];
        assert_eq!(tx.pack_checks().change(2, &[], &back, Some(&ada), T(50)).await.unwrap(), Some(3));
        assert_eq!(tx.pack_checks().generation().await.unwrap(), 3);

        let brief = |rows: Vec<crate::PackCheckRow>| -> Vec<_> {
            rows.into_iter().map(|row| (row.check, row.hash, row.accepted_at.ms(), row.accepted_by)).collect()
        };
        let was = [(one.clone(), a.clone(), 0, None), (two.clone(), b.clone(), 0, None)];
        let is = [
            (one.clone(), c.clone(), 100, Some(ada.clone())),
            (two.clone(), b.clone(), 100, Some(ada.clone())),
        ];
        assert_eq!(brief(tx.pack_checks().accepted().await.unwrap()), is);
        for (as_of, expected) in [(0, &was), (99, &was), (100, &is), (900, &is)] {
            assert_eq!(&brief(tx.pack_checks().at(T(as_of)).await.unwrap()), expected, "as of {as_of}");
        }
        let texts = tx.pack_checks().texts(&[a.clone(), c.clone()]).await.unwrap();
        assert_eq!(texts, [(a, "a".to_owned()), (c.clone(), "c".to_owned())].into());
        let unknown = tx.pack_checks().texts(&[hash("unknown")]).await.unwrap_err();
        assert!(matches!(unknown, StoreError::NotFound { .. }), "{unknown}");

        let deferral = |check: &CheckId, hash, why: &str, at| DeferralRow {
            check: check.clone(),
            hash,
            why: why.to_owned(),
            by: ada.clone(),
            at: T(at),
        };
        let last = [deferral(&one, None, "Still needed.", 3), deferral(&two, Some(c), "After the audit.", 2)];
        tx.pack_checks().defer(&deferral(&one, Some(b), "Not yet.", 1)).await.unwrap();
        for one in [&last[1], &last[0]] {
            tx.pack_checks().defer(one).await.unwrap();
        }
        assert_eq!(tx.pack_checks().deferrals(&scope()).await.unwrap(), last);
        let long = deferral(&one, None, &"x".repeat(2_001), 4);
        assert!(matches!(tx.pack_checks().defer(&long).await, Err(StoreError::Invalid { what: "why", .. })));
        tx.commit().await.unwrap();
    }
}
