//! Jobs, with several workers at once and transactions that interleave.

use super::{
    jobs::{HOUR, claim, job},
    *,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
    time::Duration,
};
use tokio::task::JoinSet;

const LANES: usize = 4;
const JOBS: usize = 80;
const WORKERS: usize = 6;

/// Workers of two nodes, which on PostgreSQL have connections of their own, drain one queue. One in three
/// jobs is put back once; every job ends once, and no lane ever has two at work.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workers_of_two_nodes_do_each_job_once_and_a_lane_at_a_time() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let second = match db {
            TestDb::Sqlite => fixture.store.clone(),
            TestDb::Postgres => fixture.fresh.open(fixture.clock.clone()).await,
        };
        let busy = Arc::new(Mutex::new(BTreeSet::new()));
        let done = Arc::new(Mutex::new(BTreeMap::<String, u32>::new()));
        let mut tasks = JoinSet::new();
        let (store, now) = (fixture.store.clone(), fixture.now());
        tasks.spawn(async move {
            for n in 0..JOBS {
                let mut tx = store.write().await.unwrap();
                tx.jobs().enqueue(&job(&format!("k{n}"), &format!("l{}", n % LANES), now)).await.unwrap();
                tx.commit().await.unwrap();
            }
        });
        for worker in 0..WORKERS {
            let store = if worker % 2 == 0 { fixture.store.clone() } else { second.clone() };
            let (busy, done) = (busy.clone(), done.clone());
            tasks.spawn(async move {
                // Bounded: a queue that is never drained fails below.
                for _ in 0..20_000 {
                    let mut tx = store.write().await.unwrap();
                    let claimed = claim(&mut tx, now, HOUR).await;
                    tx.commit().await.unwrap();
                    let Some(claimed) = claimed else {
                        if done.lock().unwrap().len() == JOBS {
                            return;
                        }
                        tokio::time::sleep(Duration::from_millis(1)).await;
                        continue;
                    };
                    assert!(
                        busy.lock().unwrap().insert(claimed.lane.clone()),
                        "two in lane {}",
                        claimed.lane
                    );
                    tokio::task::yield_now().await;
                    let mut tx = store.write().await.unwrap();
                    let number: usize = claimed.dedupe_key[1..].parse().unwrap();
                    let again = number.is_multiple_of(3) && claimed.attempts == 1;
                    if again {
                        tx.jobs().retry(&claimed, now, "once more").await.unwrap();
                    } else {
                        tx.jobs().complete(&claimed).await.unwrap();
                    }
                    // Before the commit, after which another may have the lane.
                    busy.lock().unwrap().remove(&claimed.lane);
                    tx.commit().await.unwrap();
                    if !again {
                        *done.lock().unwrap().entry(claimed.dedupe_key).or_default() += 1;
                    }
                }
            });
        }
        while let Some(ended) = tasks.join_next().await {
            ended.unwrap();
        }
        let done = done.lock().unwrap().clone();
        assert_eq!(done.len(), JOBS);
        assert!(done.values().all(|times| *times == 1), "{done:?}");
        assert_eq!(fixture.store.read().await.unwrap().jobs().counts().await.unwrap(), Default::default());
    }
}

/// PostgreSQL only: on SQLite the second claim waits for the first to end before it looks.
#[tokio::test]
async fn two_claims_that_interleave_never_take_one_lane() {
    for first_commits in [true, false] {
        let fixture = Fixture::on(TestDb::Postgres).await;
        let now = fixture.now();
        let mut tx = fixture.store.write().await.unwrap();
        tx.jobs().enqueue(&job("a", "east", now)).await.unwrap();
        tx.jobs().enqueue(&job("b", "east", now.plus(Duration::from_millis(1)))).await.unwrap();
        tx.commit().await.unwrap();

        let mut first = fixture.store.write().await.unwrap();
        let a = claim(&mut first, now.plus(HOUR), HOUR).await.unwrap();
        assert_eq!(a.dedupe_key, "a");
        // The second sees the lane as free, chooses the other job, and has to wait for the first to end.
        let store = fixture.store.clone();
        let second = tokio::spawn(async move {
            let mut tx = store.write().await.unwrap();
            let claimed = claim(&mut tx, now.plus(HOUR), HOUR).await;
            tx.commit().await.unwrap();
            claimed
        });
        until_somebody_waits(&fixture.store).await;
        if first_commits {
            first.commit().await.unwrap();
            assert_eq!(second.await.unwrap(), None);
        } else {
            first.rollback().await.unwrap();
            assert_eq!(second.await.unwrap().map(|job| job.dedupe_key), Some("b".to_owned()));
        }
    }
}

/// PostgreSQL only, as above: a worker is about to complete while its job is claimed by another.
#[tokio::test]
async fn a_late_completion_that_interleaves_with_a_claim_is_fenced() {
    let fixture = Fixture::on(TestDb::Postgres).await;
    let now = fixture.now();
    let mut tx = fixture.store.write().await.unwrap();
    tx.jobs().enqueue(&job("a", "east", now)).await.unwrap();
    let late = claim(&mut tx, now, Duration::ZERO).await.unwrap();
    tx.commit().await.unwrap();

    let mut claiming = fixture.store.write().await.unwrap();
    let taken = claim(&mut claiming, now, HOUR).await.unwrap();
    assert_eq!(taken.id, late.id);
    let store = fixture.store.clone();
    let completing = tokio::spawn(async move {
        let mut tx = store.write().await.unwrap();
        tx.jobs().complete(&late).await
    });
    until_somebody_waits(&fixture.store).await;
    claiming.commit().await.unwrap();
    assert!(matches!(completing.await.unwrap(), Err(crate::StoreError::Fenced)));
    let counts = fixture.store.read().await.unwrap().jobs().counts().await.unwrap();
    assert_eq!((counts.waiting, counts.running), (0, 1));
}

/// Waits until a transaction of this PostgreSQL database waits for another.
pub async fn until_somebody_waits(store: &Store) {
    for _ in 0..500 {
        let mut tx = store.read().await.unwrap();
        let sql = "SELECT COUNT(*) AS count FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
        if tx.one(sql, vec![]).await.unwrap().unwrap().get::<i64>("count").unwrap() > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody came to wait within 5 s");
}
