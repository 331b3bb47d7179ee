//! Joins by hand.

use super::*;
use crate::source::salesforce::known;
use model::{Absence, AbsenceKind, Table};

const AT: Time = Time::from_ms(1_795_248_000_000); // 2026-11-21T08:00:00Z

/// An org of tables, as the connector reads it.
struct Org(Value);

impl Org {
    /// Ada is an administrator by profile, Bob by a permission set, Cy by a group, Dee by nothing; Eve has left.
    fn new() -> Self {
        let user = |id: &str, profile: &str, active: bool| {
            json!({"Id": id, "IsActive": active, "UserType": "Standard", "ProfileId": profile,
                "LastLoginDate": "2026-11-20T08:00:00Z", "CreatedDate": "2020-01-01T00:00:00Z"})
        };
        let set = |id: &str, label: &str, modify: bool, more: Value| {
            let mut row = json!({"Id": id, "Name": id, "Label": label, "Type": "Regular", "IsOwnedByProfile": false,
                "ProfileId": null, "PermissionSetGroupId": null, "PermissionsModifyAllData": modify,
                "PermissionsViewAllData": modify});
            row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            row
        };
        let assignment = |id: &str, user: &str, set: &str, group: Value, until: Value| {
            json!({"Id": id, "AssigneeId": user, "PermissionSetId": set, "PermissionSetGroupId": group,
                "ExpirationDate": until, "IsActive": true})
        };
        Org(json!({
            "users": [user("dee", "std", true), user("ada", "admin", true), user("bob", "std", true),
                user("cy", "std", true), user("eve", "admin", false)],
            "profiles": [{"Id": "admin", "Name": "System Administrator"}, {"Id": "std", "Name": "Standard User"}],
            "permission_sets": [
                set("p-admin", "x", true, json!({"IsOwnedByProfile": true, "ProfileId": "admin", "Type": "Profile"})),
                set("p-std", "x", false, json!({"IsOwnedByProfile": true, "ProfileId": "std", "Type": "Profile"})),
                set("s-power", "Power", true, json!({})),
                set("s-view", "Viewer", false, json!({"PermissionsViewAllData": true})),
                set("g-own", "x", true, json!({"Type": "Group", "PermissionSetGroupId": "g"})),
            ],
            "permission_set_groups": [{"Id": "g", "DeveloperName": "G", "MasterLabel": "Owners", "Status": "Updated"}],
            "permission_set_group_components": [{"Id": "c", "PermissionSetGroupId": "g", "PermissionSetId": "s-power"}],
            "permission_set_assignments": [
                assignment("1", "ada", "p-admin", json!(null), json!(null)),
                assignment("2", "bob", "s-power", json!(null), json!("2027-01-01T00:00:00Z")),
                assignment("3", "cy", "g-own", json!("g"), json!(null)),
                assignment("4", "dee", "s-power", json!(null), json!("2026-11-21T08:00:00Z")),
            ],
            "user.logins": [{"UserId": "bob", "IsFrozen": true}],
            "mfa.methods": [{"UserId": "ada", "HasTotp": true, "HasSecurityKey": false}, {"UserId": "cy", "HasTotp": false}],
            "profile.login_ip_ranges": [{"Id": "r", "ProfileId": "admin", "StartAddress": "192.0.2.1", "EndAddress": "192.0.2.9"}],
        }))
    }

    fn row(&mut self, table: &str, at: usize) -> &mut Value {
        &mut self.0[table][at]
    }

    fn joined(&self) -> WholeSet {
        let table = |rows: &Value| match rows.as_array() {
            Some(rows) => Presence::Table(Table { rows: rows.clone(), complete: true }),
            None => Presence::Absent(Absence {
                kind: AbsenceKind::ScopeMissing,
                message: "no".into(),
                right: Some("R".into()),
            }),
        };
        let name = |name: &str| name.parse().unwrap();
        let mut read: WholeSet =
            self.0.as_object().unwrap().iter().map(|(key, rows)| (name(key), (table(rows), AT))).collect();
        join(&mut read);
        read
    }

