//! Notices of break-glass reading: one for each turn that a request takes, and none for a single opening.
//!
//! They go to the targets that take this kind of alert, at the highest severity. No alert stands for a request, since
//! alerts may be dismissed; the request stands for itself. A message names who asked, who decided, and how often
//! something was read. It names no mailbox, says no reason and no word of what was read: those stand behind the link.

use super::message::Body;
use crate::{Engine, Result};
use model::{AlertKind, AlertSeverity, PrincipalId, Time};
use serde_json::json;
use store::{BreakGlassRow, BreakGlassUsed, Tx};

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BreakGlassNews {
    Asked,
    Withdrawn,
    Granted,
    Refused,
    /// Somebody ended it, or its time was up.
    Ended,
}

impl BreakGlassNews {
    /// What a message tells.
    const fn as_str(self) -> &'static str {
        match self {
            BreakGlassNews::Asked => "break_glass.asked",
            BreakGlassNews::Withdrawn => "break_glass.withdrawn",
            BreakGlassNews::Granted => "break_glass.granted",
            BreakGlassNews::Refused => "break_glass.refused",
            BreakGlassNews::Ended => "break_glass.ended",
        }
    }
}

/// The people of a request, by name.
struct Names {
    asked_by: String,
    decided_by: Option<String>,
    ended_by: Option<String>,
}

impl Engine {
    /// Tells of a turn that a request took, in the transaction in which it did. `row` is the request after it.
    pub(crate) async fn tell_of_request(
        &self,
        tx: &mut Tx,
        row: &BreakGlassRow,
        news: BreakGlassNews,
    ) -> Result<()> {
        let names = Names {
            asked_by: name(tx, Some(&row.asked_by)).await?.unwrap_or_default(),
            decided_by: name(tx, row.decided_by.as_ref()).await?,
            ended_by: name(tx, row.ended_by.as_ref()).await?,
        };
        let link = self.link(&format!("break-glass/{}", row.id));
        let body = body(row, &names, news, &link);
        tracing::warn!(request = %row.id, turn = news.as_str(), "break-glass reading");
        self.tell_of_break_glass(tx, &row.id, news.as_str(), &body).await
    }
}

async fn name(tx: &mut Tx, id: Option<&PrincipalId>) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    Ok(Some(tx.principals().get(id).await?.map_or_else(|| "(removed)".to_owned(), |row| row.name)))
}

fn body(row: &BreakGlassRow, names: &Names, news: BreakGlassNews, link: &str) -> Body {
    let asker = &names.asked_by;
    let until = row.until.map(|until| until.to_string()).unwrap_or_default();
    let (subject, said) = match news {
        BreakGlassNews::Asked => (
            format!("{asker} asks for break-glass reading"),
            "It waits for a second person, who grants or refuses it.".to_owned(),
        ),
        BreakGlassNews::Withdrawn => (
            format!("{asker} withdrew a request for break-glass reading"),
            "Nobody had decided on it, and nothing was read.".to_owned(),
        ),
        BreakGlassNews::Granted => (
            format!("{asker} reads by break-glass until {until}"),
            "A second person granted it. Every opening is recorded, and it can be ended at any time."
                .to_owned(),
        ),
        BreakGlassNews::Refused => {
            (format!("{asker} was refused break-glass reading"), "Nothing was read.".to_owned())
        }
        BreakGlassNews::Ended => (
            format!("The break-glass reading of {asker} has ended"),
            format!("Nothing more can be opened by it. {}", used(row.used)),
        ),
    };
    let mut lines = vec![
        format!("Mailboxes: {}", row.mailboxes.len()),
        format!("Asked: {}, for {} minutes", row.asked_at, row.minutes),
    ];
    let turn = |what: &str, at: Option<Time>, by: &str| at.map(|at| format!("{what}: {at}, {by}"));
    let decided = names.decided_by.as_ref().and_then(|by| {
        let what = if row.until.is_some() { "Granted" } else { "Refused" };
        turn(what, row.decided_at, &format!("by {by}"))
    });
    let ended_by = names.ended_by.as_ref().map_or("its time was up".to_owned(), |by| format!("by {by}"));
    lines.extend(decided);
    lines.extend(turn("Ended", row.ended_at, &ended_by));
    let text = format!("{subject}\n\n{said}\n\n{}\n\n{link}\n", lines.join("\n"));
    let data = json!({
        "id": row.id,
        "kind": AlertKind::BreakGlass,
        "title": subject,
        "severity": AlertSeverity::High,
        "asked_by": asker,
        "asked_at": row.asked_at,
        "minutes": row.minutes,
        "mailboxes": row.mailboxes.len(),
        "decided_by": names.decided_by,
        "decided_at": row.decided_at,
        "until": row.until,
        "ended_by": names.ended_by,
        "ended_at": row.ended_at,
        "used": {
            "listed": row.used.listed, "opened": row.used.opened, "downloaded": row.used.downloaded,
        },
        "link": link,
    });
    Body { subject, text, data }
}

