//! `domain.*`, with guests that really boot.

use std::{fs, path::PathBuf, time::Duration};

use labwright::step::{Probe, Progress, StepError, Turn, Undone};
use labwright_shared::{
    model::{DiskFormat, UpSignal},
    plan::{
        StepData,
        steps::{ConsoleLog, DomainDefine, DomainRef, DomainStop, DomainWait, LeasePlace, NetworkDefine, StopHow, VolumeImport},
    },
    value::{Mac, Size, Uuid},
};

use super::{pools::POOLS, volumes::InPool};
use crate::support::{virsh, virsh_fails, virsh_xml};

/// The test guest that `cargo xtask guest` builds.
fn guest(name: &str) -> PathBuf {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/images")).join(name);
    assert!(path.exists(), "{} is missing: run `cargo xtask guest`", path.display());
    path
}

/// A domain with nothing to boot: its firmware finds no disk and waits, deaf to the power button.
fn blank(at: &InPool, name: &str, version: &str) -> DomainDefine {
    let uuid = at.bench.uuid(name);
    let xml = format!(
        "<domain type='qemu'><name>{name}</name><uuid>{uuid}</uuid>{}<memory unit='MiB'>32</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='pc'>hvm</type></os>\
         <devices><serial type='pty'><log file='{POOLS}/{}/{name}.log' append='on'/></serial><memballoon model='none'/></devices></domain>",
        at.bench.mark(name, version),
        at.pool
    );
    DomainDefine { name: name.to_owned(), uuid, autostart: false, xml, renamed_from: None }
}

/// The test guest by direct kernel boot, with a port on a network where one is named.
fn booting(at: &InPool, name: &str, network: Option<(&str, Mac)>) -> DomainDefine {
    let mut define = blank(at, name, "1");
    let folder = format!("{POOLS}/{}", at.pool);
    let os = format!(
        "<os><type arch='x86_64' machine='pc'>hvm</type><kernel>{folder}/kernel</kernel><initrd>{folder}/initrd</initrd>\
         <cmdline>console=ttyS0 quiet loglevel=3 panic=1</cmdline></os><features><acpi/></features><cpu mode='maximum'/>"
    );
    let port = network.map_or(String::new(), |(network, mac)| {
        format!("<interface type='network'><mac address='{mac}'/><source network='{network}'/><model type='virtio'/><rom enabled='no'/></interface>")
    });
    define.xml = define.xml.replace("<os><type arch='x86_64' machine='pc'>hvm</type></os>", &os);
    define.xml = define.xml.replace("<devices>", &format!("<devices>{port}")).replace("<memory unit='MiB'>32", "<memory unit='MiB'>96");
    define
}

fn kernel(at: &InPool) {
    at.bench.images.folders.iter().for_each(|folder| {
        fs::copy(guest("tiny-vmlinuz"), folder.join("kernel")).unwrap();
        fs::copy(guest("tiny-initrd.img"), folder.join("initrd")).unwrap();
    });
    for file in ["kernel", "initrd"] {
        let name = file.parse().unwrap();
        let import = VolumeImport {
            pool: at.pool.clone(),
            name,
            path: Some(file.to_owned()),
            url: None,
            sha256: None,
            format: DiskFormat::Raw,
            disk: false,
        };
        at.bench.apply(&StepData::VolumeImport(import)).unwrap();
    }
}

fn remove_volumes(at: &InPool, names: &[&str]) {
    for name in names {
        at.bench.apply(&at.delete(name)).unwrap();
    }
}

fn reference(define: &DomainDefine) -> DomainRef {
    DomainRef { name: define.name.clone(), uuid: define.uuid }
}

fn stop(define: &DomainDefine, how: StopHow, timeout_secs: u32) -> StepData {
    StepData::DomainStop(DomainStop { name: define.name.clone(), uuid: define.uuid, how, timeout_secs })
}

