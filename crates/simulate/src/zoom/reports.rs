//! Reports: who changed what (the operation log), who signed in, and meetings, of which there are none.

use super::{account::Plan, operation::Call, pages::Page, reply::Reply};
use crate::clock::zoom_time;
use axum::http::StatusCode;
use model::Time;
use serde_json::{Map, Value, json};
use std::{net::Ipv4Addr, time::Duration};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Longest span of one report: a month.
const SPAN_MAX: Duration = Duration::from_secs(31 * 24 * 60 * 60);
/// How far back sign-ins can be read: six months.
const ACTIVITIES_MAX: Duration = Duration::from_secs(184 * 24 * 60 * 60);
/// What `category_type` may be.
const CATEGORIES: &[&str] = &[
    "all",
    "user",
    "user_settings",
    "account",
    "billing",
    "im",
    "recording",
    "phone_contacts",
    "webinar",
    "sub_account",
    "role",
    "zoom_rooms",
];

/// `GET /report/operationlogs?from=&to=&category_type=&page_size=&next_page_token=`, newest first.
pub fn operations(call: &mut Call<'_>) -> Reply {
    if let Some(refusal) = not_licensed(call) {
        return refusal;
    }
    for name in ["from", "to"] {
        if call.query.get(name).is_none_or(String::is_empty) {
            return Reply::invalid_field(name, "This field is required.");
        }
    }
    let (from, to) = match span(call) {
        Ok(span) => span,
        Err(refusal) => return *refusal,
    };
    let category = call.query.get("category_type").map_or("all", String::as_str).to_owned();
    if !CATEGORIES.contains(&category.as_str()) {
        return Reply::invalid_field("category_type", "Invalid field.");
    }
    let meant = |kept: &str| category == "all" || kept.to_lowercase().replace(' ', "_") == category;
    let rows: Vec<Value> = call
        .account
        .journal
        .iter()
        .rev()
        .filter(|entry| entry.at >= from && entry.at < to && meant(&entry.category))
        .map(|entry| entry.row())
        .collect();
    match page_of(call, rows, &format!("operationlogs?{from}&{to}&{category}")) {
        Ok(page) => Reply::ok(json!({
            "next_page_token": page.next_page_token,
            "page_size": page.page_size,
            "operation_logs": page.items,
        })),
        Err(refusal) => *refusal,
    }
}

/// `GET /report/activities?from=&to=&page_size=&next_page_token=`, newest first: when each person signed in last.
pub fn activities(call: &mut Call<'_>) -> Reply {
    if let Some(refusal) = not_licensed(call) {
        return refusal;
    }
    let (from, to) = match span(call) {
        Ok(span) => span,
        Err(refusal) => return *refusal,
    };
    if call.now.since(from) > ACTIVITIES_MAX {
        return Reply::invalid_field("from", "The date range should fall within the last 6 months.");
    }
    let mut rows: Vec<(Time, Value)> = call
        .account
        .people
        .users
        .iter()
        .enumerate()
        .filter_map(|(index, user)| signed_in(index, user))
        .filter(|(at, _)| *at >= from && *at < to)
        .collect();
    rows.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    match page_of(call, rows, &format!("activities?{from}&{to}")) {
        Ok(page) => Reply::ok(json!({
            "from": zoom_time(from),
            "to": zoom_time(to),
            "next_page_token": page.next_page_token,
            "page_size": page.page_size,
            "activity_logs": page.items,
        })),
        Err(refusal) => *refusal,
    }
}

/// `GET /report/users?from=&to=&type=active|inactive`: hosts and their meetings. Nobody meets here: active are
/// those who may sign in, and all their figures are 0.
pub fn hosts(call: &mut Call<'_>) -> Reply {
    if let Some(refusal) = not_licensed(call) {
        return refusal;
    }
    let kind = call.query.get("type").map_or("active", String::as_str).to_owned();
    let (from, to) = match (span(call), kind.as_str()) {
        (Ok(span), "active" | "inactive") => span,
        (Ok(_), _) => return Reply::invalid_field("type", "Invalid field."),
        (Err(refusal), _) => return *refusal,
    };
    let rows = call.account.people.users.iter().filter(|user| user.get("status") == Some(&json!(kind)));
    let rows = rows.map(|user| {
        json!({
            "id": user["id"], "email": user["email"], "user_name": user["display_name"], "type": user["type"],
            "dept": user["dept"], "meetings": 0, "participants": 0, "meeting_minutes": 0,
        })
    });
    let rows = rows.collect();
    match page_of(call, rows, &format!("hosts?{from}&{to}&{kind}")) {
        Ok(page) => Reply::ok(json!({
            "from": day(from),
            "to": day(to.minus(Duration::from_millis(1))),
            "page_count": page.page_count,
            "page_number": page.page_number,
            "page_size": page.page_size,
            "total_records": page.total,
            "next_page_token": page.next_page_token,
            "total_meetings": 0,
            "total_participants": 0,
            "total_meeting_minutes": 0,
            "users": page.items,
        })),
        Err(refusal) => *refusal,
    }
}

