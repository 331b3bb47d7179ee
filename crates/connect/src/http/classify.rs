//! From the HTTP library's errors to ours. Looks for known causes in the chain and copies none of its texts
//! but a certificate's fault, because others may quote addresses.

use super::{
    HttpError,
    resolver::{NoAddress, NoPublicAddress},
    words,
};
use std::{error::Error, io};

/// What the library's error means for a call to `host`.
pub(super) fn classify(host: &str, error: &reqwest::Error) -> HttpError {
    let host = host.to_owned();
    if find::<NoPublicAddress>(error).is_some() {
        return HttpError::AddressRefused { host };
    }
    if find::<NoAddress>(error).is_some() {
        return HttpError::Unresolved { host };
    }
    if let Some(tls) = find::<rustls::Error>(error) {
        let why = words(&tls.to_string(), &[]).unwrap_or_default();
        return match tls {
            rustls::Error::InvalidCertificate(_) | rustls::Error::InvalidCertRevocationList(_) => {
                HttpError::Certificate { host, why }
            }
            _ => HttpError::Tls { host, why },
        };
    }
    if error.is_timeout() {
        let what = if error.is_connect() { "take the connection" } else { "give the whole answer" };
        return HttpError::TimedOut { host, what };
    }
    if error.is_connect() {
        return HttpError::NoConnection { host, why: connection_fault(error) };
    }
    if error.is_builder() {
        return HttpError::BadCall { host, why: "a part of it is not allowed in HTTP" };
    }
    HttpError::Truncated { host }
}

fn connection_fault(error: &reqwest::Error) -> &'static str {
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "it was refused",
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof) => "it was closed at once",
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => "there is no route to it",
        _ => "it did not come about",
    }
}

/// The first error of that type in the chain, also where an I/O error carries it.
fn find<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        // An I/O error's `source` skips the error that it carries.
        let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match carried {
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => error.source(),
        };
    }
    None
}
