//! Role groups, API tokens, second factors and recovery, over HTTP.

use crate::world::{Client, PASSWORD, World};
use serde_json::{Value, json};
use store::testing::TestDb;

async fn id_of(client: &Client, name: &str) -> String {
    let list = client.get("/api/v1/principals").await.expect(200).json();
    let found = list["items"].as_array().unwrap().iter().find(|item| item["name"] == name).unwrap().clone();
    found["id"].as_str().unwrap().to_owned()
}

fn permissions(session: &Value) -> Vec<&str> {
    session["permissions"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
}

#[tokio::test]
async fn another_role_group_counts_from_the_next_request_on() {
    for db in TestDb::ALL {
        let world = World::on(db).await;
        let (ada, rita) = (world.browser("Ada").await, world.browser("Rita").await);
        let address = format!("/api/v1/principals/{}", id_of(&ada, "Rita").await);
        let new = json!({
            "name": "Testers",
            "description": "Who test",
            "roles": ["compliance_manager_assessor", "data_connector_admin"],
        });
        let group = ada.post("/api/v1/role-groups", new).await.expect(201).json();
        insta::assert_json_snapshot!("role_group", group, { ".id" => "[id]" });
        let moved = ada.patch(&address, json!({ "role_group": group["id"] })).await.expect(200).json();
        assert_eq!(moved["role_group"]["name"], "Testers");
        let session = rita.get("/api/v1/session").await.expect(200).json();
        assert!(permissions(&session).contains(&"connectors.manage"));
        assert!(permissions(&session).contains(&"actions.test"));

        let mine = format!("/api/v1/role-groups/{}", group["id"].as_str().unwrap());
        ada.delete(&mine).await.expect(409);
        let narrowed = json!({ "roles": ["compliance_manager_reader"] });
        assert_eq!(ada.patch(&mine, narrowed).await.expect(200).json()["members"], 1);
        let session = rita.get("/api/v1/session").await.expect(200).json();
        assert!(!permissions(&session).contains(&"connectors.manage"));
        let reply = ada.patch(&address, json!({ "role_group": "no-such-group" })).await.expect(422);
        assert_eq!(reply.fields(), ["role_group"]);
        ada.patch(&address, json!({ "role_group": "compliance_manager_reader" })).await.expect(200);
        ada.delete(&mine).await.expect(204);
        ada.delete(&mine).await.expect(404);
        ada.delete("/api/v1/role-groups/compliance_manager_reader").await.expect(409);

        let own = format!("/api/v1/principals/{}", id_of(&ada, "Ada").await);
        ada.patch(&own, json!({ "role_group": "compliance_manager_reader" })).await.expect(409);
        let list = ada.get("/api/v1/role-groups").await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), model::Role::ALL.len());
    }
}

#[tokio::test]
async fn a_principal_is_a_person_or_a_program() {
    let world = World::new().await;
    let ada = world.browser("Ada").await;
    let add = async |new: Value| ada.post("/api/v1/principals", new).await;
    for (new, field) in [
        (json!({ "name": "Eve", "role": "global_administrator" }), "password"),
        (
            json!({ "name": "Eve", "role": "global_administrator", "role_group": "x", "password": PASSWORD }),
            "role",
        ),
        (
            json!({ "name": "bot", "kind": "program", "role": "global_administrator", "password": PASSWORD }),
            "password",
        ),
        (json!({ "name": "bot", "kind": "program", "role_group": "no-such-group" }), "role_group"),
        (json!({ "name": " ", "kind": "program", "role": "global_administrator" }), "name"),
    ] {
        assert_eq!(add(new.clone()).await.expect(422).fields(), [field], "{new}");
    }
    let bot = json!({ "name": "bot", "kind": "program", "role": "compliance_manager_reader" });
    let bot = add(bot).await.expect(201).json();
    assert_eq!(bot["kind"], "program");
    let address = format!("/api/v1/principals/{}/tokens", bot["id"].as_str().unwrap());
    let wanted =
        json!({ "name": "n", "scopes": ["overview.read"], "expires_at": "2026-12-01T00:00:00.000Z" });
    let made = ada.post(&address, wanted.clone()).await.expect(201).json();
    let token = made["token"].as_str().unwrap();
    let program = world.stranger().with("authorization", &format!("Bearer {token}"));
    program.get("/api/v1/overview").await.expect(200);
    let reply = program.get("/api/v1/actions").await.expect(403);
    assert_eq!(reply.json()["type"], "urn:vouchsafe:problem:token");
    let all = ada.get("/api/v1/tokens/all").await.expect(200);
    assert!(!all.text().contains(token) && all.json()["items"][0]["owner"]["name"] == "bot");
    ada.delete(&format!("{address}/{}", made["id"].as_str().unwrap())).await.expect(204);
    program.get("/api/v1/overview").await.expect(401);
    let rita = format!("/api/v1/principals/{}/tokens", id_of(&ada, "Rita").await);
    ada.post(&rita, wanted).await.expect(409);
}

