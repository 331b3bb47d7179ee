//! Wrong input in every field of both wizards: an error at the field, in words that help, and nothing changed.

use acceptance::{Answer, Database, House};
use reqwest::Method;
use serde_json::{Value, json};

/// Names that nobody is to give, and a word of what is said.
fn bad_names() -> Vec<(String, &'static str)> {
    vec![
        (String::new(), "blank"),
        ("   \t ".into(), "blank"),
        ("<img src=x onerror=alert(1)>".into(), "“<”"),
        ("x".repeat(300), "300 characters"),
        ("é".repeat(101), "101 characters"),
        ("bell\u{7}".into(), "U+0007"),
        ("line\nbreak".into(), "U+000A"),
    ]
}

/// What there is before and after: a refusal changes none of it.
async fn everything(house: &House) -> [Vec<Value>; 4] {
    let items = async |path: &str| house.admin.get(path).await.items();
    [
        items("/api/v1/instances")
            .await
            .into_iter()
            .map(|i| json!([i["id"], i["name"], i["account_id"]]))
            .collect(),
        items("/api/v1/assessments")
            .await
            .into_iter()
            .map(|a| json!([a["id"], a["name"], a["instances"]]))
            .collect(),
        items("/api/v1/groups").await,
        house.rows("SELECT id FROM ledger_leaf WHERE body IS NULL OR seq IS NULL OR seq >= 0").await,
    ]
}

/// The first wizard, and the second, both used once; what is entered next is wrong.
async fn lived_in() -> (House, Value, Value) {
    let house = House::build(&Database::sqlite()).await;
    let tidy = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let assessment = house.assess("Baseline").await;
    crate::evidence::quiet(&house, std::time::Duration::from_secs(20)).await;
    (house, tidy, assessment)
}

/// Right but for what `change` makes of it.
async fn activation(house: &House, change: impl FnOnce(&mut Value)) -> Answer {
    let mut body = json!({
        "connector": "zoom",
        "name": "Zoom careless",
        "credentials": house.zoom_account("careless").credentials(),
        "terms_version": house.terms_version().await,
    });
    change(&mut body);
    house.admin.post("/api/v1/instances", &body).await
}

