//! Lists that add up, and lists that do not.

use super::*;
use crate::source::zoom::view::VIEWS;
use serde_json::json;

fn of(signal: &str) -> &'static View {
    VIEWS.iter().find(|view| view.signal == signal).unwrap()
}

fn document(value: Value) -> Found {
    match value {
        Value::Object(map) => Found::Document(map),
        other => panic!("{other}"),
    }
}

fn denied(kind: AbsenceKind) -> Found {
    Found::Absent(Absence { kind, message: "no".into(), right: None })
}

/// Walks from the beginning of a view through these answers, and gives what each came to, short.
fn walk(signal: &str, answers: Vec<Value>) -> Result<(Vec<String>, Option<Place>), ConnectError> {
    let (mut said, mut next) = (Vec::new(), Some(Place::at(of(signal))));
    for answer in answers {
        let place = next.take().expect("there is more");
        let view = place.view().unwrap();
        let step = advance(view, place, document(answer))?;
        for (signal, presence) in step.parts {
            said.push(match presence {
                Presence::Table(table) => {
                    format!("{signal} {}{}", table.rows.len(), if table.complete { " complete" } else { "" })
                }
                other => format!("{signal} {other:?}"),
            });
        }
        next = step.next;
    }
    Ok((said, next))
}

fn users(ids: std::ops::Range<u32>, total: Option<u64>, token: Option<&str>) -> Value {
    let mut page = json!({"users": ids.map(|id| json!({"id": format!("u{id}")})).collect::<Vec<_>>()});
    if let Some(total) = total {
        page["total_records"] = json!(total);
    }
    if let Some(token) = token {
        page["next_page_token"] = json!(token);
    }
    page
}

#[test]
fn users_are_complete_after_the_last_page_of_the_last_list() {
    let answers = vec![
        users(0..0, Some(0), Some("")),
        users(0..2, Some(3), Some("more")),
        users(2..3, Some(3), Some("")),
        users(3..4, Some(1), None),
    ];
    let (said, next) = walk("users", answers).unwrap();
    assert_eq!(said, ["users 0", "users 2", "users 1", "users 1 complete"]);
    assert_eq!(next, Some(Place::at(of("roles"))));
}

#[test]
fn what_does_not_add_up_begins_anew() {
    let (more, end) = (Some("more"), Some(""));
    for pages in [
        vec![users(0..2, Some(3), more), users(2..3, Some(4), end)],
        vec![users(0..2, Some(3), more), users(2..4, Some(3), end)],
        vec![users(0..2, Some(3), more), users(2..2, Some(3), end)],
        vec![users(0..2, Some(3), more), users(0..2, Some(3), more)],
        vec![users(0..2, Some(3), end)],
        vec![users(0..2, Some(3), None)],
        vec![users(0..2, None, more), users(2..2, None, more)],
    ] {
        let error = walk("users", pages.clone()).unwrap_err();
        assert!(error.begins_anew(), "{pages:?}: {error}");
    }
}

#[test]
fn a_list_whose_end_nothing_shows_is_not_complete() {
    let empty = || users(0..0, Some(0), Some(""));
    let (said, _) = walk("users", vec![users(0..2, None, None), empty(), empty()]).unwrap();
    assert_eq!(said.last().unwrap(), "users 0");
    let (said, _) = walk("users", vec![users(0..2, None, Some("")), empty(), empty()]).unwrap();
    assert_eq!(said.last().unwrap(), "users 0 complete");
}

