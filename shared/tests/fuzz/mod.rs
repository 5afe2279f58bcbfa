//! Labs that brought something down once, or might, and what they must survive.

pub mod survive;

use std::{fs, path::Path};

use labwright_shared::{facts::HostFacts, yaml};

/// The folder with the texts, `shared/tests/fuzz/seeds`.
pub fn seeds() -> Vec<(String, String)> {
    texts(&root().join("shared/tests/fuzz/seeds"))
}

/// The shipped labs, and those of released versions.
pub fn labs() -> Vec<(String, String)> {
    let mut labs = texts(&root().join("static/templates"));
    labs.extend(texts(&root().join("shared/tests/corpus")));
    labs
}

/// The shipped facts.
pub fn hosts() -> Vec<HostFacts> {
    let read = |(name, text): (String, String)| yaml::from_str(&text).unwrap_or_else(|errors| panic!("{name}: {errors:?}"));
    texts(&root().join("static/facts")).into_iter().map(read).collect()
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the workspace")
}

/// The files of a folder as texts, by name.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).filter(|path| path.is_file()).collect();
    files.sort();
    let text = |path: &Path| String::from_utf8_lossy(&fs::read(path).expect("the file can be read")).into_owned();
    files.iter().map(|path| (path.display().to_string(), text(path))).collect()
}
