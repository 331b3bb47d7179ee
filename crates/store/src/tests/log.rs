//! The ledger's rows and the outbox: what is numbered is numbered without gaps, and nobody misses a row.

use super::{jobs_race::until_somebody_waits, *};
use crate::{CheckpointRow, LeafRow, NewLeaf, Opening, StoreError};
use serde_json::json;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn one_sequencer_numbers_leaves_without_gaps() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let mut leaves: Vec<LeafRow> = vec![];
        for n in 0..5u8 {
            let leaf = LeafRow { id: id(), seq: None, body: vec![n, 0, 255], leaf_hash: [n; 32] };
            let opening =
                Opening { name: "outcome".into(), salt: [n; 32], value: json!({"verdict": "passed"}) };
            let LeafRow { id, body, leaf_hash, .. } = leaf.clone();
            tx.ledger().append(&[NewLeaf { id, body, leaf_hash, openings: vec![opening] }]).await.unwrap();
            leaves.push(leaf);
        }
        leaves.sort_by(|a, b| a.id.cmp(&b.id));
        assert_eq!(tx.ledger().unsequenced(3).await.unwrap(), leaves[..3]);
        assert_eq!(tx.ledger().size().await.unwrap(), 0);
        assert_eq!(tx.ledger().latest_checkpoint().await.unwrap(), None);

        // The lease is one node's; it may keep it, and another may have it once it has expired.
        let fence = tx.ledger().lease("node-1", HOUR).await.unwrap().unwrap();
        assert_eq!(tx.ledger().lease("node-2", HOUR).await.unwrap(), None);
        assert_eq!(tx.ledger().lease("node-1", Duration::ZERO).await.unwrap(), Some(fence));
        let newer = tx.ledger().lease("node-2", HOUR).await.unwrap().unwrap();
        assert_ne!(newer, fence);

        let ids: Vec<_> = leaves.iter().map(|leaf| leaf.id.clone()).collect();
        let checkpoint = |size| CheckpointRow {
            size,
            root: [7; 32],
            frontier: vec![1, 2, 3],
            note: "vouchsafe/example\n".to_owned(),
            at: fixture.now(),
        };
        assert!(matches!(tx.ledger().assign(fence, 0, &ids[..3]).await, Err(StoreError::Fenced)));
        assert!(matches!(tx.ledger().put_checkpoint(fence, &checkpoint(3)).await, Err(StoreError::Fenced)));
        assert!(matches!(tx.ledger().assign(newer, 1, &ids[..3]).await, Err(StoreError::Fenced)), "a gap");
        tx.ledger().assign(newer, 0, &ids[..3]).await.unwrap();
        tx.ledger().put_checkpoint(newer, &checkpoint(3)).await.unwrap();
        tx.ledger().assign(newer, 3, &ids[3..]).await.unwrap();
        tx.ledger().put_checkpoint(newer, &checkpoint(5)).await.unwrap();
        assert_eq!(tx.ledger().latest_checkpoint().await.unwrap(), Some(checkpoint(5)));
        assert!(matches!(tx.ledger().assign(newer, 5, &ids[..1]).await, Err(StoreError::NotFound { .. })));
        assert_eq!(tx.ledger().unsequenced(10).await.unwrap(), vec![]);
        assert_eq!(tx.ledger().size().await.unwrap(), 5);

        for (seq, leaf) in leaves.iter_mut().enumerate() {
            leaf.seq = Some(seq as u64);
        }
        assert_eq!(tx.ledger().leaves(1, 4).await.unwrap(), leaves[1..4]);
        assert_eq!(tx.ledger().leaf(&ids[2]).await.unwrap().as_ref(), Some(&leaves[2]));

        let opened = tx.ledger().openings(&ids[2]).await.unwrap();
        assert_eq!((opened.len(), &opened[0].value), (1, &json!({"verdict": "passed"})));
        assert_eq!(opened[0].salt, leaves[2].leaf_hash);
        assert_eq!(tx.ledger().erase_openings(&ids[2]).await.unwrap(), 1);
        assert_eq!(tx.ledger().openings(&ids[2]).await.unwrap(), vec![]);
        assert_eq!(tx.ledger().leaf(&ids[2]).await.unwrap().as_ref(), Some(&leaves[2]), "the leaf stays");
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn notices_are_numbered_without_gaps_and_pruned() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        for n in 0..3 {
            let mut tx = fixture.store.write().await.unwrap();
            tx.outbox().push("outcome", json!({ "n": n }));
            tx.outbox().push("run", json!({ "n": n }));
            tx.commit().await.unwrap();
            fixture.clock.advance(Duration::from_secs(1));
        }
        let mut tx = fixture.store.write().await.unwrap();
        assert_eq!(tx.outbox().latest().await.unwrap(), 6);
        let rows = tx.outbox().after(2, 3).await.unwrap();
        let found: Vec<_> = rows.iter().map(|r| (r.seq, r.topic.as_str(), r.subject["n"].as_i64())).collect();
        assert_eq!(found, [(3, "outcome", Some(1)), (4, "run", Some(1)), (5, "outcome", Some(2))]);
        assert_eq!(tx.outbox().prune(rows[2].at).await.unwrap(), 4);
        assert_eq!(tx.outbox().after(0, 10).await.unwrap().len(), 2);
        assert_eq!(tx.outbox().latest().await.unwrap(), 6, "numbers are never used again");
        tx.commit().await.unwrap();
    }
}

