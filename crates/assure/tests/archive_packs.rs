//! The archive connectors that we ship: what their packs say, and the permission sets that are ready to deploy for them.

#![expect(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use assure::{
    ConnectorInfo, SourceFile, load,
    pack::{ConnectorKind, Field},
};
use model::ItemKind;
use std::collections::BTreeSet;

fn text(path: &str) -> String {
    std::fs::read_to_string(format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn shipped(pack: &str) -> ConnectorInfo {
    let path = format!("{pack}/connector.yaml");
    let loaded = load(&[SourceFile::new(path.clone(), text(&format!("packs/{path}")))], &[]);
    assert_eq!(loaded.problems, []);
    loaded.catalog.connectors.into_values().next().unwrap()
}

#[test]
fn chatter_is_archived_under_names_that_never_change() {
    let info = shipped("salesforce-chatter");
    assert_eq!(
        (info.kind, info.service.as_str(), info.signals.len()),
        (ConnectorKind::Archive, "salesforce", 0)
    );
    let archive = info.archive.unwrap();
    let names = (archive.title.as_str(), archive.class.as_str(), archive.folder.as_str());
    assert_eq!(names, ("Salesforce Chatter", "salesforcechatter", "Salesforce Chatter"));
    assert_eq!(archive.kinds.iter().map(|kind| kind.kind).collect::<Vec<_>>(), ItemKind::ALL);
    let polling = archive.polling;
    assert_eq!((polling.default_s, polling.min_s, polling.max_s), (300, 60, 86_400));
}

/// Both connectors of a service sign in alike.
#[test]
fn chatter_is_signed_in_to_as_salesforce_is() {
    let fields = |pack: &str| -> Vec<(String, Vec<Field>)> {
        shipped(pack).methods.into_iter().map(|method| (method.id, method.fields)).collect()
    };
    assert_eq!(fields("salesforce-chatter"), fields("salesforce"));
}

#[test]
fn the_permission_sets_for_chatter_are_its_rights() {
    let named = |set: &str| -> BTreeSet<String> {
        let path = format!(
            "deploy/salesforce-app/force-app/main/default/permissionsets/{set}.permissionset-meta.xml"
        );
        let text = text(&path);
        let document = roxmltree::Document::parse(&text).unwrap();
        let all: Vec<_> =
            document.descendants().filter(|node| node.tag_name().name() == "userPermissions").collect();
        assert!(all.iter().all(|one| one.children().any(|child| child.text() == Some("true"))), "{path}");
        let names = document.descendants().filter(|node| node.tag_name().name() == "name");
        names.map(|node| format!("Permissions{}", node.text().unwrap())).collect()
    };
    let sets =
        ["Vouchsafe_Chatter_Archiver", "Vouchsafe_Chatter_Message_Archiver", "Vouchsafe_Password_Sign_in"];
    let rights: BTreeSet<_> =
        shipped("salesforce-chatter").rights.into_iter().flat_map(|right| right.granular).collect();
    assert_eq!(sets.iter().flat_map(|set| named(set)).collect::<BTreeSet<_>>(), rights);
    assert_eq!(named(sets[1]), BTreeSet::from(["PermissionsManageChatterMessages".to_owned()]));
}
