//! Planted secrets are found nowhere: in no log, file, table, answer; neither as they are nor in hex or base64.

use crate::first_whole::{patch, subscribe_with};
use acceptance::{Client, Database, House, on_both_databases, tool};
use serde_json::json;
use std::path::Path;
use tokio::process::Command;

on_both_databases! {
    planted => super::planted_secrets_are_found_nowhere;
}

/// Letters of base64, by value.
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A secret that was typed, made or told somewhere, and where.
struct Planted {
    what: &'static str,
    secret: String,
}

/// How a secret may look: as it is, in hex, and within a longer text in base64, of which it may begin at the
/// first, second or third byte of a group.
fn forms(secret: &str) -> Vec<String> {
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![secret.to_owned(), hex.to_uppercase(), hex];
    for lead in 0..3 {
        let text = [&b"\0\0"[..lead], secret.as_bytes()].concat();
        let bits = |at: usize| {
            let byte = |index: usize| u32::from(text.get(index).copied().unwrap_or(0));
            let group = (byte(at / 4 * 3) << 16) | (byte(at / 4 * 3 + 1) << 8) | byte(at / 4 * 3 + 2);
            (group >> (18 - 6 * (at % 4))) & 63
        };
        // Only the letters that the secret alone decides.
        let (first, end) = ((lead * 8).div_ceil(6), text.len() * 8 / 6);
        let letters = (first..end).map(|at| char::from(BASE64[usize::try_from(bits(at)).unwrap()]));
        let standard: String = letters.collect();
        forms.push(standard.replace('+', "-").replace('/', "_"));
        forms.push(standard);
    }
    forms
}

#[test]
fn the_search_finds_every_form() {
    let forms = forms("planted-Secret/77");
    for found in [
        "a planted-Secret/77 b",
        "706c616e7465642d5365637265742f3737",
        // base64 of “planted-Secret/77”, “x:planted-Secret/77” and “:planted-Secret/77”.
        "cGxhbnRlZC1TZWNyZXQvNzc=",
        "eDpwbGFudGVkLVNlY3JldC83Nw==",
        "OnBsYW50ZWQtU2VjcmV0Lzc3",
    ] {
        assert!(forms.iter().any(|form| found.contains(form.as_str())), "{found}: {forms:?}");
    }
}

/// What is searched: a name and its bytes.
type Place = (String, Vec<u8>);

/// Every file of a folder, whatever it is.
fn files(folder: &Path, places: &mut Vec<Place>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, places);
        } else {
            places.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}

/// The places where a secret is, in whichever form.
fn found_in(places: &[Place], secret: &str) -> Vec<String> {
    let forms = forms(secret);
    let holds = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        forms.iter().any(|form| text.contains(form.as_str()))
    };
    places.iter().filter(|(_, bytes)| holds(bytes)).map(|(name, _)| name.clone()).collect()
}

