//! `volume.create`, `volume.seed`, `volume.delete`

use std::{fs, path::Path};

use labwright::step::{Probe, StepError};
use labwright_shared::{
    model::{Allocation, DiskFormat},
    plan::{
        StepData,
        steps::{Backing, SeedFile, VolumeCreate, VolumeRef, VolumeSeed},
    },
    value::Size,
};

use super::pools::{POOLS, pool};
use crate::support::{Bench, run, virsh, virsh_fails};

/// A bench with a pool of the test's own, which goes with it.
pub struct InPool {
    pub bench: Bench,
    pub pool: String,
}

impl InPool {
    pub fn new(name: &str) -> Option<InPool> {
        let bench = Bench::new(name)?;
        bench.apply(&StepData::PoolDefine(pool(&bench, name))).unwrap();
        Some(InPool { bench, pool: name.to_owned() })
    }

    pub fn file(&self, name: &str) -> std::path::PathBuf {
        Path::new(POOLS).join(&self.pool).join(name)
    }

    /// Removes the pool; the ledger must be empty then.
    pub fn end(self) {
        self.bench.undo(&StepData::PoolDefine(pool(&self.bench, &self.pool))).unwrap();
        assert!(self.bench.ledger.is_empty(), "{:?}", self.bench.ledger.claims());
    }

    pub fn blank(&self, name: &str, size: Size) -> VolumeCreate {
        let (pool, name) = (self.pool.clone(), name.parse().unwrap());
        VolumeCreate { pool, name, format: DiskFormat::Qcow2, size: Some(size), allocation: Allocation::Thin, backing: None }
    }

    pub fn delete(&self, name: &str) -> StepData {
        StepData::VolumeDelete(VolumeRef { pool: self.pool.clone(), name: name.parse().unwrap() })
    }

    /// A file that somebody else put into the pool, seen by libvirt or not yet.
    fn theirs(&self, name: &str, seen: bool) -> String {
        fs::write(self.file(name), "theirs").unwrap();
        if seen {
            virsh(&["pool-refresh", &self.pool]);
        }
        "theirs".to_owned()
    }
}

#[test]
fn blank_volumes_keep_their_promises() {
    let Some(at) = InPool::new("vol-blank") else { return };
    for (format, allocation) in [
        (DiskFormat::Qcow2, Allocation::Thin),
        (DiskFormat::Raw, Allocation::Thin),
        (DiskFormat::Raw, Allocation::Full),
        (DiskFormat::Qcow2, Allocation::Full),
    ] {
        let create = VolumeCreate { format, allocation, ..at.blank("v", Size::from_mib(8)) };
        let data = StepData::VolumeCreate(create);
        at.bench.complies(&data);
        at.bench.apply(&data).unwrap();
        let info = run("qemu-img", &["info", "--output=json", at.file("v").to_str().unwrap()]);
        assert!(info.contains(&format!("\"format\": \"{}\"", format.as_str())) && info.contains("\"virtual-size\": 8388608"), "{info}");
        let taken: u64 = run("du", &["-k", at.file("v").to_str().unwrap()]).split_whitespace().next().unwrap().parse().unwrap();
        assert_eq!(taken >= 8192, allocation == Allocation::Full, "{format:?} {allocation:?} takes {taken} KiB");
        at.bench.undo(&data).unwrap();
        assert!(!at.file("v").exists());
    }
    at.bench.survives_a_kill_anywhere(&StepData::VolumeCreate(at.blank("k", Size::from_mib(8))), || {});
    at.end();
}

#[test]
fn overlays_lie_on_their_base() {
    let Some(at) = InPool::new("vol-overlay") else { return };
    let base = StepData::VolumeCreate(at.blank("base", Size::from_mib(64)));
    at.bench.apply(&base).unwrap();
    let backing = Backing { pool: at.pool.clone(), name: "base".parse().unwrap(), format: DiskFormat::Qcow2 };
    let overlay = |size| StepData::VolumeCreate(VolumeCreate { size, backing: Some(backing.clone()), ..at.blank("over", Size::ZERO) });
    at.bench.complies(&overlay(None));
    at.bench.survives_a_kill_anywhere(&overlay(None), || {});
    at.bench.apply(&overlay(Some(Size::from_mib(128)))).unwrap();
    let info = run("qemu-img", &["info", "--output=json", at.file("over").to_str().unwrap()]);
    assert!(info.contains("\"virtual-size\": 134217728") && info.contains("\"backing-filename-format\": \"qcow2\""), "{info}");
    at.bench.undo(&overlay(None)).unwrap();
    let small = at.bench.apply(&overlay(Some(Size::from_mib(1)))).unwrap_err().to_string();
    assert!(small.contains("ask for at least that"), "{small}");
    at.bench.undo(&base).unwrap();
    let missing = at.bench.apply(&overlay(None)).unwrap_err().to_string();
    assert!(missing.contains("base volume vol-overlay/base is not on the host"), "{missing}");
    at.end();
}

