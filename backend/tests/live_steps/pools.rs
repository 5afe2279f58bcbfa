//! `pool.*`

use std::{fs, path::Path};

use labwright::step::{Probe, StepError};
use labwright_shared::plan::{
    StepData,
    steps::{PoolDefine, PoolRef},
};

use crate::support::{Bench, virsh, virsh_fails, virsh_xml};

/// Folders that QEMU's user can reach.
pub const POOLS: &str = "/var/lib/libvirt/images";

pub fn pool(bench: &Bench, name: &str) -> PoolDefine {
    let uuid = bench.uuid(name);
    let xml = format!("<pool type='dir'><name>{name}</name><uuid>{uuid}</uuid><target><path>{POOLS}/{name}</path></target></pool>");
    PoolDefine { name: name.to_owned(), uuid, xml }
}

fn reference(name: &str) -> PoolRef {
    PoolRef { name: name.to_owned() }
}

#[test]
fn define_keeps_its_promises() {
    let Some(bench) = Bench::new("pool-define") else { return };
    let data = StepData::PoolDefine(pool(&bench, "pd"));
    let folder = Path::new(POOLS).join("pd");
    bench.complies(&data);
    assert!(!folder.exists(), "the folder that we made goes with the pool");
    bench.survives_a_kill_anywhere(&data, || assert!(virsh(&["pool-info", "pd"]).contains("running")));
    assert!(!folder.exists() && virsh_fails(&["pool-info", "pd"]) && bench.ledger.is_empty());
}

#[test]
fn a_folder_that_was_there_stays() {
    let Some(bench) = Bench::new("pool-folder") else { return };
    let data = StepData::PoolDefine(pool(&bench, "pf"));
    let folder = Path::new(POOLS).join("pf");
    fs::create_dir(&folder).unwrap();
    bench.apply(&data).unwrap();
    bench.undo(&data).unwrap();
    assert!(folder.is_dir(), "an empty folder that was there before is not ours to remove");
    fs::remove_dir(&folder).unwrap();
    // One that we made stays as long as somebody else's file is in it.
    bench.apply(&data).unwrap();
    fs::write(folder.join("theirs"), "x").unwrap();
    bench.undo(&data).unwrap();
    assert!(folder.join("theirs").is_file() && virsh_fails(&["pool-info", "pf"]));
    assert!(bench.last_note().contains("stays"), "{}", bench.last_note());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let Some(bench) = Bench::new("pool-foreign") else { return };
    fs::create_dir(Path::new(POOLS).join("pz")).unwrap();
    virsh_xml("pool-define", &format!("<pool type='dir'><name>pz</name><target><path>{POOLS}/pz</path></target></pool>"));
    let look = || virsh(&["pool-dumpxml", "pz"]) + &virsh(&["pool-info", "pz"]);
    bench.leaves_alone(&StepData::PoolDefine(pool(&bench, "pz")), look);
    bench.leaves_alone(&StepData::PoolDelete(reference("pz")), look);
    // Two pools in one folder: libvirt refuses, and nothing stays behind.
    let mut second = pool(&bench, "pz2");
    second.xml = second.xml.replace("/pz2<", "/pz<");
    let error = bench.apply(&StepData::PoolDefine(second)).unwrap_err().to_string();
    assert!(error.contains("use that pool"), "{error}");
    assert!(virsh_fails(&["pool-info", "pz2"]) && bench.ledger.is_empty());
    virsh(&["pool-undefine", "pz"]);
}

#[test]
fn a_pool_that_replaced_ours_is_foreign() {
    let Some(bench) = Bench::new("pool-replaced") else { return };
    let data = StepData::PoolDefine(pool(&bench, "pr"));
    bench.apply(&data).unwrap();
    virsh(&["pool-destroy", "pr"]);
    virsh(&["pool-undefine", "pr"]);
    virsh_xml("pool-define", &format!("<pool type='dir'><name>pr</name><target><path>{POOLS}/pr</path></target></pool>"));
    bench.leaves_alone(&data, || virsh(&["pool-dumpxml", "pr"]));
    bench.leaves_alone(&StepData::PoolDelete(reference("pr")), || virsh(&["pool-dumpxml", "pr"]));
    virsh(&["pool-undefine", "pr"]);
}

#[test]
fn start_and_delete_keep_their_promises() {
    let Some(bench) = Bench::new("pool-start") else { return };
    let define = StepData::PoolDefine(pool(&bench, "ps"));
    bench.apply(&define).unwrap();
    virsh(&["pool-destroy", "ps"]);
    bench.complies(&StepData::PoolStart(reference("ps")));
    bench.deletes(&StepData::PoolDelete(reference("ps")));
    assert!(!Path::new(POOLS).join("ps").exists() && bench.ledger.is_empty());
    assert_eq!(bench.probe(&define).unwrap(), Probe::Absent);
}

#[test]
fn a_pool_does_not_move() {
    let Some(bench) = Bench::new("pool-move") else { return };
    let first = pool(&bench, "pm");
    bench.apply(&StepData::PoolDefine(first.clone())).unwrap();
    let mut second = first.clone();
    second.xml = second.xml.replace("/pm<", "/pm-elsewhere<");
    assert!(matches!(bench.probe(&StepData::PoolDefine(second.clone())).unwrap(), Probe::Differs(_)));
    assert!(matches!(bench.apply(&StepData::PoolDefine(second)), Err(StepError::Refused(_))));
    bench.undo(&StepData::PoolDefine(first)).unwrap();
}
