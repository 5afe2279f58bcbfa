//! Made-up labs: what is advised fits and is the best there is, and the smallest host is the smallest.

use std::fmt::Write as _;

use labwright_shared::{
    advisor::{Advice, Effect, Verdict, advise, smallest},
    diagnostic::Severity,
    document::Document,
    facts::HostFacts,
    rules::{host_misfits, misfits},
    value::Size,
};
use proptest::{collection::vec, prelude::*};

use super::{brute, host, lab};

/// Sets beyond which brute force takes too long.
const MOST: usize = 4_000;

/// A machine of a cluster: its memory and vCPUs above the least, whether its disk is written at once, and the disk's pool.
type Node = (u64, u32, bool, bool);

#[derive(Clone, Debug)]
struct Plan {
    masters: Vec<Node>,
    workers: Vec<Node>,
    bastion: u64,
    minor: u32,
    disk_ratio: u32,
}

#[derive(Clone, Debug)]
struct Nested {
    computes: Vec<(u64, u32)>,
    ratio: bool,
    worker_flavor: bool,
    workers: u32,
    servers: Vec<(bool, bool)>,
    minor: u32,
}

fn pool(second: bool) -> &'static str {
    if second { "b" } else { "a" }
}

fn machine(out: &mut String, name: &str, role: &str, gib: u64, vcpus: u32, disk: Option<(u64, bool, bool)>) {
    let _ = write!(out, "- {{name: {name}, role: {role}, vcpus: {vcpus}, memory: {gib} GiB");
    if let Some((size, is_full, second)) = disk {
        let full = if is_full { ", allocation: full" } else { "" };
        let _ = write!(out, ", disks: [{{name: vda, pool: {}, size: {size} GiB{full}}}]", pool(second));
    }
    out.push_str("}\n");
}

/// A cluster on machines.
fn on_machines(plan: &Plan) -> Document {
    let mut text = format!(
        "host: {{name: h, overcommit: {{vcpus: 1, disk: {}}}}}\npools:\n- {{name: a, path: /a}}\n- {{name: b, path: /b}}\nmachines:\n",
        plan.disk_ratio
    );
    machine(&mut text, "bastion", "bastion", plan.bastion, 1, None);
    for (part, nodes, least, cpus) in [("master", &plan.masters, 16, 4), ("worker", &plan.workers, 8, 2)] {
        for (index, (more, vcpus, is_full, second)) in nodes.iter().enumerate() {
            let role = if part == "master" { "control-plane" } else { "worker" };
            machine(&mut text, &format!("{part}{index}"), role, least + more, cpus + vcpus, Some((120, *is_full, *second)));
        }
    }
    let nodes = |part: &str, nodes: &[Node]| {
        let nodes: Vec<String> = (0..nodes.len()).map(|index| format!("{{machine: {part}{index}}}")).collect();
        nodes.join(", ")
    };
    let _ = writeln!(
        text,
        "clusters:\n- {{name: c, installer: upi, version: 4.{}.0, bastion: bastion, controlPlane: {{nodes: [{}]}}, workers: {{nodes: [{}]}}}}",
        plan.minor,
        nodes("master", &plan.masters),
        nodes("worker", &plan.workers)
    );
    lab(&text)
}

/// A director's cloud with its controllers and compute nodes: which has more memory and a larger disk than it needs, and in which pool.
#[derive(Clone, Debug)]
struct Overcloud {
    controllers: Vec<(u64, u64, bool)>,
    computes: Vec<(u64, u64, bool)>,
    monitors: Option<u32>,
    image: Option<u64>,
    disk_ratio: u32,
}

fn overcloud(plan: &Overcloud) -> Document {
    let mut text = format!(
        "host: {{name: h, overcommit: {{vcpus: 8, disk: {}}}}}\npools:\n- {{name: a, path: /a}}\n- {{name: b, path: /b}}\n\
         images: [{{name: i, path: i.qcow2{}}}]\nmachines:\n",
        plan.disk_ratio,
        plan.image.map(|size| format!(", virtualSize: {size} GiB")).unwrap_or_default()
    );
    machine(&mut text, "undercloud", "director", 16, 8, None);
    let (mut nodes, parts) = (String::new(), [("controller", &plan.controllers), ("compute", &plan.computes)]);
    for (role, machines) in parts {
        for (index, (memory, disk, second)) in machines.iter().enumerate() {
            let (memory, disk) = (8 + memory, 60 + disk);
            let _ = writeln!(
                text,
                "- {{name: {role}{index}, role: {role}, vcpus: 4, memory: {memory} GiB, disks: [{{name: vda, pool: {}, size: {disk} GiB, image: i}}]}}",
                pool(*second)
            );
            let _ = write!(nodes, "{{machine: {role}{index}}}, ");
        }
    }
    let counts = parts.map(|(role, machines)| format!("{{role: {role}, count: {}}}", machines.len())).join(", ");
    let ceph = plan.monitors.map(|monitors| format!(", storage: {{ceph: {{monitors: {monitors}, colocated: true}}}}")).unwrap_or_default();
    let _ = writeln!(
        text,
        "clouds:\n- {{name: c, deployment: {{director: {{machine: undercloud, localIp: 172.16.0.1/24, localInterface: eth0, counts: [{counts}]}}}}, nodes: [{nodes}]{ceph}}}"
    );
    lab(&text)
}