    /// Who may modify all data, and how.
    fn administrators(&self) -> Result<Vec<(String, Vec<String>)>, String> {
        match &self.joined()[&known("permission.holders")].0 {
            Presence::Document { value } => Ok(value["ModifyAllData"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| {
                    let paths =
                        row["paths"].as_array().unwrap().iter().map(|path| path.as_str().unwrap().to_owned());
                    (row["user_id"].as_str().unwrap().to_owned(), paths.collect())
                })
                .collect()),
            Presence::Absent(absence) => Err(absence.message.clone()),
            Presence::Table(_) => panic!("a table"),
        }
    }
}

fn rows(read: &WholeSet, signal: &'static str) -> Value {
    match &read[&known(signal)].0 {
        Presence::Table(table) => Value::from(table.rows.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn people_hold_by_profile_by_set_and_by_group() {
    let expected = [
        ("ada", "Profile “System Administrator”"),
        ("bob", "Permission set “Power”"),
        ("cy", "Permission set group “Owners”"),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(who, path)| ((*who).to_owned(), vec![(*path).to_owned()])).collect();
    // Dee's assignment has ended this moment, Eve has left.
    assert_eq!(Org::new().administrators().unwrap(), expected);
}

#[test]
fn one_person_may_hold_by_several_paths() {
    let mut org = Org::new();
    *org.row("permission_set_assignments", 1) = json!({"Id": "2", "AssigneeId": "ada", "PermissionSetId": "s-power",
        "PermissionSetGroupId": null, "ExpirationDate": null, "IsActive": true});
    let (who, paths) = org.administrators().unwrap().remove(0);
    assert_eq!((who.as_str(), paths.len()), ("ada", 2));
}

#[test]
fn a_permission_that_the_org_does_not_have_has_no_list() {
    let joined = Org::new().joined();
    let Presence::Document { value } = &joined[&known("permission.holders")].0 else { panic!("no document") };
    let names: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["ModifyAllData", "ViewAllData"]);
}

#[test]
fn a_group_that_is_not_up_to_date_gives_what_its_members_give() {
    let mut org = Org::new();
    org.row("permission_sets", 4)["PermissionsModifyAllData"] = json!(false);
    assert_eq!(org.administrators().unwrap().len(), 2, "muted within the group");
    org.row("permission_set_groups", 0)["Status"] = json!("Outdated");
    assert_eq!(org.administrators().unwrap().len(), 3);
    org.0["permission_sets"].as_array_mut().unwrap().remove(4);
    org.row("permission_set_groups", 0)["Status"] = json!("Updated");
    assert_eq!(org.administrators().unwrap().len(), 3, "the group's own set is not shown");
}

#[test]
fn what_does_not_add_up_proves_nothing() {
    type Change = fn(&mut Org);
    let cases: &[(&str, Change)] = &[
        ("unlisted set", |org| org.row("permission_set_assignments", 1)["PermissionSetId"] = json!("gone")),
        ("unlisted group", |org| {
            org.row("permission_set_assignments", 2)["PermissionSetGroupId"] = json!("gone")
        }),
        ("an unlisted profile", |org| org.row("users", 0)["ProfileId"] = json!("gone")),
        ("no profile", |org| org.row("users", 0)["ProfileId"] = json!(null)),
        ("no assignee", |org| org.row("permission_set_assignments", 0)["AssigneeId"] = json!(null)),
        ("active unsaid", |org| org.row("users", 0)["IsActive"] = json!("yes")),
        ("permission unsaid", |org| org.row("permission_sets", 2)["PermissionsModifyAllData"] = json!(null)),
        ("a profile's set is not shown", |org| {
            org.row("permission_sets", 1)["IsOwnedByProfile"] = json!(false)
        }),
    ];
    for (what, change) in cases {
        let mut org = Org::new();
        change(&mut org);
        assert!(org.administrators().is_err(), "{what}");
        assert!(matches!(org.joined()[&known("administrators.mfa")].0, Presence::Absent(_)), "{what}");
    }
}

#[test]
fn salesforces_own_users_have_no_profile_and_hold_nothing() {
    let mut org = Org::new();
    org.row("users", 0)["ProfileId"] = json!(null);
    org.row("users", 0)["UserType"] = json!("AutomatedProcess");
    assert_eq!(org.administrators().unwrap().len(), 3);
}

#[test]
fn an_absence_is_shared_by_what_rests_on_it_alone() {
    let mut org = Org::new();
    org.0["mfa.methods"] = json!(null);
    let joined = org.joined();
    let absent: Vec<_> =
        ["permission.holders", "administrators.mfa", "administrators.networks", "users.activity"]
            .into_iter()
            .filter(|signal| matches!(joined[&known(signal)].0, Presence::Absent(_)))
            .collect();
    assert_eq!(absent, ["administrators.mfa"]);
    org.0["users"] = json!(null);
    let joined = org.joined();
    for signal in ["permission.holders", "administrators.mfa", "administrators.networks", "users.activity"] {
        let Presence::Absent(absence) = &joined[&known(signal)].0 else { panic!("{signal}") };
        assert_eq!(absence.right.as_deref(), Some("R"), "{signal}");
    }
}

#[test]
fn administrators_their_factors_and_their_networks() {
    let joined = Org::new().joined();
    let strong: Vec<_> = rows(&joined, "administrators.mfa")
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["strong"].clone())
        .collect();
    assert_eq!(strong, [json!(true), json!(false), json!(false)]);
    let expected = json!([
        {"profile_id": "admin", "profile": "System Administrator", "administrators": 1, "ranges": 1},
        {"profile_id": "std", "profile": "Standard User", "administrators": 2, "ranges": 0},
    ]);
    assert_eq!(rows(&joined, "administrators.networks"), expected);
}

#[test]
fn people_were_there_last_when_they_signed_in_or_were_made() {
    let mut org = Org::new();
    org.row("users", 0)["LastLoginDate"] = json!(null);
    let joined = org.joined();
    let rows = rows(&joined, "users.activity");
    let of = |id: &str| rows.as_array().unwrap().iter().find(|row| row["user_id"] == id).cloned();
    assert_eq!(
        of("dee"),
        Some(
            json!({"user_id": "dee", "user_type": "Standard", "frozen": false, "signed_in": false, "last_seen": "2020-01-01T00:00:00Z"})
        )
    );
    assert_eq!(of("bob").unwrap()["frozen"], true);
    assert_eq!(of("eve"), None);
}

#[test]
fn a_range_that_holds_half_the_internet_binds_nobody() {
    let mut org = Org::new();
    let wide =
        json!({"Id": "w", "ProfileId": "admin", "StartAddress": "0.0.0.0", "EndAddress": "255.255.255.255"});
    org.0["profile.login_ip_ranges"].as_array_mut().unwrap().push(wide);
    assert_eq!(rows(&org.joined(), "administrators.networks")[0]["ranges"], 0);
}

#[test]
fn an_assignment_counts_until_it_expires_whatever_else_it_says() {
    let mut org = Org::new();
    org.row("permission_set_assignments", 1)["IsActive"] = json!(false);
    assert_eq!(org.administrators().unwrap().len(), 3);
}

#[test]
fn a_group_that_is_not_up_to_date_is_known_by_all_its_members() {
    let mut org = Org::new();
    org.row("permission_set_groups", 0)["Status"] = json!("Outdated");
    org.row("permission_set_group_components", 0)["PermissionSetId"] = json!("0QM1");
    assert_eq!(
        org.administrators().unwrap().len(),
        3,
        "a muting set gives nothing, and the group's own does"
    );
    org.row("permission_set_group_components", 0)["PermissionSetId"] = json!("hidden");
    assert!(org.administrators().is_err());
    let mut bare = Org::new();
    bare.0["permission_sets"].as_array_mut().unwrap().remove(4);
    bare.0["permission_set_group_components"] = json!([]);
    assert!(bare.administrators().is_err());
}
