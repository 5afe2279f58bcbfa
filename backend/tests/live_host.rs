//! Connections, facts, the KVM probe and the console on a real, private libvirt.
//!
//! Its own program, since one test kills the daemon under all others: they run one after another.
#![cfg(feature = "libvirt")]

#[path = "live_support/mod.rs"]
mod support;

use std::{
    fs,
    path::Path,
    process::Command,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use labwright::{
    driver::{
        DriverError,
        libvirt::{
            Host,
            facts::{self, KvmProbe, Options, kvm_works},
        },
    },
    step::{Probe, StepError},
};
use labwright_shared::{
    facts::{DomainState, HostFacts},
    plan::{
        StepData,
        steps::{DomainDefine, DomainRef, NetworkDefine, PoolDefine},
    },
    value::Size,
};
use support::{Bench, URI, is_private, runtime, virsh, virsh_fails, virsh_xml};

/// One test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(bench: &Bench, options: Options) -> HostFacts {
    bench.runtime.block_on(bench.host.run(Duration::from_secs(60), move |conn| facts::read(conn, &options))).unwrap()
}

fn network(bench: &Bench, name: &str) -> StepData {
    let uuid = bench.uuid(name);
    let xml = format!(
        "<network><name>{name}</name><uuid>{uuid}</uuid>{}<forward mode='nat'/><bridge name='vb-{name}'/><mtu size='1400'/><ip address='10.96.1.1' prefix='24'>\
         <dhcp><range start='10.96.1.10' end='10.96.1.20'/><host mac='52:54:00:aa:00:01' name='a' ip='10.96.1.5'/></dhcp></ip></network>",
        bench.mark(name, "1")
    );
    StepData::NetworkDefine(NetworkDefine { name: name.to_owned(), uuid, autostart: true, xml })
}

fn domain(bench: &Bench, name: &str, devices: &str) -> DomainDefine {
    let uuid = bench.uuid(name);
    let xml = format!(
        "<domain type='qemu'><name>{name}</name><uuid>{uuid}</uuid>{}<memory unit='MiB'>32</memory><vcpu>2</vcpu><os><type arch='x86_64' machine='pc'>hvm</type><bios useserial='yes'/></os>\
         <devices>{devices}<serial type='pty'/><memballoon model='none'/></devices></domain>",
        bench.mark(name, "1")
    );
    DomainDefine { name: name.to_owned(), uuid, autostart: true, xml, renamed_from: None }
}