fn serial(at: &InPool, define: &DomainDefine, marker: &str, timeout_secs: u32) -> DomainWait {
    DomainWait {
        name: define.name.clone(),
        uuid: define.uuid,
        signal: UpSignal::Serial,
        marker: Some(marker.to_owned()),
        console: Some(ConsoleLog { pool: at.pool.clone(), name: format!("{}.log", define.name).parse().unwrap() }),
        leases: Vec::new(),
        timeout_secs,
    }
}

fn foreign(name: &str, uuid: Option<Uuid>) {
    let uuid = uuid.map_or(String::new(), |uuid| format!("<uuid>{uuid}</uuid>"));
    virsh_xml(
        "define",
        &format!("<domain type='qemu'><name>{name}</name>{uuid}<memory unit='MiB'>32</memory><os><type>hvm</type></os></domain>"),
    );
}

#[test]
fn define_start_stop_and_delete_keep_their_promises() {
    let Some(at) = InPool::new("dom-life") else { return };
    at.bench.apply(&StepData::VolumeCreate(at.blank("dl.qcow2", Size::from_mib(8)))).unwrap();
    let mut define = blank(&at, "dl", "1");
    let disk = format!(
        "<devices><disk type='file'><driver name='qemu' type='qcow2'/><source file='{POOLS}/dom-life/dl.qcow2'/><target dev='vda'/></disk>"
    );
    define.xml = define.xml.replace("<devices>", &disk);
    let (data, start) = (StepData::DomainDefine(define.clone()), StepData::DomainStart(reference(&define)));
    assert_eq!(at.bench.probe(&start).unwrap(), Probe::Absent, "a domain that is not defined does not run");
    at.bench.complies(&data);
    at.bench.survives_a_kill_anywhere(&data, || assert!(virsh(&["dominfo", "dl"]).contains("shut off")));
    at.bench.apply(&data).unwrap();
    at.bench.complies(&start);
    at.bench.survives_a_kill_anywhere(&start, || assert_eq!(virsh(&["domstate", "dl"]).trim(), "running"));
    at.bench.apply(&start).unwrap();
    at.bench.complies(&stop(&define, StopHow::PowerOff, 5));
    assert_eq!(virsh(&["domstate", "dl"]).trim(), "running", "the undo of a stop starts it again");
    // Deleted while it runs, with a snapshot, with saved memory: all goes.
    virsh(&["destroy", "dl"]);
    virsh(&["snapshot-create-as", "dl", "s1"]);
    at.bench.apply(&start).unwrap();
    at.bench.deletes(&StepData::DomainDelete(reference(&define)));
    assert!(virsh_fails(&["dominfo", "dl"]));
    remove_volumes(&at, &["dl.log", "dl.qcow2"]);
    at.end();
}

#[test]
fn autostart_and_updates_are_carried_out_and_taken_back() {
    let Some(at) = InPool::new("dom-update") else { return };
    let first = blank(&at, "du", "1");
    let mut second = blank(&at, "du", "2");
    second.xml = second.xml.replace("<vcpu>1<", "<vcpu>2<");
    second.autostart = true;
    at.bench.apply(&StepData::DomainDefine(first.clone())).unwrap();
    at.bench.apply(&StepData::DomainStart(reference(&first))).unwrap();
    let (first, second) = (StepData::DomainDefine(first), StepData::DomainDefine(second));
    assert!(matches!(at.bench.probe(&second).unwrap(), Probe::Differs(_)));
    assert_eq!(at.bench.apply(&second).unwrap().as_deref(), Some("takes effect at the next start"));
    assert!(virsh(&["dominfo", "du"]).contains("Autostart:      enable"));
    assert!(virsh(&["dumpxml", "--inactive", "du"]).contains(">2</vcpu>"));
    at.bench.undo(&second).unwrap();
    assert!(
        virsh(&["dumpxml", "--inactive", "du"]).contains(">1</vcpu>"),
        "the update's undo brings the old definition back, and keeps the machine"
    );
    assert_eq!(virsh(&["domstate", "du"]).trim(), "running");
    at.bench.apply(&first).unwrap();
    at.bench.undo(&first).ok();
    virsh_fails(&["destroy", "du"]);
    virsh_fails(&["undefine", "du"]);
    remove_volumes(&at, &["du.log"]);
    at.end();
}