/// PostgreSQL only: the transaction that pushed first commits last, while a reader follows the numbers.
#[tokio::test]
async fn a_notice_that_commits_late_is_not_missed() {
    let fixture = Fixture::on(TestDb::Postgres).await;
    let news = async |after: i64| {
        let mut tx = fixture.store.read().await.unwrap();
        let rows = tx.outbox().after(after, 10).await.unwrap();
        rows.into_iter().map(|row| (row.seq, row.topic)).collect::<Vec<_>>()
    };
    let mut early = fixture.store.write().await.unwrap();
    early.outbox().push("early", json!({}));
    fixture.principal(&mut early, "anna", Role::GlobalAdministrator).await;
    let mut late = fixture.store.write().await.unwrap();
    late.outbox().push("late", json!({}));
    fixture.principal(&mut late, "ben", Role::GlobalAdministrator).await;
    late.commit().await.unwrap();
    assert_eq!(news(0).await, [(1, "late".to_owned())]);
    early.commit().await.unwrap();
    assert_eq!(news(1).await, [(2, "early".to_owned())]);

    // Caught between its numbering and its commit, a transaction keeps the next one from being numbered.
    let mut first = fixture.store.write().await.unwrap();
    first.outbox().push("first", json!({}));
    first.flush_outbox().await.unwrap();
    let store = fixture.store.clone();
    let second = tokio::spawn(async move {
        let mut tx = store.write().await.unwrap();
        tx.outbox().push("second", json!({}));
        tx.commit().await.unwrap();
    });
    until_somebody_waits(&fixture.store).await;
    assert_eq!(news(2).await, []);
    first.commit().await.unwrap();
    second.await.unwrap();
    assert_eq!(news(2).await, [(3, "first".to_owned()), (4, "second".to_owned())]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_that_follows_many_writers_misses_none() {
    const WRITERS: i64 = 6;
    const EACH: i64 = 25;
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..WRITERS {
            let store = fixture.store.clone();
            writers.spawn(async move {
                for n in 0..EACH {
                    let mut tx = store.write().await.unwrap();
                    tx.outbox().push("outcome", json!({ "writer": writer, "n": n }));
                    tokio::task::yield_now().await;
                    // One in five gives up: no number is lost with it.
                    if (writer + n) % 5 == 0 { tx.rollback().await } else { tx.commit().await }.unwrap();
                }
            });
        }
        let (mut seen, mut expected) = (0, 1);
        let committed =
            (0..WRITERS).flat_map(|w| (0..EACH).map(move |n| w + n)).filter(|n| n % 5 != 0).count();
        for _ in 0..5_000 {
            let mut tx = fixture.store.read().await.unwrap();
            for row in tx.outbox().after(expected - 1, 7).await.unwrap() {
                assert_eq!(row.seq, expected);
                expected += 1;
                seen += 1;
            }
            if seen == committed {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
        assert_eq!(seen, committed);
    }
}