#[tokio::test]
async fn the_connector_wizard() {
    let (house, tidy, _) = lived_in().await;
    let before = everything(&house).await;
    let path = format!("/api/v1/instances/{}", tidy["id"].as_str().unwrap());

    // The name, in the wizard, while typing, and in Edit.
    for (name, word) in bad_names() {
        for answer in [
            activation(&house, |body| body["name"] = json!(name)).await,
            house.admin.patch(&path, &json!({ "name": name })).await,
        ] {
            let said = answer.refused(422, "name");
            assert!(said.contains(word), "{name:?}: {said}");
        }
        let query: String = reqwest_query("value", &name);
        let typed = house.admin.get(&format!("/api/v1/instances/name?{query}")).await.ok();
        assert_eq!(typed["available"], false, "{name:?}");
        assert!(typed["message"].as_str().unwrap().contains(word), "{typed}");
    }
    for taken in ["Zoom tidy", "ZOOM TIDY", "  zoom Tidy  "] {
        let said = activation(&house, |body| body["name"] = json!(taken)).await.refused(409, "name");
        assert!(said.contains("taken by the connector “Zoom tidy”"), "{said}");
    }

    // Each field of the sign-in form: left out, empty, blank, with blanks within, too long, simply wrong.
    let long = "x".repeat(10_000);
    for field in ["account_id", "client_id", "client_secret"] {
        let at = format!("credentials.{field}");
        for (value, word) in [
            (Value::Null, ""),
            (json!(""), "missing"),
            (json!("   "), "missing"),
            (json!("with blank"), "without spaces"),
            (json!("a/../b"), ""),
            (json!(long), "characters; at most"),
            (json!("bogusBogusBogus00001"), ""),
        ] {
            let answer = activation(&house, |body| {
                let credentials = body["credentials"].as_object_mut().unwrap();
                match &value {
                    Value::Null => credentials.remove(field),
                    value => credentials.insert(field.into(), value.clone()),
                };
            })
            .await;
            // Zoom does not say which of ID and secret of a client is wrong, and refuses a wrong account alike.
            let wrong_pair =
                answer.body["errors"].as_array().is_some_and(|e| e.iter().all(|e| e["field"] != at.as_str()));
            let said = if wrong_pair
                && value.as_str().is_some_and(|v| v.starts_with("bogus") || v.contains(".."))
            {
                said_of_any(answer, &["credentials", "credentials.client_id", "credentials.client_secret"])
            } else {
                answer.refused(422, &at)
            };
            assert!(said.contains(word) && said.len() > 20, "{field} {value}: {said}");
            assert!(!said.contains("bogus") && !said.contains(&long), "no value is repeated: {said}");
        }
        let number = activation(&house, |body| body["credentials"][field] = json!(7)).await;
        number.refused(422, &at);
    }
    activation(&house, |body| body["credentials"]["base_url"] = json!("http://127.0.0.1/"))
        .await
        .refused(422, "credentials.base_url");

    // The account of an instance that there is, and fields of the wizard itself.
    let same =
        activation(&house, |body| body["credentials"] = house.zoom_account("tidy").credentials()).await;
    let said = same.refused(422, "credentials.account_id");
    assert!(said.contains("already connected as “Zoom tidy”"), "{said}");
    let said =
        activation(&house, |body| body["terms_version"] = json!("0")).await.refused(422, "terms_version");
    assert!(said.contains("terms"), "{said}");
    assert_eq!(activation(&house, |body| body["connector"] = json!("teams")).await.status, 404);
    activation(&house, |body| body["nmae"] = json!("x")).await.refused(422, "nmae");
    for field in ["connector", "name", "credentials", "terms_version"] {
        activation(&house, |body| drop(body.as_object_mut().unwrap().remove(field)))
            .await
            .refused(422, field);
    }
    let secret = format!("{path}/event-secret");
    for token in ["", "   ", "two words", &long] {
        let said =
            house.admin.put(&secret, &json!({ "secret_token": token })).await.refused(422, "secret_token");
        assert!(said.contains("Secret Token"), "{said}");
    }
    assert_eq!(everything(&house).await, before);
    // What a copy brings along around a value is no mistake.
    let padded = activation(&house, |body| {
        let account = body["credentials"]["account_id"].as_str().unwrap();
        body["credentials"]["account_id"] = json!(format!("  {account}\n"));
    });
    padded.await.ok();
}

fn reqwest_query(name: &str, value: &str) -> String {
    let mut url: reqwest::Url = "http://localhost/".parse().unwrap();
    url.query_pairs_mut().append_pair(name, value);
    url.query().unwrap().to_owned()
}

/// What is said at one of the fields.
fn said_of_any(answer: Answer, fields: &[&str]) -> String {
    assert_eq!(answer.status, 422, "{:#}", answer.body);
    let errors = answer.body["errors"].as_array().unwrap();
    let found = errors.iter().find(|error| fields.contains(&error["field"].as_str().unwrap()));
    found.unwrap_or_else(|| panic!("{:#}", answer.body))["message"].as_str().unwrap().to_owned()
}

async fn assessment(house: &House, change: impl FnOnce(&mut Value)) -> Answer {
    let mut body = json!({
        "name": "Second", "regulation": "data-protection-baseline-first-ten", "group": { "name": "Other" },
        "services": ["zoom"], "covers": "all", "instances": [],
    });
    change(&mut body);
    house.admin.post("/api/v1/assessments", &body).await
}

