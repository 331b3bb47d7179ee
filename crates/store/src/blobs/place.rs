//! The folder of segments: each in the one of 256 folders that the end of its id names.

use crate::StoreError;
use model::SegmentId;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem};
use std::{
    fs::{self, DirBuilder, File, Permissions},
    io::{self, ErrorKind},
    ops::Range,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// Only the server's own user may read a segment, and see which there are.
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;
/// What `object_store` appends to a name while the file is being written. Names are random, so the first is free.
const UNFINISHED: &str = "#1";
/// The names of the folders: two hexadecimal digits.
pub(super) const FOLDERS: u32 = 256;

/// Where segments are. Local folders only so far; what else `object_store` speaks to can stand here as well.
pub(super) struct Place {
    folder: PathBuf,
    objects: LocalFileSystem,
    /// The folders that this process knows to be there for good.
    durable: Mutex<Vec<PathBuf>>,
}

/// A file of the folder, by the name that it was found under.
pub(super) struct Found {
    pub segment: SegmentId,
    pub path: PathBuf,
}

impl Place {
    pub fn new(folder: &Path) -> Result<Self, StoreError> {
        let folder = std::path::absolute(folder).map_err(|source| StoreError::File {
            path: folder.to_owned(),
            what: "is no folder for the archive",
            source,
        })?;
        Ok(Self { folder, objects: LocalFileSystem::new().with_fsync(true), durable: Mutex::default() })
    }

    pub fn path(&self, segment: &SegmentId) -> PathBuf {
        let id = segment.as_str();
        self.folder.join(id.get(id.len().saturating_sub(2)..).unwrap_or("00")).join(id)
    }

    /// Writes a whole segment; durable when this returns.
    pub async fn put(&self, segment: &SegmentId, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.make_folder(segment).await?;
        let put = self.objects.put(&self.object(segment)?, PutPayload::from(bytes)).await;
        put.map_err(|error| self.not_written(segment, error))?;
        self.make_private(segment).await
    }

    /// Begins a segment that comes in parts; it has to be completed by [`Place::complete`].
    pub async fn begin(&self, segment: &SegmentId) -> Result<Box<dyn MultipartUpload>, StoreError> {
        self.make_folder(segment).await?;
        let begun = self.objects.put_multipart(&self.object(segment)?).await;
        begun.map_err(|error| self.not_written(segment, error))
    }

    /// Makes a segment of its parts; durable when this returns.
    pub async fn complete(
        &self,
        segment: &SegmentId,
        upload: &mut dyn MultipartUpload,
    ) -> Result<(), StoreError> {
        if let Err(error) = upload.complete().await {
            // What could not be completed is left behind, and may be what fills the disk.
            let unfinished = self.unfinished(segment);
            let removed = tokio::task::spawn_blocking(move || fs::remove_file(unfinished)).await;
            tracing::debug!(%segment, ?removed, "an unfinished segment was given up");
            return Err(self.not_written(segment, error));
        }
        self.make_private(segment).await
    }

    /// Some ranges of a segment; fewer bytes than asked for where the file ends.
    pub async fn read(&self, segment: &SegmentId, ranges: &[Range<u64>]) -> Result<Vec<Vec<u8>>, NotRead> {
        let object = self.object(segment).map_err(NotRead::Store)?;
        match self.objects.get_ranges(&object, ranges).await {
            Ok(bytes) => Ok(bytes.into_iter().map(Vec::from).collect()),
            Err(object_store::Error::NotFound { .. }) => Err(NotRead::Missing),
            Err(error) if io_kind(&error).is_none() => Err(NotRead::TooShort),
            Err(error) => Err(NotRead::Store(StoreError::File {
                path: self.path(segment),
                what: "a segment of the archive cannot be read",
                source: io::Error::other(error),
            })),
        }
    }

    /// Removes a segment; done also when it is not there.
    pub async fn remove(&self, path: PathBuf) -> Result<(), StoreError> {
        let failed = |source| StoreError::File {
            path: path.clone(),
            what: "a segment of the archive cannot be removed",
            source,
        };
        let file = path.clone();
        match blocking(move || fs::remove_file(file)).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(error)),
            _ => Ok(()),
        }
    }

    /// The files of one of the [`FOLDERS`] that are segments, those that were never finished included.
    pub async fn list(&self, folder: u32) -> Result<Vec<Found>, StoreError> {
        let path = self.folder.join(format!("{folder:02x}"));
        let listed = path.clone();
        let entries = blocking(move || fs::read_dir(listed)?.map(|entry| Ok(entry?.path())).collect()).await;
        let files: Vec<PathBuf> = match entries {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(vec![]),
            entries => entries.map_err(|source| StoreError::File {
                path,
                what: "a folder of the archive cannot be read",
                source,
            })?,
        };
        let found = |path: PathBuf| {
            let segment = path.file_name()?.to_str()?.split('#').next()?.parse().ok()?;
            Some(Found { segment, path })
        };
        Ok(files.into_iter().filter_map(found).collect())
    }

    /// Tells a full disk from other errors of writing.
    pub fn not_written(&self, segment: &SegmentId, error: object_store::Error) -> StoreError {
        match io_kind(&error) {
            Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
                StoreError::DiskFull { path: self.folder.clone() }
            }
            _ => StoreError::File {
                path: self.path(segment),
                what: "a segment of the archive cannot be written",
                source: io::Error::other(error),
            },
        }
    }

    /// Makes the segment's folder so that it is there after a crash. Another process may have made it and not got to
    /// syncing it, so each process does that once.
    async fn make_folder(&self, segment: &SegmentId) -> Result<(), StoreError> {
        let path = self.path(segment);
        let Some(leaf) = path.parent().map(Path::to_owned) else { return Ok(()) };
        if self.durable.lock().unwrap_or_else(PoisonError::into_inner).contains(&leaf) {
            return Ok(());
        }
        let made = leaf.clone();
        let make = move || {
            DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(&made)?;
            made.ancestors().take(3).try_for_each(|folder| File::open(folder)?.sync_all())
        };
        blocking(make).await.map_err(|source| match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                StoreError::DiskFull { path: self.folder.clone() }
            }
            _ => StoreError::File { path: leaf.clone(), what: "the archive's folder cannot be made", source },
        })?;
        self.durable.lock().unwrap_or_else(PoisonError::into_inner).push(leaf);
        Ok(())
    }

    async fn make_private(&self, segment: &SegmentId) -> Result<(), StoreError> {
        let path = self.path(segment);
        let file = path.clone();
        blocking(move || fs::set_permissions(file, Permissions::from_mode(FILE_MODE))).await.map_err(
            |source| StoreError::File {
                path,
                what: "a segment of the archive cannot be made private",
                source,
            },
        )
    }

    fn unfinished(&self, segment: &SegmentId) -> PathBuf {
        let mut path = self.path(segment).into_os_string();
        path.push(UNFINISHED);
        path.into()
    }

    fn object(&self, segment: &SegmentId) -> Result<object_store::path::Path, StoreError> {
        let path = self.path(segment);
        object_store::path::Path::from_absolute_path(&path).map_err(|error| StoreError::File {
            path,
            what: "cannot be used as a path",
            source: io::Error::other(error),
        })
    }
}

/// Why bytes of a segment could not be had.
pub(super) enum NotRead {
    Missing,
    TooShort,
    Store(StoreError),
}

/// Runs what waits for the disk where waiting harms nobody.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// What the operating system said, where it was asked.
fn io_kind(error: &object_store::Error) -> Option<ErrorKind> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return Some(error.kind());
        }
        cause = error.source();
    }
    None
}
