//! Settings that no description names: they are kept like all others, and listed and counted.

use crate::faults::refreshed;
use acceptance::{Database, House, tool};
use serde_json::{Value, json};
use tokio::process::Command;

/// The account, or one of its groups, gets settings that nobody has described.
async fn gets(house: &House, place: Value) {
    let mut order = place;
    order["account"] = json!("tidy");
    house.zoom_client.post("/_simulate/documents", &order).await.ok();
}

/// What `connector first-contact` writes: the list, and the count.
async fn listed(house: &House) -> (Vec<String>, String) {
    let mut command = Command::new(tool("vouchsafe"));
    command.args(["connector", "first-contact", "Zoom tidy"]).env("VOUCHSAFE_SERVER", house.url());
    let ran = command.env("VOUCHSAFE_TOKEN", house.admin.token()).output().await.unwrap();
    let (out, err) = (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap());
    assert!(ran.status.success(), "{err}");
    (out.lines().map(str::to_owned).collect(), err.trim().to_owned())
}

#[tokio::test]
async fn a_setting_that_nobody_described_is_kept_listed_and_counted() {
    let house = House::build(&Database::sqlite()).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    let path = format!("/api/v1/instances/{id}/first-contact");
    let at_first = house.admin.get(&path).await.ok();
    let known = at_first["unknown"].as_u64().unwrap();
    let (lines_at_first, count) = listed(&house).await;
    assert_eq!(count, format!("{known} settings that no description names"));
    assert_eq!(lines_at_first.len() as u64, known);

    let whole = json!({ "in_meeting": { "hologram_meeting": true }, "holograms": { "colour": "blue" } });
    gets(&house, json!({ "view": "whole", "merge": whole })).await;
    let security = json!({ "meeting_security": { "hologram_passcode": 7 } });
    gets(&house, json!({ "view": "meeting_security", "merge": security })).await;
    // Two groups have it, and it is one setting.
    for group in ["Staff", "Trading desk"] {
        let own = json!({ "in_meeting": { "hologram_group": ["a"] } });
        gets(&house, json!({ "group": group, "view": "whole", "merge": own })).await;
    }
    assert_eq!(refreshed(&house, id).await["state"], "complete");

    // Kept, with their values.
    let kept = house.admin.get(&format!("/api/v1/instances/{id}/recording")).await.ok()["signals"].clone();
    assert_eq!(kept["account.settings"]["in_meeting"]["hologram_meeting"], true);
    let security = &kept["account.settings.meeting_security"]["meeting_security"];
    assert_eq!(security["hologram_passcode"], 7);
    let drift = house.admin.get(&format!("/api/v1/instances/{id}/drift?setting=hologram_meeting")).await;
    let drift = drift.items();
    assert_eq!(
        (&drift[0]["pointer"], &drift[0]["new"]),
        (&json!("/in_meeting/hologram_meeting"), &json!(true))
    );

    // Listed and counted, without their values.
    let told = house.admin.get(&path).await.ok();
    assert_eq!(told["unknown"], known + 4, "{told:#}");
    let (mut lines, count) = listed(&house).await;
    lines.retain(|line| !lines_at_first.contains(line));
    let expected = [
        "account.settings /holograms (object)",
        "account.settings /in_meeting/hologram_meeting (bool)",
        "account.settings.meeting_security /meeting_security/hologram_passcode (number)",
        "group.settings /in_meeting/hologram_group (list)",
    ];
    assert_eq!(lines, expected);
    assert_eq!(count, format!("{} settings that no description names", known + 4));
    assert!(!told.to_string().contains("blue"), "{told:#}");
}