#[test]
fn a_machine_keeps_its_domain_through_a_new_name() {
    let Some(at) = InPool::new("dom-rename") else { return };
    let old = blank(&at, "old-name", "1");
    let mut new = blank(&at, "new-name", "2");
    new.xml = new.xml.replace(&new.uuid.to_string(), &old.uuid.to_string()).replace("new-name.log", "old-name.log");
    new.uuid = old.uuid;
    new.renamed_from = Some("old-name".to_owned());
    at.bench.apply(&StepData::DomainDefine(old.clone())).unwrap();
    at.bench.apply(&StepData::DomainStart(reference(&old))).unwrap();
    let error = at.bench.apply(&StepData::DomainDefine(new.clone())).unwrap_err().to_string();
    assert!(error.contains("shut it down first"), "{error}");
    virsh(&["destroy", "old-name"]);
    let rename = StepData::DomainDefine(new.clone());
    assert!(matches!(at.bench.probe(&rename).unwrap(), Probe::Differs(_)));
    at.bench.apply(&rename).unwrap();
    assert_eq!(virsh(&["domuuid", "new-name"]).trim(), old.uuid.to_string());
    assert!(virsh_fails(&["dominfo", "old-name"]));
    at.bench.undo(&rename).unwrap();
    assert_eq!(at.bench.probe(&StepData::DomainDefine(old.clone())).unwrap(), Probe::Done(None));
    at.bench.apply(&StepData::DomainDelete(reference(&old))).unwrap();
    remove_volumes(&at, &["old-name.log"]);
    at.end();
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let Some(at) = InPool::new("dom-foreign") else { return };
    foreign("df", None);
    let define = blank(&at, "df", "1");
    let look = || virsh(&["dumpxml", "df"]) + &virsh(&["domstate", "df"]);
    let wait = serial(&at, &define, "READY", 5);
    for data in [
        StepData::DomainDefine(define.clone()),
        StepData::DomainStart(reference(&define)),
        StepData::DomainDelete(reference(&define)),
        stop(&define, StopHow::PowerOff, 5),
    ] {
        at.bench.leaves_alone(&data, look);
    }
    assert!(matches!(at.bench.apply(&StepData::DomainWait(wait)), Err(StepError::Foreign { .. })));
    virsh(&["undefine", "df"]);
    // One of our own under the name, but another machine's, is not taken for this one either.
    let other = blank(&at, "other", "1");
    let mut twin = define.clone();
    twin.xml = other.xml.replace("<name>other<", "<name>df<");
    twin.uuid = other.uuid;
    at.bench.apply(&StepData::DomainDefine(twin.clone())).unwrap();
    at.bench.leaves_alone(&StepData::DomainDelete(reference(&define)), look);
    at.bench.apply(&StepData::DomainDelete(reference(&twin))).unwrap();
    // A console log that would be written over.
    fs::write(at.file("df.log"), "theirs").unwrap();
    virsh(&["pool-refresh", &at.pool]);
    assert!(matches!(at.bench.apply(&StepData::DomainDefine(define)), Err(StepError::Foreign { .. })));
    assert!(virsh_fails(&["dominfo", "df"]));
    fs::remove_file(at.file("df.log")).unwrap();
    remove_volumes(&at, &["other.log"]);
    at.end();
}