/// “2 lists of messages, 3 messages and 1 download were opened by it.”
fn used(used: BreakGlassUsed) -> String {
    if used == BreakGlassUsed::default() {
        return "Nothing was opened by it.".to_owned();
    }
    let some = |count: u32, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    format!(
        "By it were opened: {}, {}, {}.",
        some(used.listed, "list of messages", "lists of messages"),
        some(used.opened, "message", "messages"),
        some(used.downloaded, "download", "downloads"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{BreakGlassId, MailboxId, ManualClock, SeededRandom};
    use store::BreakGlassState;

    fn check(news: BreakGlassNews, expect: &str) {
        let (clock, random) = (ManualClock::at(Time::from_ms(1_795_000_000_000)), SeededRandom::new(4));
        let at = |minutes: i64| Some(Time::from_ms(1_795_000_000_000 + 60_000 * minutes));
        let granted = matches!(news, BreakGlassNews::Granted | BreakGlassNews::Ended);
        let decided = granted || news == BreakGlassNews::Refused;
        let ended = matches!(news, BreakGlassNews::Ended | BreakGlassNews::Withdrawn);
        let mailbox = MailboxId::make(&clock, &random);
        let row = BreakGlassRow {
            id: BreakGlassId::make(&clock, &random),
            asked_by: PrincipalId::make(&clock, &random),
            asked_at: Time::from_ms(1_795_000_000_000),
            reason: "A complaint about Jan Kowalski".to_owned(),
            mailboxes: vec![mailbox.clone()],
            minutes: 30,
            decided_by: decided.then(|| PrincipalId::make(&clock, &random)),
            decided_at: decided.then(|| at(5)).flatten(),
            state: BreakGlassState::Asked,
            until: granted.then(|| at(35)).flatten(),
            ended_by: None,
            ended_at: ended.then(|| at(35)).flatten(),
            used: BreakGlassUsed { listed: 1, opened: 2, downloaded: 1 },
        };
        let names = Names {
            asked_by: "Ada".to_owned(),
            decided_by: decided.then(|| "Edda".to_owned()),
            ended_by: (news == BreakGlassNews::Withdrawn).then(|| "Ada".to_owned()),
        };
        let body = body(&row, &names, news, "https://house/break-glass/1");
        assert_eq!(body.text, expect);
        let all = format!("{} {} {}", body.subject, body.text, body.data);
        assert!(!all.contains("Kowalski") && !all.contains(&mailbox.to_string()), "{all}");
    }

    #[test]
    fn a_notice_says_who_and_until_when_and_neither_why_nor_whose_mailbox() {
        check(
            BreakGlassNews::Asked,
            "Ada asks for break-glass reading\n\n\
             It waits for a second person, who grants or refuses it.\n\n\
             Mailboxes: 1\nAsked: 2026-11-18T11:06:40.000Z, for 30 minutes\n\nhttps://house/break-glass/1\n",
        );
        check(
            BreakGlassNews::Granted,
            "Ada reads by break-glass until 2026-11-18T11:41:40.000Z\n\n\
             A second person granted it. Every opening is recorded, and it can be ended at any time.\n\n\
             Mailboxes: 1\nAsked: 2026-11-18T11:06:40.000Z, for 30 minutes\n\
             Granted: 2026-11-18T11:11:40.000Z, by Edda\n\nhttps://house/break-glass/1\n",
        );
        check(
            BreakGlassNews::Refused,
            "Ada was refused break-glass reading\n\nNothing was read.\n\n\
             Mailboxes: 1\nAsked: 2026-11-18T11:06:40.000Z, for 30 minutes\n\
             Refused: 2026-11-18T11:11:40.000Z, by Edda\n\nhttps://house/break-glass/1\n",
        );
        check(
            BreakGlassNews::Withdrawn,
            "Ada withdrew a request for break-glass reading\n\n\
             Nobody had decided on it, and nothing was read.\n\n\
             Mailboxes: 1\nAsked: 2026-11-18T11:06:40.000Z, for 30 minutes\n\
             Ended: 2026-11-18T11:41:40.000Z, by Ada\n\nhttps://house/break-glass/1\n",
        );
        check(
            BreakGlassNews::Ended,
            "The break-glass reading of Ada has ended\n\n\
             Nothing more can be opened by it. By it were opened: 1 list of messages, 2 messages, 1 download.\n\n\
             Mailboxes: 1\nAsked: 2026-11-18T11:06:40.000Z, for 30 minutes\n\
             Granted: 2026-11-18T11:11:40.000Z, by Edda\n\
             Ended: 2026-11-18T11:41:40.000Z, its time was up\n\nhttps://house/break-glass/1\n",
        );
        assert_eq!(used(BreakGlassUsed::default()), "Nothing was opened by it.");
    }
}
