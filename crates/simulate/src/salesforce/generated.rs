//! Large orgs: always the same for the same name and number of users. 500 permission sets, 5 assignments a user, 25
//! logins a user in the last 28 hours.

use super::{
    Error,
    chatter::{
        self,
        act::{self, Action},
        feed,
    },
    groups,
    org::{Beginning, Credentials, Org, Row, blank},
    schema::{self, Object},
    seed,
    value::Value,
};
use model::Time;
use std::time::Duration;

/// Most users: one more and the simulator takes more memory than a test may.
pub const USERS_MAX: usize = 20_000;
const PERMISSION_SETS: u64 = 500;
const ASSIGNMENTS_A_USER: u64 = 5;
const LOGINS_A_USER: u64 = 25;
const WINDOW_S: u64 = 28 * 3_600;
/// What is no person's, and the same as in *tidy*.
const SETUP: [&str; 5] =
    ["EntityDefinition", "RemoteProxy", "Domain", "ConnectedApplication", "ExternalClientApplication"];
const DAY: Duration = Duration::from_secs(86_400);

/// How large an org is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub users: usize,
    pub feed: Option<feed::Size>,
}

/// Makes an org with so many users (and the few of *tidy*), which is `number` among the orgs.
pub fn org(name: &str, size: Size, number: usize, now: Time) -> Result<Org, Error> {
    let users = size.users;
    let shipped = seed::shipped(now)?;
    let like = shipped.into_iter().next().ok_or_else(|| Error::Broken("no org is shipped".into()))?;
    let pod = format!("L{}", number % 10);
    let user_name = |who: &str| format!("{who}@{name}.example.com");
    let mut org = Org::new(Beginning {
        name: name.to_owned(),
        pod,
        my_domain: format!("{name}.my.salesforce.com"),
        credentials: Credentials {
            username: user_name("vouchsafe"),
            password: format!("{name}-quarry-gate"),
            security_token: "x1Gz6uTq9LpYc4Wb7VnKe2Rs".to_owned(),
            client_id: format!("3MVG9.{name}ExternalClientApp.Vouchsafe.00000000000000000000"),
            client_secret: format!("{}00000000000000000000000000000000", name.to_uppercase()),
            public_key: None,
        },
        archiver: chatter::seed::archiver(name, user_name("archiver")),
        documents: like.documents.clone(),
        health: like.health.clone(),
    });
    let object =
        |name: &str| schema::object(name).ok_or_else(|| Error::Broken(format!("no object “{name}”")));
    org.add(
        object("Organization")?,
        &[
            ("Name", Value::text(format!("{name} Ltd"))),
            ("OrganizationType", "Unlimited Edition".into()),
            ("InstanceName", "EU60".into()),
            ("CreatedDate", Value::Time(now.minus(DAY * 2_000))),
        ],
    );
    for name in SETUP {
        for row in like.rows(object(name)?) {
            let mut row = Row::clone(row);
            row[0] = Value::text(org.next_id(object(name)?));
            org.add_row(object(name)?, row);
        }
    }
    let profiles = profiles(&mut org, object("Profile")?);
    let reader = integration(&mut org, &profiles[2], user_name("vouchsafe"), now)?;
    org.reader.rights_id = reader;
    chatter::seed::add_archiver(&mut org, now)?;
    let sets = permission_sets(&mut org, object("PermissionSet")?);
    let mut people = Vec::new();
    for person in 0..users.min(USERS_MAX) as u64 {
        people.push(add_user(&mut org, person, &profiles, &sets, name, now)?);
    }
    chatter::seed::stamp(&mut org);
    if let Some(size) = size.feed {
        let groups = feed_groups(&mut org, &people, now)?;
        feed::give(&mut org, size, groups, now);
    }
    logins(&mut org, object("LoginHistory")?, &people, now);
    if let Some(first) = people.first() {
        let values = [
            ("CreatedDate", Value::Time(now.minus(Duration::from_secs(7_200)))),
            ("CreatedById", Value::text(first)),
            ("Action", "createduser".into()),
            ("Section", "Manage Users".into()),
            ("Display", "Created new user".into()),
        ];
        org.add(object("SetupAuditTrail")?, &values);
    }
    Ok(org)
}