#[tokio::test]
async fn the_assessment_wizard() {
    let (house, _, first) = lived_in().await;
    let before = everything(&house).await;
    let path = format!("/api/v1/assessments/{}", first["id"].as_str().unwrap());
    for (name, word) in bad_names() {
        for (answer, field) in [
            (assessment(&house, |body| body["name"] = json!(name)).await, "name"),
            (house.admin.patch(&path, &json!({ "name": name })).await, "name"),
            (assessment(&house, |body| body["group"] = json!({ "name": name })).await, "group.name"),
        ] {
            let said = answer.refused(422, field);
            assert!(said.contains(word), "{field} {name:?}: {said}");
        }
    }
    let said = assessment(&house, |body| body["name"] = json!(" BASELINE ")).await.refused(409, "name");
    assert!(said.contains("“Baseline”"), "{said}");
    let said = assessment(&house, |body| body["group"] = json!({ "name": "default" }))
        .await
        .refused(409, "group.name");
    assert!(said.contains("“Default”"), "{said}");

    let nowhere = "01a1fd3c-0000-7000-8000-000000000000";
    let gone = json!({ "covers": "chosen", "instances": [nowhere] });
    for (change, field, word) in [
        (json!({ "regulation": "gdpr-2030" }), "regulation", "“gdpr-2030”"),
        (json!({ "regulation": "records-handling" }), "services", "“Records handling” supports no service"),
        (json!({ "services": [] }), "services", "at least one"),
        (json!({ "services": ["teams"] }), "services", "cannot be chosen"),
        (json!({ "group": { "id": nowhere } }), "group.id", "no such group"),
        (json!({ "group": {} }), "group", "one of the two"),
        (json!({ "group": { "id": nowhere, "name": "X" } }), "group", "one of the two"),
        (json!({ "group": { "id": "nonsense" } }), "group.id", ""),
        (json!({ "covers": "some" }), "covers", ""),
        (json!({ "covers": "chosen" }), "instances", "at least one"),
        (json!({ "instances": [nowhere] }), "instances", "All instances are covered"),
        (gone.clone(), "instances", "no activated connector"),
        (json!({ "covers": "chosen", "instances": ["nonsense"] }), "instances[0]", ""),
        (json!({ "name": 7 }), "name", "string"),
        (json!({ "names": "x" }), "names", "not known"),
    ] {
        let changed = change.clone();
        let answer = assessment(&house, |body| {
            body.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone())
        });
        let said = answer.await.refused(422, field);
        assert!(said.contains(word), "{change}: {said}");
    }
    house.admin.patch(&path, &gone).await.refused(422, "instances");
    // Several mistakes are told at once.
    let several = assessment(&house, |body| (body["name"], body["services"]) = (json!(""), json!([]))).await;
    assert_eq!(several.body["errors"].as_array().unwrap().len(), 2, "{:#}", several.body);
    assert_eq!(everything(&house).await, before);
}

#[tokio::test]
async fn what_is_no_request_at_all() {
    let (house, ..) = lived_in().await;
    let before = everything(&house).await;
    let send = async |kind: &str, body: &str| {
        let answer = house.admin.send_text(Method::POST, "/api/v1/assessments", kind, body.to_owned()).await;
        (answer.status, answer.body["detail"].as_str().unwrap_or_default().to_owned())
    };
    for (kind, body, status, word) in [
        ("application/json", "{ \"name\": \"x\"", 400, "line 1, column"),
        ("application/json", "", 400, "not JSON"),
        ("application/json", "\u{feff}{}", 400, "not JSON"),
        ("application/json", "[]", 422, "must be"),
        ("text/plain", "{}", 415, "Content-Type: application/json"),
    ] {
        let (found, said) = send(kind, body).await;
        assert_eq!(found, status, "{body}: {said}");
        assert!(said.contains(word), "{body}: {said}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(send("application/json", &deep).await.0, 400);
    // Above the limit, and small enough to be taken by the socket before the refusal comes back.
    let huge = json!({ "name": "x".repeat(300_000) }).to_string();
    let (status, said) = send("application/json", &huge).await;
    assert_eq!(status, 413);
    assert!(said.contains("at most"), "{said}");
    assert_eq!(house.admin.get("/api/v1/nothing").await.status, 404);
    let misspelt = house.admin.get("/api/v1/actions?satus=failed").await.refused(422, "satus");
    assert!(misspelt.contains("status"), "{misspelt}");
    assert_eq!(everything(&house).await, before);
}
