//! Joins of a Salesforce org (who holds which permission, by which path): twice the org, at most 2.2 times the time.

use crate::measure::{self, Stopwatch};
use anyhow::{Context, Result, ensure};
use connect::source::{Source, WholeSet, salesforce::Salesforce};
use model::{Presence, SetName, SignalName, SystemClock, Table, Time};
use serde_json::{Value, json};
use std::{hint::black_box, sync::Arc};

const USERS: usize = 2_000;
const ROUNDS: usize = 15;
/// More than a machine's caches hold, in bytes.
const CACHES: usize = 256 << 20;
/// Permission sets of the smaller org; the assignments are five a user.
const PERMISSION_SETS: usize = 500;

pub fn run() -> Result<()> {
    let source = Salesforce::new(None, Arc::new(SystemClock))?;
    let set: SetName = "access".parse()?;
    let (one, two) = (org(1)?, org(2)?);
    // Rows are as cold as they are after a read, in both.
    let elsewhere = vec![1_u8; CACHES];
    let holders = |mut read: WholeSet| {
        black_box(elsewhere.iter().map(|byte| u64::from(*byte)).sum::<u64>());
        let clock = Stopwatch::start();
        source.reduce(&set, &mut read);
        let took = clock.elapsed();
        (took, black_box(read))
    };
    let (_, joined) = holders(one.clone());
    let name: SignalName = "permission.holders".parse()?;
    let found = match joined.get(&name) {
        Some((Presence::Document { value }, _)) => value["ModifyAllData"].as_array().map_or(0, Vec::len),
        other => anyhow::bail!("the join came to {other:?}"),
    };
    ensure!(found > 0, "nobody holds anything");
    let (mut small, mut large) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        small.push(holders(one.clone()).0);
        large.push(holders(two.clone()).0);
    }
    let (small, large) = (measure::Spread::of(small), measure::Spread::of(large));
    let names = ["2,000 users, 500 permission sets, 10,000 assignments", "twice of each (bound: 2.2 times)"];
    measure::print(&format!("joins of an org, {found} holders of ModifyAllData"), &names, &[small, large]);
    println!(
        "  twice the org takes {:.2} times the time",
        large.median.as_secs_f64() / small.median.as_secs_f64()
    );
    Ok(())
}

/// The tables of the set *access*, so many times the small org.
fn org(times: usize) -> Result<WholeSet> {
    let (users, sets) = (USERS * times, PERMISSION_SETS * times);
    let all = |count: usize, row: &dyn Fn(usize) -> Value| (0..count).map(row).collect::<Vec<_>>();
    let groups = sets / 10;
    let permission_set = |at: usize| {
        // The first ten belong to profiles, the next tenth to groups.
        let (of_profile, of_group) = (at < 10, (10..10 + groups).contains(&at));
        let mut row = json!({"Id": format!("0PS{at}"), "Name": format!("S{at}"), "Label": format!("Set {at}"),
            "Type": if of_group { "Group" } else { "Regular" }, "IsOwnedByProfile": of_profile,
            "ProfileId": of_profile.then(|| format!("00e{at}")),
            "PermissionSetGroupId": of_group.then(|| format!("0PG{}", at - 10))});
        for (nth, permission) in
            ["ModifyAllData", "ViewAllData", "AuthorApex", "ManageUsers"].iter().enumerate()
        {
            row[format!("Permissions{permission}")] = (at + nth).is_multiple_of(37).into();
        }
        row
    };
    let tables = [
        (
            "users",
            all(users, &|at| {
                json!({"Id": format!("005{at:08}"), "IsActive": !at.is_multiple_of(20), "UserType": "Standard",
                "ProfileId": format!("00e{}", at % 10), "LastLoginDate": "2026-11-01T00:00:00.000Z"})
            }),
        ),
        ("profiles", all(10, &|at| json!({"Id": format!("00e{at}"), "Name": format!("Profile {at}")}))),
        ("permission_sets", all(sets, &permission_set)),
        (
            "permission_set_groups",
            all(
                groups,
                &|at| json!({"Id": format!("0PG{at}"), "MasterLabel": format!("Group {at}"), "Status": "Updated"}),
            ),
        ),
        (
            "permission_set_group_components",
            all(groups * 5, &|at| {
                json!({"Id": format!("0PC{at}"), "PermissionSetGroupId": format!("0PG{}", at % groups),
                "PermissionSetId": format!("0PS{}", 10 + groups + at % (sets - groups - 10))})
            }),
        ),
        (
            "permission_set_assignments",
            all(users * 5, &|at| {
                let group = at.is_multiple_of(7).then(|| format!("0PG{}", at % groups));
                json!({"Id": format!("0Pa{at}"), "AssigneeId": format!("005{:08}", at % users),
                "PermissionSetId": format!("0PS{}", 10 + groups + at % (sets - groups - 10)),
                "PermissionSetGroupId": group, "ExpirationDate": null, "IsActive": true})
            }),
        ),
        ("user.logins", all(users, &|at| json!({"UserId": format!("005{at:08}"), "IsFrozen": false}))),
        (
            "mfa.methods",
            all(users, &|at| json!({"UserId": format!("005{at:08}"), "HasTotp": at.is_multiple_of(3)})),
        ),
        (
            "profile.login_ip_ranges",
            all(10, &|at| json!({"Id": format!("r{at}"), "ProfileId": format!("00e{at}")})),
        ),
    ];
    let now: Time = "2026-11-21T08:00:00Z".parse().context("a time")?;
    let table = |(name, rows): (&str, Vec<Value>)| {
        Ok((name.parse::<SignalName>()?, (Presence::Table(Table { rows, complete: true }), now)))
    };
    tables.into_iter().map(table).collect()
}