/// Everything that one can do with secrets, well and badly.
async fn live(house: &House, guest: &Client) -> Vec<Planted> {
    let mut planted = Vec::new();
    let mut plant = |what, secret: &str| planted.push(Planted { what, secret: secret.to_owned() });

    // People: a password that is right, one that is wrong, one that replaces another, one that is too short.
    for (what, password) in
        [("a password", "plantedPassword-q7Zr91"), ("a wrong password", "plantedWrong-q7Zr92")]
    {
        let body = json!({ "name": "grace", "role": "global_administrator", "password": password });
        if what == "a password" {
            house.admin.post("/api/v1/principals", &body).await.ok();
        } else {
            let body = json!({ "name": "grace", "password": password, "kind": "bearer" });
            assert_eq!(guest.post("/api/v1/session", &body).await.status, 401);
        }
        plant(what, password);
    }
    let grace = house.admin.sign_in("grace", "plantedPassword-q7Zr91").await;
    plant("a session's token", grace.token());
    let new = "plantedNew-q7Zr93";
    grace
        .put("/api/v1/session/password", &json!({ "current": "plantedPassword-q7Zr91", "new": new }))
        .await
        .ok();
    plant("a new password", new);
    let grace = house.admin.sign_in("grace", new).await;
    plant("another session's token", grace.token());
    plant("the administrator's token", house.admin.token());

    // A program's token, a second factor and a way back in. What tells them, once, is heard by nobody else.
    let made = Command::new(tool("vouchsafe"))
        .args(["token", "create", "--name", "nightly", "--scope", "overview.read", "--days", "30"])
        .envs([("VOUCHSAFE_SERVER", house.url()), ("VOUCHSAFE_TOKEN", grace.token())])
        .output();
    let token = String::from_utf8(made.await.unwrap().stdout).unwrap().trim().to_owned();
    assert!(token.starts_with("vouchsafe_pat_"));
    plant("an API token", &token);
    let program = guest.with_token(&token);
    program.get("/api/v1/overview").await.ok();
    assert_eq!(program.get("/api/v1/actions").await.status, 403);
    let unheard = Client::new(house.url()).sign_in("grace", new).await;
    let (secret, codes) = crate::access::turn_on(&unheard, new).await;
    plant("a second factor's secret", &secret);
    for code in &codes {
        plant("a recovery code", code);
        plant("the same without its hyphens", &code.replace('-', ""));
    }
    for code in ["plantedCode-q7Zr99", "918273645546"] {
        let body = json!({ "name": "grace", "password": new, "code": code, "kind": "bearer" });
        assert_eq!(guest.post("/api/v1/session", &body).await.status, 401);
        plant("a wrong code", code);
    }
    let body = json!({ "name": "grace", "password": new, "code": codes[0], "kind": "bearer" });
    let entered = guest.post("/api/v1/session", &body).await.ok();
    let grace = guest.with_token(entered["token"].as_str().unwrap());
    let removal = json!({ "password": new, "code": codes[1] });
    guest.with_token(grace.token()).post("/api/v1/session/second-factor/removal", &removal).await.ok();
    let guess = json!({ "token": "plantedRecovery-q7Zr90", "password": "plantedRecovered-q7Zr89" });
    assert_eq!(guest.post("/api/v1/recovery", &guess).await.status, 422);
    plant("a guessed link's token", "plantedRecovery-q7Zr90");
    plant("a password beside it", "plantedRecovered-q7Zr89");
    plant("the administrator's password", acceptance::PASSWORD);

    // An app: a client secret that is right, wrong, malformed, of the wrong type, rotated.
    let account = house.zoom_account("careless");
    plant("a client secret", &account.client_secret);
    for (what, secret) in [
        ("a wrong client secret", "plantedWrongClientSecretQ7Zr94"),
        ("a malformed one", "planted Client/Secret q7Zr95"),
    ] {
        let mut credentials = account.credentials();
        credentials["client_secret"] = json!(secret);
        let body = json!({ "credentials": credentials });
        let answer = grace.post("/api/v1/connectors/zoom/validation", &body).await.ok();
        assert_eq!(answer["result"], "failed");
        let body = json!({ "connector": "zoom", "name": "Zoom", "credentials": credentials,
            "terms_version": house.terms_version().await });
        assert_eq!(grace.post("/api/v1/instances", &body).await.status, 422);
        plant(what, secret);
    }
    let misplaced = json!({ "connector": "zoom", "credentials": { "client_secret": ["plantedTypeQ7Zr96"] } });
    assert_eq!(grace.post("/api/v1/instances", &misplaced).await.status, 422);
    plant("a secret in the wrong place", "plantedTypeQ7Zr96");
    let instance = house.activate("Zoom careless", &account).await;
    let id = instance["id"].as_str().unwrap().to_owned();
    house.assess("Baseline").await;
    // Events: a secret token, genuine deliveries and others.
    let secret = "plantedSecretTokenQ7Zr97";
    subscribe_with(house, &id, "careless", secret).await;
    plant("a webhook's secret token", secret);
    let long = format!("plantedLong Q7Zr98{}", "x".repeat(600));
    let path = format!("/api/v1/instances/{id}/event-secret");
    assert_eq!(grace.put(&path, &json!({ "secret_token": long })).await.status, 422);
    plant("a refused secret token", "plantedLong Q7Zr98");
    let change = json!({ "meeting_security": { "waiting_room": true } });
    patch(house, "careless", "?option=meeting_security", &change).await;
    for variant in ["genuine", "bad_signature", "malformed", "unsigned", "other_account"] {
        let event = json!({ "account": "careless", "settings": { "in_meeting": { "chat": true } }, "variant": variant });
        house.zoom_client.post("/_simulate/webhook/send", &event).await.ok();
    }

    // The client secret is rotated.
    let rotated = house.zoom_client.post("/_simulate/secret", &json!({ "account": "careless" })).await.ok();
    let rotated = rotated["client_secret"].as_str().unwrap().to_owned();
    let mut credentials = account.credentials();
    credentials["client_secret"] = json!(rotated);
    house.admin.patch(&format!("/api/v1/instances/{id}"), &json!({ "credentials": credentials })).await.ok();
    plant("a rotated client secret", &rotated);

    // Refreshes that go well, and that meet a service which sends its answer back with everything.
    for fault in
        [json!({ "kind": "unauthorized", "path": "/v2" }), json!({ "kind": "html", "path": "/oauth/token" })]
    {
        house.zoom_client.post("/_simulate/faults", &fault).await.ok();
        crate::faults::refreshed(house, &id).await;
    }
    let echo = json!({ "kind": "status", "status": 400, "path": "/v2", "times": 2,
        "body": { "code": 300, "message": format!("Bad request by {rotated}."), "client_secret": rotated } });
    house.zoom_client.post("/_simulate/faults", &echo).await.ok();
    crate::faults::refreshed(house, &id).await;
    planted
}