#[test]
fn facts_say_what_virsh_says() {
    let _alone = alone();
    let Some(bench) = Bench::new("facts") else { return };
    let folder = Path::new("/var/lib/libvirt/images/facts");
    let uuid = bench.uuid("pool");
    let xml = format!("<pool type='dir'><name>facts</name><uuid>{uuid}</uuid><target><path>{}</path></target></pool>", folder.display());
    let pool = StepData::PoolDefine(PoolDefine { name: "facts".to_owned(), uuid, xml });
    bench.apply(&pool).unwrap();
    bench.apply(&network(&bench, "fn")).unwrap();
    let define = domain(&bench, "fd", "<interface type='network'><mac address='52:54:00:aa:00:01'/><source network='fn'/></interface>");
    bench.apply(&StepData::DomainDefine(define.clone())).unwrap();
    bench.apply(&StepData::DomainStart(DomainRef { name: "fd".to_owned(), uuid: define.uuid })).unwrap();
    virsh_xml("define", "<domain type='qemu'><name>theirs</name><memory unit='MiB'>64</memory><os><type>hvm</type></os></domain>");
    fs::write(folder.join("plain"), vec![1; 4096]).unwrap();

    let facts = read(&bench, Options { refresh: true, ..Options::default() });
    assert_eq!(facts.libvirt_version.as_deref(), Some("11.3.0"));
    assert!(facts.qemu_version.as_deref().is_some_and(|version| version.starts_with("10.")));
    assert_eq!(
        facts.cpu.threads,
        virsh(&["nodeinfo"]).lines().find_map(|line| line.strip_prefix("CPU(s):")?.trim().parse::<u32>().ok()).unwrap()
    );
    assert!(facts.memory.free.unwrap() > Size::ZERO && facts.memory.free.unwrap() <= facts.memory.total && facts.memory.swap.is_some());
    assert!(facts.filesystem_of("/var/lib/libvirt/images").is_some_and(|system| system.mount == "/var/lib/libvirt"));
    assert_eq!(facts.interfaces.as_deref(), Some(&[][..]), "loopback, the network's bridge and the guest's port are not the host's own");
    assert_eq!(facts.routes.as_deref(), Some(&[][..]));

    let seen = facts.network("fn").unwrap();
    assert!(seen.active && seen.autostart && seen.persistent && seen.mark.as_ref().is_some_and(|mark| mark.instance == bench.instance.id));
    assert_eq!((seen.bridge.as_deref(), seen.mtu, seen.addresses[0].to_string().as_str()), (Some("vb-fn"), Some(1400), "10.96.1.1/24"));
    assert_eq!(
        (seen.dhcp[0].to_string().as_str(), seen.reservations[0].address.to_string().as_str()),
        ("10.96.1.10-10.96.1.20", "10.96.1.5")
    );

    let seen = facts.domain("fd").unwrap();
    assert_eq!((seen.state, seen.vcpus, seen.memory, seen.autostart), (DomainState::Running, 2, Size::from_mib(32), true));
    assert!(seen.ports[0].network.as_deref() == Some("fn") && seen.mark.is_some());
    let seen = facts.domain("theirs").unwrap();
    assert!(seen.state == DomainState::Off && seen.mark.is_none());

    let seen = facts.pool("facts").unwrap();
    assert!(seen.active && seen.free.is_some() && seen.path.as_deref() == folder.to_str());
    assert_eq!(seen.volume("plain").unwrap().capacity, Size::from_bytes(4096));

    fs::remove_file(folder.join("plain")).unwrap();
    virsh(&["undefine", "theirs"]);
    bench.apply(&StepData::DomainDelete(DomainRef { name: "fd".to_owned(), uuid: define.uuid })).unwrap();
    bench.undo(&network(&bench, "fn")).unwrap();
    bench.undo(&pool).unwrap();
}

#[test]
fn kvm_is_judged_by_what_a_guest_prints() {
    let _alone = alone();
    let Some(bench) = Bench::new("kvm") else { return };
    let cache = bench.folder.path().join("facts");
    let options = |kvm| Options { kvm, cache: Some(cache.clone()), refresh: false };
    assert_eq!(read(&bench, options(KvmProbe::Cached)).kvm.works, None, "not tried where it was not asked for");
    assert!(!cache.exists());

    // The method itself: an emulated guest's firmware does print.
    let (works, detail) = bench.runtime.block_on(bench.host.run(Duration::from_secs(60), |conn| kvm_works(conn, "qemu"))).unwrap();
    assert!(works, "{detail}");
    println!("qemu: {detail}");

    let begun = Instant::now();
    let kvm = read(&bench, options(KvmProbe::IfUnknown)).kvm;
    println!("kvm: {kvm:?} in {:?}", begun.elapsed());
    assert!(kvm.works.is_some() && kvm.detail.is_some());
    if Path::new("/dev/kvm").exists() && std::env::var_os("LABWRIGHT_KVM_WORKS").is_none() {
        // No assumption about the machine beyond this: what was seen is what is said.
        assert_eq!(kvm.works, Some(kvm.detail.as_deref().unwrap().contains("ran its firmware")));
    }
    let begun = Instant::now();
    assert_eq!(read(&bench, options(KvmProbe::Cached)).kvm, kvm);
    // One that could not even be started is tried again; it does not take long.
    assert_eq!(read(&bench, options(KvmProbe::IfUnknown)).kvm.works, kvm.works);
    assert!(begun.elapsed() < Duration::from_secs(2), "the answer is kept");
    assert!(!virsh(&["list", "--all", "--name"]).contains("probe"), "the guest is removed");
}

