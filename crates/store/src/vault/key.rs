//! The master key's file: 64 hexadecimal digits that only their owner may read.

use super::{Key, open, seal};
use crate::{KeyError, StoreError};
use model::Random;
use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// A key file longer than this is no key file.
const KEY_FILE_BYTES_MAX: u64 = 1024;
/// What the key check opens to. The check tells a wrong key before it does harm.
const CHECK: &[u8] = b"vouchsafe key check";
const CHECK_PURPOSE: &str = "vouchsafe/key-check/v1";

/// The key that wraps all others. It is outside the database, so that a copy of the database opens nothing.
pub(crate) struct MasterKey {
    key: Key,
    path: PathBuf,
    /// Whether the file is still to be written: it was not there.
    pub fresh: bool,
}

impl MasterKey {
    /// The key in the file; a fresh one where there is no file. That one is not written yet: only the
    /// database knows whether it may be.
    pub fn load_or_make(path: &Path, random: &dyn Random) -> Result<MasterKey, StoreError> {
        let path = path.to_owned();
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut key = Key::default();
                random.fill(&mut key[..]);
                return Ok(MasterKey { key, path, fresh: true });
            }
            Err(source) => return Err(StoreError::File { path, what: "cannot read the key file", source }),
        };
        let failed =
            |source| StoreError::File { path: path.clone(), what: "cannot read the key file", source };
        let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyError::ReadableByOthers { path, mode }.into());
        }
        let mut text = Zeroizing::new(String::new());
        let read = (&file).take(KEY_FILE_BYTES_MAX).read_to_string(&mut text);
        let mut key = Key::default();
        match read {
            Err(error) if error.kind() != ErrorKind::InvalidData => Err(failed(error)),
            Ok(_) if hex::decode_to_slice(text.trim(), &mut key[..]).is_ok() => {
                Ok(MasterKey { key, path, fresh: false })
            }
            _ => Err(KeyError::Malformed { path }.into()),
        }
    }

    /// Writes a fresh key to its file, so that it is there after a crash. When another process was faster,
    /// this key is not the installation's, and the key check will say so.
    pub fn keep(&self) -> Result<(), StoreError> {
        let failed =
            |source| StoreError::File { path: self.path.clone(), what: "cannot write the key file", source };
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder).map_err(failed)?;
        let mut partial = self.path.clone().into_os_string();
        partial.push(format!(".{}.new", std::process::id()));
        let partial = PathBuf::from(partial);
        let write = || {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
            let text = Zeroizing::new(hex::encode(&self.key[..]) + "\n");
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            // A link never replaces a key that is there already; a rename would.
            fs::hard_link(&partial, &self.path)?;
            File::open(folder)?.sync_all()
        };
        let written = write();
        let removed = fs::remove_file(&partial);
        written.and(removed).map_err(failed)
    }

    /// Wraps a data key, or seals anything else that is small, for the purpose `bound_to`.
    pub fn wrap(&self, bound_to: &str, plain: &[u8], random: &dyn Random) -> Result<Vec<u8>, StoreError> {
        seal(&self.key, bound_to, plain, random)
            .ok_or_else(|| StoreError::Invalid { what: "a key", why: "it is too long".to_owned() })
    }

    /// Opens what [`MasterKey::wrap`] made.
    pub fn unwrap(&self, bound_to: &str, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        open(&self.key, bound_to, wrapped)
    }

    /// What an installation keeps, to know its key again.
    pub fn check_value(&self, random: &dyn Random) -> Result<Vec<u8>, StoreError> {
        self.wrap(CHECK_PURPOSE, CHECK, random)
    }

    /// Holds this key against an installation's check value.
    pub fn belongs_to(&self, check_value: &[u8]) -> Result<(), KeyError> {
        let path = self.path.clone();
        match self.unwrap(CHECK_PURPOSE, check_value) {
            Some(plain) if *plain == CHECK => Ok(()),
            _ if self.fresh => Err(KeyError::Missing { path }),
            _ => Err(KeyError::Wrong { path }),
        }
    }
}

/// Makes an empty file that only its owner may read, with the folders above it, unless it is there.
pub(crate) fn make_private_file(path: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::File { path: path.to_owned(), what: "cannot be made", source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(failed(error)),
        _ => Ok(()),
    }
}