#[test]
fn absences_are_definite_at_the_beginning_only() {
    let scope = || denied(AbsenceKind::ScopeMissing);
    let first = advance(of("users"), Place::at(of("users")), scope()).unwrap();
    assert!(matches!(first.parts[..], [("users", Presence::Absent(_))]));
    let (_, next) = walk("users", vec![users(0..2, Some(3), Some("more"))]).unwrap();
    assert!(advance(of("users"), next.unwrap(), scope()).unwrap_err().begins_anew());
    let (_, next) = walk("users", vec![users(0..2, Some(2), Some(""))]).unwrap();
    assert!(advance(of("users"), next.unwrap(), scope()).unwrap_err().begins_anew());
    // What rests on a list that is not there is not there either.
    for (list, signals) in [
        ("roles", vec!["roles", "role.members"]),
        (
            "groups",
            vec![
                "groups",
                "group.settings",
                "group.settings.meeting_security",
                "group.settings.meeting_authentication",
            ],
        ),
    ] {
        let step = advance(of(list), Place::at(of(list)), denied(AbsenceKind::NotLicensed)).unwrap();
        assert_eq!(step.parts.iter().map(|(signal, _)| *signal).collect::<Vec<_>>(), signals);
        assert!(step.parts.iter().all(|(_, presence)| matches!(presence, Presence::Absent(_))));
        assert_eq!(step.next, None);
    }
}

fn role(id: &str) -> Value {
    json!({"id": id, "name": id, "total_members": 1})
}

#[test]
fn custom_roles_are_looked_at_and_the_members_of_administrative_ones_listed() {
    let roles = json!({"roles": [role("2"), role("c1"), role("0"), role("c2")], "total_records": 4});
    let (said, next) = walk("roles", vec![roles.clone(), json!({"privileges": []})]).unwrap();
    assert!(said.is_empty());
    let step = advance(
        &super::super::view::ROLE_VIEW,
        next.unwrap(),
        document(json!({"privileges": ["User:Edit"]})),
    );
    let Step { parts, next } = step.unwrap();
    let Presence::Table(table) = &parts[0].1 else { panic!() };
    let told: Vec<_> = table
        .rows
        .iter()
        .map(|row| (row["id"].as_str().unwrap(), row["administrative"].as_bool().unwrap()))
        .collect();
    assert_eq!((told, table.complete), (vec![("2", false), ("c1", false), ("0", true), ("c2", true)], true));
    let next = next.unwrap();
    assert_eq!((next.signal.as_str(), next.thing().unwrap().id.as_str()), ("role.members", "0"));
    let members = |id: &str, token: &str| {
        document(json!({"members": [{"id": id}], "next_page_token": token, "total_records": 2}))
    };
    // The first role asked about is not the first of the list: nothing of the signal was given yet.
    let absent = advance(of("role.members"), next.clone(), denied(AbsenceKind::ScopeMissing)).unwrap();
    assert!(matches!(absent.parts[..], [("role.members", Presence::Absent(_))]));
    let gone = advance(of("role.members"), next.clone(), denied(AbsenceKind::NotFound)).unwrap_err();
    assert!(gone.begins_anew());
    let step = advance(of("role.members"), next, members("u1", "more")).unwrap();
    let step = advance(of("role.members"), step.next.unwrap(), members("u2", "")).unwrap();
    let next = step.next.unwrap();
    assert_eq!(next.thing().unwrap().id, "c2");
    let last = document(json!({"members": [{"id": "u1"}], "next_page_token": "", "total_records": 1}));
    let step = advance(of("role.members"), next, last).unwrap();
    let row = json!({"role_id": "c2", "user_id": "u1"});
    assert_eq!(step, Step { parts: vec![("role.members", table_of(vec![row]))], next: None });
}

fn table_of(rows: Vec<Value>) -> Presence {
    Presence::Table(Table { rows, complete: true })
}

#[test]
fn each_group_gives_one_row_of_each_kind_of_settings() {
    let groups = json!({"groups": [{"id": "g1", "name": "A", "total_members": 3}, {"id": "g2", "name": "B"}],
        "next_page_token": "", "total_records": 2});
    let settings = json!({"in_meeting": {"chat": true}});
    let (said, next) = walk("groups", vec![groups, settings.clone(), settings.clone()]).unwrap();
    assert_eq!(said, ["groups 2 complete", "group.settings 1", "group.settings 1 complete"]);
    let next = next.unwrap();
    assert_eq!(
        (next.signal.as_str(), next.step, next.things.len()),
        ("group.settings.meeting_security", 0, 2)
    );
    assert_eq!(super::query(of(&next.signal), &next), [("option", "meeting_security".to_owned())]);
    let security = json!({"meeting_security": {"waiting_room": true}});
    let step = advance(of(&next.signal), next.clone(), document(security.clone())).unwrap();
    let row = json!({"id": "g1", "name": "A", "settings": security});
    assert_eq!(step.parts, vec![("group.settings.meeting_security", table(vec![row], false))]);
    // A group that is deleted meanwhile.
    assert!(advance(of(&next.signal), next, denied(AbsenceKind::NotFound)).unwrap_err().begins_anew());
}

