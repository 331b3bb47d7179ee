//! Creating, editing and deleting assessments, with every input that is wrong.

use crate::house::*;
use assure::score::AssessmentStatus;
use engine::{
    Error,
    workbench::{AssessmentEdit, Covers, GroupChoice, NewAssessment},
};
use model::{Clock, InstanceId};
use store::testing::TestDb;

#[tokio::test]
async fn wrong_input_is_named_at_its_field() {
    for db in TestDb::ALL {
        let (house, east, _) = House::with_east_and_west(db).await;
        house.assess_all("Baseline").await;
        let create = async |wanted| house.engine.create_assessment(&house.ada, wanted).await;
        let named = |name: &str| NewAssessment { name: name.into(), ..example("Other") };
        for name in ["", "   ", &"x".repeat(300), "<b>bold</b>", "a\u{0}b"] {
            assert_eq!(fields(create(named(name)).await), ["name"], "{name:?}");
        }
        // Taken in another case, in another group.
        for name in ["Baseline", " bASELINE "] {
            let (field, message) = conflict(create(named(name)).await);
            assert_eq!(field, "name");
            assert!(message.contains("“Baseline”"), "{message}");
        }
        let unknown = NewAssessment { regulation: given("no-such"), ..example("Other") };
        assert_eq!(fields(create(unknown).await), ["regulation"]);

        let grouped = |id, name: Option<&str>| NewAssessment {
            group: GroupChoice { id, name: name.map(str::to_owned) },
            ..example("Other")
        };
        let there = house.engine.groups(&house.ada).await.unwrap().remove(0);
        assert_eq!(fields(create(grouped(None, None)).await), ["group"]);
        assert_eq!(fields(create(grouped(Some(there.id.clone()), Some("New"))).await), ["group"]);
        assert_eq!(fields(create(grouped(Some(nobody()), None)).await), ["group.id"]);
        assert_eq!(fields(create(grouped(None, Some(" "))).await), ["group.name"]);
        let (field, message) = conflict(create(grouped(None, Some("group OF baseline"))).await);
        assert_eq!(field, "group.name");
        assert!(message.contains(&there.name), "{message}");

        let chosen = |instances: &[InstanceId]| NewAssessment {
            covers: Covers::Chosen,
            instances: instances.to_vec(),
            ..example("Other")
        };
        assert_eq!(fields(create(chosen(&[])).await), ["instances"]);
        assert_eq!(fields(create(chosen(&[east.clone(), nobody()])).await), ["instances"]);
        let both = NewAssessment { covers: Covers::All, ..chosen(std::slice::from_ref(&east)) };
        assert_eq!(fields(create(both).await), ["instances"]);

        // Everything that is wrong is said at once.
        let all = NewAssessment {
            name: " ".into(),
            regulation: given("no-such"),
            group: GroupChoice { id: None, name: None },
            services: vec![],
            covers: Covers::Chosen,
            instances: vec![nobody()],
        };
        assert_eq!(fields(create(all).await), ["name", "regulation", "group", "instances"]);

        // Nothing of it was kept, the groups among it.
        assert_eq!(house.engine.assessments(&house.ada).await.unwrap().len(), 1);
        assert_eq!(house.engine.groups(&house.ada).await.unwrap().len(), 1);
        let reader = house.reader().await;
        let refused = house.engine.create_assessment(&reader, example("Other")).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    }
}

#[tokio::test]
async fn a_regulation_that_does_not_list_a_service_says_why_it_cannot_be_chosen() {
    let (house, east, _) = House::with_east_and_west(TestDb::Sqlite).await;
    let create = async |wanted| house.engine.create_assessment(&house.ada, wanted).await;
    let by = |regulation: &str, services: &[&str]| NewAssessment {
        regulation: given(regulation),
        services: services.iter().map(|service| given(service)).collect(),
        ..example("Other")
    };
    let said = async |wanted| match wrong(create(wanted).await).as_slice() {
        [(field, message)] if field == "services" => message.clone(),
        other => panic!("{other:?}"),
    };
    let message = said(by("pager-only", &["zoom"])).await;
    assert!(message.contains("“For the pager” supports Pager. Zoom cannot be chosen"), "{message}");
    let message = said(by("pager-only", &["pager", "zoom"])).await;
    assert!(message.contains("Zoom cannot be chosen"), "{message}");
    let message = said(by("by-hand", &["zoom"])).await;
    assert!(
        message.contains("supports no service") && message.contains("Zoom cannot be chosen"),
        "{message}"
    );
    let message = said(by("example", &[])).await;
    assert!(message.contains("Choose at least one") && message.contains("Zoom"), "{message}");
    // An instance of a service that is not chosen.
    let elsewhere =
        NewAssessment { covers: Covers::Chosen, instances: vec![east], ..by("pager-only", &["pager"]) };
    let problems = wrong(create(elsewhere).await);
    assert!(problems[0].0 == "instances" && problems[0].1.contains("“East” (Zoom)"), "{problems:?}");

    // Without services, people do all of it.
    let by_hand = create(by("by-hand", &[])).await.unwrap();
    assert_eq!((by_hand.summary.instances, by_hand.summary.status), (0, AssessmentStatus::None));
    assert_eq!(by_hand.summary.score.percentage_tenths, Some(0));
    assert_eq!(by_hand.summary.score.coverage.percentage_tenths, None);
    // A service that is supported but has no instance yet is fine where later ones are included.
    assert_eq!(
        create(NewAssessment {
            name: "Later".into(),
            group: GroupChoice { id: Some(by_hand.summary.group.id), name: None },
            ..by("pager-only", &["pager"])
        })
        .await
        .unwrap()
        .summary
        .instances,
        0
    );
}