#[test]
fn a_host_that_is_not_there_says_what_to_do() {
    let _alone = alone();
    if !is_private() {
        return;
    }
    let runtime = runtime();
    let open = |uri: &str| runtime.block_on(Host::open(uri, 1)).unwrap_err().to_string();
    let no_daemon = open("qemu:///system?socket=/nonexistent/sock");
    assert!(no_daemon.contains("No libvirtd listens there"), "{no_daemon}");
    let no_driver = open("nonsense:///system");
    assert!(no_driver.starts_with("cannot reach the host nonsense:///system"), "{no_driver}");
}

#[test]
fn a_call_past_its_deadline_is_unknown_and_acts_no_more() {
    let _alone = alone();
    let Some(bench) = Bench::new("deadline") else { return };
    let define = domain(&bench, "dd", "");
    let xml = define.xml.clone();
    let late = bench.runtime.block_on(bench.host.run(Duration::from_millis(200), move |conn| {
        conn.network("any")?;
        std::thread::sleep(Duration::from_millis(800));
        // Its caller is gone, and may have begun to look at the host: nothing may change under it.
        conn.define_domain("dd", &xml).map(drop)
    }));
    let error: DriverError = late.unwrap_err();
    assert!(
        matches!(&error, DriverError::Unknown { doing, .. } if doing == "looking for network any") && error.effect_unknown(),
        "{error}"
    );
    std::thread::sleep(Duration::from_secs(1));
    assert!(virsh_fails(&["dominfo", "dd"]));
    // The next job has a fresh connection.
    assert_eq!(bench.probe(&StepData::DomainDefine(define)).unwrap(), Probe::Absent);
}

#[test]
fn jobs_share_a_bounded_number_of_connections() {
    let _alone = alone();
    if !is_private() {
        return;
    }
    let runtime = runtime();
    runtime.block_on(async {
        let host = Host::open(URI, 3).await.unwrap();
        let begun = Instant::now();
        let jobs = (0..6).map(|_| {
            let host = host.clone();
            tokio::spawn(async move {
                host.run(Duration::from_secs(10), |conn| {
                    std::thread::sleep(Duration::from_millis(200));
                    conn.network("any").map(|_| std::thread::current().id())
                })
                .await
                .unwrap()
            })
        });
        let mut threads = Vec::new();
        for job in jobs.collect::<Vec<_>>() {
            threads.push(job.await.unwrap());
        }
        threads.sort_by_key(|id| format!("{id:?}"));
        threads.dedup();
        assert!(threads.len() <= 3 && begun.elapsed() >= Duration::from_millis(400), "{threads:?}");
        // A job that breaks off takes only its own connection with it.
        let broken = host.run(Duration::from_secs(10), |_| -> Result<(), DriverError> { std::panic::resume_unwind(Box::new(())) }).await;
        assert!(matches!(broken, Err(DriverError::Broken { .. })));
        for _ in 0..4 {
            host.run(Duration::from_secs(10), |conn| conn.network("any").map(drop)).await.unwrap();
        }
    });
}

fn libvirtd() -> u32 {
    fs::read_to_string("/run/libvirtd.pid").unwrap().trim().parse().unwrap()
}

