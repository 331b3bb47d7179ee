//! The first administrator.

use crate::world::{PASSWORD, World};
use serde_json::json;
use store::testing::TestDb;

#[tokio::test]
async fn a_new_installation_is_set_up_by_its_link_and_signs_the_administrator_in() {
    for db in TestDb::ALL {
        let world = World::untouched(db, "https://vouchsafe.example.com").await;
        let stranger = world.stranger();
        assert_eq!(stranger.get("/api/v1/setup").await.expect(200).json(), json!({ "needed": true }));
        let guess = json!({ "token": "guess", "name": "Ada", "password": PASSWORD });
        assert_eq!(stranger.post("/api/v1/setup", guess).await.expect(422).fields(), ["token"]);

        let token = world.link_token().await;
        let wanted = json!({ "token": token, "name": "Ada", "password": PASSWORD });
        let reply = stranger.post("/api/v1/setup", wanted.clone()).await.expect(200);
        insta::assert_json_snapshot!("me", reply.json(), { ".principal.id" => "[id]" });
        let cookie = reply.header("set-cookie").to_owned();
        for part in ["; HttpOnly", "; SameSite=Strict", "; Path=/;", "; Secure", "; Max-Age=43200"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let session = cookie.split(';').next().unwrap();
        let ada = stranger.clone().with("cookie", session);
        assert_eq!(ada.get("/api/v1/session").await.expect(200).json(), reply.json());

        assert_eq!(stranger.get("/api/v1/setup").await.expect(200).json(), json!({ "needed": false }));
        stranger.post("/api/v1/setup", wanted).await.expect(409);
    }
}

#[tokio::test]
async fn each_wrong_field_is_named_at_once() {
    let world = World::untouched(TestDb::Sqlite, "http://127.0.0.1:8080").await;
    let token = world.link_token().await;
    let wanted = json!({ "token": token, "name": " ", "password": "short" });
    let reply = world.stranger().post("/api/v1/setup", wanted).await.expect(422);
    insta::assert_json_snapshot!("setup_with_two_wrong_fields", reply.json());
    let same = json!({ "token": token, "name": "Administrator", "password": "administrator" });
    assert_eq!(world.stranger().post("/api/v1/setup", same).await.expect(422).fields(), ["password"]);
}

#[tokio::test]
async fn over_plain_http_the_cookie_is_not_secure() {
    let world = World::untouched(TestDb::Sqlite, "http://127.0.0.1:8080").await;
    let wanted = json!({ "token": world.link_token().await, "name": "Ada", "password": PASSWORD });
    let reply = world.stranger().post("/api/v1/setup", wanted).await.expect(200);
    assert!(!reply.header("set-cookie").contains("Secure"));
}
