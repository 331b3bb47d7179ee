//! The shapes that the API shows: what the portal and the command line are written against.

use crate::house::*;
use engine::workbench::{ActionFilter, ActionQuestion};
use serde::Serialize;
use serde_json::{Value, json};
use store::testing::TestDb;

/// The names within an object, in order.
fn names(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap();
    let mut names: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names.join(" ")
}

const SUMMARY: &str = "created_at failed_instances group id instances name regulation score services status";

#[tokio::test]
async fn answers_have_the_names_that_callers_know() {
    let (house, ..) = House::with_east_and_west(TestDb::Sqlite).await;
    let view = house.assess_all("Baseline").await;
    let list = house.engine.assessments(&house.ada).await.unwrap();
    assert_eq!(names(&list[0]), SUMMARY);
    let more = "actions as_of covers families instance_scores problems service_scores";
    let mut all: Vec<_> = SUMMARY.split(' ').chain(more.split(' ')).collect();
    all.sort_unstable();
    assert_eq!(names(&view), all.join(" "));
    let shown = serde_json::to_value(&view).unwrap();
    assert_eq!(shown["covers"], json!("all"));
    assert_eq!(shown["status"], json!("in_progress"));
    assert_eq!(shown["regulation"], json!({ "id": "example", "title": "Example regulation" }));
    assert_eq!(shown["as_of"], json!("2026-11-21T09:00:00.000Z"));
    assert_eq!(shown["score"]["coverage"], json!({ "decided": 3, "all": 4, "percentage_tenths": 750 }));
    assert_eq!(names(&shown["instance_scores"][0]), "failed instance score");
    assert_eq!(names(&shown["service_scores"][0]), "score service");
    let control = &shown["families"][0]["controls"][0];
    assert_eq!(names(control), "actions description failed_instances id points status title");

    let rows = house.engine.actions(&house.ada, &ActionFilter::default()).await.unwrap();
    let row = "assessments category flagged group id implementation_status instances kind note points \
               regulations test_status testing_source title worst";
    assert_eq!(names(&rows[0]), row);
    let row = serde_json::to_value(&rows[0]).unwrap();
    let of_row = |name: &str| row[name].clone();
    assert_eq!(of_row("test_status"), json!("partially_tested"));
    assert_eq!((of_row("group"), of_row("assessments")), (Value::Null, json!(1)));
    assert_eq!((of_row("worst"), of_row("testing_source")), (json!("undetected"), json!("automatic")));
    let counts = "failed not_applicable partially_passed passed to_be_detected total undetected";
    assert_eq!(names(&row["instances"]), counts);

    let action = given("zoom.waiting-room");
    let action = house.engine.action(&house.ada, &action, &ActionQuestion::default()).await.unwrap();
    let action = serde_json::to_value(action).unwrap();
    let expected = "as_of assessments category controls description flagged group how id implementation_date \
                    implementation_status instances kind link note notes points regulations results scopes \
                    status test_date test_status testing_source title worst";
    assert_eq!(names(&action), expected);
    assert_eq!(names(&action["assessments"][0]), "id name");
    assert_eq!(names(&action["controls"][0]), "control regulation regulation_title title");
    let result = &action["results"][0];
    assert_eq!(names(result), "checks instance points testing_source verdict");
    assert_eq!(names(&result["instance"]), "id name service");
    let check = &result["checks"][0];
    let expected = "check exceptions expected facts observed_at parameters proven_until read_at reason recorded_at verdict";
    assert_eq!(names(check), expected);
    assert_eq!(names(&check["check"]), "fix id link maps severity title version why");
    assert_eq!(names(&check["facts"][0]), "actual name pointer read_at signal");

    let overview = serde_json::to_value(house.engine.overview(&house.ada, None).await.unwrap()).unwrap();
    let expected = "actions_by_status as_of assessments instances problems score worst_actions";
    assert_eq!(names(&overview), expected);
    assert_eq!(overview["actions_by_status"], json!({ "none": 1, "passed": 1, "partially_tested": 1 }));
    assert_eq!(names(&overview["problems"][0]), "kind link message");
    let instance = "account_id checks connector created_at health id last_run name next_refresh_at service";
    assert_eq!(names(&overview["instances"][0]), instance);
    let regulation = &house.engine.regulations(&house.ada).unwrap()[0];
    assert_eq!(names(regulation), "actions automatic controls description id manual services title version");
}