/// `GET /report/daily?year=&month=`: the month's days, on which nobody met; without both, the current month.
pub fn daily(call: &mut Call<'_>) -> Reply {
    if let Some(refusal) = not_licensed(call) {
        return refusal;
    }
    let today = day(call.now);
    let mut current = today.split('-').filter_map(|part| part.parse::<i64>().ok());
    let mut number = |name: &str| {
        let current = current.next().unwrap_or_default();
        let given = call.query.get(name).filter(|text| !text.is_empty());
        given.map_or(Some(current), |text| text.parse().ok())
    };
    let (Some(year), Some(month @ 1..=12)) = (number("year"), number("month")) else {
        return Reply::invalid_field("month", "Invalid field.");
    };
    let days: Vec<(String, Time)> = (1..=31)
        .filter_map(|date| {
            let date = format!("{year:04}-{month:02}-{date:02}");
            moment(&date).map(|(at, _)| (date, at))
        })
        .collect();
    let is_recent = |(_, at): &(String, Time)| *at <= call.now && call.now.since(*at) <= ACTIVITIES_MAX;
    if !days.iter().any(is_recent) {
        let message = "Daily report can only be provided for a month that falls within the recent 6 months.";
        return Reply::error(StatusCode::BAD_REQUEST, 300, message);
    }
    let row = |(date, _): (String, Time)| json!({ "date": date, "new_users": 0, "meetings": 0, "participants": 0, "meeting_minutes": 0 });
    Reply::ok(json!({ "year": year, "month": month, "dates": days.into_iter().map(row).collect::<Vec<_>>() }))
}

/// The UTC day of a time, `yyyy-mm-dd`.
fn day(time: Time) -> String {
    time.to_string().chars().take(10).collect()
}

fn signed_in(index: usize, user: &Map<String, Value>) -> Option<(Time, Value)> {
    let text = |key: &str| user.get(key).and_then(Value::as_str);
    let at = text("last_login_time")?;
    let client = text("last_client_version").unwrap_or_default();
    let (version, system) = client.trim_end_matches(')').split_once('(').unwrap_or((client, ""));
    let kind = match system {
        "win" => "PC",
        "mac" => "Mac",
        "ios" => "iPhone",
        "android" => "Android",
        _ => "Browser",
    };
    // Addresses of the documentation block (RFC 5737).
    let host = u8::try_from(index % 250).unwrap_or_default() + 1;
    let row = json!({
        "email": text("email"),
        "time": at,
        "type": "Sign in",
        "ip_address": Ipv4Addr::new(192, 0, 2, host).to_string(),
        "client_type": kind,
        "version": version,
    });
    Some((at.parse().ok()?, row))
}

fn not_licensed(call: &Call<'_>) -> Option<Reply> {
    (call.account.plan == Plan::Free).then(|| Reply::error(StatusCode::BAD_REQUEST, 200, "No permission."))
}

/// From (inclusive) and to (exclusive); a day as the end means the whole of it. Without `from` and `to` it is
/// the month that ends now.
fn span(call: &Call<'_>) -> Result<(Time, Time), Box<Reply>> {
    let moment = |name: &str| match call.query.get(name).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => match moment(text) {
            Some(found) => Ok(Some(found)),
            None => Err(Box::new(Reply::invalid_field(name, "Invalid field."))),
        },
    };
    let to = match moment("to")? {
        None => call.now.plus(Duration::from_millis(1)),
        Some((at, true)) => at.plus(DAY),
        Some((at, false)) => at.plus(Duration::from_secs(60)),
    };
    let from = moment("from")?.map_or(to.minus(Duration::from_secs(30 * 24 * 60 * 60)), |(at, _)| at);
    if to < from || to.since(from) > SPAN_MAX + DAY {
        return Err(Box::new(Reply::invalid_field("to", "The date range should only be one month.")));
    }
    Ok((from, to))
}

/// `yyyy-mm-dd` (and that it is a day), `yyyy-MM-dd HH:mm`, or the form of Zoom's own times.
fn moment(text: &str) -> Option<(Time, bool)> {
    let day = format!("{text}T00:00:00Z").parse().ok().filter(|_| text.len() == 10);
    let minute = || format!("{}:00Z", text.replace(' ', "T")).parse().ok();
    day.map(|at| (at, true)).or_else(|| minute().or_else(|| text.parse().ok()).map(|at| (at, false)))
}

fn page_of(call: &mut Call<'_>, rows: Vec<Value>, of: &str) -> Result<Page<Value>, Box<Reply>> {
    call.account.pages.page(rows, of, &call.query, call.now, call.random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_days_minutes_or_zooms_own_form() {
        let at = |text: &str| moment(text).map(|(at, day)| (at.to_string(), day));
        assert_eq!(at("2026-11-21"), Some(("2026-11-21T00:00:00.000Z".into(), true)));
        assert_eq!(at("2026-11-21 08:05"), Some(("2026-11-21T08:05:00.000Z".into(), false)));
        assert_eq!(at("2026-11-21T08:05:09Z"), Some(("2026-11-21T08:05:09.000Z".into(), false)));
        for wrong in ["", "yesterday", "2026-13-01", "21.11.2026"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }
}