#[test]
fn without_groups_there_are_no_settings_of_groups() {
    let none = json!({"groups": [], "next_page_token": "", "total_records": 0});
    let (said, next) = walk("groups", vec![none]).unwrap();
    let expected = [
        "groups 0 complete",
        "group.settings 0 complete",
        "group.settings.meeting_security 0 complete",
        "group.settings.meeting_authentication 0 complete",
    ];
    assert_eq!((said, next), (expected.map(str::to_owned).to_vec(), None));
}

#[test]
fn logs_are_asked_for_by_days_and_kept_for_the_last_28_hours() {
    let now: model::Time = "2026-11-21T08:00:00Z".parse().unwrap();
    let place = Place::at(of("operation.logs")).with_span(now);
    let expected = [("from", "2026-11-19"), ("to", "2026-11-21"), ("page_size", "300")];
    assert_eq!(
        super::query(of("operation.logs"), &place),
        expected.map(|(name, value)| (name, value.to_owned()))
    );
    let logs: Vec<_> = ["2026-11-20T03:59:59Z", "2026-11-20T04:00:00Z", "2026-11-21T08:00:01Z", "yesterday"]
        .map(|time| json!({"time": time}))
        .into();
    let answer = document(json!({"operation_logs": logs, "next_page_token": ""}));
    let step = advance(of("operation.logs"), place, answer).unwrap();
    let kept = vec![json!({"time": "2026-11-20T04:00:00Z"}), json!({"time": "yesterday"})];
    assert_eq!(step, Step { parts: vec![("operation.logs", table_of(kept))], next: None });
}

#[test]
fn what_rests_on_a_list_without_proof_of_its_end_has_none_either() {
    let groups = json!({"groups": [{"id": "g1", "name": "Sales", "total_members": 1}]});
    let settings = || json!({"in_meeting": {}});
    let (said, next) = walk("groups", vec![groups, settings(), settings(), settings()]).unwrap();
    let expected = [
        "groups 1",
        "group.settings 1",
        "group.settings.meeting_security 1",
        "group.settings.meeting_authentication 1",
    ];
    assert_eq!((said, next), (expected.map(str::to_owned).to_vec(), None));

    // A list that has no pages, and all the same says that there is one more.
    let roles = json!({"roles": [{"id": "0", "name": "Owner"}], "next_page_token": "more"});
    let members = json!({"members": [{"id": "u1"}], "next_page_token": "", "total_records": 1});
    let (said, next) = walk("roles", vec![roles, members]).unwrap();
    assert_eq!((said, next), (["roles 1", "role.members 1"].map(str::to_owned).to_vec(), None));
}

#[test]
fn a_row_that_nothing_tells_apart_is_not_understood() {
    for rows in [json!([{"email": "a@example.com"}]), json!([null]), json!([{"id": ""}])] {
        let error = walk("groups", vec![json!({"groups": rows, "next_page_token": ""})]).unwrap_err();
        assert!(matches!(error, ConnectError::Unexpected { .. }), "{error}");
    }
}

#[test]
fn each_list_of_apps_says_which_it_is() {
    let apps = |id: &str| json!({"apps": [{"app_id": id}], "next_page_token": ""});
    let (said, next) = walk("marketplace.apps", vec![apps("a"), apps("a"), apps("b")]).unwrap();
    assert_eq!((said.last().unwrap().as_str(), next), ("marketplace.apps 1 complete", None));
    let asked: Vec<_> = (0..3)
        .map(|step| {
            super::query(of("marketplace.apps"), &Place { step, ..Place::at(of("marketplace.apps")) })[0]
                .1
                .clone()
        })
        .collect();
    assert_eq!(asked, ["account_added", "approved_apps", "restricted_apps"]);
}
