//! Records that Salesforce keeps by itself: the permission set behind each profile and each group, each user's
//! assignment to the one of its profile, its login and its methods of verification.

use super::{
    org::Org,
    schema::{self, Object},
    value::Value,
};

fn permission_places(object: &Object) -> Vec<usize> {
    schema::permissions().iter().filter_map(|name| object.place(&format!("Permissions{name}"))).collect()
}

/// Makes the permission set of a profile, with its permissions; its id.
pub fn set_of_profile(org: &mut Org, profile_id: &str) -> Option<String> {
    let (profiles, sets) = (schema::object("Profile")?, schema::object("PermissionSet")?);
    let profile = org.find(profiles, profile_id)?;
    let name = profiles.place("Name").map_or(Value::Null, |place| profile[place].clone());
    let id = org.add(
        sets,
        &[
            ("Name", Value::text(format!("X{}", super::ids::short(profile_id)))),
            ("Label", name),
            ("Type", "Profile".into()),
            ("IsOwnedByProfile", Value::Bool(true)),
            ("ProfileId", Value::text(profile_id)),
        ],
    );
    let permissions: Vec<(&str, Value)> = profiles
        .fields
        .iter()
        .zip(profile.iter())
        .filter(|(field, _)| field.name.starts_with("Permissions"))
        .map(|(field, value)| (field.name.as_str(), value.clone()))
        .collect();
    org.change(sets, &id, &permissions);
    Some(id)
}

/// The permission set that stands for a group.
pub fn set_of(org: &Org, group_id: &str) -> Option<String> {
    let row = org.find_by("PermissionSet", "PermissionSetGroupId", group_id)?;
    row[0].as_text().map(str::to_owned)
}

/// Makes the permission sets of groups anew: each has what its components have.
pub fn recalculate(org: &mut Org) {
    let (Some(groups), Some(components), Some(sets)) = (
        schema::object("PermissionSetGroup"),
        schema::object("PermissionSetGroupComponent"),
        schema::object("PermissionSet"),
    ) else {
        return;
    };
    let (of, member) = (
        components.place("PermissionSetGroupId").unwrap_or_default(),
        components.place("PermissionSetId").unwrap_or_default(),
    );
    for group in org.rows(groups).to_vec() {
        let Some(id) = group[0].as_text() else { continue };
        let name = |field: &str| groups.place(field).map_or(Value::Null, |place| group[place].clone());
        let set = set_of(org, id).unwrap_or_else(|| {
            org.add(
                sets,
                &[
                    ("Name", name("DeveloperName")),
                    ("Label", name("MasterLabel")),
                    ("Type", "Group".into()),
                    ("PermissionSetGroupId", Value::text(id)),
                ],
            )
        });
        let parts: Vec<_> = org
            .rows(components)
            .iter()
            .filter(|row| row[of].as_text() == Some(id))
            .filter_map(|row| org.find(sets, row[member].as_text()?))
            .collect();
        let places = permission_places(sets);
        let permissions: Vec<(&str, Value)> = places
            .iter()
            .map(|place| {
                let has = parts.iter().any(|part| part[*place].is_true());
                (sets.fields[*place].name.as_str(), Value::Bool(has))
            })
            .collect();
        org.change(sets, &set, &permissions);
    }
}

/// Makes what comes with a user.
pub fn accompany_user(org: &mut Org, user_id: &str, frozen: bool, has: &dyn Fn(&str) -> bool) {
    let profile = org.value("User", user_id, "ProfileId");
    let own = org.find_by("PermissionSet", "ProfileId", profile.as_text().unwrap_or_default());
    let user = Value::text(user_id);
    if let (Some(object), Some(set)) = (schema::object("PermissionSetAssignment"), own) {
        let values = [
            ("AssigneeId", user.clone()),
            ("PermissionSetId", set[0].clone()),
            ("IsActive", Value::Bool(true)),
        ];
        org.add(object, &values);
    }
    if let Some(object) = schema::object("UserLogin") {
        let values =
            [("UserId", user.clone()), ("IsFrozen", Value::Bool(frozen)), ("IsPasswordLocked", false.into())];
        org.add(object, &values);
    }
    if let Some(object) = schema::object("TwoFactorMethodsInfo") {
        let flag = |method: &str| Value::Bool(has(method));
        let values = [
            ("UserId", user),
            ("HasSalesforceAuthenticator", flag("SalesforceAuthenticator")),
            ("HasTotp", flag("Totp")),
            ("HasU2F", flag("U2F")),
            ("HasSecurityKey", flag("SecurityKey")),
            ("HasBuiltInAuthenticator", flag("BuiltInAuthenticator")),
            ("HasUserVerifiedEmailAddress", Value::Bool(true)),
        ];
        org.add(object, &values);
    }
}