/// Groups of three of the people, one after another; some are private.
fn feed_groups(
    org: &mut Org,
    people: &[String],
    now: Time,
) -> Result<Vec<(Value, [Value; feed::MEMBERS])>, Error> {
    let at = now.minus(DAY * 60);
    let mut groups = Vec::new();
    for (number, three) in people.chunks_exact(feed::MEMBERS).enumerate() {
        let [owner, members @ ..] = three else { continue };
        let order = Action::Group(act::Group {
            name: format!("Group {number:05}"),
            kind: if number % 5 == 4 { "Private".to_owned() } else { "Public".to_owned() },
            owner: owner.clone(),
            members: members.to_vec(),
            description: None,
        });
        let told = act::act(org, &order, at).map_err(Error::Broken)?;
        let mut all = three.iter().map(Value::text);
        groups.push((
            Value::text(told["id"].as_str().unwrap_or_default()),
            std::array::from_fn(|_| all.next().unwrap_or(Value::Null)),
        ));
    }
    if groups.is_empty() {
        return Err(Error::Broken(format!("a feed needs {} users at least", feed::MEMBERS)));
    }
    Ok(groups)
}

/// System Administrator, Standard User, and the integration's.
fn profiles(org: &mut Org, object: &'static Object) -> [String; 3] {
    let all = [
        "ApiEnabled",
        "ViewSetup",
        "ModifyAllData",
        "ViewAllData",
        "ManageUsers",
        "AuthorApex",
        "CustomizeApplication",
        "DataExport",
    ];
    let given: [(&str, &[&str]); 3] = [
        ("System Administrator", &all),
        ("Standard User", &["ApiEnabled"]),
        ("Minimum Access - API Only Integrations", &[]),
    ];
    given.map(|(name, permissions)| {
        let columns: Vec<String> = permissions.iter().map(|name| format!("Permissions{name}")).collect();
        let mut values = vec![("Name", Value::from(name)), ("UserType", "Standard".into())];
        values.extend(columns.iter().map(|column| (column.as_str(), Value::Bool(true))));
        let id = org.add(object, &values);
        groups::set_of_profile(org, &id);
        id
    })
}

/// The user who signs in, with every right; the id of the permission set that gives them.
fn integration(org: &mut Org, profile: &str, username: String, now: Time) -> Result<String, Error> {
    let object =
        |name: &str| schema::object(name).ok_or_else(|| Error::Broken(format!("no object “{name}”")));
    let rights = [
        "ApiEnabled",
        "ViewSetup",
        "ViewHealthCheck",
        "ViewAllUsers",
        "ModifyMetadata",
        "TwoFactorApi",
        "MonitorLoginHistory",
        "QueryAllFiles",
        "UseAnyApiAuth",
    ];
    let columns: Vec<String> = rights.iter().map(|name| format!("Permissions{name}")).collect();
    let mut values = vec![
        ("Name", Value::from("Vouchsafe_Read_Only")),
        ("Label", "Vouchsafe: read only".into()),
        ("Type", "Regular".into()),
    ];
    values.extend(columns.iter().map(|column| (column.as_str(), Value::Bool(true))));
    let set = org.add(object("PermissionSet")?, &values);
    let values = [
        ("Username", Value::text(&username)),
        ("Email", Value::text(&username)),
        ("Name", "Vouchsafe Integration".into()),
        ("IsActive", Value::Bool(true)),
        ("UserType", "Standard".into()),
        ("ProfileId", Value::text(profile)),
        ("LastLoginDate", Value::Time(now.minus(DAY))),
        ("CreatedDate", Value::Time(now.minus(DAY * 90))),
    ];
    org.reader.user_id = org.add(object("User")?, &values);
    let user = org.reader.user_id.clone();
    groups::accompany_user(org, &user, false, &|_| false);
    assign(org, &user, &set)?;
    Ok(set)
}

fn assign(org: &mut Org, user: &str, set: &str) -> Result<(), Error> {
    let object = schema::object("PermissionSetAssignment");
    let object = object.ok_or_else(|| Error::Broken("no assignments".into()))?;
    let values = [
        ("AssigneeId", Value::text(user)),
        ("PermissionSetId", Value::text(set)),
        ("IsActive", Value::Bool(true)),
    ];
    org.add(object, &values);
    Ok(())
}

