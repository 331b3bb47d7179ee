//! Outcomes: intervals without gap or overlap, one of them open, whatever is recorded in whatever order.

use super::{signals::sample, *};
use crate::{NewOutcome, OutcomeBody, OutcomeRow, Recorded};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn outcome(verdict: Verdict, version: u32) -> Outcome {
    Outcome {
        verdict,
        credit: if verdict == Verdict::Passed { Credit::FULL } else { Credit::NONE },
        severity: Severity::High,
        check_version: version,
        parameters: BTreeMap::new(),
        expected: "enabled == true".to_owned(),
        facts: vec![],
        reason: None,
        next_boundary: Some(Time::from_ms(5)),
        exceptions: vec![],
    }
}

fn new<'a>(
    id: &'a OutcomeId,
    instance: &'a InstanceId,
    check: &'a CheckId,
    outcome: &'a OutcomeBody,
    run: Option<&'a RunId>,
    (observed_at, recorded_at): (Time, Time),
) -> NewOutcome<'a> {
    NewOutcome { id, instance, check, outcome, run, observed_at, recorded_at }
}

fn body(outcome: &Outcome) -> OutcomeBody {
    OutcomeBody::of(outcome).unwrap()
}

#[tokio::test]
async fn an_equal_outcome_stays_open_and_another_opens_the_next() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let instance = fixture.instance(&mut tx, "east").await.id;
        let check: CheckId = given("zoom.waiting-room");
        let t = Time::from_ms;
        let (passed, newer) = (outcome(Verdict::Passed, 1), outcome(Verdict::Passed, 2));

        let run = fixture.run(&mut tx, &instance).await.id;

        let first: OutcomeId = id();
        let done = tx
            .outcomes()
            .record(new(&first, &instance, &check, &body(&passed), None, (t(90), t(100))))
            .await
            .unwrap();
        assert_eq!(done, Recorded::Changed { previous: None, first: true });
        let done = tx
            .outcomes()
            .record(new(&id(), &instance, &check, &body(&passed), None, (t(190), t(200))))
            .await
            .unwrap();
        assert_eq!(done, Recorded::Unchanged);
        // Another version of the check is another interval, though the verdict is the same.
        let second: OutcomeId = id();
        let done = tx
            .outcomes()
            .record(new(&second, &instance, &check, &body(&newer), Some(&run), (t(290), t(300))))
            .await
            .unwrap();
        let closed = OutcomeRow {
            id: first.clone(),
            instance: instance.clone(),
            check: check.clone(),
            outcome: passed,
            run: None,
            observed_at: t(90),
            recorded_at: t(100),
            closed_at: Some(t(300)),
        };
        assert_eq!(done, Recorded::Changed { previous: Some(Box::new(closed.clone())), first: false });

        let open = OutcomeRow {
            id: second,
            outcome: newer,
            run: Some(run.clone()),
            observed_at: t(290),
            recorded_at: t(300),
            closed_at: None,
            ..closed.clone()
        };
        let history = tx.outcomes().history(&scope(), &instance, &check, 10).await.unwrap();
        assert_eq!(history, vec![open.clone(), closed.clone()]);
        assert_eq!(tx.outcomes().history(&scope(), &instance, &check, 1).await.unwrap(), vec![open.clone()]);
        for (as_of, expect) in [(99, None), (100, Some(&closed)), (299, Some(&closed)), (300, Some(&open))] {
            let here = [instance.clone(), id()];
            let all = tx.outcomes().at(&scope(), t(as_of), &here, None).await.unwrap();
            assert_eq!((all.first(), all.len()), (expect, expect.iter().len()), "{as_of}");
            let its = tx.outcomes().at(&scope(), t(as_of), &here, Some(&[check.clone(), given("b")])).await;
            assert_eq!(its.unwrap(), all);
            let others: [&[CheckId]; 2] = [&[], &[given("b")]];
            for checks in others {
                assert_eq!(tx.outcomes().at(&scope(), t(as_of), &here, Some(checks)).await.unwrap(), []);
            }
            assert_eq!(tx.outcomes().at(&scope(), t(as_of), &[id()], None).await.unwrap(), []);
        }
        assert_eq!(tx.outcomes().open_count().await.unwrap(), 1);

        // The database itself refuses a second open interval.
        let sql = "INSERT INTO outcome (id, instance, check_id, number, verdict, body, observed_at, recorded_at) \
                   VALUES ($1, $2, $3, 9, 'passed', '{}', 1, 1)";
        let refused = tx.execute_unique(sql, crate::db::binds!["x", instance, check]).await.unwrap();
        assert!(refused.is_none());
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn what_stood_under_another_id_ends_and_may_begin_again() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let instance = fixture.instance(&mut tx, "east").await.id;
        let check: CheckId = given("zoom.waiting-room");
        let (t, passed) = (Time::from_ms, outcome(Verdict::Passed, 1));
        assert_eq!(tx.outcomes().close(&instance, &check, t(50)).await.unwrap(), None);
        let (first, again): (OutcomeId, OutcomeId) = (id(), id());
        let kept = body(&passed);
        let begins = new(&first, &instance, &check, &kept, None, (t(90), t(100)));
        tx.outcomes().record(begins).await.unwrap();
        // A clock that went back turns no interval around.
        let ended = tx.outcomes().close(&instance, &check, t(99)).await.unwrap().expect("it stood");
        assert_eq!((&ended.id, ended.closed_at), (&first, Some(t(100))));
        assert_eq!(tx.outcomes().close(&instance, &check, t(200)).await.unwrap(), None);
        assert_eq!(tx.outcomes().open_count().await.unwrap(), 0);
        let begins = new(&again, &instance, &check, &kept, None, (t(80), t(80)));
        let done = tx.outcomes().record(begins).await.unwrap();
        assert_eq!(done, Recorded::Changed { previous: None, first: false });
        let history = tx.outcomes().history(&scope(), &instance, &check, 10).await.unwrap();
        let told: Vec<_> = history.into_iter().map(|row| (row.id, row.recorded_at, row.closed_at)).collect();
        assert_eq!(told, [(again, t(100), None), (first, t(100), Some(t(100)))]);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn many_outcomes_are_recorded_as_one_by_one() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let (east, west) =
            (fixture.instance(&mut tx, "east").await.id, fixture.instance(&mut tx, "west").await.id);
        // More than one statement takes, of two instances.
        let checks: Vec<CheckId> = (0..450).map(|n| given(&format!("c{n:03}"))).collect();
        let ids: Vec<OutcomeId> = (0..900).map(|_| id()).collect();
        let (passed, failed) = (body(&outcome(Verdict::Passed, 1)), body(&outcome(Verdict::Failed, 1)));
        let of_both: Vec<_> =
            [&east, &west].into_iter().flat_map(|of| checks.iter().map(move |c| (of, c))).collect();
        let at = (Time::from_ms(90), Time::from_ms(100));
        let all: Vec<_> =
            of_both.iter().zip(&ids).map(|((of, check), id)| new(id, of, check, &passed, None, at)).collect();
        let done = tx.outcomes().record_all(&all).await.unwrap();
        assert_eq!(done, vec![Recorded::Changed { previous: None, first: true }; 900]);
        assert_eq!(tx.outcomes().record_all(&all).await.unwrap(), vec![Recorded::Unchanged; 900]);
        assert_eq!(tx.outcomes().record_all(&[]).await.unwrap(), vec![]);

        // Every third turns; a check that is new is among them.
        let (more, at) = (given::<CheckId>("new"), (Time::from_ms(190), Time::from_ms(200)));
        let turns = |n: usize| n.is_multiple_of(3);
        let again: Vec<OutcomeId> = (0..451).map(|_| id()).collect();
        let mut some: Vec<_> = checks
            .iter()
            .zip(&again)
            .enumerate()
            .map(|(n, (check, id))| new(id, &east, check, if turns(n) { &failed } else { &passed }, None, at))
            .collect();
        some.push(new(&again[450], &east, &more, &failed, None, at));
        let done = tx.outcomes().record_all(&some).await.unwrap();
        for (n, done) in done.into_iter().enumerate() {
            match done {
                Recorded::Unchanged => assert!(!turns(n), "{n}"),
                Recorded::Changed { previous: None, first } => assert_eq!((n, first), (450, true)),
                Recorded::Changed { previous: Some(row), first } => {
                    assert!(turns(n) && !first, "{n}");
                    assert_eq!((&row.id, &row.check), (&ids[n], &checks[n]));
                    assert_eq!(row.closed_at, Some(Time::from_ms(200)));
                }
            }
        }
        assert_eq!(tx.outcomes().open_count().await.unwrap(), 901);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn intervals_equal_a_naive_model() {
    let verdicts = [Verdict::Passed, Verdict::Failed, Verdict::Undetected];
    // Which check, which verdict, and when: mostly onwards, sometimes the clock goes back.
    let step = (0..2usize, 0..3usize, -3..6i64);
    let histories = prop::collection::vec(step, 1..30);
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        for case in 0..40 {
            let history = sample(&histories, case);
            let mut tx = fixture.store.write().await.unwrap();
            let instance = fixture.instance(&mut tx, &format!("case {case}")).await.id;
            // What was recorded, per check: (effective time, verdict).
            let mut model: [Vec<(i64, Verdict)>; 2] = [vec![], vec![]];
            let mut now = 100;
            for (check, verdict, step) in &history {
                now += step;
                let verdict = verdicts[*verdict];
                let name = given(&format!("c{check}"));
                let done = tx
                    .outcomes()
                    .record(new(
                        &id(),
                        &instance,
                        &name,
                        &body(&outcome(verdict, 1)),
                        None,
                        (Time::from_ms(now - 1), Time::from_ms(now)),
                    ))
                    .await
                    .unwrap();
                let last = model[*check].last().copied();
                let changed = last.is_none_or(|(_, before)| before != verdict);
                assert_eq!(matches!(done, Recorded::Changed { .. }), changed, "{history:?}");
                if changed {
                    model[*check].push((last.map_or(now, |(at, _)| at.max(now)), verdict));
                }
            }
            for (check, model) in model.iter().enumerate() {
                let name: CheckId = given(&format!("c{check}"));
                let mut rows = tx.outcomes().history(&scope(), &instance, &name, 100).await.unwrap();
                rows.reverse();
                let found: Vec<_> = rows.iter().map(|r| (r.recorded_at.ms(), r.outcome.verdict)).collect();
                assert_eq!(&found, model, "{history:?}");
                for pair in rows.windows(2) {
                    assert_eq!(pair[0].closed_at, Some(pair[1].recorded_at), "no gap, no overlap");
                }
                assert!(rows.last().is_none_or(|row| row.closed_at.is_none()), "the last one is open");
                for as_of in 80..300 {
                    let naive = model.iter().rev().find(|(at, _)| *at <= as_of).map(|(_, verdict)| *verdict);
                    let at = Time::from_ms(as_of);
                    let standing: Vec<_> = rows
                        .iter()
                        .filter(|r| r.recorded_at <= at && r.closed_at.is_none_or(|c| c > at))
                        .collect();
                    assert_eq!(standing.first().map(|r| r.outcome.verdict), naive);
                    assert!(standing.len() <= 1);
                }
            }
            // The query says the same as the rows, at a few moments.
            for as_of in [99, 105, 110, 130, 400] {
                let found = tx
                    .outcomes()
                    .at(&scope(), Time::from_ms(as_of), std::slice::from_ref(&instance), None)
                    .await
                    .unwrap();
                let found: BTreeMap<_, _> = found.into_iter().map(|r| (r.check, r.outcome.verdict)).collect();
                let naive: BTreeMap<CheckId, Verdict> = (0..2)
                    .filter_map(|c| {
                        let stood = model[c].iter().rev().find(|(at, _)| *at <= as_of)?;
                        Some((given(&format!("c{c}")), stood.1))
                    })
                    .collect();
                assert_eq!(found, naive, "as of {as_of} after {history:?}");
            }
            tx.commit().await.unwrap();
        }
    }
}

