//! Adding and removing who may sign in.

use crate::world::{PASSWORD, World};
use serde_json::json;
use store::testing::TestDb;

#[tokio::test]
async fn an_administrator_adds_and_removes() {
    for db in TestDb::ALL {
        let world = World::on(db).await;
        let ada = world.browser("Ada").await;
        let new = json!({ "name": " Émile ", "role": "compliance_manager_reader", "password": PASSWORD });
        let emile = ada.post("/api/v1/principals", new).await.expect(201).json();
        insta::assert_json_snapshot!("principal", emile, { ".id" => "[id]" });
        let list = ada.get("/api/v1/principals").await.expect(200).json();
        let names: Vec<_> = list["items"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
        assert_eq!(names, ["Ada", "Dora", "Rita", "Émile"]);
        let address = format!("/api/v1/principals/{}", emile["id"].as_str().unwrap());
        ada.delete(&address).await.expect(204);
        ada.delete(&address).await.expect(404);
    }
}

#[tokio::test]
async fn a_name_that_is_taken_in_another_case_is_refused_at_its_field() {
    let world = World::new().await;
    let ada = world.browser("Ada").await;
    let new = json!({ "name": "rITA", "role": "compliance_manager_reader", "password": PASSWORD });
    let reply = ada.post("/api/v1/principals", new).await.expect(409);
    insta::assert_json_snapshot!("name_taken", reply.json());
}

#[tokio::test]
async fn nobody_removes_themselves() {
    let world = World::new().await;
    let ada = world.browser("Ada").await;
    let id = ada.get("/api/v1/session").await.expect(200).json()["principal"]["id"].clone();
    ada.delete(&format!("/api/v1/principals/{}", id.as_str().unwrap())).await.expect(409);
}

#[tokio::test]
async fn what_was_given_as_a_password_is_never_answered() {
    let world = World::new().await;
    let ada = world.browser("Ada").await;
    let planted = "planted-password-in-the-wrong-place";
    let bodies = [
        json!({ "name": "Eve", "role": "compliance_manager_reader", "password": planted }),
        json!({ "name": "Eve", "role": planted, "password": planted }),
        json!({ "name": "", "role": "compliance_manager_reader", "password": planted }),
        json!({ "name": "Fay", "role": "compliance_manager_reader", "password": { "value": planted } }),
        json!(planted),
        json!({ "name": "Fay", "role": "compliance_manager_reader", "secret": planted }),
    ];
    for body in bodies {
        let reply = ada.post("/api/v1/principals", body).await;
        assert!(!reply.text().contains(planted), "{}", reply.text());
    }
    let list = ada.get("/api/v1/principals").await.expect(200).text();
    assert!(!list.contains("argon2") && !list.contains(planted), "{list}");
}
