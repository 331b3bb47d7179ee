//! What changes at Zoom in the middle of a scan: the run says so, what was read to its end counts, what was not stands
//! as it was, and nothing passes by half a reading.

use crate::faults::refreshed;
use acceptance::{Database, House, ZoomAccount};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// People of the account whose list has three pages.
const PEOPLE: usize = 700;
/// The first call of the list of those who may sign in, which is the last of the people's lists, and those after it.
const ACTIVE: &str = "/v2/users?status=active";

/// Orders what happens right after a call to a path was answered, refreshes, and gives the run in which it did.
async fn midway(house: &House, id: &str, path: &str, times: Value, what: Value) -> Value {
    house.zoom_client.delete("/_simulate/requests").await.ok();
    let mut order = what;
    order["kind"] = json!("meanwhile");
    order["path"] = json!(path);
    order["times"] = times;
    house.zoom_client.post("/_simulate/faults", &order).await.ok();
    let run = refreshed(house, id).await;
    house.zoom_client.delete("/_simulate/faults").await.ok();
    run
}

fn set<'a>(run: &'a Value, name: &str) -> &'a Value {
    let sets = run["sets"].as_array().unwrap();
    sets.iter().find(|set| set["set"] == name).unwrap_or_else(|| panic!("no set {name} in {run:#}"))
}

/// When a set as it stands was read.
async fn read_at(house: &House, id: &str, name: &str) -> Value {
    set(&house.instance(id).await, name)["read_at"].clone()
}

async fn checks(house: &House, id: &str) -> Vec<Value> {
    house.admin.get(&format!("/api/v1/instances/{id}/checks")).await.items()
}

/// The verdict of a check, its reason and the moment of its oldest reading.
async fn check(house: &House, id: &str, check: &str) -> Value {
    let checks = checks(house, id).await;
    let found = checks.into_iter().find(|found| found["result"]["check"]["id"] == check);
    found.unwrap_or_else(|| panic!("no check {check}"))["result"].clone()
}

/// Fails where a check passes that saw something which is absent by now.
async fn nothing_passes_by_what_is_absent(house: &House, id: &str) -> BTreeSet<String> {
    let view = house.instance(id).await;
    let signals = view["sets"].as_array().unwrap().iter().flat_map(|set| set["signals"].as_array().unwrap());
    let absent: BTreeSet<_> = signals
        .filter(|signal| signal["presence"] == "absent")
        .map(|signal| signal["signal"].as_str().unwrap().to_owned())
        .collect();
    for check in checks(house, id).await.iter().map(|check| &check["result"]) {
        let facts = check["facts"].as_array().unwrap();
        let sees = facts.iter().any(|fact| absent.contains(fact["signal"].as_str().unwrap()));
        assert!(check["verdict"] != "passed" || (!sees && !facts.is_empty()), "{check:#}");
    }
    absent
}

async fn calls(house: &House, path: &str, status: u16) -> usize {
    let log = house.zoom_client.get("/_simulate/requests").await.ok();
    let log = log["requests"].as_array().unwrap_or_else(|| panic!("{log:#}")).clone();
    log.iter().filter(|call| call["path"] == path && call["status"] == status).count()
}

#[tokio::test]
async fn a_scope_that_goes_in_the_middle_leaves_what_was_read_and_hides_the_rest() {
    let house = House::build(&Database::sqlite()).await;
    let before = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = before["id"].as_str().unwrap();
    let accounts = house.zoom_client.get("/_simulate/accounts").await.ok();
    let tidy = accounts["accounts"].as_array().unwrap().iter().find(|account| account["name"] == "tidy");
    let scopes = tidy.unwrap()["scopes"].as_array().unwrap().clone();
    let fewer: Vec<_> =
        scopes.iter().filter(|scope| !scope.as_str().unwrap().starts_with("account:")).collect();
    assert_ne!(fewer.len(), scopes.len());
    let kept_before = check(&house, id, "zoom.meeting.waiting-room").await;
    let goes = json!({ "account": "tidy", "scopes": fewer, "revoke_tokens": true });
    let run = midway(&house, id, "/v2/accounts/me/lock_settings", json!(1), goes).await;

    // All sets were read to their end: what could not be seen any more is a definite absence.
    assert_eq!(run["state"], "complete", "{run:#}");
    let absent = nothing_passes_by_what_is_absent(&house, id).await;
    let expected =
        ["account.lock_settings.meeting_security", "account.managed_domains", "account.trusted_domains"];
    assert_eq!(absent, expected.map(str::to_owned).into(), "what came after the call, and nothing before it");
    let locked = check(&house, id, "zoom.meeting.waiting-room-locked").await;
    assert_eq!(locked["verdict"], "undetected", "{locked:#}");
    assert_eq!(locked["reason"]["absence"]["kind"], "scope_missing", "{locked:#}");
    let kept = check(&house, id, "zoom.meeting.waiting-room").await;
    assert_eq!(kept["verdict"], "passed");
    assert_ne!(kept["read_at"], kept_before["read_at"], "it was read before the scope went");
    let view = house.instance(id).await;
    assert_eq!(view["health"]["state"], "degraded");
    assert!(view["health"]["message"].as_str().unwrap().contains("account:read"), "{:#}", view["health"]);

    // The next run does not see the settings either; the people are still seen.
    let run = refreshed(&house, id).await;
    assert_eq!(run["state"], "complete", "{run:#}");
    let absent = nothing_passes_by_what_is_absent(&house, id).await;
    assert!(absent.contains("account.settings") && !absent.contains("users"), "{absent:?}");
    assert_eq!(check(&house, id, "zoom.meeting.waiting-room").await["verdict"], "undetected");
}

