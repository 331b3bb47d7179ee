//! A connector with several ways to sign in, through the API, against a simulated Salesforce: forms, keys, periods,
//! people, baselines.

use crate::world::{Client, World};
use serde_json::{Value, json};
use simulate::salesforce::Access;
use store::testing::TestDb;

const CONNECTOR: &str = "/api/v1/connectors/salesforce";

fn by_app(org: &Access) -> Value {
    json!({
        "method": "client-credentials",
        "domain": org.my_domain,
        "client_id": org.client_id,
        "client_secret": org.client_secret,
    })
}

async fn activate(client: &Client, org: &Access) -> String {
    let connector = client.get(CONNECTOR).await.expect(200).json();
    let body = json!({
        "connector": "salesforce",
        "name": org.name,
        "credentials": by_app(org),
        "terms_version": connector["terms"]["version"],
    });
    let instance = client.post("/api/v1/instances", body).await.expect(201).json();
    assert_eq!(instance["method"]["id"], "client-credentials");
    format!("/api/v1/instances/{}", instance["id"].as_str().unwrap())
}

#[tokio::test]
async fn each_field_of_the_chosen_method_is_held_against_its_description() {
    let (world, _salesforce) = World::with_salesforce(TestDb::Sqlite).await;
    let dora = world.browser("Dora").await;
    let connector = dora.get(CONNECTOR).await.expect(200).json();
    let methods: Vec<_> = connector["methods"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(methods, ["client-credentials", "jwt-bearer", "password"]);
    for (credentials, fields) in [
        (json!({}), vec!["method"]),
        (json!({ "method": "telepathy" }), vec!["method"]),
        (
            json!({ "method": "client-credentials", "domain": "https://x y" }),
            vec!["domain", "client_id", "client_secret"],
        ),
        (
            json!({ "method": "jwt-bearer", "client_id": "x", "username": "x" }),
            vec!["username", "private_key"],
        ),
        (
            json!({ "method": "password", "username": "a@example.com", "password": "x", "endpoint": "other" }),
            vec!["endpoint"],
        ),
        (
            json!({ "method": "password", "username": "a@example.com", "password": "x", "client_id": "x" }),
            vec!["client_id"],
        ),
    ] {
        let body = json!({ "credentials": credentials });
        let found = dora.post(&format!("{CONNECTOR}/validation"), body).await.expect(200).json();
        assert_eq!(found["result"], "failed", "{credentials}");
        let named: Vec<_> = found["problems"].as_array().unwrap().iter().map(|one| &one["field"]).collect();
        assert_eq!(named, fields, "{credentials}: {found:#}");
    }
}

#[tokio::test]
async fn a_key_pair_is_made_in_a_draft_and_only_its_certificate_is_shown() {
    let (world, _salesforce) = World::with_salesforce(TestDb::Sqlite).await;
    let dora = world.browser("Dora").await;
    let path = format!("{CONNECTOR}/key-pair");
    let made = dora.post(&path, json!({ "name": "Production" })).await.expect(200);
    assert!(!made.text().contains("PRIVATE KEY"), "{}", made.text());
    let made = made.json();
    assert!(made["certificate_pem"].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    let draft = dora.get(&format!("/api/v1/drafts/{}", made["draft"].as_str().unwrap())).await.expect(200);
    assert!(!draft.text().contains("PRIVATE KEY"));
    let draft = draft.json();
    assert_eq!((&draft["name"], &draft["fields"]["method"]), (&json!("Production"), &json!("jwt-bearer")));
    assert_eq!(draft["secrets"], json!(["private_key"]));
    assert_eq!(draft["certificates"]["private_key"]["fingerprint_sha256"], made["fingerprint_sha256"]);
    let wrong = dora.post(&path, json!({ "method": "password" })).await.expect(422);
    assert_eq!(wrong.fields(), ["method"]);
    dora.post("/api/v1/connectors/zoom/key-pair", json!({})).await.expect(422);
    let nobody = json!({ "draft": "01a20025-65c9-7450-9ea5-88fb130e826d" });
    dora.post(&path, nobody).await.expect(404);
}

#[tokio::test]
async fn the_same_org_is_refused_and_its_period_is_set_within_bounds() {
    for db in TestDb::ALL {
        let (world, salesforce) = World::with_salesforce(db).await;
        let dora = world.browser("Dora").await;
        let tidy = salesforce.org("tidy");
        let instance = activate(&dora, tidy).await;
        let connector = dora.get(CONNECTOR).await.expect(200).json();
        let body = json!({ "connector": "salesforce", "name": "Another", "credentials": by_app(tidy),
            "terms_version": connector["terms"]["version"] });
        let refused = dora.post("/api/v1/instances", body).await.expect(422);
        assert!(refused.text().contains("“tidy”"), "{}", refused.text());
        // No field of the form says which org it is.
        assert_eq!(refused.fields(), ["credentials"]);

        for wrong in [json!(29), json!(3601), json!(-1), json!("60")] {
            let refused = dora.patch(&instance, json!({ "poll_every_s": wrong })).await.expect(422);
            assert_eq!(refused.fields(), ["poll_every_s"], "{wrong}");
        }
        let set = dora.patch(&instance, json!({ "poll_every_s": 45 })).await.expect(200).json();
        assert_eq!(set["noticing"]["period"]["every_s"], 45);
        assert!(set["noticing"]["message"].as_str().unwrap().contains("45 seconds"));
        let renamed = dora.patch(&instance, json!({ "name": "Renamed" })).await.expect(200).json();
        assert_eq!(renamed["noticing"]["period"]["set_s"], 45, "what is left out stays");
        let back = dora.patch(&instance, json!({ "poll_every_s": null })).await.expect(200).json();
        assert_eq!(
            (&back["noticing"]["period"]["set_s"], &back["noticing"]["period"]["every_s"]),
            (&json!(null), &json!(60))
        );

        let people = dora.get(&format!("{instance}/people?permission=modify")).await.expect(200).json();
        assert_eq!(people["held"], json!([]));
        assert!(people["unread"].as_array().unwrap().iter().all(|one| one["why"] == "Not read yet."));
    }
}

#[tokio::test]
async fn a_baseline_is_looked_at_and_then_taken_over_whole() {
    for db in TestDb::ALL {
        let (world, salesforce) = World::with_salesforce(db).await;
        let ada = world.browser("Ada").await;
        let instance = activate(&ada, salesforce.org("careless")).await;
        let path = format!("{instance}/baseline");
        let xml = "<baseline name=\"Ours\" developerName=\"Ours\"><highRiskSecuritySettings>\n\
                   <numericRangeSetting name=\"PasswordPolicies.minPasswordLength\" compliant=\"14\"/>\n\
                   <numericRangeSetting name=\"Nobody.knows\" compliant=\"3\"/>\n\
                   </highRiskSecuritySettings></baseline>";
        let set = async || {
            let all = ada.get(&format!("{instance}/parameters")).await.expect(200).json();
            let all = all["items"].as_array().unwrap().clone();
            all.into_iter().filter(|one| !one["set"].is_null()).collect::<Vec<_>>()
        };
        // A dry run is what happens unless it is refused by name, and keeps nothing.
        let looked = ada.post(&path, json!({ "xml": xml })).await.expect(200).json();
        assert_eq!((&looked["dry_run"], &looked["changed"]), (&json!(true), &json!(1)), "{looked:#}");
        let entry = &looked["parameters"][0];
        assert_eq!((&entry["now"], &entry["new"], &entry["line"]), (&json!(8), &json!(14), &json!(2)));
        assert_eq!(looked["left_out"][0]["setting"], "Nobody.knows");
        assert!(set().await.is_empty());
        let applied = ada.post(&path, json!({ "xml": xml, "dry_run": false })).await.expect(200).json();
        assert_eq!(applied["changed"], 1);
        let kept = set().await;
        assert_eq!((kept.len(), &kept[0]["value"]), (1, &json!(14)));
        assert_eq!(kept[0]["set"]["why"], "baseline Ours, PasswordPolicies.minPasswordLength");
        // Again there is nothing to do; the default takes back what was set.
        let again = ada.post(&path, json!({ "xml": xml, "dry_run": false })).await.expect(200).json();
        assert_eq!(again["changed"], 0);
        let standard = xml.replace("\"14\"", "\"8\"");
        ada.post(&path, json!({ "xml": standard, "dry_run": false })).await.expect(200);
        assert!(set().await.is_empty());

        for wrong in [json!({}), json!({ "xml": xml, "source": "org" }), json!({ "xml": "<html/>" })] {
            assert_eq!(ada.post(&path, wrong.clone()).await.expect(422).fields(), ["xml"], "{wrong}");
        }
        ada.post(&path, json!({ "source": "org" })).await.expect(404);
        let bomb = format!("<!DOCTYPE baseline [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>{xml}");
        assert!(ada.post(&path, json!({ "xml": bomb })).await.expect(422).text().contains("document type"));
    }
}
