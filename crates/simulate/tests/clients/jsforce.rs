//! jsforce signs in by SOAP, reads over REST and the metadata API, and meets the end of its session.

use crate::environment::{JSFORCE, report};
use serde_json::{Value, json};
use simulate::salesforce::{Config, Running, start};

async fn read(running: &Running, org: &str) -> Value {
    let access = running.org(org);
    let password = format!("{}{}", access.password, access.security_token);
    let arguments = [running.base_url.as_str(), access.username.as_str(), password.as_str()];
    report(&JSFORCE.run("jsforce_reads.mjs", &arguments).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn jsforce_reads_an_org_and_signs_in_again_when_its_session_ends() {
    let users = Some(150);
    let running = start(Config { users, ..Config::default() }).await.unwrap();
    let tidy = read(&running, "tidy").await;
    let wrong = "INVALID_LOGIN: Invalid username, password, security token; or user locked out.";
    assert_eq!(tidy["wrong"]["message"], wrong);
    assert_eq!((&tidy["ids"], &tidy["users"]), (&json!([18, "00D", true]), &json!([22, true, "string"])));
    assert_eq!((&tidy["usage"], &tidy["metadata"]), (&json!(15_000), &json!("no refusal")));
    assert_eq!(tidy["health"], json!([45, "SessionSettings.lockSessionsToDomain"]));
    assert_eq!((&tidy["security"], &tidy["types"]), (&json!(["Security", "12"]), &json!(5)));
    assert_eq!(tidy["certificates"], json!(["Mutual_TLS", "SSO_signing"]));
    assert_eq!(tidy["field"]["code"], "INVALID_FIELD");
    assert_eq!(tidy["identity"], running.org("tidy").username);
    assert_eq!(tidy["ended"]["code"], "INVALID_SESSION_ID");
    assert_eq!(tidy["endedSoap"]["code"], "sf:INVALID_SESSION_ID");
    assert_eq!(tidy["again"], json!([1, true]));

    // The sandbox's user may not read metadata; a large org is read in pages, and nothing is missed.
    let careless = read(&running, "careless").await;
    assert_eq!(careless["metadata"]["code"], "sf:INSUFFICIENT_ACCESS");
    let large = read(&running, "large").await;
    let (read, unique) = (&large["history"][0], &large["history"][1]);
    assert!(read.as_u64().unwrap() > 3_750 && read == unique, "{large}");
}
