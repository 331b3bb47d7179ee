//! Zoom's operation log as a source of changes: what administrators did, each entry once.

use super::{known, redact::redact, view::VIEWS, walk::time_of};
use crate::{
    http::words,
    source::{ChangesPage, ConnectError, Cursor, LOG_ENTRY, Notice},
};
use model::{ContentHash, Secret, SetName, Time};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Entries are asked for in whole minutes, a minute more on either side.
const MARGIN: Duration = Duration::from_secs(60);
/// Longest text that is kept of an entry, in characters.
const TEXT_CHARS_MAX: usize = 2_000;

/// The span of the log that is asked for.
pub(super) fn query(since: Time, now: Time, cursor: Option<&Cursor>) -> Vec<(&'static str, String)> {
    let minute =
        |time: Time| time.to_string().chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect();
    let mut query = vec![
        ("from", minute(since.minus(MARGIN))),
        ("to", minute(now.plus(MARGIN))),
        ("page_size", super::walk::PAGE_ROWS.to_string()),
    ];
    query.extend(cursor.map(|cursor| ("next_page_token", cursor.as_str().to_owned())));
    query
}

/// One page of the log.
///
/// # Errors
/// [`ConnectError::Changed`] for a page that is the one before again.
pub(super) fn read(
    document: &Map<String, Value>,
    cursor: Option<&Cursor>,
    account: &str,
    secrets: &[&Secret],
    now: Time,
) -> Result<ChangesPage, ConnectError> {
    let entries = document.get("operation_logs").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let token = document.get("next_page_token").and_then(Value::as_str).filter(|token| !token.is_empty());
    let next = token.map(Cursor::new);
    if next.is_some() && next.as_ref() == cursor {
        return Err(ConnectError::Changed { what: "the operation log gave the same page again".into() });
    }
    let notices =
        entries.iter().filter(|entry| entry.is_object()).map(|entry| notice(entry, account, secrets, now));
    Ok(ChangesPage { notices: notices.collect(), next, allowance: None })
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

    const NOW: Time = Time::from_ms(1_795_248_000_000); // 2026-11-21T08:00:00Z

    fn page(entries: Value, token: &str) -> ChangesPage {
        let document = json!({"operation_logs": entries, "next_page_token": token});
        read(document.as_object().unwrap(), None, "acc", &[&Secret::new("planted-secret")], NOW).unwrap()
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
        let stuck = read(again.as_object().unwrap(), page.next.as_ref(), "acc", &[], NOW);
        assert!(matches!(stuck, Err(ConnectError::Changed { .. })));
    }

    #[test]
    fn whole_minutes_are_asked_for() {
        let asked = query(NOW.minus(Duration::from_secs(90)), NOW, Some(&Cursor::new("t")));
        let asked: Vec<_> = asked.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let expected = ["from=2026-11-21 07:57", "to=2026-11-21 08:01", "page_size=300", "next_page_token=t"];
        assert_eq!(asked, expected);
    }
}