async fn planted_secrets_are_found_nowhere(database: &Database) {
    let mut house = House::build(database).await;
    let guest = Client::new(house.url());
    let planted = live(&house, &guest).await;
    // Everything that can be read is read once more.
    let admin = house.admin.clone();
    let document = admin.get("/api/v1/openapi.json").await.ok();
    for (path, calls) in document["paths"].as_object().unwrap() {
        if calls.get("get").is_some() && !path.contains('{') && !path.ends_with("/live") {
            admin.get(path).await;
        }
    }
    let id = admin.get("/api/v1/instances").await.items()[0]["id"].as_str().unwrap().to_owned();
    for part in ["", "/runs", "/events", "/deletion", "/checks/zoom.meeting.waiting-room/history"] {
        admin.get(&format!("/api/v1/instances/{id}{part}")).await.ok();
    }
    admin.get("/api/v1/actions/zoom.meeting.waiting-room").await.ok();

    let mut places = Vec::new();
    files(&house.folder(), &mut places);
    // What lies there at work, and what stays when the connector is deleted and the server stopped.
    admin.delete(&format!("/api/v1/instances/{id}")).await.ok();
    house.vouchsafe.stop().await;
    files(&house.folder(), &mut places);
    places.push(("a dump of the database".to_owned(), house.dump().await.into_bytes()));
    places.push(("what administrators were answered".to_owned(), admin.heard().into_bytes()));
    places.push(("what a guest was answered".to_owned(), guest.heard().into_bytes()));
    for (wanted, size) in
        [("vouchsafe.log", 1_000), ("zoom.log", 0), ("administrators were answered", 10_000)]
    {
        assert!(places.iter().any(|(name, bytes)| name.ends_with(wanted) && bytes.len() >= size), "{wanted}");
    }
    // What is no secret is found: the search looks where things are.
    let account = found_in(&places, &house.zoom_account("careless").account_id);
    let kept = if *database == Database::Sqlite { "vouchsafe.db" } else { "a dump of the database" };
    assert!(account.iter().any(|place| place.contains(kept)), "{account:?}");
    for Planted { what, secret } in &planted {
        assert_eq!(found_in(&places, secret), Vec::<String>::new(), "{what}, “{secret}”");
    }
    // The first sign-in's link is told once, to whoever started the server, and kept by nobody.
    places.retain(|(name, _)| !name.ends_with("vouchsafe.log"));
    let link = house.vouchsafe.ready["setup_link"].as_str().unwrap();
    let (_, token) = link.split_once('#').unwrap();
    assert_eq!(found_in(&places, token), Vec::<String>::new(), "the first sign-in's token");
}
