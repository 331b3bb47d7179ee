//! Checks: tests of signals.

mod types;

pub use types::{
    Check, Duration, EmptyRule, Example, Examples, Parameter, Partial, Read, ReadType, SignalPath,
};

use crate::Catalog;
use model::{CheckId, Outcome, Reading, ServiceId, SignalName, Time};
use serde_json::Value;
use std::collections::BTreeMap;

/// All checks of a catalog, compiled once.
#[derive(Debug)]
pub struct Judge;

impl Judge {
    /// Compiles the checks of a catalog.
    pub fn new(catalog: &Catalog) -> Judge {
        let _ = catalog;
        Judge
    }
    /// Judges one check. Staleness is not judged here (that is `status::stand`).
    pub fn evaluate(
        &self,
        check: &Check,
        readings: &BTreeMap<SignalName, Reading>,
        parameters: &BTreeMap<String, Value>,
        as_of: Time,
    ) -> Outcome {
        let _ = (check, readings, parameters, as_of);
        unreachable!()
    }
}

/// The checks of a service one of whose read values, at their pointers, or whose presence changed.
pub fn affected(
    catalog: &Catalog,
    service: &ServiceId,
    before: &BTreeMap<SignalName, Reading>,
    after: &BTreeMap<SignalName, Reading>,
) -> Vec<CheckId> {
    let _ = (catalog, service, before, after);
    Vec::new()
}