fn restart_libvirtd() {
    let started = Command::new("libvirtd").arg("-d").status().unwrap();
    assert!(started.success());
    let begun = Instant::now();
    while virsh_fails(&["version"]) {
        assert!(begun.elapsed() < Duration::from_secs(30), "libvirtd does not come back");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn kill(pid: u32) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
    while Path::new(&format!("/proc/{pid}")).exists() {
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_host_that_goes_away_is_reached_again() {
    let _alone = alone();
    let Some(bench) = Bench::new("away") else { return };
    let define = domain(&bench, "da", "");
    let (data, start) =
        (StepData::DomainDefine(define.clone()), StepData::DomainStart(DomainRef { name: "da".to_owned(), uuid: define.uuid }));
    bench.apply(&data).unwrap();
    bench.apply(&start).unwrap();
    // In the middle of a job.
    let pid = libvirtd();
    let gone = bench.with(labwright::step::Turn::default(), move |cx| {
        cx.conn.network("any")?;
        kill(pid);
        cx.conn.domain("da").map(drop).map_err(StepError::from)
    });
    let error = gone.unwrap_err();
    assert!(matches!(error, StepError::Driver(DriverError::Gone { .. })) && error.effect_unknown() && error.is_transient(), "{error}");
    // While it is away.
    let away = bench.probe(&data).unwrap_err();
    assert!(matches!(away, StepError::Driver(DriverError::Unreachable { .. })) && away.is_transient() && !away.effect_unknown(), "{away}");
    // And when it is back: the guest ran on, and so do we.
    restart_libvirtd();
    assert_eq!(bench.probe(&start).unwrap(), Probe::Done(None));
    // Killed between two jobs, nobody notices.
    kill(libvirtd());
    restart_libvirtd();
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(bench.probe(&start).unwrap(), Probe::Done(None));
    bench.apply(&StepData::DomainDelete(DomainRef { name: "da".to_owned(), uuid: define.uuid })).unwrap();
}

#[test]
fn a_console_carries_bytes_both_ways() {
    let _alone = alone();
    let Some(bench) = Bench::new("console") else { return };
    let define = domain(&bench, "dc", "");
    bench.apply(&StepData::DomainDefine(define.clone())).unwrap();
    bench.apply(&StepData::DomainStart(DomainRef { name: "dc".to_owned(), uuid: define.uuid })).unwrap();
    bench.runtime.block_on(async {
        let mut console = bench.host.console("dc", false).await.unwrap();
        // SeaBIOS finds nothing to boot, and boots again after a key or a minute; a reset shows its words at once.
        tokio::time::sleep(Duration::from_millis(1300)).await;
        virsh(&["reset", "dc"]);
        let mut heard = Vec::new();
        let listened = tokio::time::timeout(Duration::from_secs(20), async {
            while let Some(block) = console.output.next().await {
                heard.extend(block.unwrap());
                if String::from_utf8_lossy(&heard).contains("SeaBIOS") {
                    return true;
                }
            }
            false
        });
        assert_eq!(listened.await, Ok(true), "{}", String::from_utf8_lossy(&heard));
        assert!(console.input.send(b"\x1b".to_vec()));
        // Somebody else has it open: refused, unless taken by force.
        let busy = bench.host.console("dc", false).await.map(drop).unwrap_err().to_string();
        assert!(busy.contains("console"), "{busy}");
        let mut second = bench.host.console("dc", true).await.unwrap();
        let ended = tokio::time::timeout(Duration::from_secs(10), async { while console.output.next().await.is_some() {} }).await;
        assert!(ended.is_ok(), "the first one does not notice that its console was taken");
        // The guest's end is the console's end.
        virsh(&["destroy", "dc"]);
        let ended = tokio::time::timeout(Duration::from_secs(10), async { while second.output.next().await.is_some() {} }).await;
        assert!(ended.is_ok(), "the console does not end with its guest");
        let none = bench.host.console("nobody", false).await.map(drop).unwrap_err();
        assert!(matches!(none, DriverError::Missing { .. }), "{none}");
        let off = bench.host.console("dc", false).await.map(drop).unwrap_err().to_string();
        assert!(off.contains("not running"), "{off}");
    });
    // Closed by us: no thread and no connection stays.
    bench.apply(&StepData::DomainStart(DomainRef { name: "dc".to_owned(), uuid: define.uuid })).unwrap();
    let threads = || {
        fs::read_dir("/proc/self/task")
            .unwrap()
            .filter(|task| fs::read_to_string(task.as_ref().unwrap().path().join("comm")).unwrap_or_default().trim() == "libvirt-console")
            .count()
    };
    bench.runtime.block_on(async {
        let becomes = async |count: usize| {
            for _ in 0..50 {
                if threads() == count {
                    return true;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            false
        };
        let console = bench.host.console("dc", false).await.unwrap();
        assert!(becomes(1).await);
        drop(console);
        assert!(becomes(0).await, "the console's thread stays");
    });
    bench.apply(&StepData::DomainDelete(DomainRef { name: "dc".to_owned(), uuid: define.uuid })).unwrap();
}
