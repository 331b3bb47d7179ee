//! The comparison with Zoom's descriptions, where those are missing or say something else.

use serde_json::json;
use simulate::conformance::{self, Error};
use std::process::Command;

#[tokio::test]
async fn a_missing_folder_is_said_and_has_its_own_exit_code() {
    let nowhere = std::path::Path::new("there/is/no/such/folder");
    assert!(matches!(conformance::run(nowhere).await, Err(Error::NoFolder(_))));
    let out = Command::new(env!("CARGO_BIN_EXE_simulate"))
        .args(["conformance", "--data", "there/is/no/such/folder"])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("there is no such folder"));
}

#[tokio::test]
async fn a_document_that_lacks_an_operation_is_named() {
    let folder = std::env::temp_dir().join(format!("simulate-conformance-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for name in [
        "endpoints_accounts_Accounts.json",
        "endpoints_accounts_Users.json",
        "endpoints_workplace_Meetings.json",
        "webhooks_accounts_Accounts.json",
        "webhooks_accounts_Users.json",
    ] {
        std::fs::write(folder.join(name), json!({ "paths": {} }).to_string()).unwrap();
    }
    let error = conformance::run(&folder).await.unwrap_err().to_string();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(error, "get /accounts/{accountId}/settings: not described in the documents");
}
