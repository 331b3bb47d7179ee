//! The published table of permissions, executed: every role at every endpoint of the OpenAPI document.

use crate::world::{Client, World, name_of};
use engine::access::{UseCase, allowed, never_by_token};
use http::Method;
use model::Role;
use serde_json::{Value, json};

/// All that may be had without a session. A new line here wants a reason.
const PUBLIC: &[&str] = &[
    "complete_recovery",
    "complete_setup",
    "receive_delivery",
    "show_health",
    "show_openapi",
    "show_setup",
    "sign_in",
];

pub struct Operation {
    pub id: String,
    pub method: Method,
    pub path: String,
    pub use_case: Option<UseCase>,
    takes_a_body: bool,
}

/// Every operation of the document; one that declares nothing known fails here.
pub fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(server::openapi()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().expect("an operationId").to_owned();
            let use_case = match operation["x-use-case"].as_str() {
                Some("public") => None,
                Some(name) => {
                    let known = UseCase::parse(name);
                    Some(known.unwrap_or_else(|| panic!("{id} declares “{name}”, which is no use-case")))
                }
                None => panic!("{id} declares no use-case"),
            };
            operations.push(Operation {
                id,
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                use_case,
                takes_a_body: operation.get("requestBody").is_some(),
            });
        }
    }
    assert!(operations.len() >= 20, "the document has lost its operations");
    operations
}

impl Operation {
    /// Asks for it, with ids of nothing and a body that changes nothing: what is tested is who gets past
    /// the guard, not what the endpoint does.
    async fn ask(&self, client: &Client) -> u16 {
        let path = self
            .path
            .replace("{connector}", "zoom")
            .replace("{check}", "no.such")
            .replace("{token}", "00000000-0000-7000-8000-000000000000")
            .replace("{name}", "none")
            .replace("{day}", "2026-11-21")
            .replace("{rule}", "00000000-0000-7000-8000-000000000000")
            .replace("{mailbox}", "00000000-0000-7000-8000-000000000000")
            .replace("{uid}", "1")
            .replace("{number}", "0")
            .replace("{instance}", "00000000-0000-7000-8000-000000000000");
        let path = match self.path.as_str() {
            "/api/v1/connectors/{id}" | "/api/v1/connectors/{id}/validation" => path.replace("{id}", "zoom"),
            _ => path.replace("{id}", "00000000-0000-7000-8000-000000000000"),
        };
        assert!(!path.contains('{'), "{}: say what stands for the parameter", self.path);
        let body = self.takes_a_body.then(|| json!({ "no such field": Value::Null }));
        // Only the answer's beginning: a stream has no end.
        let mut request = http::Request::builder().method(self.method.clone()).uri(path);
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or_else(axum::body::Body::empty, |body| body.to_string().into());
        client.begin(request.body(body).unwrap()).await.status().as_u16()
    }
}

#[tokio::test]
async fn every_role_gets_what_the_table_says_and_nothing_else() {
    let world = World::new().await.with_all_roles().await;
    for role in Role::ALL {
        let mut client = world.as_role(role).await;
        for operation in operations() {
            let status = operation.ask(&client).await;
            let may = operation.use_case.is_none_or(|use_case| allowed(use_case).contains(&role));
            let what = format!("{} {} as {}: {status}", operation.method, operation.path, name_of(role));
            if may {
                // Past the guard; what the endpoint says to ids of nothing is its own affair.
                assert!(![401, 403].contains(&status) && status < 500, "{what}");
            } else {
                assert_eq!(status, 403, "{what}");
            }
            if client.get("/api/v1/session").await.status == 401 {
                client = world.as_role(role).await;
            }
        }
    }
}

#[tokio::test]
async fn without_a_session_only_the_public_ones_answer() {
    let world = World::new().await;
    let mut public = Vec::new();
    for operation in operations() {
        let status = operation.ask(&world.stranger()).await;
        if operation.use_case.is_none() {
            assert!(![401, 403].contains(&status) && status < 500, "{}: {status}", operation.id);
            public.push(operation.id);
        } else {
            assert_eq!(status, 401, "{}", operation.id);
            let forged = world.stranger().with("authorization", "Bearer nonsense");
            assert_eq!(operation.ask(&forged).await, 401, "{}", operation.id);
        }
    }
    public.sort();
    assert_eq!(public, PUBLIC);
}

/// What an actor of these roles gets is what any of them gets.
#[tokio::test]
async fn a_group_of_several_roles_gets_what_any_of_them_gets() {
    let world = World::new().await.with_all_roles().await;
    let ada = world.signed_in("Ada").await;
    let list = ada.get("/api/v1/principals").await.expect(200).json();
    let rita = list["items"].as_array().unwrap().iter().find(|item| item["name"] == "Rita").unwrap();
    let rita = format!("/api/v1/principals/{}", rita["id"].as_str().unwrap());
    let groups = [
        [Role::DataConnectorAdmin, Role::ComplianceManagerAssessor],
        [Role::ComplianceManagerContribution, Role::ComplianceManagerReader],
        [Role::ComplianceManagerAdministration, Role::DataConnectorAdmin],
    ];
    for roles in groups {
        let new = json!({ "name": format!("{roles:?}"), "roles": roles });
        let group = ada.post("/api/v1/role-groups", new).await.expect(201).json();
        ada.patch(&rita, json!({ "role_group": group["id"] })).await.expect(200);
        let mut client = world.signed_in("Rita").await;
        for operation in operations() {
            let status = operation.ask(&client).await;
            let may = operation
                .use_case
                .is_none_or(|use_case| allowed(use_case).iter().any(|role| roles.contains(role)));
            let what = format!("{} {} as {roles:?}: {status}", operation.method, operation.path);
            if may {
                assert!(![401, 403].contains(&status) && status < 500, "{what}");
            } else {
                assert_eq!(status, 403, "{what}");
            }
            if client.get("/api/v1/session").await.status == 401 {
                client = world.signed_in("Rita").await;
            }
        }
    }
}

/// For each scope a token of somebody who may do all that it names: it gets that and nothing else.
#[tokio::test]
async fn an_api_token_gets_what_its_scopes_name_and_nothing_else() {
    let world = World::new().await.with_all_roles().await;
    let expires_at = "2026-12-21T08:00:00.000Z";
    let mut granted = Vec::new();
    for scope in UseCase::ALL {
        let owner = world.signed_in(name_of(allowed(*scope)[0])).await;
        let new = json!({ "name": scope.as_str(), "scopes": [scope.as_str()], "expires_at": expires_at });
        let reply = owner.post("/api/v1/tokens", new).await;
        if never_by_token(*scope) {
            assert_eq!(reply.expect(422).fields(), ["scopes"], "{scope:?}");
            continue;
        }
        let token = reply.expect(201).json()["token"].as_str().unwrap().to_owned();
        let client = world.stranger().with("authorization", &format!("Bearer {token}"));
        for operation in operations().iter().filter(|operation| operation.use_case.is_some()) {
            let status = operation.ask(&client).await;
            let what = format!("{} {} with {scope:?}: {status}", operation.method, operation.path);
            // A token ends no session: it has none.
            if operation.use_case == Some(*scope) && operation.id != "sign_out" {
                assert!(![401, 403].contains(&status) && status < 500, "{what}");
            } else {
                assert_eq!(status, 403, "{what}");
            }
        }
        granted.push(*scope);
    }
    assert!(granted.len() >= 15, "{granted:?}");
}
