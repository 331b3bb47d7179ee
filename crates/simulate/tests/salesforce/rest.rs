//! REST: versions, queries, errors, descriptions.

use crate::support::Salesforce;
use serde_json::{Value, json};

async fn query(salesforce: &Salesforce, token: &str, path: &str, soql: &str) -> Value {
    let encoded: String = url::form_urlencoded::byte_serialize(soql.as_bytes()).collect();
    salesforce.get(token, &format!("/services/data/v64.0/{path}?q={encoded}")).await.json()
}

#[tokio::test]
async fn queries_answer_records_with_their_attributes() {
    let salesforce = Salesforce::start().await;
    let token = salesforce.client_token("tidy").await;
    let soql = "SELECT Id, LastLoginDate, Profile.Name FROM User WHERE FirstName = 'Ada'";
    let found = query(&salesforce, &token, "query", soql).await;
    let id = found["records"][0]["Id"].as_str().unwrap().to_owned();
    assert_eq!(
        found,
        json!({
            "totalSize": 1, "done": true,
            "records": [{
                "attributes": { "type": "User", "url": format!("/services/data/v64.0/sobjects/User/{id}") },
                "Id": id, "LastLoginDate": "2026-11-21T03:00:00.000+0000",
                "Profile": { "attributes": { "type": "Profile" }, "Name": "System Administrator" },
            }],
        })
    );
    let health =
        query(&salesforce, &token, "tooling/query", "SELECT DurableId, Score FROM SecurityHealthCheck").await;
    assert_eq!((&health["entityTypeName"], &health["size"]), (&json!("SecurityHealthCheck"), &json!(1)));
    let groups =
        query(&salesforce, &token, "query", "SELECT IsActive, COUNT(Id) FROM User GROUP BY IsActive").await;
    assert_eq!(
        groups["records"][0],
        json!({ "attributes": { "type": "AggregateResult" }, "IsActive": true, "expr0": 20 })
    );
    let one = salesforce.get(&token, &format!("/services/data/v64.0/sobjects/User/{id}")).await.json();
    assert_eq!(one["Username"], "ada.byrne@tidy.example.com");
}

#[tokio::test]
async fn errors_are_lists_of_message_and_code() {
    let salesforce = Salesforce::start().await;
    let token = salesforce.client_token("tidy").await;
    for (path, status, code) in [
        ("/services/data/v64.0/query?q=SELECT+X+FROM+User", 400, "INVALID_FIELD"),
        ("/services/data/v64.0/query?q=nonsense", 400, "MALFORMED_QUERY"),
        ("/services/data/v64.0/query", 400, "MALFORMED_QUERY"),
        ("/services/data/v64.0/query/nonsense", 400, "INVALID_QUERY_LOCATOR"),
        ("/services/data/v64.0/nonsense", 404, "NOT_FOUND"),
        ("/services/data/v64.0/sobjects/Nonsense/describe", 404, "NOT_FOUND"),
        ("/services/data/v64.0/sobjects/User/005000000000000AAA", 404, "NOT_FOUND"),
        ("/services/data/v99.0/limits", 400, "UNSUPPORTED_API_VERSION"),
    ] {
        let answer = salesforce.get(&token, path).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()[0]["errorCode"]),
            (status, &json!(code)),
            "{path}"
        );
        assert!(answer.json()[0]["message"].is_string());
    }
    let ended = salesforce.get("nonsense", "/services/data/v64.0/limits").await;
    let told = json!([{ "message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID" }]);
    assert_eq!((ended.status.as_u16(), ended.json()), (401, told));
    assert_eq!(salesforce.get(&token, "/nonsense").await.status, 404);
}

#[tokio::test]
async fn versions_and_objects_describe_themselves() {
    let salesforce = Salesforce::start().await;
    let token = salesforce.client_token("careless").await;
    let versions = salesforce.get("", "/services/data").await.json();
    let versions = versions.as_array().unwrap();
    let named =
        |version: &str| versions.iter().find(|one| one["version"] == version).unwrap()["label"].clone();
    assert_eq!((versions.len(), versions[0]["version"].as_str()), (38, Some("31.0")));
    assert_eq!(
        [named("64.0"), named("65.0"), named("66.0"), named("68.0")],
        ["Summer '25", "Winter '26", "Spring '26", "Winter '27"]
    );
    let objects = salesforce.get(&token, "/services/data/v64.0/sobjects").await.json();
    let names: Vec<&str> =
        objects["sobjects"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"LoginHistory") && !names.contains(&"TwoFactorMethodsInfo"), "{names:?}");
    let described =
        salesforce.get(&token, "/services/data/v64.0/sobjects/PermissionSet/describe").await.json();
    let fields: Vec<&str> =
        described["fields"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert!(
        fields.contains(&"PermissionsModifyAllData")
            && !fields.contains(&"PermissionsCanApproveUninstalledApps")
    );
}

#[tokio::test]
async fn batches_are_wished_for_in_a_header() {
    let salesforce = Salesforce::with(Some(40)).await;
    let token = salesforce.client_token("large").await;
    let path = "/services/data/v64.0/query?q=SELECT+Id+FROM+LoginHistory";
    let request = salesforce.http.get(format!("{}{path}", salesforce.running.base_url)).bearer_auth(&token);
    let page = request.header("sforce-query-options", "batchSize=200").send().await.unwrap();
    let page: Value = page.json().await.unwrap();
    assert_eq!((page["records"].as_array().unwrap().len(), &page["totalSize"]), (200, &json!(1_001)));
    let next = page["nextRecordsUrl"].as_str().unwrap();
    let next = salesforce.get(&token, next).await.json();
    assert_eq!(next["records"].as_array().unwrap().len(), 200);
}