#[tokio::test]
async fn a_token_is_shown_once_and_revoked() {
    for db in TestDb::ALL {
        let world = World::on(db).await;
        let rita = world.browser("Rita").await;
        let new = json!({
            "name": "nightly",
            "scopes": ["actions.read", "overview.read"],
            "expires_at": "2027-11-21T08:00:00.000Z",
        });
        let made = rita.post("/api/v1/tokens", new.clone()).await.expect(201).json();
        let token = made["token"].as_str().unwrap().to_owned();
        insta::assert_json_snapshot!("token", made, {
            ".id" => "[id]", ".owner.id" => "[id]", ".token" => "[token]"
        });
        assert!(!rita.get("/api/v1/tokens").await.expect(200).text().contains(&token));
        rita.post("/api/v1/tokens", new).await.expect(409);
        let program = world.stranger().with("authorization", &format!("Bearer {token}"));
        let session = program.get("/api/v1/session").await.expect(403);
        assert!(session.json()["detail"].as_str().unwrap().contains("session.own"));
        program.get("/api/v1/overview").await.expect(200);
        let wrong = json!({ "name": "", "scopes": ["nonsense"], "expires_at": "2020-01-01T00:00:00.000Z" });
        let reply = rita.post("/api/v1/tokens", wrong).await.expect(422);
        assert_eq!(reply.fields(), ["name", "scopes", "expires_at"]);
        rita.delete(&format!("/api/v1/tokens/{}", made["id"].as_str().unwrap())).await.expect(204);
        program.get("/api/v1/overview").await.expect(401);
        let scopes = rita.get("/api/v1/tokens/scopes").await.expect(200).json();
        assert!(scopes["items"].as_array().unwrap().iter().all(|scope| scope["name"] != "tokens.own"));
    }
}

#[tokio::test]
async fn a_second_factor_is_asked_for_at_the_field_code() {
    let world = World::new().await;
    let rita = world.browser("Rita").await;
    let path = "/api/v1/session/second-factor";
    assert_eq!(rita.get(path).await.expect(200).json(), json!({ "since": null, "recovery_codes_left": 0 }));
    let reply = rita.post(path, json!({ "password": "wrong, wrong, wrong" })).await.expect(422);
    assert_eq!(reply.fields(), ["password"]);
    let begun = rita.post(path, json!({ "password": PASSWORD })).await.expect(200).json();
    assert!(begun["uri"].as_str().unwrap().contains(begun["secret"].as_str().unwrap()));
    let reply = rita.put(path, json!({ "code": "nonsense" })).await.expect(422);
    assert_eq!(reply.fields(), ["code"]);
    let code = authenticator(begun["secret"].as_str().unwrap(), &world);
    let codes = rita.put(path, json!({ "code": code })).await.expect(200).json()["codes"].clone();
    assert_eq!(codes.as_array().unwrap().len(), 10);

    let sign_in = async |code: Value| {
        let body = json!({ "name": "Rita", "password": PASSWORD, "code": code });
        world.stranger().post("/api/v1/session", body).await
    };
    let reply = sign_in(Value::Null).await.expect(401);
    insta::assert_json_snapshot!("code_wanted", reply.json());
    assert_eq!(sign_in(json!(code)).await.expect(401).fields(), ["code"]);
    sign_in(codes[0].clone()).await.expect(200);
    let removal = json!({ "password": PASSWORD, "code": codes[1] });
    rita.post(&format!("{path}/removal"), removal).await.expect(204);
    sign_in(Value::Null).await.expect(200);
}

/// What an authenticator shows for a secret now (RFC 6238 §4).
fn authenticator(secret: &str, world: &World) -> String {
    use model::Clock;
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String =
        secret.chars().map(|letter| format!("{:05b}", letters.find(letter).unwrap())).collect();
    let bytes: Vec<u8> =
        (0..bits.len() / 8).map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap()).collect();
    code_of(&bytes, world.clock.now().ms() / 30_000)
}

fn code_of(secret: &[u8], step: i64) -> String {
    use aws_lc_rs::hmac;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let offset = usize::from(tag.as_ref()[19] & 15);
    let word = u32::from_be_bytes(tag.as_ref()[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", word % 1_000_000)
}

#[tokio::test]
async fn a_recovery_link_sets_a_password_and_signs_in() {
    for db in TestDb::ALL {
        let world = World::on(db).await;
        let made = world.engine.recovery_link(Some("ada")).await.unwrap();
        let token = made.link.split_once('#').unwrap().1;
        let recover = async |token: &str, password: &str| {
            let body = json!({ "token": token, "password": password });
            world.stranger().post("/api/v1/recovery", body).await
        };
        assert_eq!(recover("guessed", PASSWORD).await.expect(422).fields(), ["token"]);
        assert_eq!(recover(token, "short").await.expect(422).fields(), ["password"]);
        let reply = recover(token, "a new and better password").await.expect(200);
        assert_eq!(reply.json()["principal"]["name"], "Ada");
        assert!(reply.header("set-cookie").starts_with("vouchsafe_session="));
        assert_eq!(recover(token, "a new and better password").await.expect(422).fields(), ["token"]);
    }
}
