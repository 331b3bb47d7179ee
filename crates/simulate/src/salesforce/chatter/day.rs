//! A day's life: a few dozen things that people do, with edits, deletions and a return among them; another one each
//! time, and the same for the same org and day.

use super::{
    Refused,
    act::Action,
    content::{mix, words},
    groups, object,
};
use crate::salesforce::{org::Org, value::Value};
use model::Time;
use serde_json::{Value as Json, json};
use std::time::Duration;

/// Fewest people of a group, or of an org, in which a day goes on.
const PEOPLE_MIN: usize = 3;

/// Puts the next day's actions in the queue, spread over that time from now on; how many they are.
pub fn order(org: &mut Org, now: Time, over: Duration) -> Result<usize, Refused> {
    org.chatter.days += 1;
    let scenes = Scenes::of(org)?;
    let mut orders = scenes.all();
    let many = u32::try_from(orders.len()).unwrap_or(u32::MAX);
    let step = over / many.max(1);
    let mut at = now;
    let count = orders.len();
    for order in orders.drain(..) {
        let action: Action = serde_json::from_value(order).map_err(|error| error.to_string())?;
        org.chatter.queue.push_back((at, action));
        at = at.plus(step);
    }
    org.chatter.queue.make_contiguous().sort_by_key(|(at, _)| *at);
    Ok(count)
}

/// Does what is due; those that became impossible meanwhile are left out.
pub fn live(org: &mut Org, now: Time) {
    while org.chatter.queue.front().is_some_and(|(at, _)| *at <= now) {
        let Some((at, action)) = org.chatter.queue.pop_front() else { return };
        if let Err(error) = super::act::act(org, &action, at) {
            tracing::warn!(org = org.name, error, "an action of the day was left out");
        }
    }
}

struct Scenes {
    day: u64,
    /// Groups with those of their members who are there.
    groups: Vec<(String, Vec<String>)>,
    people: Vec<String>,
    record: Option<String>,
}

impl Scenes {
    fn of(org: &Org) -> Result<Self, Refused> {
        let users = object("User")?;
        let place = |name: &str| users.place(name).unwrap_or_default();
        let (active, kind) = (place("IsActive"), place("UserType"));
        let own = [&org.reader.user_id, &org.archiver.user_id];
        let there = org.rows(users).iter().filter(|row| {
            row[active].is_true() && row[kind].as_text() == Some("Standard") && row[0] != Value::Null
        });
        let ids = there.filter_map(|row| row[0].as_text().map(str::to_owned));
        let people: Vec<String> = ids.filter(|id| !own.contains(&id)).collect();
        let mut groups = Vec::new();
        for row in org.rows(object("CollaborationGroup")?) {
            let Some(id) = row[0].as_text() else { continue };
            let mut members =
                groups::people_of(org, "CollaborationGroupMember", "CollaborationGroupId", id, "MemberId");
            members.retain(|member| people.contains(member));
            if members.len() >= PEOPLE_MIN {
                groups.push((id.to_owned(), members));
            }
        }
        if groups.is_empty() || people.len() < PEOPLE_MIN {
            return Err(format!("a day needs a group of {PEOPLE_MIN} people who are there"));
        }
        let record = org.rows(object("Account")?).first().and_then(|row| row[0].as_text().map(str::to_owned));
        Ok(Self { day: org.chatter.days, groups, people, record })
    }

