//! Every connector that there is, one line each.

use super::{Source, archive::ArchiveSource, salesforce, zoom};
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

/// Makes every compliance connector, by its id.
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

/// Makes every archive connector, by its id. A server that stands for a service stands for what is archived of it as well,
/// unless another one is named for that.
///
/// # Errors
/// As [`sources`].
pub fn archive_sources(
    config: &SourcesConfig,
    clock: &Arc<dyn Clock>,
) -> Result<BTreeMap<ConnectorId, Arc<dyn ArchiveSource>>, HttpError> {
    let chatter = config.base("salesforce-chatter").or_else(|| config.base("salesforce"));
    let all: Vec<Arc<dyn ArchiveSource>> =
        vec![Arc::new(salesforce::chatter::SalesforceChatter::new(chatter, clock.clone())?)];
    Ok(all.into_iter().map(|source| (source.connector(), source)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SystemClock;

    #[test]
    fn archive_connectors_have_names_of_their_own() {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let config = SourcesConfig::default();
        let (compliance, archive) =
            (sources(&config, &clock).unwrap(), archive_sources(&config, &clock).unwrap());
        assert_eq!(archive.keys().map(ConnectorId::as_str).collect::<Vec<_>>(), ["salesforce-chatter"]);
        assert!(archive.keys().all(|id| !compliance.contains_key(id)));
    }

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
