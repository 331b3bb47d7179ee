//! Who holds which permission, and by which path; which administrators have a second factor and a bound network; when
//! people were there last.
//!
//! A person has what the profile gives, what each assigned permission set gives, and what each assigned group gives: for a
//! group Salesforce keeps one permission set of its own (Type `Group`) with what its members add up to after muting.
//! Where that one is missing or not up to date, what the members give counts too, muted or not: a holder too many is
//! looked at by somebody, one too few by nobody.

use super::{Absent, Parts, WholeSet, flag, not_provable, put, text, whole};
use crate::source::salesforce::view::SENSITIVE;
use model::{Presence, Time};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The tables that say who holds what.
pub(super) const PEOPLE: &[&str] = &[
    "users",
    "profiles",
    "permission_sets",
    "permission_set_groups",
    "permission_set_group_components",
    "permission_set_assignments",
];
pub(super) const ACTIVITY_OF: &[&str] = &["users", "user.logins"];

/// The permission that makes an administrator.
const ADMINISTRATES: &str = "ModifyAllData";
/// The types of Salesforce's own users, which nobody signs in as and whose profiles are not shown.
const MACHINES: &[&str] = &["AutomatedProcess", "CloudIntegrationUser"];
/// What the ids of muting permission sets begin with, which take away and give nothing.
const MUTING: &str = "0QM";
/// The columns that say that somebody has a second factor which is not sent to them.
const METHODS: &[&str] =
    &["HasSalesforceAuthenticator", "HasTotp", "HasU2F", "HasSecurityKey", "HasBuiltInAuthenticator"];

pub(super) fn join(read: &mut WholeSet) {
    let held = Parts::of(read, PEOPLE).and_then(|parts| {
        let at = parts.read_at;
        holders(&parts).map(|held| (held, at)).map_err(|message| Absent(not_provable(message), at))
    });
    let mfa = administrators(read, &held, "mfa.methods", mfa);
    let networks = administrators(read, &held, "profile.login_ip_ranges", networks);
    let activity = Parts::of(read, ACTIVITY_OF).and_then(|parts| {
        let at = parts.read_at;
        activity(parts.tables[0], parts.tables[1])
            .map(|rows| (whole(rows), at))
            .map_err(|why| Absent(not_provable(why), at))
    });
    let document = held.map(|(held, at)| {
        let lists = held.by_permission.into_iter().map(|(permission, holders)| {
            let rows: Vec<_> = holders.into_iter().map(|holder| holder.row()).collect();
            (permission.to_owned(), Value::Array(rows))
        });
        (Presence::Document { value: Value::Object(lists.collect()) }, at)
    });
    put(read, "permission.holders", document);
    put(read, "administrators.mfa", mfa);
    put(read, "administrators.networks", networks);
    put(read, "users.activity", activity);
}

/// The holders of each permission that the org has, in the order of their ids.
struct Held {
    by_permission: BTreeMap<&'static str, Vec<Holder>>,
}

#[derive(Debug, Clone)]
struct Holder {
    user_id: String,
    user_type: String,
    profile_id: String,
    profile: String,
    paths: Vec<String>,
}

impl Holder {
    fn row(self) -> Value {
        json!({ "user_id": self.user_id, "user_type": self.user_type, "profile": self.profile, "paths": self.paths })
    }
}

/// What a permission set gives.
struct Gives<'a> {
    path: String,
    permissions: Vec<&'static str>,
    of_profile: Option<&'a str>,
    of_group: Option<&'a str>,
}

