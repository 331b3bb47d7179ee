//! Users, roles, groups, and the pages they come in.

use crate::support::Zoom;
use serde_json::{Value, json};
use std::time::Duration;

async fn all(zoom: &Zoom, token: &str, path: &str, key: &str) -> Vec<Value> {
    let (mut rows, mut next) = (Vec::new(), String::new());
    for page in 1.. {
        let answer = zoom.get(token, &format!("{path}page_size=1&next_page_token={next}")).await.json();
        let items = answer[key].as_array().unwrap();
        assert!(items.len() <= 1 && page <= 20, "{answer}");
        rows.extend(items.iter().cloned());
        next = answer["next_page_token"].as_str().unwrap().to_owned();
        if next.is_empty() {
            break;
        }
    }
    rows
}

#[tokio::test]
async fn users_come_by_status_a_page_at_a_time() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let mails = async |query: &str| -> Vec<String> {
        let rows = all(&zoom, &token, &format!("/users?{query}"), "users").await;
        rows.iter().map(|row| row["email"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(mails("").await.len(), 5);
    assert_eq!(mails("status=inactive&").await, ["lea.leaver@tidy.example.com"]);
    assert_eq!(mails("status=pending&").await, ["ivo.invited@tidy.example.com"]);
    assert_eq!(mails("role_id=0&").await, ["olive.owner@tidy.example.com"]);
    let page = zoom.get(&token, "/users?page_size=2").await.json();
    assert_eq!(
        (&page["page_count"], &page["total_records"], &page["page_size"]),
        (&json!(3), &json!(5), &json!(2))
    );
    let whole = zoom.get(&token, "/users?page_size=5000").await.json();
    assert_eq!((&whole["page_size"], &whole["next_page_token"]), (&json!(300), &json!("")));
    zoom.get(&token, "/users?status=asleep").await.is_error(400, 300, "Validation Failed.");
    zoom.get(&token, "/users?page_size=none").await.is_error(400, 300, "Validation Failed.");
}

#[tokio::test]
async fn a_page_token_lives_fifteen_minutes_and_answers_its_own_question() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let page = zoom.get(&token, "/users?page_size=2").await.json();
    let next = page["next_page_token"].as_str().unwrap().to_owned();
    let stale = "The next page token is invalid or expired.";
    // Without its page size, as one client sends it; and twice, as after a lost reply.
    for _ in 0..2 {
        let rest = zoom.get(&token, &format!("/users?next_page_token={next}")).await.json();
        assert_eq!(rest["users"].as_array().unwrap().len(), 3);
    }
    zoom.get(&token, &format!("/users?status=inactive&next_page_token={next}"))
        .await
        .is_error(400, 300, stale);
    zoom.get(&token, &format!("/groups?next_page_token={next}")).await.is_error(400, 300, stale);
    zoom.get(&token, "/users?next_page_token=nonsense").await.is_error(400, 300, stale);
    zoom.advance(Duration::from_secs(15 * 60)).await;
    zoom.get(&token, &format!("/users?next_page_token={next}")).await.is_error(400, 300, stale);
}

#[tokio::test]
async fn a_user_is_me_an_id_or_an_address() {
    let zoom = Zoom::start().await;
    let token = zoom.token("careless").await;
    let me = zoom.get(&token, "/users/me").await.json();
    assert_eq!((&me["role_id"], &me["role_name"]), (&json!("0"), &json!("Owner")));
    assert_eq!(me["account_id"], zoom.running.account("careless").account_id);
    let id = me["id"].as_str().unwrap();
    assert_eq!(zoom.get(&token, &format!("/users/{id}")).await.json(), me);
    assert_eq!(zoom.get(&token, "/users/Oscar.Owner@careless.example.com").await.json(), me);
    zoom.get(&token, "/users/nobody").await.is_error(404, 1001, "User does not exist: nobody.");
    // Half a year before the clock's start.
    assert_eq!(me["last_login_time"], "2026-05-20T08:00:00Z");
    let change = json!({ "account": "careless", "user": "me", "merge": { "last_login_time": "2026-11-21T07:00:00Z" } });
    zoom.control("POST", "users", change).await;
    assert_eq!(zoom.get(&token, "/users/me").await.json()["last_login_time"], "2026-11-21T07:00:00Z");
    let listed = zoom.get(&token, "/users?role_id=0").await.json();
    assert!(listed["users"][0].get("role_name").is_none() && listed["users"][0].get("login_types").is_none());
}

#[tokio::test]
async fn roles_and_their_members() {
    let zoom = Zoom::start().await;
    let token = zoom.token("careless").await;
    let roles = zoom.get(&token, "/roles").await.json();
    assert_eq!(roles["total_records"], 3);
    let admins = &roles["roles"][1];
    assert_eq!((&admins["id"], &admins["total_members"]), (&json!("1"), &json!(3)));
    let members = all(&zoom, &token, "/roles/1/members?", "members").await;
    assert_eq!(members.len(), 3);
    assert_eq!(members[0]["email"], "alma.admin@careless.example.com");
    let role = zoom.get(&token, "/roles/1").await.json();
    assert!(role["privileges"].as_array().unwrap().contains(&json!("AccountSetting:Edit")));
    for path in ["/roles/9/members", "/roles/9"] {
        zoom.get(&token, path).await.is_error(400, 1034, "Provided `role_id` does not exist.");
    }
    assert_eq!(zoom.get(&token, "/roles?type=iq").await.json()["total_records"], 0);
}

#[tokio::test]
async fn groups_come_in_pages() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let groups = all(&zoom, &token, "/groups?", "groups").await;
    assert_eq!(groups.len(), 2);
    assert_eq!((&groups[1]["name"], &groups[1]["total_members"]), (&json!("Trading desk"), &json!(1)));
    let id = groups[0]["id"].as_str().unwrap();
    assert_eq!(zoom.get(&token, &format!("/groups/{id}")).await.json(), groups[0]);
    assert_eq!(zoom.get(&token, "/groups/none").await.error().1, 4130);
}
