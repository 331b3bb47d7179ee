//! Groups, assessments, and what people say of actions.

use super::{jobs_race::until_somebody_waits, *};
use crate::{AssessmentRow, Covers, GroupRow, StatusRow, StoreError};
use std::time::Duration;

struct Bench {
    fixture: Fixture,
    admin: PrincipalRow,
    group: GroupRow,
}

impl Bench {
    async fn on(db: TestDb) -> Self {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let admin = fixture.principal(&mut tx, "admin", Role::GlobalAdministrator).await;
        let group = GroupRow { id: id(), name: "Default".to_owned(), created_at: fixture.now() };
        tx.groups().insert(&group).await.unwrap();
        tx.commit().await.unwrap();
        Self { fixture, admin, group }
    }

    fn assessment(&self, name: &str) -> AssessmentRow {
        AssessmentRow {
            id: id(),
            name: name.to_owned(),
            group: self.group.id.clone(),
            regulation: given("data-protection-baseline"),
            covers: Covers::Chosen,
            services: vec![given("zoom"), given("salesforce")],
            created_at: self.fixture.now(),
            created_by: self.admin.id.clone(),
            deleted_at: None,
        }
    }

    fn at(&self, seconds: u64) -> Time {
        self.fixture.now().plus(Duration::from_secs(seconds))
    }
}

