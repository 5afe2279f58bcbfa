use serde_json::Value;

use crate::{
    value::{Name, SecretRef},
    yaml,
};

use super::{Output, ini::Ini, script::Script};

/// A rendered file: where it belongs, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub place: Place,
    /// Where it stands there: from the root of a machine or the host, otherwise below the place's own folder.
    pub path: String,
    pub content: String,
    pub executable: bool,
}

/// Whose a file is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Host,
    Machine(Name),
    /// Whoever works on a project.
    Project(Name),
    /// Whoever works on a cluster, where the lab names no machine for that.
    Cluster(Name),
    /// Whoever works on a cloud, where the lab names no machine for that.
    Cloud(Name),
}

impl Place {
    /// The folder of all that is there.
    pub fn folder(&self) -> String {
        match self {
            Place::Host => "host".to_owned(),
            Place::Machine(name) => format!("machines/{name}"),
            Place::Project(name) => format!("projects/{name}"),
            Place::Cluster(name) => format!("clusters/{name}"),
            Place::Cloud(name) => format!("clouds/{name}"),
        }
    }
}

impl File {
    pub fn text(place: Place, path: impl Into<String>, content: impl Into<String>) -> File {
        File { place, path: path.into(), content: content.into(), executable: false }
    }

    /// JSON, two spaces deep.
    pub fn json(place: Place, path: impl Into<String>, value: &Value) -> File {
        File::text(place, path, format!("{value:#}\n"))
    }

    /// YAML in block style, with what it is in its first lines.
    pub fn yaml(place: Place, path: impl Into<String>, about: &str, value: &Value) -> File {
        File::text(place, path, format!("{}{}", comment(about), yaml::print_plain(value)))
    }

    pub(super) fn ini(place: Place, path: impl Into<String>, about: &str, ini: &Ini) -> File {
        File::text(place, path, format!("{}{}", comment(about), ini.write()))
    }

    pub(super) fn script(place: Place, path: impl Into<String>, script: &Script) -> File {
        File { executable: true, ..File::text(place, path, script.write()) }
    }

    /// Where it stands below a folder that takes all files of a lab.
    pub fn path_below(&self) -> String {
        format!("{}/{}", self.place.folder(), self.path.trim_start_matches('/'))
    }

    /// Whether the path leads nowhere but into its place.
    pub fn stays_inside(&self) -> bool {
        let is_fine = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0', '\n']);
        self.path.trim_start_matches('/').split('/').all(is_fine)
    }

    /// Its mode on the machine: what has secrets' values in it, is its owner's alone.
    pub fn mode(&self) -> u32 {
        if self.executable {
            0o755
        } else if self.secrets().is_empty() {
            0o644
        } else {
            0o600
        }
    }

    /// The secrets whose values belong into it.
    pub fn secrets(&self) -> Vec<SecretRef> {
        SecretRef::placeholders(&self.content)
    }

    /// The values of steps that belong into it.
    pub fn outputs(&self) -> Vec<Output> {
        Output::placeholders(&self.content)
    }
}

/// Lines of comment, as in YAML, INI files and scripts.
pub(super) fn comment(about: &str) -> String {
    about.lines().map(|line| format!("# {line}\n")).collect()
}