#[tokio::test]
async fn a_scope_that_goes_in_the_middle_of_a_list_leaves_no_part_of_it() {
    let house = House::build(&Database::sqlite()).await;
    let before = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = before["id"].as_str().unwrap();
    let goes = json!({ "account": "tidy", "scopes": ["account:read:admin"], "revoke_tokens": true });
    let run = midway(&house, id, "/v2/users?status=pending", json!(1), goes).await;
    assert_eq!(run["state"], "complete", "{run:#}");
    assert!(calls(&house, "/v2/users", 200).await == 1, "the list was begun, and then begun anew");
    let absent = nothing_passes_by_what_is_absent(&house, id).await;
    assert!(absent.contains("users") && !absent.contains("account.settings"), "{absent:?}");
    let recording = house.admin.get(&format!("/api/v1/instances/{id}/recording")).await.ok();
    assert_eq!(recording["signals"]["users"]["$absent"]["kind"], "scope_missing", "not the rows of one page");
}

#[tokio::test]
async fn a_token_that_is_revoked_in_the_middle_is_renewed_and_the_sets_are_whole() {
    let house = House::build(&Database::sqlite()).await;
    let (before, id) = many(&house).await;
    let revoked = json!({ "revoke_tokens": true });
    let run = midway(&house, &id, ACTIVE, json!(1), revoked).await;
    assert_eq!(run["state"], "complete", "{run:#}");
    assert!(run["sets"].as_array().unwrap().iter().all(|set| set["detail"].is_null()), "{run:#}");
    // The next page was refused, a token was asked for, and the page came: no list was begun anew.
    assert_eq!(calls(&house, "/v2/users", 401).await, 1);
    assert_eq!(calls(&house, "/oauth/token", 200).await, 1);
    assert_eq!(calls(&house, "/v2/users", 200).await, 2 + PEOPLE.div_ceil(300));
    assert_eq!(people(&house, &id).await, PEOPLE);
    let after = house.instance(&id).await;
    assert_eq!((&after["checks"], &after["health"]["state"]), (&before["checks"], &json!("healthy")));
    assert_ne!(set(&after, "people")["read_at"], set(&before, "people")["read_at"]);
}

#[tokio::test]
async fn an_app_that_is_deactivated_in_the_middle_is_told_and_older_readings_stand() {
    let house = House::build(&Database::sqlite()).await;
    let before = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = before["id"].as_str().unwrap();
    let locked_before = check(&house, id, "zoom.meeting.waiting-room-locked").await;
    let off = json!({ "account": "tidy", "app": "deactivated" });
    let run = midway(&house, id, "/v2/accounts/me/lock_settings", json!(1), off).await;

    assert_eq!(run["state"], "partial", "{run:#}");
    assert_eq!(set(&run, "settings")["state"], "committed", "it was read before");
    for name in ["locks", "domains", "people", "groups", "logs", "sign_ins", "apps", "app.user"] {
        let failed = set(&run, name);
        assert_eq!(failed["state"], "failed", "{failed:#}");
        assert!(failed["detail"].as_str().unwrap().contains("the app is deactivated at Zoom"), "{failed:#}");
        assert_eq!(
            read_at(&house, id, name).await,
            set(&before, name)["read_at"],
            "{name} is as old as it was"
        );
    }
    let after = house.instance(id).await;
    assert_eq!(after["checks"], before["checks"], "the last outcomes stand");
    assert_eq!(nothing_passes_by_what_is_absent(&house, id).await.len(), 0);
    let locked = check(&house, id, "zoom.meeting.waiting-room-locked").await;
    assert_eq!(locked["read_at"], locked_before["read_at"], "by no half of a set");
    assert_eq!(after["health"]["state"], "degraded");
    let alert = async || {
        let alerts = house.admin.get("/api/v1/alerts").await.items();
        alerts.into_iter().find(|alert| alert["kind"] == "credentials_refused").expect("an alert")
    };
    let raised = alert().await;
    assert_eq!(raised["status"], "active");
    assert!(raised["message"].as_str().unwrap().contains("deactivated"), "{raised:#}");

    let on = json!({ "account": "tidy", "state": "active" });
    house.zoom_client.put("/_simulate/app", &on).await.ok();
    assert_eq!(refreshed(&house, id).await["state"], "complete");
    assert_eq!(alert().await["status"], "resolved");
}

