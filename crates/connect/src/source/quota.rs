//! How often a service may be called: classes of calls, each with limits of its own.
//!
//! The engine counts and paces, over all nodes; a connector says which class a call is of, what is assumed of
//! the service's limits before it has said anything, and what its answers say.

use serde::{Deserialize, Serialize};

/// A class of calls, as services with several limits have them. A service with one limit uses [`CallClass::Light`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallClass {
    Light,
    Medium,
    Heavy,
    ResourceIntensive,
}

impl CallClass {
    pub const ALL: [CallClass; 4] =
        [CallClass::Light, CallClass::Medium, CallClass::Heavy, CallClass::ResourceIntensive];

    pub fn as_str(self) -> &'static str {
        match self {
            CallClass::Light => "light",
            CallClass::Medium => "medium",
            CallClass::Heavy => "heavy",
            CallClass::ResourceIntensive => "resource_intensive",
        }
    }

    /// The class of that name.
    pub fn parse(text: &str) -> Option<CallClass> {
        CallClass::ALL.into_iter().find(|class| class.as_str() == text)
    }
}

/// Over which span a service counts the calls of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Window {
    /// A day of UTC: at midnight it begins anew.
    #[default]
    UtcDay,
    /// The last 24 hours: what was used comes back a day after it was. No moment is known at which there is more
    /// again, so that it is tried now and then.
    Rolling24h,
}

/// What is assumed of one class before the service has said anything of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassLimits {
    pub class: CallClass,
    /// Calls per second by plan, the widest plan first. One that is refused for calling too often in a second
    /// steps down to the next. Never empty, never 0.
    pub per_second: &'static [u32],
    /// Calls per day of the narrowest plan: a day's limit is never found out by running into it.
    pub per_day: u32,
    pub window: Window,
}

/// What a service's answer says of its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// The class that the service counted the call in, where it says so.
    pub class: Option<CallClass>,
    /// Calls per window.
    pub limit: u64,
    /// Calls left in this window.
    pub remaining: u64,
    /// Whether the window is a day, as [`ClassLimits::window`] says which; otherwise it is a second.
    pub daily: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for class in CallClass::ALL {
            assert_eq!(CallClass::parse(class.as_str()), Some(class));
        }
        assert_eq!(CallClass::parse("Light"), None);
    }
}
