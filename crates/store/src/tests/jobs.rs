//! Jobs, one step after the other; `jobs_race` has several workers at once.

use super::{signals::sample, *};
use crate::{Job, JobCounts, NewJob, StoreError};
use proptest::prelude::*;
use serde_json::json;
use std::time::Duration;

pub const HOUR: Duration = Duration::from_secs(3600);

/// A job whose payload follows from its key, as the rule is.
pub fn job(key: &str, lane: &str, due: Time) -> NewJob {
    NewJob { kind: "work", dedupe_key: key.into(), lane: lane.into(), payload: json!({ "key": key }), due }
}

pub async fn claim(tx: &mut Tx, now: Time, lease: Duration) -> Option<Job> {
    tx.jobs().claim("node-1/worker", &["work", "other"], now, lease).await.unwrap()
}

#[tokio::test]
async fn a_job_waits_runs_and_ends() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let t = Time::from_ms;
        let mut tx = fixture.store.write().await.unwrap();
        assert_eq!(claim(&mut tx, t(1_000), HOUR).await, None);
        assert_eq!(tx.jobs().next_due().await.unwrap(), None);

        // Equal work waits once, with the earlier due time, whichever came first.
        let first = tx.jobs().enqueue(&job("a", "east", t(300))).await.unwrap();
        assert_eq!(tx.jobs().enqueue(&job("a", "east", t(200))).await.unwrap(), first);
        assert_eq!(tx.jobs().enqueue(&job("a", "east", t(250))).await.unwrap(), first);
        assert_eq!(tx.jobs().waiting_due("work", "a").await.unwrap(), Some(t(200)));
        tx.jobs().enqueue(&job("b", "east", t(100))).await.unwrap();
        tx.jobs().enqueue(&NewJob { kind: "other", ..job("a", "west", t(150)) }).await.unwrap();
        let waiting = tx.jobs().waiting_of("work").await.unwrap();
        assert_eq!(waiting, [("a".to_owned(), t(200)), ("b".to_owned(), t(100))].into());
        assert_eq!(tx.jobs().waiting_of("third").await.unwrap(), [].into());
        assert_eq!(tx.jobs().next_due().await.unwrap(), Some(t(100)));
        assert_eq!(tx.jobs().counts().await.unwrap(), JobCounts { waiting: 3, running: 0, dead: 0 });

        // The earliest first, not before it is due, only of the kinds asked for, one at a time in a lane.
        assert_eq!(claim(&mut tx, t(99), HOUR).await, None);
        assert_eq!(tx.jobs().claim("w", &[], t(1_000), HOUR).await.unwrap(), None);
        assert_eq!(tx.jobs().claim("w", &["third"], t(1_000), HOUR).await.unwrap(), None);
        let b = claim(&mut tx, t(1_000), HOUR).await.unwrap();
        assert_eq!((b.dedupe_key.as_str(), b.lane.as_str(), b.attempts, b.fence), ("b", "east", 1, 1));
        assert_eq!(b.payload, json!({ "key": "b" }));
        let other = claim(&mut tx, t(1_000), HOUR).await.unwrap();
        assert_eq!((other.kind.as_str(), other.lane.as_str()), ("other", "west"));
        assert_eq!(claim(&mut tx, t(1_000), HOUR).await, None, "the lane is busy");

        // Put back it keeps its attempts; the lane is free for the other.
        tx.jobs().retry(&b, t(900), "service said 503").await.unwrap();
        let a = claim(&mut tx, t(1_000), HOUR).await.unwrap();
        assert_eq!(a.id, first);
        tx.jobs().heartbeat(&a, HOUR).await.unwrap();
        tx.jobs().complete(&a).await.unwrap();
        assert!(matches!(tx.jobs().complete(&a).await, Err(StoreError::Fenced)));
        let b = claim(&mut tx, t(1_000), HOUR).await.unwrap();
        assert_eq!((b.attempts, b.fence), (2, 2));

        // Equal work that was queued while it ran is another job, and stays another when this one is put back,
        // which may have done a part of it before.
        let again = tx.jobs().enqueue(&job("b", "east", t(950))).await.unwrap();
        assert_ne!(again, b.id);
        tx.jobs().retry(&b, t(940), "service said 503").await.unwrap();
        assert!(matches!(tx.jobs().heartbeat(&b, HOUR).await, Err(StoreError::Fenced)));
        assert_eq!(tx.jobs().counts().await.unwrap(), JobCounts { waiting: 2, running: 1, dead: 0 });
        assert_eq!(tx.jobs().waiting_due("work", "b").await.unwrap(), Some(t(940)), "the earlier of the two");
        // More of it joins the one that was not begun, never the one that was.
        assert_eq!(tx.jobs().enqueue(&job("b", "east", t(960))).await.unwrap(), again);
        assert_eq!(tx.jobs().enqueue(&job("b", "east", t(930))).await.unwrap(), again);
        assert_eq!(tx.jobs().waiting_due("work", "b").await.unwrap(), Some(t(930)));
        let second = claim(&mut tx, t(1_000), HOUR).await.unwrap();
        assert_eq!((&second.id, second.attempts, second.due), (&again, 1, t(930)));
        let third = tx.jobs().enqueue(&job("b", "east", t(999))).await.unwrap();
        assert!(third != again && third != b.id);
        tx.jobs().complete(&second).await.unwrap();
        let begun = claim(&mut tx, t(1_000), HOUR).await.unwrap();
        assert_eq!((&begun.id, begun.attempts, begun.fence), (&b.id, 3, 3));
        assert_eq!(tx.jobs().waiting_due("work", "a").await.unwrap(), None);

        // Given up it is listed, with a bounded error, until it is forgotten.
        tx.jobs().bury(&begun, &"x\0".repeat(5_000)).await.unwrap();
        assert_eq!(tx.jobs().counts().await.unwrap(), JobCounts { waiting: 1, running: 1, dead: 1 });
        let dead = tx.jobs().dead(&scope(), 10).await.unwrap();
        assert_eq!((dead.len(), &dead[0].id, dead[0].attempts), (1, &b.id, 3));
        assert_eq!((dead[0].error.clone(), dead[0].died_at), ("x".repeat(2_000), fixture.now()));
        assert_eq!(tx.jobs().prune_dead(fixture.now()).await.unwrap(), 0);
        assert_eq!(tx.jobs().prune_dead(fixture.now().plus(HOUR)).await.unwrap(), 1);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_changes_nothing() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let now = fixture.now();
        let mut tx = fixture.store.write().await.unwrap();
        tx.jobs().enqueue(&job("a", "east", now)).await.unwrap();
        tx.jobs().enqueue(&job("b", "east", now.plus(HOUR))).await.unwrap();
        let lost = claim(&mut tx, now, Duration::ZERO).await.unwrap();
        // The lane stays this job's: what is claimed next is the same job, not the other.
        let held = claim(&mut tx, now.plus(HOUR), HOUR).await.unwrap();
        assert_eq!((&held.id, held.fence, held.attempts), (&lost.id, 2, 2));
        for result in [
            tx.jobs().heartbeat(&lost, HOUR).await,
            tx.jobs().retry(&lost, now, "late").await,
            tx.jobs().bury(&lost, "late").await,
            tx.jobs().complete(&lost).await,
        ] {
            assert!(matches!(result, Err(StoreError::Fenced)), "{result:?}");
        }
        assert_eq!(claim(&mut tx, now.plus(HOUR), HOUR).await, None, "the one that holds it still does");

        // Workers known to be dead are let go of by the beginning of their name.
        assert_eq!(tx.jobs().release_owner("node-2/").await.unwrap(), 0);
        assert_eq!(tx.jobs().release_owner("node%").await.unwrap(), 0);
        assert_eq!(tx.jobs().release_owner("node-1/").await.unwrap(), 1);
        assert_eq!(claim(&mut tx, now, HOUR).await.unwrap().fence, 3);
        tx.commit().await.unwrap();

        // A lease of real length, on the database's clock: held at first, free in the end.
        let mut tx = fixture.store.write().await.unwrap();
        tx.jobs().enqueue(&job("c", "west", now)).await.unwrap();
        let short = claim(&mut tx, now, Duration::from_millis(400)).await.unwrap();
        assert_eq!(claim(&mut tx, now, HOUR).await, None);
        tx.commit().await.unwrap();
        let mut found = None;
        for _ in 0..200 {
            let mut tx = fixture.store.write().await.unwrap();
            found = claim(&mut tx, now, HOUR).await;
            tx.commit().await.unwrap();
            if found.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(found.map(|job| job.id), Some(short.id));
    }
}

