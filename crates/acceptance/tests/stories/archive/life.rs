//! What people go on writing while the archive has its troubles. The same seed writes the same.

use super::Archive;
use crate::crashes::Dice;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

/// Over how long a day's life is spread, so that it meets the polls of it.
const DAY_S: u64 = 1;
/// A day is so long that not every turn has one.
const TURNS_A_DAY: u64 = 3;
const GROUP: &str = "Harbour notices";
const PEOPLE: [&str; 5] = ["ruth.okafor", "tom.healy", "ines.duarte", "kofi.mensah", "lena.vogt"];
/// Sizes of files in bytes: within a segment among others, and with one of their own.
const FILE_BYTES: [u64; 4] = [0, 2_048, 70_000, 400_000];

/// Posts, comments, edits, deletions and returns, with files, turn by turn.
pub struct Life {
    turn: u64,
    /// When the last day that was begun is over.
    over: Instant,
}

impl Life {
    pub fn new() -> Life {
        Life { turn: 0, over: Instant::now() }
    }

    /// One turn: some of it now, some during the next second.
    pub async fn goes_on(&mut self, archive: &Archive, dice: &mut Dice) {
        self.turn += 1;
        if self.turn % TURNS_A_DAY == 1 {
            archive.control("POST", "orgs/tidy/chatter/day", json!({ "over_s": DAY_S })).await;
            self.over = Instant::now() + Duration::from_secs(DAY_S);
        }
        let orders = self.orders(dice);
        archive.control("POST", "orgs/tidy/chatter", Value::Array(orders)).await;
    }

    /// Waits until everything that was begun has happened.
    pub async fn rests(&self) {
        tokio::time::sleep_until(self.over).await;
    }

    fn orders(&self, dice: &mut Dice) -> Vec<Value> {
        let mut pick = |many: usize| usize::try_from(dice.below(many as u64)).unwrap();
        let (by, size) = (PEOPLE[pick(PEOPLE.len())], FILE_BYTES[pick(FILE_BYTES.len())]);
        let called = |back: u64| format!("turn {}", self.turn - back);
        let mut file = json!({ "name": format!("Turn {}.pdf", self.turn), "size": size, "inline": false });
        // Now and then a file that was there before: its bytes are kept once.
        file["seed"] = json!(dice.below(200));
        let files = if dice.below(3) == 0 { json!([file]) } else { json!([]) };
        let body = format!("Turn {} begins. @{{{}}}", self.turn, PEOPLE[0]);
        let mut orders = vec![
            json!({ "do": "post", "as": called(0), "by": by, "to": GROUP, "body": body, "files": files }),
        ];
        if self.turn > 1 {
            orders.push(json!({ "do": "comment", "by": by, "on": called(1), "body": "Is it over?" }));
        }
        if self.turn > 2 {
            let body = format!("It was turn {}. Or was it?", self.turn - 2);
            orders.push(json!({ "do": "edit", "by": by, "item": called(2), "body": body }));
        }
        // Those of one turn in four are deleted, comments and all; half of them come back.
        if self.turn > 3 && self.turn.is_multiple_of(4) {
            orders.push(json!({ "do": "delete", "by": by, "item": called(3) }));
        }
        if self.turn > 4 && self.turn % 8 == 1 {
            orders.push(json!({ "do": "undelete", "by": by, "item": called(4) }));
        }
        orders
    }
}