/// A cluster and servers on compute nodes.
fn nested(plan: &Nested) -> Document {
    let mut text = "host: {name: h, overcommit: {vcpus: 8}}\npools: [{name: a, path: /a}]\nmachines:\n".to_owned();
    machine(&mut text, "undercloud", "director", 16, 8, None);
    for (index, (more, vcpus)) in plan.computes.iter().enumerate() {
        machine(&mut text, &format!("n{index}"), "compute", 8 + more, 4 + vcpus, Some((400, false, false)));
    }
    let ratio = if plan.ratio { ", memoryRatio: 1" } else { "" };
    let _ = write!(
        text,
        "clouds:\n- name: c\n  deployment: {{director: {{machine: undercloud, localIp: 172.16.0.1/24, localInterface: eth0}}}}\n  \
         compute: {{reservedMemory: 4 GiB{ratio}}}\n  nodes:\n"
    );
    for index in 0..plan.computes.len() {
        let _ = writeln!(text, "  - {{machine: n{index}}}");
    }
    let _ = write!(
        text,
        "  flavors:\n  - {{name: large, vcpus: 4, memory: 16 GiB, disk: 25 GiB}}\n  - {{name: small, vcpus: 4, memory: 8 GiB, disk: 25 GiB}}\n  \
         images: [{{name: i, minMemory: 8 GiB, minDisk: 25 GiB}}]\nprojects:\n- {{name: p, cloud: c}}\nservers:\n"
    );
    for (index, (is_forced, has_image)) in plan.servers.iter().enumerate() {
        let forced = if *is_forced { ", host: n0" } else { "" };
        let image = if *has_image { ", image: i" } else { "" };
        let _ = writeln!(text, "- {{name: s{index}, project: p, flavor: large{forced}{image}}}");
    }
    if plan.servers.is_empty() {
        text.truncate(text.len() - "servers:\n".len());
    }
    let flavor = if plan.worker_flavor { "small" } else { "large" };
    let _ = writeln!(
        text,
        "clusters:\n- {{name: k, installer: ipi, version: 4.{}.0, project: p, controlPlane: {{replicas: 3, flavor: large}}, workers: {{replicas: {}, flavor: {flavor}}}}}",
        plan.minor, plan.workers
    );
    lab(&text)
}

fn node() -> impl Strategy<Value = Node> {
    (
        prop_oneof![Just(0u64), Just(4), Just(8)],
        prop_oneof![Just(0u32), Just(2)],
        proptest::bool::weighted(0.3),
        proptest::bool::weighted(0.3),
    )
}

prop_compose! {
    fn plan()(masters in prop_oneof![vec(node(), 1), vec(node(), 3)], workers in vec(node(), 0..4), bastion in 2..5u64, minor in prop_oneof![Just(5u32), Just(12)], disk_ratio in 1..3u32) -> Plan {
        Plan { masters, workers, bastion, minor, disk_ratio }
    }
}

fn of_overcloud() -> impl Strategy<Value = (u64, u64, bool)> {
    (prop_oneof![Just(0u64), Just(4)], prop_oneof![Just(0u64), Just(20)], proptest::bool::weighted(0.2))
}

prop_compose! {
    fn overcloud_plan()(controllers in prop_oneof![vec(of_overcloud(), 1), vec(of_overcloud(), 2..4)], computes in vec(of_overcloud(), 1..3), monitors in proptest::option::of(prop_oneof![Just(1u32), Just(3)]), image in proptest::option::of(prop_oneof![Just(10u64), Just(70)]), disk_ratio in 1..3u32) -> Overcloud {
        Overcloud { controllers, computes, monitors, image, disk_ratio }
    }
}

prop_compose! {
    fn nested_plan()(computes in vec((0..80u64, 0..5u32), 1..3), ratio: bool, worker_flavor: bool, workers in 2..4u32, servers in vec(any::<(bool, bool)>(), 0..2), minor in prop_oneof![Just(2u32), Just(14)]) -> Nested {
        Nested { computes, ratio, worker_flavor, workers, servers, minor }
    }
}