#[test]
fn a_guest_is_up_by_its_console_and_shuts_down_when_asked() {
    let Some(at) = InPool::new("dom-serial") else { return };
    kernel(&at);
    let define = booting(&at, "ds", None);
    at.bench.apply(&StepData::DomainDefine(define.clone())).unwrap();
    let (start, wait) = (StepData::DomainStart(reference(&define)), StepData::DomainWait(serial(&at, &define, "READY", 120)));
    at.bench.apply(&start).unwrap();
    assert_eq!(at.bench.probe(&wait).unwrap(), Probe::Absent);
    let line = at.bench.apply(&wait).unwrap().unwrap();
    assert!(line.starts_with("READY up="), "{line}");
    assert!(at.bench.last_note().starts_with("waiting for READY on the serial console"), "{}", at.bench.last_note());
    assert_eq!(at.bench.probe(&wait).unwrap(), Probe::Done(Some(line)));
    assert_eq!(at.bench.undo(&wait).unwrap(), Undone::Gone);
    assert_eq!(at.bench.apply(&stop(&define, StopHow::Shutdown, 60)).unwrap().as_deref(), Some("the guest shut down"));
    // The next start is not taken for up because the last one's words are still in the log.
    at.bench.apply(&start).unwrap();
    assert_eq!(at.bench.probe(&wait).unwrap(), Probe::Absent);
    at.bench.apply(&wait).unwrap();
    assert!(fs::read_to_string(at.file("ds.log")).unwrap().matches("READY").count() >= 2, "the log of the first start is kept");
    at.bench.deletes(&StepData::DomainDelete(reference(&define)));
    fs::write(at.file("ds.log.0"), "rotated").unwrap();
    fs::write(at.file("ds.log.txt"), "theirs").unwrap();
    remove_volumes(&at, &["ds.log", "kernel", "initrd"]);
    assert!(!at.file("ds.log.0").exists() && at.file("ds.log.txt").exists());
    fs::remove_file(at.file("ds.log.txt")).unwrap();
    at.end();
}

#[test]
fn a_guest_is_up_by_its_lease() {
    let Some(at) = InPool::new("dom-lease") else { return };
    kernel(&at);
    let uuid = at.bench.uuid("network");
    let xml = format!(
        "<network><name>dn</name><uuid>{uuid}</uuid>{}<bridge name='vb-dn'/><ip address='10.94.1.1' prefix='24'><dhcp><range start='10.94.1.50' end='10.94.1.60'/></dhcp></ip></network>",
        at.bench.mark("network", "1")
    );
    let network = StepData::NetworkDefine(NetworkDefine { name: "dn".to_owned(), uuid, autostart: false, xml: xml.clone() });
    at.bench.apply(&network).unwrap();
    let mac: Mac = "52:54:00:01:02:03".parse().unwrap();
    let define = booting(&at, "dle", Some(("dn", mac)));
    at.bench.apply(&StepData::DomainDefine(define.clone())).unwrap();
    let start = StepData::DomainStart(reference(&define));
    let wait = StepData::DomainWait(DomainWait {
        signal: UpSignal::Lease,
        leases: vec![LeasePlace { network: "dn".to_owned(), mac }],
        ..serial(&at, &define, "READY", 120)
    });
    at.bench.apply(&start).unwrap();
    let address = at.bench.apply(&wait).unwrap().unwrap();
    assert!(address.starts_with("10.94.1."), "{address}");
    // A changed network is started anew under the running guest, which is plugged in again.
    let changed = xml.replace(&at.bench.mark("network", "1"), &at.bench.mark("network", "2")).replace(".60'", ".70'");
    let changed = StepData::NetworkDefine(NetworkDefine { name: "dn".to_owned(), uuid, autostart: false, xml: changed });
    at.bench.apply(&changed).unwrap();
    let ports = fs::read_dir("/sys/class/net/vb-dn/brif").unwrap().count();
    assert_eq!(ports, 1, "the guest is not on the new bridge");
    assert!(virsh_fails(&["net-info", "dn-replug"]), "the network in between stays");
    // After a new start the old lease does not count, although it is still there.
    at.bench.apply(&stop(&define, StopHow::PowerOff, 5)).unwrap();
    at.bench.apply(&start).unwrap();
    assert_eq!(at.bench.probe(&wait).unwrap(), Probe::Absent);
    at.bench.apply(&wait).unwrap();
    at.bench.apply(&StepData::DomainDelete(reference(&define))).unwrap();
    at.bench.apply(&StepData::NetworkDelete(labwright_shared::plan::steps::NetworkRef { name: "dn".to_owned() })).unwrap();
    remove_volumes(&at, &["dle.log", "kernel", "initrd"]);
    at.end();
}