#[tokio::test]
async fn what_is_edited_changes_from_now_on_and_is_in_the_log() {
    for db in TestDb::ALL {
        let (house, east, west) = House::with_east_and_west(db).await;
        let first = house.assess_all("Baseline").await.summary;
        let second = house.assess_all("Second").await.summary;
        let before = house.leaves().await.len();
        house.advance(1);
        let edit = async |edit| house.engine.edit_assessment(&house.ada, &first.id, edit).await;
        let renamed = |name: &str| AssessmentEdit { name: Some(name.into()), ..Default::default() };
        assert_eq!(fields(edit(renamed(" ")).await), ["name"]);
        assert_eq!(conflict(edit(renamed("SECOND")).await).0, "name");
        // Its own name, in another case, is free for it.
        assert_eq!(edit(renamed("BASELINE")).await.unwrap().summary.name, "BASELINE");
        // Naming instances while all are covered contradicts itself.
        let instances = |covers, instances: &[InstanceId]| AssessmentEdit {
            name: None,
            covers,
            instances: Some(instances.to_vec()),
        };
        assert_eq!(fields(edit(instances(None, std::slice::from_ref(&east))).await), ["instances"]);
        assert_eq!(fields(edit(instances(Some(Covers::Chosen), &[nobody()])).await), ["instances"]);
        // From all to chosen: those that are in stay in.
        let chosen = AssessmentEdit { covers: Some(Covers::Chosen), ..Default::default() };
        assert_eq!(edit(chosen).await.unwrap().summary.instances, 2);
        assert_eq!(edit(instances(None, std::slice::from_ref(&west))).await.unwrap().summary.instances, 1);
        // What changes nothing leaves no trace.
        let same = instances(Some(Covers::Chosen), std::slice::from_ref(&west));
        assert_eq!(edit(same).await.unwrap().summary.instances, 1);
        let leaves = house.leaves().await.split_off(before);
        assert_eq!(
            leaves.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(),
            ["assessment.edited"; 3]
        );

        let other = house.engine.edit_assessment(&house.ada, &nobody(), renamed("X")).await;
        assert!(matches!(other, Err(Error::NotFound { .. })));
        house.advance(1);
        house.engine.delete_assessment(&house.ada, &first.id).await.unwrap();
        let gone = house.engine.delete_assessment(&house.ada, &first.id).await;
        assert!(matches!(gone, Err(Error::NotFound { .. })));
        assert!(matches!(edit(renamed("X")).await, Err(Error::NotFound { .. })));
        let left = house.engine.assessments(&house.ada).await.unwrap();
        assert_eq!(left.iter().map(|row| &row.id).collect::<Vec<_>>(), [&second.id]);
        // The past keeps it; and its name is free again.
        let minute_ago = house.clock.now().minus(std::time::Duration::from_secs(30));
        assert!(house.engine.assessment(&house.ada, &first.id, Some(minute_ago)).await.is_ok());
        let again = NewAssessment {
            group: GroupChoice { id: Some(first.group.id), name: None },
            ..example("Baseline")
        };
        house.engine.create_assessment(&house.ada, again).await.unwrap();

        // Leaves hold ids and commitments, never a name.
        let leaves = house.leaves().await;
        let kinds: Vec<_> = leaves.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds.iter().filter(|kind| **kind == "assessment.created").count(), 3);
        assert_eq!(kinds.iter().filter(|kind| **kind == "assessment.deleted").count(), 1);
        for (_, body) in leaves {
            assert!(!body.to_lowercase().contains("baseline") && !body.contains("Second"), "{body}");
        }
    }
}

#[tokio::test]
async fn regulations_and_checks_are_shown_as_they_were_loaded() {
    let house = House::on(TestDb::Sqlite).await;
    let list = house.engine.regulations(&house.ada).unwrap();
    let example = list.iter().find(|one| one.id.as_str() == "example").unwrap();
    let counts = (example.controls, example.actions, example.automatic, example.manual);
    assert_eq!(counts, (3, 3, 2, 1));
    assert_eq!(example.services, [given("zoom")]);
    let shown = house.engine.regulation(&house.ada, &given("example")).unwrap();
    assert_eq!(shown.summary, *example);
    let points: Vec<_> = shown.families[0].controls[0].actions.iter().map(|action| action.points).collect();
    assert_eq!(points, [27, 9]);
    assert!(matches!(house.engine.regulation(&house.ada, &given("no-such")), Err(Error::NotFound { .. })));
    assert_eq!(house.engine.checks(&house.ada).unwrap().len(), 2);
    assert_eq!(house.engine.check(&house.ada, &given("zoom.chat-on")).unwrap().action, given("zoom.chat"));
    assert!(matches!(house.engine.check(&house.ada, &given("no.such")), Err(Error::NotFound { .. })));
}
