//! The files that labs' parts are configured with. `shared/tests/rendered/LAB/` keeps them as they would be written; `UPDATE_EXPECT=1` writes
//! them anew.

#[path = "rendered/changes.rs"]
mod changes;
#[path = "templates/plain.rs"]
mod plain;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use expect_test::expect_file;
use labwright_shared::{
    document,
    facts::HostFacts,
    model::Lab,
    plan::{
        Instance, Purpose,
        planner::{self, Owned, PlanInput},
    },
    render::{self, File, Given, RENDERERS},
    value::Sha256,
    yaml,
};

/// The labs whose files are kept: the reference labs, and one that has what they do not.
const KEPT: [&str; 6] = ["every-file", "okd45-upi", "okd45-upi-mended", "osa-magnum-capi", "osp13-ocp42", "tripleo-queens"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rendered")
}

fn source(name: &str) -> String {
    let own = folder().join(format!("{name}.lab.yaml"));
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../static/templates/{name}.lab.yaml"));
    fs::read_to_string(&own).or_else(|_| fs::read_to_string(&template)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn read(name: &str, text: &str) -> Lab {
    document::read(text).unwrap_or_else(|errors| panic!("{name}: {errors:?}")).document.lab().clone()
}

fn rendered(lab: &Lab) -> Vec<File> {
    let instance = Instance { id: "0a1b2c3d".parse().unwrap(), prefix: String::new() };
    let facts = HostFacts::assumed(lab);
    let input = PlanInput {
        lab,
        lab_digest: Sha256::of(b"lab"),
        scale: None,
        instance: &instance,
        facts: &facts,
        owned: &Owned::default(),
        purpose: Purpose::Apply,
        machines: &[],
    };
    render::files(&Given::new(lab, &instance, planner::assign_macs(&input))).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn found_in(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found_in(&path, found);
        } else {
            found.insert(path);
        }
    }
}

#[test]
fn files_are_as_kept() {
    let is_update = std::env::var_os("UPDATE_EXPECT").is_some();
    for name in KEPT {
        let files = rendered(&read(name, &source(name)));
        let mut kept = BTreeSet::new();
        found_in(&folder().join(name), &mut kept);
        for file in &files {
            let path = folder().join(name).join(file.path_below());
            if is_update {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
            }
            expect_file![&path].assert_eq(&file.content);
            kept.remove(&path);
        }
        if is_update {
            kept.iter().for_each(|path| fs::remove_file(path).unwrap());
        } else {
            assert!(kept.is_empty(), "nothing writes {kept:?} any more; UPDATE_EXPECT=1 takes them away");
        }
    }
}

#[test]
fn every_renderer_writes_a_kept_file_where_it_says() {
    for renderer in RENDERERS.iter().copied().flatten() {
        let mut written = 0;
        for name in KEPT {
            let lab = read(name, &source(name));
            let instance = Instance { id: "0a1b2c3d".parse().unwrap(), prefix: String::new() };
            let macs = lab.machines.iter().flat_map(|machine| {
                machine
                    .ports
                    .iter()
                    .map(|port| ((machine.name.clone(), port.name.clone()), instance.mac(machine.name.as_str(), port.name.as_str(), 0)))
            });
            for file in renderer.files(&Given::new(&lab, &instance, macs.collect())) {
                let path = file.path_below();
                assert!(fits(renderer.path, &path), "{path} is not {}", renderer.path);
                written += 1;
            }
        }
        assert!(written > 0, "no kept lab has a file {}: add what it is made from to every-file.lab.yaml", renderer.path);
        assert!(!renderer.what.is_empty() && !renderer.format.is_empty(), "{}", renderer.path);
    }
}

/// Whether a path is the one that a renderer tells: runs of capitals stand for names, `…` for any further path.
fn fits(told: &str, path: &str) -> bool {
    let Some(at) = told.find(|c: char| c.is_ascii_uppercase() || c == '…') else { return told == path };
    let (before, rest) = told.split_at(at);
    let Some(path) = path.strip_prefix(before) else { return false };
    let is_any = rest.starts_with('…');
    let rest = if is_any { &rest['…'.len_utf8()..] } else { rest.trim_start_matches(|c: char| c.is_ascii_uppercase()) };
    (1..=path.len())
        .filter(|end| path.is_char_boundary(*end) && (is_any || !path[..*end].contains('/')))
        .any(|end| fits(rest, &path[end..]))
}

#[test]
fn yaml_and_json_read_back() {
    let mut read_back = 0;
    for name in KEPT {
        for file in rendered(&read(name, &source(name))) {
            let extension = file.path.rsplit('.').next().unwrap_or_default();
            if matches!(extension, "yaml" | "yml" | "json") {
                let value: Result<serde_json::Value, _> = yaml::from_str(&file.content);
                assert!(value.is_ok(), "{name} {}: {value:?}\n{}", file.path_below(), file.content);
                read_back += 1;
            }
        }
    }
    assert!(read_back > 15, "{read_back}");
}

/// A secret is named in a file that a driver fills, and comes from the environment of a script.
#[test]
fn secrets_stand_in_quotes_or_in_the_environment() {
    let mut named = 0;
    for name in KEPT {
        for file in rendered(&read(name, &source(name))) {
            let references = file.secrets().len() + file.outputs().len();
            assert!(!file.executable || references == 0, "{name} {}: bash would read the reference", file.path_below());
            let quoted = file.content.matches("\"${").count();
            assert!(file.executable || references <= quoted, "{name} {}: a value with a quote would break the file", file.path_below());
            named += references;
        }
    }
    assert!(named > 5, "{named}");
}