/// Everything that must hold of advice.
fn holds(document: &Document, facts: &HostFacts) -> Result<Advice, TestCaseError> {
    let advice = advise(document, Some(facts), None);
    prop_assert_eq!(&advice, &advise(document, Some(facts), None));
    let json = serde_json::to_string(&advice).unwrap();
    prop_assert_eq!(&serde_json::from_str::<Advice>(&json).unwrap(), &advice);
    prop_assert_eq!(advice.verdict == Verdict::Fits, misfits(document.lab(), Some(facts), None).is_empty());
    let known = brute::known(document, facts);
    for way in &advice.ways {
        let mut changed = document.clone();
        let diff = changed.apply(&way.command()).unwrap();
        prop_assert!(misfits(changed.lab(), Some(facts), None).is_empty(), "{way:?}");
        let brings = brute::brings(&changed, facts, &known);
        prop_assert!(brings.iter().all(|found| found.severity > Severity::Error), "{brings:?}");
        prop_assert_eq!(brings.iter().filter(|found| found.severity == Severity::Warning).count(), way.brings.len());
        prop_assert_eq!(&way.effect, &Effect::between(document.lab(), changed.lab()));
        changed.apply_diff(&diff.inverse());
        prop_assert_eq!(changed.to_yaml(), document.to_yaml());
    }
    prop_assert!(advice.ways.is_sorted_by_key(|way| way.cost()));
    Ok(advice)
}

fn is_best(document: &Document, facts: &HostFacts) -> Result<(), TestCaseError> {
    let advice = holds(document, facts)?;
    if advice.verdict == Verdict::Fits || !advice.search.is_complete {
        return Ok(());
    }
    let Some(costs) = brute::costs(document, facts, MOST) else {
        return Ok(());
    };
    prop_assert_eq!(advice.ways.iter().map(|way| way.cost()).collect::<Vec<_>>(), costs);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_clusters_on_machines_the_best_ways_are_found(plan in plan(), threads in 4..24u32, gib in 20..100u64, a in 20..400u64, b in 20..400u64) {
        is_best(&on_machines(&plan), &host(threads, gib, [a, b]))?;
    }

    #[test]
    fn of_clouds_on_machines_the_best_ways_are_found(plan in overcloud_plan(), gib in 24..80u64, a in 60..400u64, b in 20..200u64) {
        is_best(&overcloud(&plan), &host(16, gib, [a, b]))?;
    }

    #[test]
    fn of_nested_clusters_the_best_ways_are_found(plan in nested_plan(), threads in 2..6u32, gib in 40..200u64) {
        is_best(&nested(&plan), &host(threads, gib, [400, 400]))?;
    }

    #[test]
    fn no_smaller_host_than_the_smallest_would_do(plan in plan()) {
        let document = on_machines(&plan);
        let (lab, least) = (document.lab(), smallest(document.lab()));
        let capacity = |name: &str| least.pools.iter().find(|pool| pool.pool == *name).unwrap().capacity.unwrap();
        let of = |threads: u32, memory: Size, a: Size, b: Size| {
            let mut facts = host(threads, 1, [1, 1]);
            facts.memory.total = memory;
            for (filesystem, size) in facts.filesystems.iter_mut().zip([a, b]) {
                (filesystem.total, filesystem.free) = (size, size);
            }
            host_misfits(lab, &facts).len()
        };
        let less = |size: Size| Size::from_bytes(size.bytes() - 1);
        let (threads, memory, a, b) = (least.threads, least.memory, capacity("a"), capacity("b"));
        prop_assert_eq!(of(threads, memory, a, b), 0);
        prop_assert!(threads == 1 || of(threads - 1, memory, a, b) > 0);
        prop_assert!(of(threads, less(memory), a, b) > 0);
        for (name, size) in [("a", a), ("b", b)] {
            let is_less = |other: &str| if other == name && size > Size::from_bytes(1) { less(size) } else { capacity(other) };
            prop_assert!(size <= Size::from_bytes(1) || of(threads, memory, is_less("a"), is_less("b")) > 0);
        }
        prop_assert!(least.unmended.is_empty());
    }
}

/// A disk that one choice takes away may be in the pool into which another puts it: neither alone says what both save.
#[test]
fn pools_are_swapped_while_controllers_go() {
    for controllers in [vec![(0, 0, false), (0, 0, false)], vec![(0, 0, false), (0, 20, false)]] {
        let computes = vec![(0, 0, true), (0, 0, true)];
        let plan = Overcloud { controllers, computes, monitors: None, image: None, disk_ratio: 1 };
        is_best(&overcloud(&plan), &host(16, 42, [120, 80])).unwrap();
    }
}
