//! Every file and command that a lab's parts are configured with, from the model alone: pure functions, one small file each.
//!
//! A renderer is one file with a `pub const RENDERER`, and one line of the list below. It says for which records it is asked, where what it
//! writes belongs, and where its vendor defines the format. `docs/rendered-files.md` is made from that.
//!
//! What is not known before a step is carried out stands as an [`Output`], what is secret as a [`crate::value::SecretRef`]: no content has
//! a value of either.

mod ansible;
mod director;
mod file;
mod given;
mod host;
mod ini;
mod magnum;
mod openshift;
mod output;
mod project;
mod releases;
mod renderer;
pub(crate) mod script;
mod text;
mod upi;

pub use file::{File, Place};
pub use given::Given;
pub use output::{Output, OutputValue};
use project::{create as project_words, region as project_region};
pub use renderer::{Make, Renderer};

use std::collections::BTreeMap;

/// Every renderer, in the order in which the files are listed.
pub const RENDERERS: &[&[Renderer]] = &[host::ALL, director::ALL, ansible::ALL, project::ALL, openshift::ALL, upi::ALL, magnum::ALL];

/// A file that cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct RenderProblem {
    /// Where it would stand.
    pub path: String,
    pub message: String,
}

/// All files of a lab, in the renderers' order.
///
/// # Errors
/// Where two would stand at one place, or one outside of its own.
pub fn files(given: &Given<'_>) -> Result<Vec<File>, Vec<RenderProblem>> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<String, ()> = BTreeMap::new();
    let mut files = Vec::new();
    for renderer in RENDERERS.iter().copied().flatten() {
        for file in renderer.files(given) {
            let path = file.path_below();
            if !file.stays_inside() {
                problems.push(RenderProblem { path, message: "the path leads out of its folder".to_owned() });
            } else if seen.insert(path.clone(), ()).is_some() {
                problems.push(RenderProblem { path, message: "two parts of the lab want this file".to_owned() });
            } else {
                files.push(file);
            }
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}
