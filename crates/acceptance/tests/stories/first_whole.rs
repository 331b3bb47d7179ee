//! The main job: two accounts are connected, assessed and scored; a change shows within seconds.

use acceptance::{Database, House, eventually, on_both_databases, within};
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases! {
    main_job => super::two_accounts_are_assessed_and_a_change_shows;
}

/// How many checks a tidy account passes, at the least: one for each recommendation that settings decide.
const PASSED_AT_LEAST: u64 = 139;

/// What RULES promise: a verdict follows the service's notice within this time.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(10);

/// A little more than the daily refresh waits.
const A_DAY: Duration = Duration::from_secs(24 * 3600 + 60);

fn action<'a>(assessment: &'a Value, id: &str) -> &'a Value {
    let actions = assessment["actions"].as_array().unwrap();
    actions.iter().find(|action| action["id"] == id).unwrap_or_else(|| panic!("no action {id}"))
}

async fn two_accounts_are_assessed_and_a_change_shows(database: &Database) {
    let mut house = House::build(database).await;
    let tidy = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let careless = house.activate("Zoom careless", &house.zoom_account("careless")).await;
    let careless_id = careless["id"].as_str().unwrap();
    let checks = |of: &str| tidy["checks"][of].as_u64().unwrap();
    assert_eq!((checks("failed"), checks("partially_passed")), (0, 0), "{tidy:#}");
    assert!(checks("passed") >= PASSED_AT_LEAST, "{tidy:#}");
    assert_eq!(tidy["health"]["state"], "healthy");
    assert!(careless["checks"]["failed"].as_u64().unwrap() >= 3, "{careless:#}");

    let assessment = house.assess("Baseline").await;
    let path = format!("/api/v1/assessments/{}", assessment["id"].as_str().unwrap());
    let before = house.admin.get(&path).await.ok();
    assert_eq!(before["actions"].as_array().unwrap().len(), 11);
    scores_add_up(&before);

    // The manual action: passed only counts once it is implemented.
    let manual =
        before["actions"].as_array().unwrap().iter().find(|a| a["testing_source"] == "manual").unwrap();
    let manual_path = format!("/api/v1/actions/{}/status", manual["id"].as_str().unwrap());
    let group = manual["group"]["id"].clone();
    let too_early = json!({ "group": group, "implementation_status": "planned", "test_status": "passed" });
    house.admin.put(&manual_path, &too_early).await.refused(422, "test_status");
    let done = json!({ "group": group, "implementation_status": "implemented", "test_status": "passed" });
    house.admin.put(&manual_path, &done).await.ok();
    let after = house.admin.get(&path).await.ok();
    let gained = achieved(&after) - achieved(&before);
    assert_eq!(gained, manual["points"]["achievable"].as_u64().unwrap() * 1000);

    // Zoom's own API changes the account; its signed webhook is all that Vouchsafe hears.
    subscribe(&house, careless_id, "careless").await;
    let waiting_room = action(&after, "zoom.meeting.waiting-room");
    assert_eq!(waiting_room["test_status"], "partially_tested");
    assert_eq!(waiting_room["note"], "1 of 2 instances failed");
    let mut page = house.admin.live().await;
    patch(
        &house,
        "careless",
        "?option=meeting_security",
        &json!({ "meeting_security": { "waiting_room": true } }),
    )
    .await;
    within(FOLLOWS_WITHIN, "the verdict follows the change", async || {
        let now = house.admin.get(&path).await.ok();
        (action(&now, "zoom.meeting.waiting-room")["test_status"] == "passed").then_some(())
    })
    .await;
    page.told(FOLLOWS_WITHIN, "outcome", careless_id).await;
    let score_now = house.admin.get(&path).await.ok();
    assert!(achieved(&score_now) > achieved(&after));

    // Who did it, what it was and what it is, kept as evidence.
    let history_path = format!("/api/v1/instances/{careless_id}/checks/zoom.meeting.waiting-room/history");
    let history = house.admin.get(&history_path).await.items();
    assert_eq!(history.len(), 2, "{history:#?}");
    assert_eq!((&history[0]["verdict"], &history[1]["verdict"]), (&json!("passed"), &json!("failed")));
    assert_eq!(history[0]["recorded_at"], history[1]["closed_at"]);
    let event = &history[0]["event"];
    assert!(event["operator"].as_str().unwrap().contains("example.com"), "{event:#}");
    assert!(event["old"].to_string().contains("\"waiting_room\":false"), "{event:#}");
    assert!(event["new"].to_string().contains("\"waiting_room\":true"), "{event:#}");
    let instance = house.instance(careless_id).await;
    assert!(instance["events"]["first_event_at"].is_string());

    // Without an event the daily refresh finds it.
    patch(&house, "tidy", "", &json!({ "in_meeting": { "who_can_share_screen": "all" } })).await;
    house.set_clock_ahead(A_DAY);
    house.sign_in_again().await;
    eventually("the daily refresh finds the change", async || {
        let failed = house.admin.get("/api/v1/actions?status=failed").await.items();
        let found = failed.iter().find(|action| action["id"] == "zoom.meeting.screen-sharing")?;
        (found["instances"]["failed"] == 2 || found["instances"]["passed"] == 0).then_some(())
    })
    .await;
}