    fn pick<'a, T>(&self, all: &'a [T], what: u64) -> &'a T {
        let picked = mix(self.day.wrapping_mul(1_000) + what) % all.len() as u64;
        &all[usize::try_from(picked).unwrap_or_default()]
    }

    /// A group, and three of its people one after another.
    fn scene(&self, what: u64) -> (&str, [&str; 3]) {
        let (group, members) = self.pick(&self.groups, what);
        let first = mix(self.day.wrapping_mul(77) + what) % members.len() as u64;
        let first = usize::try_from(first).unwrap_or_default();
        (group, [0, 1, 2].map(|next| members[(first + next) % members.len()].as_str()))
    }

    fn named(&self, what: &str) -> String {
        format!("day {} {what}", self.day)
    }

    fn said(&self, what: u64, many: u64) -> String {
        words(mix(self.day.wrapping_mul(31) + what), many)
    }

    fn all(&self) -> Vec<Json> {
        let mut all = self.morning();
        all.extend(self.work());
        all.extend(self.second_thoughts());
        all.extend(self.aside());
        all.extend(self.evening());
        all
    }

    fn morning(&self) -> Vec<Json> {
        let (group, [a, b, c]) = self.scene(1);
        let (hello, answer) = (self.named("hello"), self.named("answer"));
        let body = format!("Good morning. Today: {}. @{{{b}}}, can you take it?", self.said(1, 9));
        vec![
            json!({ "do": "post", "as": hello, "by": a, "to": group, "body": body }),
            json!({ "do": "comment", "as": answer, "by": b, "on": hello, "body": "I can. By ten." }),
            json!({ "do": "comment", "by": c, "on": hello, "reply_to": answer,
                    "body": format!("Take the {} with you.", self.said(2, 3)) }),
            json!({ "do": "like", "by": c, "item": hello }),
            json!({ "do": "like", "by": b, "item": hello }),
        ]
    }

    fn work(&self) -> Vec<Json> {
        let (group, [a, b, c]) = self.scene(2);
        let (report, question) = (self.named("report"), self.named("question"));
        let file = format!("Report of day {}.txt", self.day);
        let rich = format!(
            "<p>Where we are: <b>{}</b></p><ul><li>{}</li><li>{}</li></ul><p>{{image:0}}</p>",
            self.said(3, 5),
            self.said(4, 6),
            self.said(5, 6)
        );
        vec![
            json!({ "do": "post", "as": report, "by": a, "to": group, "rich": true, "body": rich, "files": [
                { "name": "chart.png", "sort": "image", "seed": self.day, "inline": true },
                { "name": file, "sort": "text", "seed": self.day, "size": 24_000 } ] }),
            json!({ "do": "comment", "by": b, "on": report, "body": "The second figure is last week's.", "files": [
                { "name": "right.csv", "sort": "text", "seed": self.day + 1, "size": 900 } ] }),
            json!({ "do": "edit", "by": a, "item": report,
                    "body": format!("<p>Corrected: <b>{}</b></p>", self.said(6, 8)) }),
            json!({ "do": "post", "as": question, "by": c, "to": group, "type": "QuestionPost",
                    "title": format!("Who knows about the {}?", self.said(7, 2)), "body": self.said(8, 14) }),
            json!({ "do": "comment", "by": a, "on": question, "body": format!("Ask @{{{b}}}.") }),
            json!({ "do": "post", "by": b, "to": group, "body": "Worth reading.",
                    "link": { "url": format!("https://news.example.com/{}", self.day), "label": "The news" } }),
        ]
    }

    fn second_thoughts(&self) -> Vec<Json> {
        let (group, [a, b, c]) = self.scene(3);
        let names = ["hasty", "word", "gone", "back", "rash"].map(|what| self.named(what));
        let [hasty, word, gone, back, rash] = &names;
        vec![
            json!({ "do": "post", "as": hasty, "by": a, "to": group, "body": self.said(9, 12) }),
            json!({ "do": "edit", "by": a, "item": hasty, "body": format!("{}. @{{{c}}}", self.said(10, 12)) }),
            json!({ "do": "edit", "by": a, "item": hasty, "body": self.said(11, 12) }),
            json!({ "do": "comment", "as": word, "by": b, "on": hasty, "body": "This is nonsense." }),
            json!({ "do": "edit", "by": b, "item": word, "body": "I see it differently." }),
            json!({ "do": "comment", "as": rash, "by": c, "on": hasty, "body": "Not in this channel!" }),
            json!({ "do": "delete", "by": c, "item": rash }),
            json!({ "do": "post", "as": gone, "by": b, "to": group, "body": "Wrong group, sorry." }),
            json!({ "do": "delete", "by": b, "item": gone }),
            json!({ "do": "post", "as": back, "by": c, "body": self.said(12, 10) }),
            json!({ "do": "delete", "by": c, "item": back }),
            json!({ "do": "undelete", "by": c, "item": back }),
        ]
    }

    fn aside(&self) -> Vec<Json> {
        let [a, b] = [self.pick(&self.people, 4), self.pick(&self.people, 5)];
        let talk = self.named("talk");
        let mut all = Vec::new();
        if a != b {
            all.push(json!({ "do": "post", "by": a, "to": b, "body": "Thank you for yesterday!" }));
            all.push(json!({ "do": "message", "as": talk, "by": a, "to": [b], "body": self.said(13, 8) }));
            all.push(json!({ "do": "message", "conversation": talk, "by": b, "body": "Later." }));
        }
        if let Some(record) = &self.record {
            all.push(json!({ "do": "post", "by": a, "to": record, "body": self.said(14, 11) }));
            all.push(json!({ "do": "post", "by": a, "to": record, "changes": [
                { "field": "Account.Type", "old": "Customer", "new": "Partner" } ] }));
        }
        all
    }

    fn evening(&self) -> Vec<Json> {
        let (group, [a, b, c]) = self.scene(6);
        let poll = self.named("poll");
        let newcomer = self.pick(&self.people, 7);
        let mut all = vec![
            json!({ "do": "post", "as": poll, "by": a, "to": group, "body": "When do we meet?",
                    "poll": ["At eight", "At nine", "Not at all"] }),
            json!({ "do": "vote", "by": b, "item": poll, "choice": self.day % 3 }),
            json!({ "do": "vote", "by": c, "item": poll, "choice": 1 }),
        ];
        let is_member = self.groups.iter().any(|(id, members)| id == group && members.contains(newcomer));
        if !is_member {
            all.push(json!({ "do": "member", "group": group, "user": newcomer }));
            all.push(
                json!({ "do": "post", "by": newcomer, "to": group, "body": "Good evening, I am new here." }),
            );
            all.push(json!({ "do": "member", "group": group, "user": newcomer, "remove": true }));
        }
        all.push(json!({ "do": "post", "by": b, "to": group, "body": self.said(15, 9) }));
        all
    }
}