/// Every fiftieth of them gives something that an auditor looks for; the first Modify All Data.
fn permission_sets(org: &mut Org, object: &'static Object) -> Vec<String> {
    let telling = [
        "PermissionsModifyAllData",
        "PermissionsViewAllData",
        "PermissionsAuthorApex",
        "PermissionsDataExport",
        "PermissionsManageUsers",
        "PermissionsCustomizeApplication",
        "PermissionsPasswordNeverExpires",
        "PermissionsBypassMFAForUiLogins",
        "PermissionsUseAnyApiAuth",
        "PermissionsViewEncryptedData",
    ];
    (0..PERMISSION_SETS)
        .map(|number| {
            let mut values = vec![
                ("Name", Value::text(format!("Set_{number:03}"))),
                ("Label", Value::text(format!("Set {number:03}"))),
                ("Type", "Regular".into()),
                ("IsCustom", Value::Bool(true)),
            ];
            let place = usize::try_from(number / 50).unwrap_or_default();
            if let Some(column) = telling.get(place).filter(|_| number % 50 == 0) {
                values.push((column, Value::Bool(true)));
            }
            org.add(object, &values)
        })
        .collect()
}

fn add_user(
    org: &mut Org,
    person: u64,
    profiles: &[String; 3],
    sets: &[String],
    name: &str,
    now: Time,
) -> Result<String, Error> {
    let object = schema::object("User").ok_or_else(|| Error::Broken("no users".into()))?;
    let username = format!("person{person:05}@{name}.example.com");
    let profile = if person.is_multiple_of(400) { &profiles[0] } else { &profiles[1] };
    let last = now.minus(Duration::from_secs(3_600 * (person % 600)));
    let values = [
        ("Username", Value::text(&username)),
        ("Email", Value::text(&username)),
        ("Name", Value::text(format!("Person {person:05}"))),
        ("IsActive", Value::Bool(person % 50 != 49)),
        ("UserType", "Standard".into()),
        ("ProfileId", Value::text(profile)),
        ("LastLoginDate", Value::Time(last)),
        ("CreatedDate", Value::Time(now.minus(DAY * 700))),
    ];
    let id = org.add(object, &values);
    groups::accompany_user(org, &id, person % 97 == 96, &|method| {
        method == "Totp" && !person.is_multiple_of(3)
    });
    // One of its assignments is the profile's.
    for number in 1..ASSIGNMENTS_A_USER {
        let set = (person * 7 + number * 131) % PERMISSION_SETS;
        assign(org, &id, &sets[usize::try_from(set).unwrap_or_default()])?;
    }
    Ok(id)
}

fn logins(org: &mut Org, object: &'static Object, people: &[String], now: Time) {
    let place = |name: &str| object.place(name).unwrap_or_default();
    let (user, time, kind, status, tls, country, application) = (
        place("UserId"),
        place("LoginTime"),
        place("LoginType"),
        place("Status"),
        place("TlsProtocol"),
        place("CountryIso"),
        place("Application"),
    );
    // One text each, shared by all rows.
    let (web, success, failure, tls13, ireland, browser) = (
        Value::text("Application"),
        Value::text("Success"),
        Value::text("Invalid Password"),
        Value::text("TLS 1.3"),
        Value::text("IE"),
        Value::text("Browser"),
    );
    let second = now.ms() - now.ms().rem_euclid(1_000);
    let ids: Vec<Value> = people.iter().map(Value::text).collect();
    let many = people.len() as u64 * LOGINS_A_USER;
    for number in 0..many {
        let mut row = blank(object);
        // Oldest first, as they came.
        let ago = (many - number) * (WINDOW_S - 600) / many.max(1) + 300;
        row[0] = Value::text(org.next_id(object));
        row[user] = ids[usize::try_from(number % people.len() as u64).unwrap_or_default()].clone();
        row[time] = Value::Time(Time::from_ms(second).minus(Duration::from_secs(ago)));
        row[kind] = web.clone();
        row[status] = if number % 200 == 199 { failure.clone() } else { success.clone() };
        row[tls] = tls13.clone();
        row[country] = ireland.clone();
        row[application] = browser.clone();
        org.add_row(object, row);
    }
}
