//! Where things are.

use std::path::{Path, PathBuf};

/// The workspace's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask/ lies in the workspace")
}

/// The workspace's target folder, whatever `CARGO_TARGET_DIR` says: what lies there is named in the documents.
pub fn target() -> PathBuf {
    root().join("target")
}