#[derive(Debug, Clone)]
enum Step {
    Enqueue {
        key: u8,
        due: i64,
    },
    /// With a lease that has expired at once, or an hour.
    Claim {
        live: bool,
    },
    /// These act on any claim ever made, stale or not.
    Heartbeat {
        claim: usize,
    },
    Complete {
        claim: usize,
    },
    Retry {
        claim: usize,
        due: i64,
    },
    Bury {
        claim: usize,
    },
    Wait {
        by: i64,
    },
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    Waiting,
    Running { live: bool },
}

#[derive(Debug, Clone)]
struct ModelJob {
    id: JobId,
    key: u8,
    state: State,
    due: i64,
    fence: i64,
    attempts: u32,
}

/// Two keys share a lane.
fn lane(key: u8) -> u8 {
    key % 3
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..6u8, 0..40i64).prop_map(|(key, due)| Step::Enqueue { key, due }),
        4 => any::<bool>().prop_map(|live| Step::Claim { live }),
        1 => any::<usize>().prop_map(|claim| Step::Heartbeat { claim }),
        2 => any::<usize>().prop_map(|claim| Step::Complete { claim }),
        2 => (any::<usize>(), 0..60i64).prop_map(|(claim, due)| Step::Retry { claim, due }),
        1 => any::<usize>().prop_map(|claim| Step::Bury { claim }),
        2 => (0..15i64).prop_map(|by| Step::Wait { by }),
    ];
    prop::collection::vec(step, 1..60)
}

