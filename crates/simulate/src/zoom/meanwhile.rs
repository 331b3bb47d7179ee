//! What happens to an account while it is being read: ordered with a call, it happens right after that call was
//! answered.

use super::{
    app::AppState,
    world::{Switches, World},
};
use model::Time;
use serde::{Deserialize, Serialize};
use serde_json::Map;

/// Changes to make; those that are left out are not made. None tells a webhook.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Meanwhile {
    /// Ids or addresses of people who go.
    pub remove_users: Vec<String>,
    /// How many people come, at the end of the list.
    pub add_users: u32,
    /// What the app's next tokens may.
    pub scopes: Option<Vec<String>>,
    /// Kills the tokens that are out.
    pub revoke_tokens: bool,
    pub app: Option<AppState>,
    /// The list's page tokens go stale, as after a quarter of an hour.
    pub expire_pages: bool,
    /// What the token endpoint says from then on.
    pub switches: Option<Switches>,
}

impl World {
    /// Makes the changes to the account at this place; without one only the switches can be set.
    pub fn meanwhile(&mut self, account: Option<usize>, order: &Meanwhile, now: Time) {
        if let Some(switches) = &order.switches {
            self.switches = switches.clone();
        }
        let Some(account) = account.and_then(|index| self.accounts.get_mut(index)) else { return };
        for wanted in &order.remove_users {
            if let Some(mut change) = account.remove_user(wanted) {
                change.told = None;
                account.record(change, now);
            }
        }
        for _ in 0..order.add_users {
            let mut change = account.add_user(Map::new(), now);
            change.told = None;
            account.record(change, now);
        }
        if let Some(scopes) = &order.scopes {
            account.app.scopes.clone_from(scopes);
        }
        if let Some(state) = order.app {
            account.app.state = state;
        }
        if order.revoke_tokens || order.app.is_some_and(|state| state != AppState::Active) {
            account.app.revoke_tokens();
        }
        if order.expire_pages {
            account.pages = super::pages::Pages::default();
        }
    }
}
