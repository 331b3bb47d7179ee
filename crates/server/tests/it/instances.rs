//! Activating, editing and deleting connectors through the API, against a simulated Zoom.

use crate::world::{Client, Reply, World};
use aws_lc_rs::hmac;
use axum::body::Body;
use http::Request;
use model::Clock;
use serde_json::{Value, json};
use simulate::zoom::{Access, Running};
use store::testing::TestDb;

const EVENT_SECRET: &str = "planted-event-secret";

fn credentials(account: &Access) -> Value {
    json!({
        "account_id": account.account_id,
        "client_id": account.client_id,
        "client_secret": account.client_secret,
    })
}

async fn activation(client: &Client, name: &str, account: &Access) -> Value {
    let zoom = client.get("/api/v1/connectors/zoom").await.expect(200).json();
    json!({
        "connector": "zoom",
        "name": name,
        "credentials": credentials(account),
        "terms_version": zoom["terms"]["version"],
    })
}

async fn activate(client: &Client, name: &str, account: &Access) -> String {
    let body = activation(client, name, account).await;
    let instance = client.post("/api/v1/instances", body).await.expect(201).json();
    format!("/api/v1/instances/{}", instance["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_connector_is_validated_activated_edited_and_deleted() {
    for db in TestDb::ALL {
        let (world, zoom) = World::with_zoom(db).await;
        let dora = world.browser("Dora").await;
        let (tidy, careless) = (zoom.account("tidy"), zoom.account("careless"));
        let body = json!({ "credentials": credentials(tidy) });
        let found = dora.post("/api/v1/connectors/zoom/validation", body).await.expect(200).json();
        assert_eq!((&found["result"], &found["account_id"]), (&json!("succeeded"), &json!(tidy.account_id)));

        let east = activate(&dora, "Zoom East", tidy).await;
        let shown = dora.get(&east).await.expect(200).json();
        insta::assert_json_snapshot!("activated", shown, {
            ".id" => "[id]", ".account_id" => "[account]", ".events.url" => "[url]", ".last_run.id" => "[id]",
        });
        // The same name in another case, the same account again, and another account's credentials.
        let taken = activation(&dora, " zoom EAST", careless).await;
        assert_eq!(dora.post("/api/v1/instances", taken).await.expect(409).fields(), ["name"]);
        let again = activation(&dora, "Another", tidy).await;
        let refused = dora.post("/api/v1/instances", again).await;
        assert!(
            [409, 422].contains(&refused.status) && refused.text().contains("Zoom East"),
            "{}",
            refused.text()
        );
        assert_eq!(refused.fields(), ["credentials.account_id"]);
        let body = json!({ "credentials": credentials(careless) });
        let refused = dora.patch(&east, body).await.expect(422);
        assert!(refused.text().contains(&careless.account_id), "{}", refused.text());

        let renamed = dora.patch(&east, json!({ "name": "Zoom, renamed" })).await.expect(200).json();
        assert_eq!(renamed["name"], "Zoom, renamed");
        let free = dora.get("/api/v1/instances/name?value=zoom%20east").await.expect(200).json();
        assert_eq!(free["available"], true);
        let taken = dora.get("/api/v1/instances/name?value=ZOOM,%20renamed").await.expect(200).json();
        assert_eq!(taken["available"], false);

        dora.post(&format!("{east}/refresh"), json!(null)).await.expect(202);
        for list in ["runs", "events"] {
            assert!(dora.get(&format!("{east}/{list}")).await.expect(200).json()["items"].is_array());
        }
        dora.get(&format!("{east}/deletion")).await.expect(200);
        dora.delete(&east).await.expect(204);
        dora.get(&east).await.expect(404);
        assert_eq!(dora.get("/api/v1/instances").await.expect(200).json()["items"], json!([]));
    }
}

#[tokio::test]
async fn wrong_credentials_are_named_by_their_field() {
    let (world, zoom) = World::with_zoom(TestDb::Sqlite).await;
    let dora = world.browser("Dora").await;
    let good = activation(&dora, "Zoom East", zoom.account("tidy")).await;
    let account =
        ("Zoom knows the client, but does not let it sign in to this account", "Copy the account ID");
    // Zoom gives one answer for both.
    let client = ("does not tell which of the two is wrong", "Copy both again");
    for (field, value, at, (said, mend)) in [
        ("account_id", "NoSuchAccount", &["account_id"][..], account),
        ("account_id", "no such account", &["account_id"], ("has only letters, digits, - and _", "")),
        ("client_id", "wrong", &["client_id", "client_secret"], client),
        ("client_secret", "wrong", &["client_id", "client_secret"], client),
        ("client_secret", "", &["client_secret"], ("is missing", "App Credentials")),
    ] {
        let mut body = good.clone();
        body["credentials"][field] = json!(value);
        let validation = json!({ "credentials": body["credentials"] });
        let reply = dora.post("/api/v1/instances", body).await.expect(422);
        let expected: Vec<_> = at.iter().map(|field| format!("credentials.{field}")).collect();
        assert_eq!(reply.fields(), expected, "{field} {value}: {}", reply.text());
        let errors = reply.json()["errors"].as_array().unwrap().clone();
        let told = |error: &Value| error["message"].as_str().unwrap().to_owned();
        assert!(
            errors.iter().map(told).all(|told| told.contains(said) && told.contains(mend)),
            "{errors:#?}"
        );

        let found = dora.post("/api/v1/connectors/zoom/validation", validation).await.expect(200).json();
        assert_eq!(found["result"], "failed");
        let problems = found["problems"].as_array().unwrap();
        assert_eq!(problems.iter().map(|problem| &problem["field"]).collect::<Vec<_>>(), at);
        assert!(problems.iter().all(|problem| told(problem).contains(said)), "{problems:#?}");
    }
    for (field, value) in
        [("name", json!("  ")), ("terms_version", json!("2000-1-1")), ("connector", json!("no"))]
    {
        let mut body = good.clone();
        body[field] = value;
        let status = dora.post("/api/v1/instances", body).await.status;
        assert!([404, 422].contains(&status), "{field}: {status}");
    }
    assert_eq!(dora.get("/api/v1/instances").await.expect(200).json()["items"], json!([]));
}

/// What an app with the two scopes of the beginning cannot read.
const BEYOND_TWO_SCOPES: [&str; 9] = [
    "roles",
    "role.members",
    "groups",
    "group.settings",
    "group.settings.meeting_security",
    "group.settings.meeting_authentication",
    "operation.logs",
    "sign_in.logs",
    "marketplace.apps",
];

#[tokio::test]
async fn what_missing_rights_leave_undetected_is_counted_check_by_check() {
    let (world, zoom) = World::with_zoom(TestDb::Sqlite).await;
    let dora = world.browser("Dora").await;
    let two = json!({ "account": "tidy", "scopes": ["account:read:admin", "user:read:admin"] });
    zoom.control("PUT", "scopes", two).await.unwrap();
    let body = json!({ "credentials": credentials(zoom.account("tidy")) });
    let found = dora.post("/api/v1/connectors/zoom/validation", body).await.expect(200).json();

    // By hand: several checks have one title, and are several all the same.
    let catalog = engine::load_packs(None).unwrap().catalog;
    let blind = catalog.checks.values().filter(|check| {
        check.service.as_str() == "zoom"
            && check.signals().any(|signal| BEYOND_TWO_SCOPES.contains(&signal.as_str()))
    });
    let count = blind.count();
    assert_eq!((&found["result"], &found["undetected_checks"]), (&json!("warning"), &json!(count)));
    let rights = "group:read:admin, marketplace_app:read:admin, report:read:admin, role:read:admin";
    let said = format!(
        "Validation succeeded, but {count} checks cannot be detected until the missing rights are added: {rights}."
    );
    assert_eq!(found["message"], said);
    for right in found["missing"].as_array().unwrap() {
        let affects = right["affects"].as_array().unwrap();
        let apart: std::collections::BTreeSet<_> = affects.iter().map(Value::to_string).collect();
        assert_eq!(apart.len(), affects.len(), "each is told apart: {affects:#?}");
    }
}

/// A delivery as Zoom signs it: HMAC-SHA-256 over `v0:time:body`.
async fn deliver(world: &World, to: &str, body: &Value, secret: &str) -> Reply {
    let (seconds, body) = (world.clock.now().ms() / 1_000, body.to_string());
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("v0:{seconds}:{body}").as_bytes());
    let signature: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let request = Request::post(to)
        .header("content-type", "application/json")
        .header("x-zm-request-timestamp", seconds.to_string())
        .header("x-zm-signature", format!("v0={signature}"))
        .body(Body::from(body));
    Reply::of(world.stranger().begin(request.unwrap()).await).await
}

#[tokio::test]
async fn deliveries_are_answered_by_their_signature() {
    for db in TestDb::ALL {
        let (world, zoom) = World::with_zoom(db).await;
        let dora = world.browser("Dora").await;
        let east = activate(&dora, "Zoom East", zoom.account("tidy")).await;
        let shown = dora.get(&east).await.expect(200).json();
        let url = shown["events"]["url"].as_str().unwrap().to_owned();
        let to = url.strip_prefix("https://vouchsafe.example.com").unwrap();
        let challenge = json!({
            "event": "endpoint.url_validation", "event_ts": 0, "payload": { "plainToken": "plain" },
        });
        deliver(&world, to, &challenge, EVENT_SECRET).await.expect(404);
        let secret = json!({ "secret_token": EVENT_SECRET });
        dora.put(&format!("{east}/event-secret"), secret).await.expect(200);
        deliver(&world, to, &challenge, "another secret").await.expect(401);
        let answer = deliver(&world, to, &challenge, EVENT_SECRET).await.expect(200).json();
        assert_eq!(answer["plainToken"], "plain");
        dora.delete(&format!("{east}/event-secret")).await.expect(200);
        deliver(&world, to, &challenge, EVENT_SECRET).await.expect(404);
    }
}

#[tokio::test]
async fn no_answer_ever_holds_a_secret() {
    let (world, zoom) = World::with_zoom(TestDb::Sqlite).await;
    let (ada, dora) = (world.browser("Ada").await, world.browser("Dora").await);
    let Running { accounts, .. } = &zoom;
    let planted: Vec<&str> = accounts.iter().map(|account| account.client_secret.as_str()).collect();
    let planted = [planted, vec![EVENT_SECRET]].concat();
    let east = activate(&dora, "Zoom East", zoom.account("tidy")).await;
    let mut answers = vec![
        dora.put(&format!("{east}/event-secret"), json!({ "secret_token": EVENT_SECRET })).await,
        dora.patch(&east, json!({ "credentials": credentials(zoom.account("tidy")) })).await,
        dora.patch(&east, json!({ "credentials": credentials(zoom.account("careless")) })).await,
        dora.put(&format!("{east}/event-secret"), json!({ "secret_token": [EVENT_SECRET] })).await,
        dora.patch(&east, json!({ "credentials": EVENT_SECRET })).await,
    ];
    for path in
        ["/api/v1/instances", "/api/v1/connectors", &east, &format!("{east}/runs"), "/api/v1/principals"]
    {
        answers.push(ada.get(path).await);
    }
    for answer in answers {
        let text = answer.text();
        for secret in &planted {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
