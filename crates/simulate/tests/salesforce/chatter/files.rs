//! Files, whole and spoilt.

use super::{act, archiver, post};
use crate::support::{PARTNER, Salesforce};
use base64::Engine;
use md5::{Digest, Md5};
use serde_json::{Value, json};

fn path(version: &str) -> String {
    format!("/services/data/v64.0/sobjects/ContentVersion/{version}/VersionData")
}

/// The bytes of a file, as far as they come.
pub async fn download(
    salesforce: &Salesforce,
    session: &str,
    version: &str,
) -> Result<Vec<u8>, reqwest::Error> {
    let request = salesforce.http.get(format!("{}{}", salesforce.running.base_url, path(version)));
    let answer = request.bearer_auth(session).send().await?.error_for_status()?;
    Ok(answer.bytes().await?.to_vec())
}

pub fn md5(bytes: &[u8]) -> String {
    hex::encode(Md5::digest(bytes))
}

#[tokio::test]
async fn a_file_is_what_its_record_says() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    let soql = "SELECT Id, ContentSize, Checksum, PathOnClient FROM ContentVersion ORDER BY Id";
    let all = salesforce.rows(PARTNER, &session, soql).await;
    assert!(all.len() > 8 && all.iter().any(|row| row[3].starts_with("../")), "{all:?}");
    for row in &all {
        let bytes = download(&salesforce, &session, &row[0]).await.unwrap();
        assert_eq!([bytes.len().to_string(), md5(&bytes)], [row[1].clone(), row[2].clone()]);
    }
    // SOAP holds a small one in its answer.
    let soql = format!("SELECT VersionData FROM ContentVersion WHERE Id = '{}'", all[0][0]);
    let held = salesforce.rows(PARTNER, &session, &soql).await[0][0].clone();
    let bytes = base64::engine::general_purpose::STANDARD.decode(held).unwrap();
    assert_eq!(md5(&bytes), all[0][2]);
}

#[tokio::test]
async fn downloads_can_break_off_be_wrong_or_refused() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    let order = json!({
        "by": "ada.byrne", "body": "Big", "files": [{ "name": "big.bin", "size": 3_000_000, "seed": 5 }],
    });
    let told = act(&salesforce, "post", order).await;
    let version = told["files"][0]["version"].as_str().unwrap();
    let whole = download(&salesforce, &session, version).await.unwrap();
    assert_eq!(whole.len(), 3_000_000);
    let line = salesforce.last_request().await;
    assert_eq!((&line["operation"], &line["bytes"]), (&json!("VersionData"), &json!(3_000_000)));

    let fault = |kind: Value| {
        let mut order = json!({ "org": "tidy", "operation": "VersionData" });
        order.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
        order
    };
    salesforce.fault(fault(json!({ "kind": "truncated", "cut": true }))).await;
    assert!(download(&salesforce, &session, version).await.is_err());
    salesforce.fault(fault(json!({ "kind": "truncated" }))).await;
    assert_eq!(download(&salesforce, &session, version).await.unwrap(), whole[..1_500_000]);
    salesforce.fault(fault(json!({ "kind": "corrupted" }))).await;
    let spoilt = download(&salesforce, &session, version).await.unwrap();
    let different = spoilt.iter().zip(&whole).filter(|(one, two)| one != two).count();
    assert_eq!((spoilt.len(), different), (whole.len(), 1));
    for (code, status) in [("INSUFFICIENT_ACCESS", 403), ("NOT_FOUND", 404)] {
        salesforce.fault(fault(json!({ "kind": "exception", "code": code }))).await;
        let refused = salesforce.get(&session, &path(version)).await;
        assert_eq!((refused.status.as_u16(), &refused.json()[0]["errorCode"]), (status, &json!(code)));
    }
    act(&salesforce, "unfile", json!({ "file": version })).await;
    assert_eq!(salesforce.get(&session, &path(version)).await.status, 404);
}

/// What the process of this test holds in memory at most, in kilobytes.
fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_large_file_costs_no_memory() {
    const BYTES: u64 = 100_000_000;
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    let before = peak_kb();
    let order = json!({
        "by": "ada.byrne", "body": "Big", "files": [{ "name": "big.bin", "size": BYTES, "seed": 9 }],
    });
    let told = act(&salesforce, "post", order).await;
    let version = told["files"][0]["version"].as_str().unwrap();
    let request = salesforce.http.get(format!("{}{}", salesforce.running.base_url, path(version)));
    let mut answer = request.bearer_auth(&session).send().await.unwrap();
    assert_eq!(answer.content_length(), Some(BYTES));
    let (mut digest, mut come) = (Md5::new(), 0);
    while let Some(chunk) = answer.chunk().await.unwrap() {
        digest.update(&chunk);
        come += chunk.len() as u64;
    }
    let soql = format!("SELECT Checksum FROM ContentVersion WHERE Id = '{version}'");
    let checksum = &salesforce.rows(PARTNER, &session, &soql).await[0][0];
    assert_eq!((come, &hex::encode(digest.finalize())), (BYTES, checksum));
    let grown = peak_kb() - before;
    assert!(grown < 50_000, "{grown} kB more for a file of {BYTES} bytes");
}

#[tokio::test]
async fn a_new_version_leaves_the_old_one_where_it_hangs() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    let id = post(&salesforce, json!({ "by": "ada.byrne", "body": "Plan" })).await;
    let file = json!({ "name": "plan.txt", "sort": "text", "size": 500, "seed": 1 });
    let told = act(&salesforce, "attach", json!({ "by": "ada.byrne", "item": id, "file": file })).await;
    let old = told["files"][0]["version"].as_str().unwrap();
    let file = json!({ "name": "plan.txt", "sort": "text", "size": 600, "seed": 2 });
    let told = act(&salesforce, "replace", json!({ "by": "ada.byrne", "item": old, "file": file })).await;
    let new = told["id"].as_str().unwrap();
    assert_eq!(download(&salesforce, &session, old).await.unwrap().len(), 500);
    assert_eq!(download(&salesforce, &session, new).await.unwrap().len(), 600);
    let document = told["document"].as_str().unwrap();
    let soql = format!(
        "SELECT IsLatest, VersionNumber FROM ContentVersion WHERE ContentDocumentId = '{document}' ORDER BY VersionNumber"
    );
    assert_eq!(salesforce.rows(PARTNER, &session, &soql).await, [["false", "1"], ["true", "2"]]);
    let soql = format!("SELECT RecordId, Type FROM FeedAttachment WHERE FeedEntityId = '{id}'");
    assert_eq!(salesforce.rows(PARTNER, &session, &soql).await, [[old, "Content"]]);
}