#[tokio::test]
async fn transactions_that_record_at_once_leave_one_open() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let instance = fixture.instance(&mut tx, "east").await.id;
        tx.commit().await.unwrap();
        let check: CheckId = given("c");
        let mut writers = tokio::task::JoinSet::new();
        for n in 0..12u32 {
            let (store, instance, check) = (fixture.store.clone(), instance.clone(), check.clone());
            writers.spawn(async move {
                for round in 0..5u32 {
                    let verdict = if (n + round) % 2 == 0 { Verdict::Passed } else { Verdict::Failed };
                    let at = Time::from_ms(i64::from(round));
                    let mut tx = store.write().await.unwrap();
                    tx.outcomes()
                        .record(new(&id(), &instance, &check, &body(&outcome(verdict, 1)), None, (at, at)))
                        .await
                        .unwrap();
                    tx.commit().await.unwrap();
                }
            });
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
        let mut tx = fixture.store.read().await.unwrap();
        assert_eq!(tx.outcomes().open_count().await.unwrap(), 1);
        let mut rows = tx.outcomes().history(&scope(), &instance, &check, 1_000).await.unwrap();
        rows.reverse();
        for pair in rows.windows(2) {
            assert_eq!(pair[0].closed_at, Some(pair[1].recorded_at));
            assert_ne!(pair[0].outcome, pair[1].outcome);
        }
    }
}
