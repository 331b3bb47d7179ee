//! Zoom's operation log as a source of changes: what administrators did, each entry once.

use super::{
    known,
    redact::redact,
    view::VIEWS,
    walk::{LOG_DAYS_AHEAD, time_of},
};
use crate::{
    http::words,
    source::{ChangesPage, ConnectError, Cursor, Notice},
};
use model::{ContentHash, Secret, SetName, Time};
use serde_json::{Map, Value, json};

/// What the names of these changes begin with.
const LOG_ENTRY: &str = "operation_log";
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Longest text that is kept of an entry, in characters.
const TEXT_CHARS_MAX: usize = 2_000;

/// The earliest time of an entry that may be new to who knows the log until `since`.
///
/// Zoom does not say whose days are asked for. Where they begin before ours, today's last entries are of its tomorrow,
/// and come only when it is tomorrow here.
pub(super) fn earliest(since: Time, now: Time) -> Time {
    let midnight = Time::from_ms(now.ms() - now.ms().rem_euclid(DAY_MS));
    if since < midnight { since.min(midnight.minus(LOG_DAYS_AHEAD)) } else { since }
}

/// The days of the log that are asked for: those in which what is not earlier than `earliest` may lie, whosever days
/// they are. None that has not begun here, as Zoom may refuse it.
pub(super) fn query(earliest: Time, now: Time, cursor: Option<&Cursor>) -> Vec<(&'static str, String)> {
    let day = |time: Time| time.to_string().chars().take(10).collect();
    let mut query = vec![
        ("from", day(earliest.minus(LOG_DAYS_AHEAD))),
        ("to", day(now)),
        ("page_size", super::walk::PAGE_ROWS.to_string()),
    ];
    query.extend(cursor.map(|cursor| ("next_page_token", cursor.as_str().to_owned())));
    query
}

/// What one page of the log has that is not earlier than `earliest`. Where it is the latest first, the first that is
/// earlier ends it, so that a busy day is not read to its beginning each time.
///
/// # Errors
/// [`ConnectError::Changed`] for a page that is the one before again.
pub(super) fn read(
    document: &Map<String, Value>,
    cursor: Option<&Cursor>,
    earliest: Time,
    (account, secrets): (&str, &[&Secret]),
    now: Time,
) -> Result<ChangesPage, ConnectError> {
    let entries = document.get("operation_logs").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let token = document.get("next_page_token").and_then(Value::as_str).filter(|token| !token.is_empty());
    let next = token.map(Cursor::new);
    if next.is_some() && next.as_ref() == cursor {
        return Err(ConnectError::Changed { what: "the operation log gave the same page again".into() });
    }
    let notices = entries
        .iter()
        .filter(|entry| entry.is_object() && time_of(entry).is_none_or(|at| at >= earliest))
        .map(|entry| notice(entry, account, secrets, now));
    let next = next.filter(|_| !ends(entries, earliest));
    Ok(ChangesPage { notices: notices.collect(), next, allowance: None })
}

/// Whether a page says that what follows it is earlier than `earliest`: each entry has a time, the latest is the first.
fn ends(entries: &[Value], earliest: Time) -> bool {
    let times: Option<Vec<_>> = entries.iter().map(time_of).collect();
    times.is_some_and(|times| {
        times.is_sorted_by(|one, next| one >= next) && times.last().is_some_and(|last| *last < earliest)
    })
}

fn notice(entry: &Value, account: &str, secrets: &[&Secret], now: Time) -> Notice {
    let text =
        |key: &str| entry.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let category = folded(text("category_type").unwrap_or(""));
    let mut new = json!({});
    for key in ["category_type", "action", "operation_detail"] {
        if let Some(text) = text(key) {
            new[key] = text.chars().take(TEXT_CHARS_MAX).collect::<String>().into();
        }
    }
    redact(&mut new, secrets);
    Notice {
        name: match category.as_str() {
            "" => LOG_ENTRY.into(),
            category => format!("{LOG_ENTRY}.{category}"),
        },
        account_id: account.to_owned(),
        occurred_at: time_of(entry).unwrap_or(now),
        operator: text("operator").and_then(|operator| words(operator, secrets)),
        old: None,
        new: Some(new),
        sets: touched(&category),
        // The map is in the order of its keys, whatever order Zoom sends them in.
        digest: ContentHash::of(format!("operation_log {entry}").as_bytes()),
    }
}

/// `User Settings` and `user_settings` are one category.
fn folded(category: &str) -> String {
    let kept = category.chars().filter(char::is_ascii).take(60).map(|c| match c.to_ascii_lowercase() {
        c if c.is_ascii_alphanumeric() => c,
        _ => '_',
    });
    kept.collect()
}