fn achieved(assessment: &Value) -> u64 {
    assessment["score"]["points"]["achieved_thousandths"].as_u64().unwrap()
}

/// The sum over the actions, with nothing of ours: what a person would do with pen and paper.
fn scores_add_up(assessment: &Value) {
    let (mut thousandths, mut achievable) = (0, 0);
    for action in assessment["actions"].as_array().unwrap() {
        thousandths += action["points"]["achieved_thousandths"].as_u64().unwrap();
        achievable += action["points"]["achievable"].as_u64().unwrap();
    }
    let score = &assessment["score"];
    assert_eq!(score["points"]["achieved_thousandths"], thousandths);
    assert_eq!(score["points"]["achievable"], achievable);
    assert_eq!(score["percentage_tenths"], thousandths / achievable);
    assert!(score["coverage"]["decided"].as_u64() <= score["coverage"]["all"].as_u64());
}

/// Event subscriptions on both sides.
pub async fn subscribe(house: &House, instance: &str, account: &str) {
    subscribe_with(house, instance, account, &format!("secret-token-of-{account}")).await;
}

/// The same with a secret token of one's own.
pub async fn subscribe_with(house: &House, instance: &str, account: &str, secret: &str) {
    let path = format!("/api/v1/instances/{instance}/event-secret");
    let view = house.admin.put(&path, &json!({ "secret_token": secret })).await.ok();
    let endpoint = json!({ "account": account, "url": view["events"]["url"], "secret": secret });
    house.zoom_client.put("/_simulate/webhook", &endpoint).await.ok();
}

/// A change by Zoom's own API, as its administrator makes it.
pub async fn patch(house: &House, account: &str, option: &str, change: &Value) {
    let account = house.zoom_account(account);
    let token = token(house, &account).await;
    let url = format!("{}/v2/accounts/me/settings{option}", house.zoom.ready["base_url"].as_str().unwrap());
    let answer = reqwest_client().patch(url).bearer_auth(token).json(change).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 204, "{}", answer.text().await.unwrap());
}

async fn token(house: &House, account: &acceptance::ZoomAccount) -> String {
    let form = [("grant_type", "account_credentials"), ("account_id", &account.account_id)];
    let answer = reqwest_client()
        .post(house.zoom.ready["oauth_url"].as_str().unwrap())
        .basic_auth(&account.client_id, Some(&account.client_secret))
        .form(&form)
        .send()
        .await
        .unwrap();
    let body: Value = answer.json().await.unwrap();
    body["access_token"].as_str().expect("a token").to_owned()
}

fn reqwest_client() -> reqwest::Client {
    #[expect(clippy::disallowed_methods, reason = "a customer's own client of Zoom")]
    reqwest::Client::builder().no_proxy().build().unwrap()
}
