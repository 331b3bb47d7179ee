//! What goes on at the simulated org while one looks: a little all the time, and a whole day when Enter is pressed.

use super::{
    asked::Asked,
    http::Client,
    set_up::{House, ORG},
};
use anyhow::{Context, Result};
use serde_json::json;

/// How long a day takes that passes by itself: of its some forty actions there is one about every 30 s.
const SLOW_DAY_S: u64 = 20 * 60;

pub struct Life {
    salesforce: Client,
    archive: String,
    /// Until the next slow day begins.
    seconds_left: u64,
}

impl Life {
    pub fn new(base: &str, archive: String) -> Life {
        Life { salesforce: Client::new(base), archive, seconds_left: 0 }
    }

    /// To be called once a second.
    pub fn second(&mut self) -> Result<()> {
        if self.seconds_left == 0 {
            self.day(SLOW_DAY_S)?;
            self.seconds_left = SLOW_DAY_S;
        }
        self.seconds_left -= 1;
        Ok(())
    }

    /// A day passes at once, and is archived; what came of it, in a sentence.
    pub fn whole_day(&self, house: &House, asked: &Asked) -> Result<String> {
        let before = house.mailboxes()?;
        let actions = self.day(0)?;
        house.capture(&self.archive, asked)?;
        let after = house.mailboxes()?;
        let more = after.messages.saturating_sub(before.messages);
        Ok(format!(
            "A day passed at Salesforce Chatter: {actions} things were done, {more} messages more in mailboxes."
        ))
    }

    /// Has a day's life begin that takes so long; how many things are done in it.
    fn day(&self, over_s: u64) -> Result<u64> {
        let path = format!("/_simulate/orgs/{ORG}/chatter/day");
        let ordered = self.salesforce.post(&path, &json!({ "over_s": over_s }))?;
        ordered["actions"].as_u64().context("the simulated Salesforce does not say what is done in a day")
    }
}
