//! Why an image file is not used.

use labwright_shared::{model::DiskFormat, value::Size};

/// Why an image file is not used. Nothing on the host was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    #[error("the image {name} has neither a path nor a URL")]
    NoSource { name: String },

    #[error("the image {path} is not in an image folder ({folders}); put it there, or start the server with `--images` and its folder")]
    Outside { path: String, folders: String },

    #[error("there is no image {path} in the image folders ({folders})")]
    Missing { path: String, folders: String },

    #[error("the image {path} is not a file")]
    NotAFile { path: String },

    #[error("the image {path} cannot be read: {message}")]
    Unreadable { path: String, message: String },

    #[error("the image {path} changed while it was read: use a file that nobody writes to")]
    Changed { path: String },

    #[error("the image {path} is {found}, but the lab says {}{remedy}", expected.as_str())]
    Format { path: String, found: &'static str, expected: DiskFormat, remedy: &'static str },

    #[error("the qcow2 image {path} is damaged: {why}")]
    Damaged { path: String, why: String },

    #[error(
        "the qcow2 image {path} is only a layer on {backing}, which would be opened with it: make it whole with `qemu-img convert -O qcow2 {path} NEW`"
    )]
    Backing { path: String, backing: String },

    #[error("the qcow2 image {path} keeps its data in another file{}, which would be opened with it: make it whole with `qemu-img convert -O qcow2 {path} NEW`", file.as_ref().map(|file| format!(" ({file})")).unwrap_or_default())]
    DataFile { path: String, file: Option<String> },

    #[error("the qcow2 image {path} is encrypted: decrypt it with `qemu-img convert`, since a lab has no place for its key")]
    Encrypted { path: String },

    #[error("the qcow2 image {path} says that it is {} large; more than {} is not believed", size.human(), most.human())]
    TooLarge { path: String, size: Size, most: Size },

    #[error("the qcow2 image {path} needs a feature that labwright does not know (incompatible features {bits:#x})")]
    UnknownFeature { path: String, bits: u64 },

    #[error("{url} cannot be downloaded: {message}")]
    Download { url: String, message: String, transient: bool },

    #[error("the download folder {folder} cannot be used: {message}")]
    Cache { folder: String, message: String },

    #[error("the download was stopped on request")]
    Cancelled,
}

impl ImageError {
    pub(super) fn unreadable(path: &str, error: &std::io::Error) -> Self {
        ImageError::Unreadable { path: path.to_owned(), message: error.to_string() }
    }

    pub fn is_transient(&self) -> bool {
        matches!(self, ImageError::Download { transient: true, .. })
    }
}