/// An account with a list of several pages.
async fn many(house: &House) -> (Value, String) {
    let made = json!({ "name": "many", "users": PEOPLE });
    let made = house.zoom_client.post("/_simulate/accounts", &made).await.ok();
    let text = |key: &str| made[key].as_str().unwrap().to_owned();
    let account = ZoomAccount {
        account_id: text("account_id"),
        client_id: text("client_id"),
        client_secret: text("client_secret"),
    };
    let view = house.activate("Zoom many", &account).await;
    let id = view["id"].as_str().unwrap().to_owned();
    assert_eq!(people(house, &id).await, PEOPLE);
    (view, id)
}

/// How many people there are in the reading that stands, each once, in a list with the proof that it is whole.
async fn people(house: &House, id: &str) -> usize {
    let recording = house.admin.get(&format!("/api/v1/instances/{id}/recording")).await.ok();
    let table = &recording["signals"]["users"]["$table"];
    assert_eq!(table["complete"], true);
    let rows = table["rows"].as_array().unwrap();
    let ids: BTreeSet<_> = rows.iter().map(|row| row["id"].to_string()).collect();
    assert_eq!(ids.len(), rows.len(), "nobody twice");
    rows.len()
}

#[tokio::test]
async fn a_list_that_changes_between_its_pages_is_read_anew_or_left_out() {
    let house = House::build(&Database::sqlite()).await;
    let (_, id) = many(&house).await;
    let mut expected = PEOPLE;
    for (change, more, said) in [
        (json!({ "add_users": 1 }), 1, "rows, and then"),
        (json!({ "expire_pages": true }), 0, "no longer keeps the next page"),
    ] {
        // Once: the list is read anew, and is whole.
        let run = midway(&house, &id, ACTIVE, json!(1), change.clone()).await;
        assert_eq!(run["state"], "complete", "{change}: {run:#}");
        expected += more;
        assert_eq!(people(&house, &id).await, expected, "{change}");
        let before = house.instance(&id).await;
        let facts = checks(&house, &id).await;

        // Time and again: the set is left out with the reason, and what was read before stands.
        let run = midway(&house, &id, ACTIVE, Value::Null, change.clone()).await;
        assert_eq!(run["state"], "partial", "{change}: {run:#}");
        let failed: Vec<_> =
            run["sets"].as_array().unwrap().iter().filter(|set| set["state"] == "failed").collect();
        assert_eq!(failed.len(), 1, "{change}: the other sets are read: {run:#}");
        assert_eq!(failed[0]["set"], "people");
        let detail = failed[0]["detail"].as_str().unwrap();
        assert!(detail.contains(said) && detail.contains("read again from its beginning"), "{detail}");
        assert_eq!(people(&house, &id).await, expected, "{change}: no row came or went");
        let after = house.instance(&id).await;
        assert_eq!(after["checks"], before["checks"], "{change}");
        assert_eq!(set(&after, "people"), set(&before, "people"), "{change}: as old as it was");
        assert_eq!(after["health"]["state"], "degraded");
        assert!(after["health"]["message"].as_str().unwrap().contains(said), "{:#}", after["health"]);
        assert_eq!(about_people(&facts), about_people(&checks(&house, &id).await), "{change}");

        // The list rests: it is whole again, with who came meanwhile.
        assert_eq!(refreshed(&house, &id).await["state"], "complete", "{change}");
        let there = people(&house, &id).await;
        assert_eq!(there > expected, more > 0, "{change}: {there}");
        expected = there;
    }
}

/// The verdicts of the checks that look at the list, and when it was read for them.
fn about_people(checks: &[Value]) -> Vec<(String, Value, Value)> {
    let results = checks.iter().map(|check| &check["result"]);
    let looks =
        |result: &&Value| result["facts"].as_array().unwrap().iter().any(|fact| fact["signal"] == "users");
    let found: Vec<_> = results
        .filter(looks)
        .map(|result| {
            (result["check"]["id"].to_string(), result["verdict"].clone(), result["read_at"].clone())
        })
        .collect();
    assert!(!found.is_empty(), "some checks look at people");
    found
}