#[tokio::test]
async fn groups_have_unique_names() {
    for db in TestDb::ALL {
        let bench = Bench::on(db).await;
        let mut tx = bench.fixture.store.write().await.unwrap();
        let like = |name: &str| GroupRow { id: id(), name: name.to_owned(), ..bench.group.clone() };
        let error = tx.groups().insert(&like(" DEFAULT")).await.unwrap_err();
        assert_eq!(error.to_string(), "this group name is already used by “Default”");
        let audit = like("Audit");
        tx.groups().insert(&audit).await.unwrap();
        assert_eq!(tx.groups().list(&scope()).await.unwrap(), vec![audit.clone(), bench.group.clone()]);
        assert_eq!(tx.groups().get(&audit.id).await.unwrap(), Some(audit.clone()));
        assert_eq!(tx.groups().by_name("audit ").await.unwrap(), Some(audit));
        assert_eq!(tx.groups().get(&id()).await.unwrap(), None);

        // As many as are supported, and not one more. Written at once, since it is the count that matters.
        let values = (2..crate::sql::NOUN_ROWS_MAX).map(|n| format!("('{n}', '{n}', '{n}', 0)"));
        let values = values.collect::<Vec<_>>().join(", ");
        let sql = format!("INSERT INTO assessment_group (id, name, folded, created_at) VALUES {values}");
        tx.execute(sqlx::AssertSqlSafe(sql), vec![]).await.unwrap();
        let error = tx.groups().insert(&like("one more")).await.unwrap_err();
        assert!(matches!(&error, StoreError::Invalid { what: "another group", .. }), "{error}");
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn assessments_are_made_changed_and_deleted() {
    for db in TestDb::ALL {
        let bench = Bench::on(db).await;
        let mut tx = bench.fixture.store.write().await.unwrap();
        let (zoom, other) = (bench.assessment("Zoom"), bench.assessment("Another"));
        tx.assessments().insert(&zoom).await.unwrap();
        tx.assessments().insert(&other).await.unwrap();
        let error = tx.assessments().insert(&bench.assessment("ZOOM ")).await.unwrap_err();
        assert!(
            matches!(&error, StoreError::Taken { what: "assessment name", by } if by == "Zoom"),
            "{error}"
        );
        let error = tx.assessments().rename(&other.id, "zoom").await.unwrap_err();
        assert!(
            matches!(&error, StoreError::Taken { what: "assessment name", by } if by == "Zoom"),
            "{error}"
        );
        // In another group too: a list of all has one of each name.
        let group = GroupRow { id: id(), name: "Audit".to_owned(), created_at: bench.fixture.now() };
        tx.groups().insert(&group).await.unwrap();
        let in_audit = |name: &str| AssessmentRow { group: group.id.clone(), ..bench.assessment(name) };
        let third = in_audit("Third");
        tx.assessments().insert(&third).await.unwrap();
        for refused in [
            tx.assessments().insert(&in_audit("Zoom")).await,
            tx.assessments().insert(&in_audit(" zOOm")).await,
            tx.assessments().rename(&third.id, "Zoom").await,
        ] {
            assert!(
                matches!(&refused, Err(StoreError::Taken { what: "assessment name", .. })),
                "{refused:?}"
            );
        }

        assert_eq!(tx.assessments().get(&zoom.id).await.unwrap(), Some(zoom.clone()));
        tx.assessments().rename(&zoom.id, "Zoom 2026").await.unwrap();
        tx.assessments().set_covers(&zoom.id, Covers::All).await.unwrap();
        let zoom = AssessmentRow { name: "Zoom 2026".to_owned(), covers: Covers::All, ..zoom };
        assert_eq!(tx.assessments().get(&zoom.id).await.unwrap(), Some(zoom.clone()));

        // The name that it had is free.
        tx.assessments().rename(&third.id, "zoom").await.unwrap();

        tx.assessments().delete(&zoom.id, bench.at(100)).await.unwrap();
        assert_eq!(tx.assessments().get(&zoom.id).await.unwrap(), None);
        assert_eq!(tx.assessments().by_id(&zoom.id).await.unwrap().unwrap().deleted_at, Some(bench.at(100)));
        let names = |rows: Vec<AssessmentRow>| rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
        assert_eq!(names(tx.assessments().list(&scope()).await.unwrap()), ["Another", "zoom"]);
        let before = tx.assessments().list_at(&scope(), bench.at(99)).await.unwrap();
        assert_eq!(names(before), ["Another", "zoom", "Zoom 2026"]);
        assert_eq!(
            names(tx.assessments().list_at(&scope(), bench.at(100)).await.unwrap()),
            ["Another", "zoom"]
        );
        for gone in [
            tx.assessments().rename(&zoom.id, "x").await,
            tx.assessments().set_covers(&zoom.id, Covers::All).await,
            tx.assessments().delete(&zoom.id, bench.at(200)).await,
        ] {
            assert!(matches!(gone, Err(StoreError::NotFound { .. })));
        }
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn instances_come_and_go_and_the_past_keeps_them() {
    for db in TestDb::ALL {
        let bench = Bench::on(db).await;
        let mut tx = bench.fixture.store.write().await.unwrap();
        let assessment = bench.assessment("Zoom");
        tx.assessments().insert(&assessment).await.unwrap();
        let a = assessment.id;
        let (east, west) = (
            bench.fixture.instance(&mut tx, "east").await.id,
            bench.fixture.instance(&mut tx, "west").await.id,
        );
        let at = |s| bench.at(s);
        assert!(tx.assessments().add_instance(&a, &east, at(10)).await.unwrap());
        assert!(!tx.assessments().add_instance(&a, &east, at(11)).await.unwrap(), "in already");
        assert!(tx.assessments().add_instance(&a, &west, at(20)).await.unwrap());
        assert!(tx.assessments().remove_instance(&a, &east, at(30)).await.unwrap());
        assert!(!tx.assessments().remove_instance(&a, &east, at(31)).await.unwrap(), "out already");
        assert!(tx.assessments().add_instance(&a, &east, at(40)).await.unwrap(), "and in again");
        let expect = [
            (9, vec![]),
            (10, vec![&east]),
            (20, vec![&east, &west]),
            (30, vec![&west]),
            (39, vec![&west]),
            (40, vec![&east, &west]),
        ];
        for (moment, mut instances) in expect {
            instances.sort();
            let found = tx.assessments().instances_at(at(moment)).await.unwrap();
            assert_eq!(found.iter().map(|(_, i)| i).collect::<Vec<_>>(), instances, "at {moment} s");
        }
        // In and out in one moment is never to have been in; a clock that went back does no harm.
        let south = bench.fixture.instance(&mut tx, "south").await.id;
        tx.assessments().add_instance(&a, &south, at(60)).await.unwrap();
        assert!(tx.assessments().remove_instance(&a, &south, at(50)).await.unwrap());
        for moment in [50, 55, 60, 61] {
            let found = tx.assessments().instances_at(at(moment)).await.unwrap();
            assert!(found.iter().all(|(_, instance)| *instance != south));
        }
        // Added by a node whose clock is ahead: covered all the same for whoever asks which are.
        let north = bench.fixture.instance(&mut tx, "north").await.id;
        assert!(tx.assessments().add_instance(&a, &north, at(1_000_000)).await.unwrap());
        let mut members = vec![(a.clone(), east), (a.clone(), west), (a.clone(), north)];
        members.sort();
        assert_eq!(tx.assessments().memberships().await.unwrap(), members);
        assert_eq!(tx.assessments().instances_at(at(61)).await.unwrap().len(), 2);
        tx.commit().await.unwrap();
    }
}

/// PostgreSQL only: SQLite has one writer.
#[tokio::test]
async fn who_changes_memberships_waits_for_who_does() {
    let bench = Bench::on(TestDb::Postgres).await;
    let mut first = bench.fixture.store.write().await.unwrap();
    first.assessments().hold_memberships().await.unwrap();
    let assessment = bench.assessment("All");
    first.assessments().insert(&assessment).await.unwrap();
    let store = bench.fixture.store.clone();
    let second = tokio::spawn(async move {
        let mut tx = store.write().await.unwrap();
        tx.assessments().hold_memberships().await.unwrap();
        tx.assessments().list(&scope()).await.unwrap()
    });
    until_somebody_waits(&bench.fixture.store).await;
    assert!(!second.is_finished());
    first.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), vec![assessment], "sees what the first did");
}

#[tokio::test]
async fn a_status_closes_the_one_before() {
    for db in TestDb::ALL {
        let bench = Bench::on(db).await;
        let mut tx = bench.fixture.store.write().await.unwrap();
        let status = |group: Option<&GroupId>, test: TestStatus, seconds: u64| StatusRow {
            id: id(),
            group: group.cloned(),
            action: given("zoom.waiting-room"),
            implementation: ImplementationStatus::Implemented,
            implementation_date: Some(bench.at(1)),
            test,
            test_date: None,
            test_set_at: (test != TestStatus::None).then(|| bench.at(seconds)),
            notes: "seen".to_owned(),
            by: bench.admin.id.clone(),
            recorded_at: bench.at(seconds),
            closed_at: None,
        };
        let whole = status(None, TestStatus::None, 10);
        let first = status(Some(&bench.group.id), TestStatus::NotAssessed, 20);
        let second = status(Some(&bench.group.id), TestStatus::Passed, 30);
        assert_eq!(tx.statuses().record(&whole).await.unwrap(), None);
        assert_eq!(tx.statuses().record(&first).await.unwrap(), None, "another scope's is another status");
        let closed = StatusRow { closed_at: Some(bench.at(30)), ..first.clone() };
        assert_eq!(tx.statuses().record(&second).await.unwrap(), Some(closed.clone()));

        let history =
            tx.statuses().history(&scope(), Some(&bench.group.id), &first.action, 10).await.unwrap();
        assert_eq!(history, vec![second.clone(), closed.clone()]);
        assert_eq!(
            tx.statuses().history(&scope(), None, &first.action, 10).await.unwrap(),
            vec![whole.clone()]
        );
        for (moment, expect) in
            [(9, vec![]), (10, vec![&whole]), (29, vec![&whole, &closed]), (30, vec![&whole, &second])]
        {
            let found = tx.statuses().at(&scope(), bench.at(moment)).await.unwrap();
            assert_eq!(found.iter().collect::<Vec<_>>(), expect, "at {moment} s");
        }
        let long = StatusRow { notes: "x".repeat(20_001), ..status(None, TestStatus::Passed, 40) };
        assert!(matches!(tx.statuses().record(&long).await, Err(StoreError::Invalid { what: "notes", .. })));
        tx.commit().await.unwrap();

        // People who click at the same time: intervals without gap, one open.
        let mut people = tokio::task::JoinSet::new();
        for n in 0..8 {
            let row = StatusRow { notes: format!("by person {n}"), ..status(None, TestStatus::Passed, 50) };
            let store = bench.fixture.store.clone();
            people.spawn(async move {
                let mut tx = store.write().await.unwrap();
                tx.statuses().record(&row).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        while let Some(done) = people.join_next().await {
            done.unwrap();
        }
        let mut tx = bench.fixture.store.read().await.unwrap();
        let mut rows = tx.statuses().history(&scope(), None, &first.action, 100).await.unwrap();
        rows.reverse();
        assert_eq!(rows.len(), 9);
        for pair in rows.windows(2) {
            assert_eq!(pair[0].closed_at, Some(pair[1].recorded_at));
        }
        assert_eq!(rows[8].closed_at, None);
    }
}
