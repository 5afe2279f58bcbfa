//! Image files: where they may come from, what their headers say, and how they are read.

mod download;
mod error;
mod file;
mod folders;
pub mod iso;
pub mod qcow2;

use std::path::PathBuf;

use labwright_shared::{plan::steps::VolumeImport, value::shown_url};

pub use error::ImageError;
pub use file::{ImageFile, Part};

use super::StepError;

/// Where image files may come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFolders {
    /// The folders that a lab's paths may lead into. Nothing outside them is opened, also not through a link.
    pub folders: Vec<PathBuf>,
    /// Where downloads are kept.
    pub cache: PathBuf,
}

/// Brings an image that is not on this machine into the cache. A file by path needs nothing.
pub(super) fn prepare(
    import: &VolumeImport,
    images: &ImageFolders,
    note: &dyn Fn(&str),
    cancelled: &dyn Fn() -> bool,
) -> Result<(), StepError> {
    match (&import.path, &import.url) {
        (None, Some(url)) => Ok(download::fetch(url, import.sha256, &images.cache, note, cancelled).map(drop)?),
        _ => Ok(()),
    }
}

/// Opens the file to import and looks at its header, before any of it is used.
pub fn open(
    import: &VolumeImport,
    images: &ImageFolders,
    note: &dyn Fn(&str),
    cancelled: &dyn Fn() -> bool,
) -> Result<ImageFile, StepError> {
    let (opened, shown, cached) = match (&import.path, &import.url) {
        (Some(path), _) => (images.open(path)?, path.clone(), None),
        (None, Some(url)) => {
            let path = download::fetch(url, import.sha256, &images.cache, note, cancelled)?;
            let opened = std::fs::File::open(&path).map_err(|error| ImageError::unreadable(&path.display().to_string(), &error))?;
            (opened, shown_url(url), Some(path))
        }
        (None, None) => return Err(ImageError::NoSource { name: import.name.to_string() }.into()),
    };
    let file = ImageFile::new(opened, shown, cached, import.sha256.is_some())?;
    if import.disk {
        qcow2::check(file.raw(), file.shown(), import.format)?;
    }
    Ok(file)
}