/// The sets that an entry's category touches; all of them where it is not known.
fn touched(category: &str) -> Vec<SetName> {
    let names: &[&'static str] = match category {
        "account" => &["settings", "locks", "domains", "apps"],
        "im" | "recording" | "webinar" | "zoom_rooms" => &["settings", "locks", "groups"],
        "user" | "role" => &["people"],
        "user_settings" => &["groups"],
        "group" | "groups" => &["groups", "people"],
        // Nothing that is read.
        "billing" | "phone_contacts" | "sub_account" => &[],
        _ => return super::view::sets().into_iter().map(|set| set.name).collect(),
    };
    debug_assert!(names.iter().all(|name| VIEWS.iter().any(|view| view.set == *name)));
    names.iter().map(|name| known(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    const NOW: Time = Time::from_ms(1_795_248_000_000); // 2026-11-21T08:00:00Z

    fn page(entries: Value, token: &str) -> ChangesPage {
        let document = json!({"operation_logs": entries, "next_page_token": token});
        let secret = Secret::new("planted-secret");
        read(document.as_object().unwrap(), None, NOW.minus(DAY), ("acc", &[&secret]), NOW).unwrap()
    }

    #[test]
    fn an_entry_says_who_what_when_and_what_to_read() {
        let entry = json!({"time": "2026-11-21T07:58:10Z", "operator": "admin@example.com", "category_type": "Account",
            "action": "Update", "operation_detail": "Security - Sign out after a time: from On to Off"});
        let page = page(json!([entry]), "");
        let notice = &page.notices[0];
        assert_eq!((notice.name.as_str(), notice.account_id.as_str()), ("operation_log.account", "acc"));
        assert_eq!(notice.occurred_at, "2026-11-21T07:58:10Z".parse().unwrap());
        assert_eq!(notice.operator.as_deref(), Some("admin@example.com"));
        assert_eq!(notice.new.as_ref().unwrap()["action"], "Update");
        let sets: Vec<_> = notice.sets.iter().map(SetName::as_str).collect();
        assert_eq!(sets, ["settings", "locks", "domains", "apps"]);
        assert_eq!(page.next, None);
    }

    #[test]
    fn the_same_entry_has_the_same_digest_whatever_the_order_of_its_keys() {
        let digest = |text: &str| {
            page(json!([serde_json::from_str::<Value>(text).unwrap()]), "").notices[0].digest.clone()
        };
        assert_eq!(digest(r#"{"time":"t","action":"a"}"#), digest(r#"{"action":"a","time":"t"}"#));
        assert_ne!(digest(r#"{"time":"t","action":"a"}"#), digest(r#"{"time":"t","action":"b"}"#));
    }

    #[test]
    fn an_unknown_category_touches_everything_and_oddities_lose_nothing() {
        let all = super::super::view::sets().len();
        let entries = json!([{"category_type": "Zoom Phone"}, {}, {"category_type": "billing"}, 7,
            {"category_type": "role", "operation_detail": "it was planted-secret"}]);
        let page = page(entries, "more");
        let found: Vec<_> = page.notices.iter().map(|n| (n.name.as_str(), n.sets.len())).collect();
        let expected = [
            ("operation_log.zoom_phone", all),
            ("operation_log", all),
            ("operation_log.billing", 0),
            ("operation_log.role", 1),
        ];
        assert_eq!(found, expected);
        assert_eq!(page.notices[1].occurred_at, NOW);
        assert!(!format!("{:?}", page.notices).contains("planted"));
        assert_eq!(page.next, Some(Cursor::new("more")));
        let again = json!({"operation_logs": [], "next_page_token": "more"});
        let stuck = read(again.as_object().unwrap(), page.next.as_ref(), NOW, ("acc", &[]), NOW);
        assert!(matches!(stuck, Err(ConnectError::Changed { .. })));
    }

    /// An hour of 21 November.
    fn at(time: &str) -> Time {
        format!("2026-11-21T{time}Z").parse().unwrap()
    }

    #[test]
    fn days_are_asked_for_whosever_they_are() {
        let days = |since: Time, now: Time| {
            let query = query(earliest(since, now), now, None);
            query[..2].iter().map(|(_, day)| day.clone()).collect::<Vec<_>>()
        };
        assert_eq!(days(at("07:45:00"), at("08:00:00")), ["2026-11-20", "2026-11-21"]);
        assert_eq!(days(at("14:10:00"), at("14:25:00")), ["2026-11-21", "2026-11-21"]);
        let night = at("00:05:00");
        assert_eq!(days(night.minus(Duration::from_secs(20 * 60)), night), ["2026-11-19", "2026-11-21"]);
        let paged = query(NOW, NOW, Some(&Cursor::new("t")));
        assert_eq!(paged[2..], [("page_size", "300".to_owned()), ("next_page_token", "t".to_owned())]);
    }

    #[test]
    fn what_may_come_only_after_midnight_is_looked_for_then() {
        assert_eq!(earliest(at("00:00:00"), at("00:15:00")), at("00:00:00"));
        let before = at("00:00:00").minus(Duration::from_secs(1));
        assert_eq!(earliest(before, at("00:15:00")), at("10:00:00").minus(DAY), "14 hours before midnight");
        let long_ago = at("00:00:00").minus(DAY);
        assert_eq!(earliest(long_ago, at("00:15:00")), long_ago);
    }

    #[test]
    fn a_busy_day_is_read_as_far_as_it_is_new() {
        let seen = |times: &[&str]| {
            let entries: Vec<_> =
                times.iter().map(|time| json!({"time": format!("2026-11-21T{time}Z")})).collect();
            let page = json!({"operation_logs": entries, "next_page_token": "more"});
            let page =
                read(page.as_object().unwrap(), None, at("07:45:00"), ("acc", &[]), at("08:00:00")).unwrap();
            (page.notices.len(), page.next.is_some())
        };
        assert_eq!(seen(&["07:59:00", "07:50:00", "07:45:00"]), (3, true), "there may be more");
        assert_eq!(seen(&["07:59:00", "07:50:00", "07:44:59"]), (2, false));
        assert_eq!(seen(&["07:00:00", "07:50:00"]), (1, true), "the earliest first: the new ones are behind");
        assert_eq!(seen(&["07:59:00", "07:44:00", "07:50:00"]), (2, true), "in no order");
        assert_eq!(seen(&["07:59:00", "at noon", "07:44:00"]), (2, true), "no readable time: kept");
        assert_eq!(seen(&[]), (0, true));
    }
}