#[tokio::test]
async fn any_sequence_of_steps_equals_a_model() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        for case in 0..40 {
            let steps = sample(&steps(), case);
            let mut tx = fixture.store.write().await.unwrap();
            run_steps(&mut tx, &steps).await;
            // Nothing of it is left for the next case.
            tx.rollback().await.unwrap();
        }
    }
}

async fn run_steps(tx: &mut Tx, steps: &[Step]) {
    let (mut model, mut dead, mut claims, mut now) = (Vec::<ModelJob>::new(), 0u64, Vec::<Job>::new(), 0i64);
    for (n, step) in steps.iter().enumerate() {
        let context = format!("step {n} of {steps:?}");
        // The model's job that a claim still holds, if it does.
        let held = |model: &[ModelJob], claim: &Job| {
            model.iter().position(|job| {
                job.id == claim.id && job.fence == claim.fence && matches!(job.state, State::Running { .. })
            })
        };
        let pick = |claim: usize| (!claims.is_empty()).then(|| claims[claim % claims.len()].clone());
        match *step {
            Step::Wait { by } => now += by,
            Step::Enqueue { key, due } => {
                let new = job(&format!("k{key}"), &format!("l{}", lane(key)), Time::from_ms(due));
                let id = tx.jobs().enqueue(&new).await.unwrap();
                let never_begun =
                    |job: &&mut ModelJob| job.key == key && job.state == State::Waiting && job.attempts == 0;
                match model.iter_mut().find(never_begun) {
                    Some(equal) => {
                        assert_eq!(equal.id, id, "{context}");
                        equal.due = equal.due.min(due);
                    }
                    None => {
                        model.push(ModelJob { id, key, state: State::Waiting, due, fence: 0, attempts: 0 })
                    }
                }
            }
            Step::Claim { live } => {
                let busy = |key| {
                    let running = |job: &&ModelJob| matches!(job.state, State::Running { .. });
                    model.iter().filter(running).any(|job| lane(job.key) == lane(key))
                };
                let may = |job: &&ModelJob| match job.state {
                    State::Running { live } => !live,
                    State::Waiting => job.due <= now && !busy(job.key),
                };
                // What somebody let lie comes before what nobody began.
                let begun = |job: &&ModelJob| job.state != State::Waiting;
                let earliest = model.iter().filter(may).map(|job| (!begun(&job), job.due)).min();
                let lease = if live { HOUR } else { Duration::ZERO };
                let claimed = claim(tx, Time::from_ms(now), lease).await;
                assert_eq!(
                    claimed.as_ref().map(|job| job.due.ms()),
                    earliest.map(|(_, due)| due),
                    "{context}"
                );
                let Some(claimed) = claimed else { continue };
                let index = model.iter().position(|job| job.id == claimed.id).expect("a job that we know");
                assert!(may(&&model[index]) && earliest.is_some_and(|(new, _)| new != begun(&&model[index])));
                let job = &mut model[index];
                (job.state, job.fence, job.attempts) =
                    (State::Running { live }, job.fence + 1, job.attempts + 1);
                assert_eq!((claimed.fence, claimed.attempts), (job.fence, job.attempts), "{context}");
                claims.push(claimed);
            }
            Step::Heartbeat { claim } => {
                let Some(claim) = pick(claim) else { continue };
                let done = tx.jobs().heartbeat(&claim, HOUR).await;
                let index = held(&model, &claim);
                assert_eq!(done.is_ok(), index.is_some(), "{context}");
                index.into_iter().for_each(|i| model[i].state = State::Running { live: true });
            }
            Step::Complete { claim } => {
                let Some(claim) = pick(claim) else { continue };
                let done = tx.jobs().complete(&claim).await;
                let index = held(&model, &claim);
                assert_eq!(done.is_ok(), index.is_some(), "{context}");
                index.map(|i| model.remove(i));
            }
            Step::Bury { claim } => {
                let Some(claim) = pick(claim) else { continue };
                let done = tx.jobs().bury(&claim, "given up").await;
                let index = held(&model, &claim);
                assert_eq!(done.is_ok(), index.is_some(), "{context}");
                dead += index.map(|i| model.remove(i)).is_some() as u64;
            }
            Step::Retry { claim, due } => {
                let Some(claim) = pick(claim) else { continue };
                let done = tx.jobs().retry(&claim, Time::from_ms(due), "again").await;
                let index = held(&model, &claim);
                assert_eq!(done.is_ok(), index.is_some(), "{context}");
                index.into_iter().for_each(|i| (model[i].state, model[i].due) = (State::Waiting, due));
            }
        }
        // No job is lost or made up, and no lane runs two.
        let counts = tx.jobs().counts().await.unwrap();
        let waiting = model.iter().filter(|job| job.state == State::Waiting).count() as u64;
        let running = model.len() as u64 - waiting;
        assert_eq!(counts, JobCounts { waiting, running, dead }, "{context}");
        let key = (n % 6) as u8;
        let due = tx.jobs().waiting_due("work", &format!("k{key}")).await.unwrap();
        let equal = model.iter().filter(|job| job.key == key && job.state == State::Waiting);
        assert_eq!(due.map(Time::ms), equal.map(|job| job.due).min(), "{context}");
        let lanes: Vec<u8> =
            model.iter().filter(|job| job.state != State::Waiting).map(|job| lane(job.key)).collect();
        assert_eq!(lanes.iter().collect::<std::collections::BTreeSet<_>>().len(), lanes.len(), "{context}");
    }
}
