//! Headers that every answer brings.

use crate::world::World;
use store::testing::TestDb;

#[tokio::test]
async fn every_answer_brings_the_security_headers() {
    let world = World::new().await;
    let ada = world.signed_in("Ada").await;
    for path in ["/api/v1/session", "/api/v1/nonsense", "/healthz", "/", "/connectors", "/assets/none.js"] {
        let reply = ada.get(path).await;
        for (header, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000"),
        ] {
            assert_eq!(reply.header(header), value, "{path} {header}");
        }
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
    }
}

#[tokio::test]
async fn answers_of_the_api_are_kept_nowhere() {
    let world = World::new().await;
    let ada = world.signed_in("Ada").await;
    for path in ["/api/v1/session", "/api/v1/nonsense", "/api/v1/connectors", "/api/v1/openapi.json"] {
        assert_eq!(ada.get(path).await.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn over_plain_http_browsers_are_not_told_to_insist_on_https() {
    let world = World::untouched(TestDb::Sqlite, "http://127.0.0.1:8080").await;
    assert_eq!(world.stranger().get("/healthz").await.expect(200).header("strict-transport-security"), "");
}
