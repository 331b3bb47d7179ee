//! What a user sees: Salesforce shows fewer rows, and sometimes no object at all, to whoever lacks a permission.

use super::{
    chatter,
    exception::Exception,
    health,
    org::{Org, Row, blank},
    schema::{self, Object},
    soql::run::Reach,
    table::Plan,
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
        _ => chatter::visibility::is_shown(object, viewer),
    }
}

/// What a query of an object has to say, for this user.
pub fn wanted(object: &Object, viewer: &Viewer, plan: &Plan) -> Result<(), Exception> {
    chatter::visibility::wanted(object, viewer, plan)
}

/// The rows that a plan leaves and the user sees, and whether they come in the plan's order.
pub fn scan<'a>(
    object: &'static Object,
    reach: &'a Reach<'_>,
    plan: &'a Plan,
) -> (Box<dyn Iterator<Item = Arc<Row>> + 'a>, bool) {
    if let Some(sees) = chatter::visibility::gate(object, reach) {
        return (Box::new(reach.org.search(object, plan).filter(move |row| sees(row))), true);
    }
    match rows(object, reach) {
        Some(rows) => (Box::new(rows.into_iter()), false),
        None => (reach.org.search(object, plan), true),
    }
}

/// The rows of an object that the user sees; None: all.
fn rows(object: &'static Object, reach: &Reach<'_>) -> Option<Vec<Arc<Row>>> {
    let (org, viewer) = (reach.org, reach.viewer);
    let own = |field: &str, value: &Value| -> Vec<Arc<Row>> {
        let Some(place) = object.place(field) else { return Vec::new() };
        org.rows(object).iter().filter(|row| row[place] == *value).cloned().collect()
    };
    let me = Value::text(&viewer.user_id);
    let profile = || org.value("User", &viewer.user_id, "ProfileId");
    Some(match object.name.as_str() {
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
        _ => return None,
    })
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