fn holders(parts: &Parts<'_>) -> Result<Held, String> {
    let [users, profiles, sets, groups, components, assignments] = parts.tables[..] else {
        return Err("not all tables are there".into());
    };
    let name_of: HashMap<_, _> =
        profiles.iter().filter_map(|row| Some((text(row, "Id")?, text(row, "Name")?))).collect();
    // A permission that the org does not have is not a column.
    let columns = SENSITIVE.iter().map(|name| (*name, column(name)));
    let known: Vec<(&'static str, String)> = columns
        .filter(|(_, column)| !sets.is_empty() && sets.iter().all(|row| row.get(column).is_some()))
        .collect();
    let mut gives: HashMap<&str, Gives<'_>> = HashMap::new();
    for row in sets {
        let id = text(row, "Id").ok_or("a permission set has no id")?;
        let mut permissions = Vec::new();
        for (name, column) in &known {
            match flag(row, column) {
                Some(true) => permissions.push(*name),
                Some(false) => {}
                None => {
                    return Err(format!("{column} of the permission set {id} is neither true nor false"));
                }
            }
        }
        let owned = flag(row, "IsOwnedByProfile") == Some(true);
        let of_profile = text(row, "ProfileId").filter(|_| owned);
        let label = text(row, "Label").or(text(row, "Name")).unwrap_or(id);
        let path = match of_profile {
            Some(profile) => format!("Profile “{}”", name_of.get(profile).copied().unwrap_or(profile)),
            None => format!("Permission set “{label}”"),
        };
        let of_group = text(row, "PermissionSetGroupId").filter(|_| text(row, "Type") == Some("Group"));
        gives.insert(id, Gives { path, permissions, of_profile, of_group });
    }
    let group_gives = groups_give(groups, components, &gives)?;
    let of_profile: HashMap<_, _> = gives.values().filter_map(|set| Some((set.of_profile?, set))).collect();

    // What is assigned is looked at row after row, and not person by person all over the table.
    let mut assigned: HashMap<&str, Vec<(&str, &[&'static str])>> = HashMap::with_capacity(users.len());
    for row in assignments {
        let user = text(row, "AssigneeId").ok_or("an assignment has no assignee")?;
        if !is_in_force(row, parts.read_at) {
            continue;
        }
        let (path, permissions) = match text(row, "PermissionSetGroupId") {
            Some(id) => {
                let group = group_gives.get(id);
                let group =
                    group.ok_or_else(|| format!("the group {id} that the user {user} has is not listed"))?;
                (&group.path, &group.permissions)
            }
            None => {
                let id = text(row, "PermissionSetId").ok_or("an assignment names no permission set")?;
                let set = gives.get(id);
                let set = set.ok_or_else(|| {
                    format!("the permission set {id} that the user {user} has is not listed")
                })?;
                (&set.path, &set.permissions)
            }
        };
        if !permissions.is_empty() {
            assigned.entry(user).or_default().push((path, permissions));
        }
    }
    let mut by_permission: BTreeMap<&'static str, Vec<Holder>> =
        known.iter().map(|(name, _)| (*name, Vec::new())).collect();
    let with_id = users.iter().map(|row| Some((text(row, "Id")?, row)));
    let mut people: Vec<_> = with_id.collect::<Option<_>>().ok_or("a user has no id")?;
    people.sort_unstable_by_key(|(id, _)| *id);
    for (id, user) in people {
        match flag(user, "IsActive") {
            Some(true) => {}
            Some(false) => continue,
            None => return Err(format!("whether the user {id} is active is not said")),
        }
        let profile_id = text(user, "ProfileId").unwrap_or("");
        let own = of_profile.get(profile_id);
        let mut paths: BTreeMap<&'static str, BTreeSet<&str>> = BTreeMap::new();
        let mut add = |path, permissions: &[&'static str]| {
            for permission in permissions {
                paths.entry(*permission).or_default().insert(path);
            }
        };
        match own {
            Some(set) => add(set.path.as_str(), &set.permissions),
            None if text(user, "UserType").is_some_and(|kind| MACHINES.contains(&kind)) => {}
            None => {
                return Err(format!("what the profile “{profile_id}” of the user {id} gives is not shown"));
            }
        }
        for (path, permissions) in assigned.get(id).map_or(&[][..], Vec::as_slice) {
            add(path, permissions);
        }
        for (permission, paths) in paths {
            let holder = Holder {
                user_id: id.to_owned(),
                user_type: text(user, "UserType").unwrap_or("").to_owned(),
                profile_id: profile_id.to_owned(),
                profile: name_of.get(profile_id).copied().unwrap_or(profile_id).to_owned(),
                paths: paths.into_iter().map(str::to_owned).collect(),
            };
            by_permission.entry(permission).or_default().push(holder);
        }
    }
    Ok(Held { by_permission })
}

/// What a permission set group gives.
struct GroupGives {
    path: String,
    permissions: Vec<&'static str>,
}

fn groups_give<'a>(
    groups: &'a [Value],
    components: &[Value],
    gives: &HashMap<&str, Gives<'_>>,
) -> Result<HashMap<&'a str, GroupGives>, String> {
    let own: HashMap<_, _> =
        gives.values().filter_map(|set| Some((set.of_group?, &set.permissions))).collect();
    let mut members: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in components {
        if let (Some(group), Some(set)) = (text(row, "PermissionSetGroupId"), text(row, "PermissionSetId")) {
            members.entry(group).or_default().push(set);
        }
    }
    let mut given = HashMap::new();
    for row in groups {
        let id = text(row, "Id").ok_or("a permission set group has no id")?;
        let label = text(row, "MasterLabel").or(text(row, "DeveloperName")).unwrap_or(id);
        let current = own.get(id).filter(|_| text(row, "Status") == Some("Updated"));
        let permissions = match current {
            Some(permissions) => (*permissions).clone(),
            None => {
                let mut all: BTreeSet<&'static str> =
                    own.get(id).into_iter().flat_map(|own| own.iter()).copied().collect();
                let members = members.get(id).map_or(&[][..], Vec::as_slice);
                if members.is_empty() && !own.contains_key(id) {
                    return Err(format!("what the permission set group {id} gives is not shown"));
                }
                for member in members {
                    match gives.get(member) {
                        Some(set) => all.extend(&set.permissions),
                        None if member.starts_with(MUTING) => {}
                        None => {
                            return Err(format!(
                                "the permission set {member} of the group {id} is not listed"
                            ));
                        }
                    }
                }
                all.into_iter().collect()
            }
        };
        given.insert(id, GroupGives { path: format!("Permission set group “{label}”"), permissions });
    }
    Ok(given)
}

/// Whether an assignment is in force: until it has expired, whatever `IsActive` says, whose meaning is not told.
fn is_in_force(row: &Value, now: Time) -> bool {
    text(row, "ExpirationDate").and_then(|at| at.parse::<Time>().ok()).is_none_or(|at| at > now)
}

fn column(permission: &str) -> String {
    format!("Permissions{permission}")
}

/// Something of the administrators and one more table.
fn administrators(
    read: &WholeSet,
    held: &Result<(Held, Time), Absent>,
    with: &'static str,
    made: impl Fn(&[Holder], &[Value]) -> Result<Vec<Value>, String>,
) -> Result<(Presence, Time), Absent> {
    let (held, at) = held.as_ref().map_err(|Absent(absence, at)| Absent(absence.clone(), *at))?;
    let parts = Parts::of(read, &[with])?;
    let at = parts.read_at.min(*at);
    let absent = |why| Absent(not_provable(why), at);
    let holders = held
        .by_permission
        .get(ADMINISTRATES)
        .ok_or_else(|| absent(format!("the org does not show who has {ADMINISTRATES}")))?;
    made(holders, parts.tables[0]).map(|rows| (whole(rows), at)).map_err(absent)
}

fn mfa(administrators: &[Holder], methods: &[Value]) -> Result<Vec<Value>, String> {
    let of_user: HashMap<_, _> = methods.iter().filter_map(|row| Some((text(row, "UserId")?, row))).collect();
    let row = |one: &Holder| {
        let known = of_user.get(one.user_id.as_str());
        let has = |method: &&&str| known.is_some_and(|row| flag(row, method) == Some(true));
        let methods: Vec<_> =
            METHODS.iter().filter(has).map(|method| method.trim_start_matches("Has")).collect();
        json!({ "user_id": one.user_id, "strong": !methods.is_empty(), "methods": methods, "paths": one.paths })
    };
    Ok(administrators.iter().map(row).collect())
}

fn networks(administrators: &[Holder], ranges: &[Value]) -> Result<Vec<Value>, String> {
    // Ranges add up: beside one that holds half the internet, a narrow one binds nobody.
    let mut of_profile: HashMap<&str, Option<u64>> = HashMap::new();
    for row in ranges {
        let profile = text(row, "ProfileId").ok_or("a login IP range has no profile")?;
        let count = of_profile.entry(profile).or_insert(Some(0));
        *count = count.filter(|_| is_narrow(row)).map(|count| count + 1);
    }
    let mut profiles: BTreeMap<&str, (&str, u64)> = BTreeMap::new();
    for one in administrators {
        profiles.entry(&one.profile_id).or_insert((&one.profile, 0)).1 += 1;
    }
    let row = |(id, (name, count)): (&str, (&str, u64))| {
        let ranges = of_profile.get(id).copied().flatten().unwrap_or(0);
        json!({ "profile_id": id, "profile": name, "administrators": count, "ranges": ranges })
    };
    Ok(profiles.into_iter().map(row).collect())
}

/// Whether a range of IPv4 addresses begins and ends in the same first octet. Another, or one of IPv6, is taken for wide.
fn is_narrow(row: &Value) -> bool {
    let octet = |column| Some(text(row, column)?.parse::<std::net::Ipv4Addr>().ok()?.octets()[0]);
    octet("StartAddress").is_some_and(|first| octet("EndAddress") == Some(first))
}

/// Active users, with when each was there last.
fn activity(users: &[Value], logins: &[Value]) -> Result<Vec<Value>, String> {
    let frozen: HashMap<_, _> =
        logins.iter().filter_map(|row| Some((text(row, "UserId")?, flag(row, "IsFrozen")?))).collect();
    let mut rows = Vec::new();
    for user in users {
        let id = text(user, "Id").ok_or("a user has no id")?;
        if flag(user, "IsActive").ok_or_else(|| format!("whether the user {id} is active is not said"))? {
            let signed_in = text(user, "LastLoginDate");
            let mut row = Map::new();
            row.insert("user_id".into(), id.into());
            row.insert("user_type".into(), text(user, "UserType").unwrap_or("").into());
            // Who has no such row was never frozen.
            row.insert("frozen".into(), frozen.get(id).copied().unwrap_or(false).into());
            row.insert("signed_in".into(), signed_in.is_some().into());
            if let Some(seen) = signed_in.or(text(user, "CreatedDate")) {
                row.insert("last_seen".into(), seen.into());
            }
            rows.push(Value::Object(row));
        }
    }
    Ok(rows)
}

#[cfg(test)]
#[path = "access_tests.rs"]
mod tests;
