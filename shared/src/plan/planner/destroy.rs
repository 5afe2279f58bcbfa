use super::{orphans, workbench::Workbench};

/// Removes everything that the instance has on the host, and puts back what it changed and does not own. The lab wants nothing, so all is an orphan.
pub fn plan(bench: &mut Workbench<'_>) {
    orphans::remove_all_but_wanted(bench, "the lab is destroyed");
}
