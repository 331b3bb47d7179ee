//! What a user sees: Salesforce shows fewer rows, and sometimes no object at all, to whoever lacks a permission.

use super::{
    health,
    org::{Org, Row, blank},
    schema::{self, Object},
    soql::run::Reach,
    value::Value,
};
use model::Time;
use std::{collections::BTreeSet, sync::Arc};

/// Who asks.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub user_id: String,
    pub rights: BTreeSet<&'static str>,
}

impl Viewer {
    pub fn of(org: &Org, user_id: &str, now: Time) -> Self {
        Self { user_id: user_id.to_owned(), rights: org.rights(user_id, now) }
    }

    pub fn may(&self, right: &str) -> bool {
        self.rights.contains(right)
    }

    fn may_any(&self, rights: &[&str]) -> bool {
        rights.iter().any(|right| self.may(right))
    }
}

/// Whether the object is there at all for this user; where not, a query of it is refused with INVALID_TYPE.
pub fn is_shown(object: &Object, viewer: &Viewer) -> bool {
    match object.name.as_str() {
        "SecurityHealthCheck" | "SecurityHealthCheckRisks" | "SecurityCustomBaseline" => {
            viewer.may("ViewHealthCheck")
        }
        "TwoFactorMethodsInfo" => viewer.may("TwoFactorApi"),
        "SetupAuditTrail"
        | "ConnectedApplication"
        | "ExternalClientApplication"
        | "RemoteProxy"
        | "Domain"
        | "Certificate"
        | "ProfileLoginIpRange"
        | "PermissionSetGroup"
        | "PermissionSetGroupComponent" => viewer.may("ViewSetup"),
        _ => true,
    }
}

/// The rows of an object that the user sees.
pub fn rows(object: &'static Object, reach: &Reach<'_>) -> Vec<Arc<Row>> {
    let (org, viewer) = (reach.org, reach.viewer);
    let all = || org.rows(object).to_vec();
    let own = |field: &str, value: &Value| -> Vec<Arc<Row>> {
        let Some(place) = object.place(field) else { return Vec::new() };
        org.rows(object).iter().filter(|row| row[place] == *value).cloned().collect()
    };
    let me = Value::text(&viewer.user_id);
    let profile = || org.value("User", &viewer.user_id, "ProfileId");
    match object.name.as_str() {
        "User" if !viewer.may_any(&["ViewAllUsers", "ManageUsers"]) => own("Id", &me),
        "UserLogin" if !viewer.may_any(&["ViewAllUsers", "ManageUsers"]) => own("UserId", &me),
        "Profile" if !viewer.may("ViewSetup") => own("Id", &profile()),
        "PermissionSet" if !viewer.may("ViewSetup") => own("ProfileId", &profile()),
        "PermissionSetAssignment" if !viewer.may("ViewSetup") => own("AssigneeId", &me),
        "ObjectPermissions" if !viewer.may("ViewSetup") => Vec::new(),
        "EntityDefinition" if !viewer.may("ViewSetup") => Vec::new(),
        "LoginHistory" if !viewer.may_any(&["MonitorLoginHistory", "ManageUsers"]) => own("UserId", &me),
        "ContentDistribution" if !viewer.may_any(&["QueryAllFiles", "ViewAllData"]) => own("OwnerId", &me),
        "UserPermissionAccess" => vec![Arc::new(permission_access(object, viewer))],
        "SecurityHealthCheck" => vec![Arc::new(health::summary(object, org, reach.now))],
        "SecurityHealthCheckRisks" => {
            health::risks(object, org, reach.now).into_iter().map(Arc::new).collect()
        }
        "Certificate" => health::certificates(object, org).into_iter().map(Arc::new).collect(),
        _ => all(),
    }
}

fn permission_access(object: &Object, viewer: &Viewer) -> Row {
    let mut row = blank(object);
    row[0] = Value::text("000000000000000AAA");
    for name in schema::permissions() {
        if let Some(place) = object.place(&format!("Permissions{name}")) {
            row[place] = Value::Bool(viewer.may(name));
        }
    }
    row
}
