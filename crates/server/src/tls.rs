//! TLS by certificate files, for installations without a proxy before them. A certificate is renewed in place:
//! the files are read again when they change, without a restart.

use rustls::{
    ServerConfig,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use tokio_rustls::TlsAcceptor;

/// How often the files are looked at: renewed certificates overlap with their predecessors by days.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Largest certificate chain or key file in bytes; real ones have a few thousand.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Why a certificate cannot be used, and how to mend it.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("{what} {path} cannot be read: {source}")]
    File { what: &'static str, path: String, source: io::Error },
    #[error("{what} {path} is no PEM file with {holds}: {why}")]
    Pem { what: &'static str, path: String, holds: &'static str, why: String },
    #[error("the certificate {path} and its key do not belong together, or cannot be used: {why}")]
    Unusable { path: String, why: String },
}

/// A certificate chain with its key, from two PEM files.
#[derive(Clone)]
pub struct Certificate {
    files: Arc<Files>,
    current: Arc<RwLock<Arc<CertifiedKey>>>,
    acceptor: TlsAcceptor,
}

struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

impl Certificate {
    /// Reads both files: the chain, the server's own certificate first; its key as PKCS#8, PKCS#1 or SEC1.
    ///
    /// # Errors
    /// Which file cannot be used, and why.
    pub fn load(certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Result<Self, TlsError> {
        let files = Files { certificate: certificate.into(), key: key.into() };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let current = Arc::new(RwLock::new(Arc::new(files.read(&provider)?)));
        let unusable = |why: rustls::Error| TlsError::Unusable {
            path: files.certificate.display().to_string(),
            why: why.to_string(),
        };
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(unusable)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(Current(Arc::clone(&current))));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), files: Arc::new(files), current })
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }

    /// Looks at the files for ever, and takes what is new. What cannot be used is said, and the old one stays.
    pub(crate) async fn follow(self) {
        let mut seen = self.files.state();
        let mut looks = tokio::time::interval(LOOK_EVERY);
        loop {
            looks.tick().await;
            let state = self.files.state();
            if state == seen {
                continue;
            }
            seen = state;
            match self.renew() {
                Ok(()) => {
                    tracing::info!(certificate = %self.files.certificate.display(), "certificate renewed")
                }
                Err(error) => {
                    tracing::error!(%error, "the new certificate cannot be used; the old one stays")
                }
            }
        }
    }

    fn renew(&self) -> Result<(), TlsError> {
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let read = Arc::new(self.files.read(&provider)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = read;
        Ok(())
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("certificate", &self.files.certificate).finish_non_exhaustive()
    }
}

impl Files {
    fn read(&self, provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
        let pem = |what, path: &Path, holds, why: rustls::pki_types::pem::Error| TlsError::Pem {
            what,
            path: path.display().to_string(),
            holds,
            why: why.to_string(),
        };
        let bytes = bounded("the certificate", &self.certificate)?;
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&bytes)
            .collect::<Result<_, _>>()
            .map_err(|why| pem("the certificate", &self.certificate, "certificates", why))?;
        if chain.is_empty() {
            let none = rustls::pki_types::pem::Error::NoItemsFound;
            return Err(pem("the certificate", &self.certificate, "certificates", none));
        }
        let bytes = bounded("the certificate's key", &self.key)?;
        let key = PrivateKeyDer::from_pem_slice(&bytes)
            .map_err(|why| pem("the certificate's key", &self.key, "a private key", why))?;
        CertifiedKey::from_der(chain, key, provider).map_err(|why| TlsError::Unusable {
            path: self.certificate.display().to_string(),
            why: why.to_string(),
        })
    }

    /// What tells that a file was written again.
    fn state(&self) -> [Option<(u64, std::time::SystemTime)>; 2] {
        [&self.certificate, &self.key].map(|path| {
            let about = fs::metadata(path).ok()?;
            Some((about.len(), about.modified().ok()?))
        })
    }
}

fn bounded(what: &'static str, path: &Path) -> Result<Vec<u8>, TlsError> {
    let failed = |source| TlsError::File { what, path: path.display().to_string(), source };
    if fs::metadata(path).map_err(failed)?.len() > FILE_BYTES_MAX {
        return Err(failed(io::Error::other(format!("it is larger than {FILE_BYTES_MAX} bytes"))));
    }
    fs::read(path).map_err(failed)
}

/// Gives each handshake the certificate of this moment, whatever name was asked for.
struct Current(Arc<RwLock<Arc<CertifiedKey>>>);

impl fmt::Debug for Current {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Current")
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}
