//! What goes on at the simulated org while one looks: a little all the time, and a day's life when Enter is pressed.

use super::{
    asked::Asked,
    http::Client,
    set_up::{House, ORG},
};
use anyhow::{Context, Result};
use serde_json::json;

/// How long a day takes that passes by itself: of its some forty actions there is one about every 30 s.
const SLOW_DAY_S: u64 = 20 * 60;
/// How long one takes that is asked for, so that edits and deletions have other times than what they change.
const QUICK_DAY_S: u64 = 40;
/// How often the connector is told to ask its source meanwhile.
const CAPTURE_EVERY_S: u64 = 5;

pub struct Life {
    salesforce: Client,
    archive: String,
    /// Until the next slow day begins.
    slow_left_s: u64,
    quick: Option<QuickDay>,
}

/// A day that was asked for, and passes.
struct QuickDay {
    left_s: u64,
    /// Messages that were in mailboxes before.
    before: u64,
}

impl Life {
    pub fn new(base: &str, archive: String) -> Life {
        Life { salesforce: Client::new(base), archive, slow_left_s: 0, quick: None }
    }

    /// Lets a day pass from now on; what to say of it.
    pub fn quick_day(&mut self, house: &House) -> Result<String> {
        let before = match &self.quick {
            Some(passing) => passing.before,
            None => house.mailboxes()?.messages,
        };
        let actions = self.order(QUICK_DAY_S)?;
        self.quick = Some(QuickDay { left_s: QUICK_DAY_S, before });
        Ok(format!("A day passes at Salesforce Chatter: {actions} things are done within {QUICK_DAY_S} s."))
    }

    /// To be called once a second; what to say, if anything.
    pub fn second(&mut self, house: &House, asked: &Asked) -> Result<Option<String>> {
        if self.slow_left_s == 0 {
            self.slow_left_s = SLOW_DAY_S;
            self.order(SLOW_DAY_S)?;
        }
        self.slow_left_s -= 1;
        let Some(day) = &mut self.quick else { return Ok(None) };
        day.left_s = day.left_s.saturating_sub(1);
        let (left_s, before) = (day.left_s, day.before);
        if left_s > 0 {
            if left_s.is_multiple_of(CAPTURE_EVERY_S) {
                house.capture(&self.archive)?;
            }
            return Ok(None);
        }
        self.quick = None;
        house.capture_all(&self.archive, asked)?;
        let more = house.mailboxes()?.messages.saturating_sub(before);
        Ok(Some(format!("The day is over and archived: {more} messages more in mailboxes.")))
    }

    /// Has a day's life begin that takes so long; how many things are done in it.
    fn order(&self, over_s: u64) -> Result<u64> {
        let path = format!("/_simulate/orgs/{ORG}/chatter/day");
        let ordered = self.salesforce.post(&path, &json!({ "over_s": over_s }))?;
        ordered["actions"].as_u64().context("the simulated Salesforce does not say what is done in a day")
    }
}
