//! Which checks a change of readings concerns.

use super::read::glimpse;
use crate::Catalog;
use model::{CheckId, Reading, ServiceId, SignalName};
use std::collections::BTreeMap;

/// The checks of a service that see something else after a change than before it: another value at one of their
/// places, or another presence. All others have, for equal parameters and moments, the outcome that they had.
/// When a reading was taken makes no difference here.
pub fn affected(
    catalog: &Catalog,
    service: &ServiceId,
    before: &BTreeMap<SignalName, Reading>,
    after: &BTreeMap<SignalName, Reading>,
) -> Vec<CheckId> {
    catalog
        .checks_of(service)
        .filter(|check| {
            let mut places = check.reads.values().flat_map(|read| &read.at);
            places.any(|place| glimpse(place, before) != glimpse(place, after))
        })
        .map(|check| check.id.clone())
        .collect()
}