#[test]
fn waits_end_with_a_reason() {
    let Some(at) = InPool::new("dom-wait") else { return };
    let define = blank(&at, "dw", "1");
    at.bench.apply(&StepData::DomainDefine(define.clone())).unwrap();
    at.bench.apply(&StepData::DomainStart(reference(&define))).unwrap();
    let running = DomainWait { signal: UpSignal::Running, ..serial(&at, &define, "x", 5) };
    assert_eq!(at.bench.apply(&StepData::DomainWait(running)).unwrap(), None);
    let never = at.bench.apply(&StepData::DomainWait(serial(&at, &define, "NEVER", 1))).unwrap_err().to_string();
    assert!(never.contains("dw did not come up: no NEVER on the serial console after 1 s; its console"), "{never}");
    let agent = DomainWait { signal: UpSignal::Agent, ..serial(&at, &define, "x", 1) };
    let agent = at.bench.apply(&StepData::DomainWait(agent)).unwrap_err().to_string();
    assert!(agent.contains("agent"), "{agent}");
    // A guest that ignores the request to shut down keeps its power, and is asked twice.
    let ignored = at.bench.apply(&stop(&define, StopHow::Shutdown, 2)).unwrap_err().to_string();
    assert!(ignored.contains("ignores the request to shut down and still runs after 2 s"), "{ignored}");
    assert_eq!(virsh(&["domstate", "dw"]).trim(), "running");
    assert_eq!(at.bench.notes.lock().unwrap().iter().filter(|note| note.starts_with("asking")).count(), 2);
    virsh(&["suspend", "dw"]);
    assert!(matches!(at.bench.apply(&stop(&define, StopHow::Shutdown, 2)), Err(StepError::Refused(_))));
    assert!(matches!(at.bench.probe(&StepData::DomainStart(reference(&define))).unwrap(), Probe::Differs(_)));
    at.bench.apply(&StepData::DomainStart(reference(&define))).unwrap();
    assert_eq!(virsh(&["domstate", "dw"]).trim(), "running");
    virsh(&["destroy", "dw"]);
    let died = at.bench.apply(&StepData::DomainWait(serial(&at, &define, "NEVER", 60))).unwrap_err().to_string();
    assert!(died.contains("dw stopped while it was waited for: its power was cut"), "{died}");
    at.bench.apply(&StepData::DomainDelete(reference(&define))).unwrap();
    remove_volumes(&at, &["dw.log"]);
    at.end();
}

#[test]
fn one_call_of_a_wait_is_one_look() {
    let Some(at) = InPool::new("dom-poll") else { return };
    let define = blank(&at, "dp", "1");
    at.bench.apply(&StepData::DomainDefine(define.clone())).unwrap();
    at.bench.apply(&StepData::DomainStart(reference(&define))).unwrap();
    let wait = StepData::DomainWait(serial(&at, &define, "NEVER", 600));
    let begun = std::time::Instant::now();
    let turn = Turn { elapsed: Duration::from_secs(300), previous: Some(Duration::from_secs(297)) };
    let progress = at.bench.with(turn, move |cx| labwright::step::apply(cx, &wait)).unwrap();
    assert_eq!(
        progress,
        Progress::Waiting { note: "waiting for NEVER on the serial console, 300 s".to_owned(), again_in: Duration::from_secs(3) }
    );
    assert!(begun.elapsed() < Duration::from_secs(1));
    at.bench.apply(&StepData::DomainDelete(reference(&define))).unwrap();
    remove_volumes(&at, &["dp.log"]);
    at.end();
}
