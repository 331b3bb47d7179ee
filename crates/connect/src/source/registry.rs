//! Every connector that there is, one line each.

use super::{Source, salesforce, zoom};
use crate::http::HttpError;
use model::{Clock, ConnectorId};
use std::{collections::BTreeMap, sync::Arc};
use url::Url;

/// What connectors are told by the installation, as opposed to an instance's credentials.
#[derive(Debug, Clone, Default)]
pub struct SourcesConfig {
    /// Servers that stand for all hosts of a connector's service, wherever they are: simulators. Only the
    /// installation can name them, never an instance's credentials.
    pub bases: BTreeMap<ConnectorId, Url>,
}

impl SourcesConfig {
    fn base(&self, connector: &str) -> Option<Url> {
        self.bases.iter().find(|(id, _)| id.as_str() == connector).map(|(_, base)| base.clone())
    }
}

/// Makes every connector, by its id.
///
/// # Errors
/// The HTTP client could not be made; see [`HttpError::Setup`].
pub fn sources(
    config: &SourcesConfig,
    clock: &Arc<dyn Clock>,
) -> Result<BTreeMap<ConnectorId, Arc<dyn Source>>, HttpError> {
    let all: Vec<Arc<dyn Source>> = vec![
        Arc::new(zoom::Zoom::new(&zoom::ZoomConfig::new(config.base("zoom")), clock.clone())?),
        Arc::new(salesforce::Salesforce::new(config.base("salesforce"), clock.clone())?),
    ];
    Ok(all.into_iter().map(|source| (source.connector(), source)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SystemClock;

    #[test]
    fn every_connector_is_there_once_with_sets_that_do_not_overlap() {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let sources = sources(&SourcesConfig::default(), &clock).unwrap();
        assert_eq!(sources.keys().map(ConnectorId::as_str).collect::<Vec<_>>(), ["salesforce", "zoom"]);
        for source in sources.values() {
            let mut signals: Vec<_> = source.sets().iter().flat_map(|set| &set.signals).collect();
            let all = signals.len();
            signals.sort();
            signals.dedup();
            assert_eq!((signals.len(), all > 0), (all, true));
        }
    }
}
