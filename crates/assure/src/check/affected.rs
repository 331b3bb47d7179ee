//! Which checks a change of readings concerns.

use super::read::glimpse;
use crate::Catalog;
use model::{CheckId, Reading, ServiceId, SignalName};
use std::collections::BTreeMap;

/// The checks of a service that see something else after a change than before it: another value at one of their
/// places, or another presence. All others have, for equal parameters and moments, the outcome that they had.
/// When a reading was taken makes a difference only where a check reads one fact in several ways: the later of two
/// that differ may be believed.
pub fn affected(
    catalog: &Catalog,
    service: &ServiceId,
    before: &BTreeMap<SignalName, Reading>,
    after: &BTreeMap<SignalName, Reading>,
) -> Vec<CheckId> {
    catalog
        .checks_of(service)
        .filter(|check| {
            check.reads.values().any(|read| {
                let read_at = |readings: &BTreeMap<SignalName, Reading>, signal| {
                    readings.get(signal).map(|reading: &Reading| reading.read_at)
                };
                read.at.iter().any(|place| {
                    glimpse(place, before) != glimpse(place, after)
                        || (read.either && read_at(before, &place.signal) != read_at(after, &place.signal))
                })
            })
        })
        .map(|check| check.id.clone())
        .collect()
}