#[test]
fn volumes_grow_and_never_shrink() {
    let Some(at) = InPool::new("vol-grow") else { return };
    let size = |mib| StepData::VolumeCreate(at.blank("v", Size::from_mib(mib)));
    at.bench.apply(&size(8)).unwrap();
    assert!(matches!(at.bench.probe(&size(16)).unwrap(), Probe::Differs(_)));
    at.bench.apply(&size(16)).unwrap();
    assert_eq!(at.bench.probe(&size(16)).unwrap(), Probe::Done(None));
    assert!(matches!(at.bench.apply(&size(4)), Err(StepError::Refused(_))));
    let raw = StepData::VolumeCreate(VolumeCreate { format: DiskFormat::Raw, ..at.blank("v", Size::from_mib(16)) });
    assert!(matches!(at.bench.apply(&raw), Err(StepError::Refused(_))), "a disk with content is not made anew");
    at.bench.undo(&size(16)).unwrap();
    at.end();
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let Some(at) = InPool::new("vol-foreign") else { return };
    let look = || fs::read_to_string(at.file("f")).unwrap();
    at.theirs("f", true);
    at.bench.leaves_alone(&StepData::VolumeCreate(at.blank("f", Size::from_mib(1))), look);
    at.bench.leaves_alone(&seed(&at, "f", "x"), look);
    at.bench.leaves_alone(&at.delete("f"), look);
    // One that libvirt has not seen yet is not written over either.
    at.theirs("g", false);
    for format in [DiskFormat::Raw, DiskFormat::Qcow2] {
        let create = VolumeCreate { format, ..at.blank("g", Size::from_mib(1)) };
        assert!(matches!(at.bench.apply(&StepData::VolumeCreate(create)), Err(StepError::Foreign { .. })));
        assert_eq!(fs::read_to_string(at.file("g")).unwrap(), "theirs");
    }
    for file in ["f", "g"] {
        fs::remove_file(at.file(file)).unwrap();
    }
    at.end();
}

fn seed(at: &InPool, name: &str, user_data: &str) -> StepData {
    let file = |name: &str, content: &str| SeedFile { name: name.parse().unwrap(), content: content.to_owned() };
    let files = vec![file("meta-data", "instance-id: a\n"), file("user-data", user_data)];
    StepData::VolumeSeed(VolumeSeed { pool: at.pool.clone(), name: name.parse().unwrap(), label: "CIDATA".to_owned(), files })
}

#[test]
fn seeds_keep_their_promises_and_their_secrets() {
    let Some(at) = InPool::new("vol-seed") else { return };
    let data = seed(&at, "s.iso", "#cloud-config\npassword: \"${secret:known}\"\n");
    at.bench.complies(&data);
    at.bench.survives_a_kill_anywhere(&data, || {});
    at.bench.apply(&data).unwrap();
    let label = run("blkid", &["-p", "-o", "value", "-s", "LABEL", at.file("s.iso").to_str().unwrap()]);
    assert_eq!(label.trim(), "CIDATA");
    let content = String::from_utf8_lossy(&fs::read(at.file("s.iso")).unwrap()).into_owned();
    assert!(content.contains("password: \"opensesame\"") && content.contains("user-data"));
    // Another content replaces it; a secret that cannot be had leaves the old one.
    let changed = seed(&at, "s.iso", "#cloud-config\n");
    assert!(matches!(at.bench.probe(&changed).unwrap(), Probe::Differs(_)));
    at.bench.apply(&changed).unwrap();
    assert_eq!(at.bench.probe(&changed).unwrap(), Probe::Done(None));
    let unknown = seed(&at, "s.iso", "${secret:unknown}");
    let error = at.bench.apply(&unknown).unwrap_err().to_string();
    assert!(error.contains("the secret unknown cannot be had"), "{error}");
    assert_eq!(at.bench.probe(&changed).unwrap(), Probe::Done(None));
    assert!(!at.bench.notes.lock().unwrap().iter().any(|note| note.contains("opensesame")));
    at.bench.undo(&data).unwrap();
    at.end();
}

#[test]
fn delete_keeps_its_promises() {
    let Some(at) = InPool::new("vol-delete") else { return };
    at.bench.apply(&StepData::VolumeCreate(at.blank("v", Size::from_mib(1)))).unwrap();
    at.bench.deletes(&at.delete("v"));
    assert!(!at.file("v").exists());
    // A volume that somebody else deleted leaves only its claim.
    at.bench.apply(&StepData::VolumeCreate(at.blank("v", Size::from_mib(1)))).unwrap();
    fs::remove_file(at.file("v")).unwrap();
    virsh(&["pool-refresh", &at.pool]);
    assert!(matches!(at.bench.probe(&at.delete("v")).unwrap(), Probe::Differs(_)));
    at.bench.apply(&at.delete("v")).unwrap();
    assert_eq!(at.bench.probe(&at.delete("v")).unwrap(), Probe::Done(None));
    // And one in a pool that is gone is gone too.
    at.end();
    assert!(virsh_fails(&["pool-info", "vol-delete"]));
}

#[test]
fn a_full_pool_says_so_and_keeps_nothing_half_made() {
    let Some(bench) = Bench::new("vol-full") else { return };
    let folder = Path::new(POOLS).join("vol-full");
    fs::create_dir(&folder).unwrap();
    run("mount", &["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder.to_str().unwrap()]);
    bench.apply(&StepData::PoolDefine(pool(&bench, "vol-full"))).unwrap();
    let at = InPool { bench, pool: "vol-full".to_owned() };
    for format in [DiskFormat::Raw, DiskFormat::Qcow2] {
        let create = VolumeCreate { format, allocation: Allocation::Full, ..at.blank("big", Size::from_mib(32)) };
        let error = at.bench.apply(&StepData::VolumeCreate(create)).unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, StepError::PoolFull { .. }) && text.contains("32 MiB asked for, 8 MiB free"), "{text}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }
    super::images::does_not_fit(&at);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    at.end();
    run("umount", &[folder.to_str().unwrap()]);
}
