//! What is left of the org's API calls: `LimitInfoHeader` in SOAP answers, `Sforce-Limit-Info` in REST ones. They say how
//! many of the last 24 hours' calls are used, over all apps of the org.

use super::soap::{child, children, text};
use crate::source::{Allowance, CallClass, ClassLimits, Window};
use roxmltree::Node;

/// Salesforce has one limit for all calls. What the smallest editions with API have is 15,000 a day; a second has
/// no limit of its own: an org bounds how many long ones run at a time, which a few readers here never reach. Files of a
/// back-fill come one call each, so that the first pace is a quick one; a refusal slows it down.
pub(super) const LIMITS: &[ClassLimits] = &[ClassLimits {
    class: CallClass::Light,
    per_second: &[400, 50, 10, 2],
    per_day: 15_000,
    window: Window::Rolling24h,
}];

/// What a SOAP answer's header says.
pub(super) fn of_header(header: Node<'_, '_>) -> Option<Allowance> {
    let info = child(header, "LimitInfoHeader")?;
    let requests =
        children(info, "limitInfo").find(|one| text(*one, "type").as_deref() == Some("API REQUESTS"))?;
    let number = |name| text(requests, name)?.trim().parse::<u64>().ok();
    allowance(number("current")?, number("limit")?)
}

fn allowance(used: u64, limit: u64) -> Option<Allowance> {
    let remaining = limit.saturating_sub(used);
    (limit > 0).then_some(Allowance { class: Some(CallClass::Light), limit, remaining, daily: true })
}

/// What a REST answer's `Sforce-Limit-Info` says: `api-usage=5/15000`, with others behind semicolons.
pub(super) fn of_rest_header(text: &str) -> Option<Allowance> {
    let usage = text.split(';').find_map(|part| part.trim().strip_prefix("api-usage="))?;
    let (used, limit) = usage.split_once('/')?;
    allowance(used.trim().parse().ok()?, limit.trim().parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_header_says_what_is_left() {
        for (text, expected) in [
            ("api-usage=5/15000", Some((15_000, 14_995))),
            ("per-app-api-usage=17/250(appName=x); api-usage=20000/15000", Some((15_000, 0))),
            ("api-usage=x/1", None),
            ("", None),
        ] {
            let found = of_rest_header(text).map(|found| (found.limit, found.remaining));
            assert_eq!(found, expected, "{text}");
        }
    }
}
