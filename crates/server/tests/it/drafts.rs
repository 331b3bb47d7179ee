//! Set-ups that are not finished: kept, resumed by somebody else, finished, discarded, forgotten.

use crate::world::World;
use serde_json::{Value, json};
use store::testing::TestDb;

#[tokio::test]
async fn a_set_up_that_was_interrupted_is_resumed_by_another_and_finished() {
    for db in TestDb::ALL {
        let (world, zoom) = World::with_zoom(db).await;
        let (dora, ada) = (world.browser("Dora").await, world.browser("Ada").await);
        let tidy = zoom.account("tidy");
        let terms = dora.get("/api/v1/connectors/zoom").await.expect(200).json()["terms"]["version"].clone();
        let begun = json!({ "connector": "zoom", "terms_version": terms, "name": "Zoom East" });
        let draft = dora.post("/api/v1/drafts", begun).await.expect(201).json();
        assert_eq!((&draft["name"], &draft["secrets"]), (&json!("Zoom East"), &json!([])));
        assert_eq!(draft["created_by"], "Dora");
        let at = format!("/api/v1/drafts/{}", draft["id"].as_str().unwrap());

        let typed = json!({ "account_id": tidy.account_id, "client_secret": tidy.client_secret });
        let more =
            json!({ "connector": "zoom", "terms_version": terms, "name": "Zoom East", "credentials": typed });
        let kept = dora.put(&at, more).await.expect(200);
        assert!(!kept.text().contains(&tidy.client_secret), "a secret is not given back");
        assert_eq!(kept.json()["fields"], json!({ "account_id": tidy.account_id }));
        assert_eq!(kept.json()["secrets"], json!(["client_secret"]));

        // Ada goes on: she types what was missing, and leaves the secret as it is.
        let listed = ada.get("/api/v1/drafts").await.expect(200).json()["items"].clone();
        assert_eq!(listed, json!([kept.json()]));
        assert_eq!(ada.get(&at).await.expect(200).json(), kept.json());
        let missing = json!({ "credentials": { "client_id": tidy.client_id } });
        let alone = ada.post("/api/v1/connectors/zoom/validation", missing.clone()).await.expect(200).json();
        assert_eq!(alone["result"], "failed", "without the draft the secret is missing");
        let mut with = missing;
        with["draft"] = draft["id"].clone();
        let found = ada.post("/api/v1/connectors/zoom/validation", with).await.expect(200).json();
        assert_eq!(found["result"], "succeeded", "{found:#}");
        let finish = json!({
            "connector": "zoom", "name": "Zoom East", "terms_version": terms,
            "credentials": { "client_id": tidy.client_id }, "draft": draft["id"],
        });
        ada.post("/api/v1/instances", finish).await.expect(201);
        assert_eq!(ada.get("/api/v1/drafts").await.expect(200).json()["items"], json!([]));
        ada.get(&at).await.expect(404);
    }
}

#[tokio::test]
async fn what_cannot_be_in_a_draft_is_told_at_its_field() {
    let world = World::new().await;
    let dora = world.browser("Dora").await;
    let begin = async |more: Value| {
        let mut body = json!({ "connector": "zoom" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        dora.post("/api/v1/drafts", body).await
    };
    let refused = begin(json!({ "credentials": { "password": "x", "client_id": "y".repeat(65) } })).await;
    let mut fields = refused.expect(422).fields();
    fields.sort();
    assert_eq!(fields, ["credentials.client_id", "credentials.password"]);
    assert_eq!(begin(json!({ "name": "x".repeat(201) })).await.expect(422).fields(), ["name"]);
    begin(json!({ "connector": "nothing" })).await.expect(404);
    begin(json!({ "unknown": 1 })).await.expect(422);
    // Nothing is wrong with being incomplete.
    begin(json!({})).await.expect(201);
    dora.put("/api/v1/drafts/01a1fd3c-0000-7000-8000-000000000000", json!({ "connector": "zoom" }))
        .await
        .expect(404);
}

#[tokio::test]
async fn a_draft_is_discarded_and_an_empty_field_forgotten() {
    let world = World::new().await;
    let dora = world.browser("Dora").await;
    let typed =
        json!({ "connector": "zoom", "credentials": { "client_id": "abc", "client_secret": "planted" } });
    let draft = dora.post("/api/v1/drafts", typed).await.expect(201).json();
    let at = format!("/api/v1/drafts/{}", draft["id"].as_str().unwrap());
    let emptied = json!({ "connector": "zoom", "credentials": { "client_secret": "" } });
    let kept = dora.put(&at, emptied).await.expect(200).json();
    assert_eq!((&kept["secrets"], &kept["fields"]), (&json!([]), &json!({ "client_id": "abc" })));
    dora.delete(&at).await.expect(204);
    dora.delete(&at).await.expect(404);
    let rita = world.browser("Rita").await;
    rita.get("/api/v1/drafts").await.expect(403);
}
