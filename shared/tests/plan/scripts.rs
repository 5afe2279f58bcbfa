//! Plans as scripts, to the byte. `UPDATE_EXPECT=1` writes them anew; `cargo xtask e2e live_script` has shellcheck read them.

use expect_test::{ExpectFile, expect_file};
use labwright_shared::plan::{Plan, Purpose, script::script};

use super::{
    labs::{HOST, lab},
    templates,
    world::World,
};

const URI: &str = "qemu:///system";

/// What a plan has steps of: images by path and by URL, an overlay, a full volume, a seed with secrets, all signs of life.
const LAB: &str = "
pools:
- {name: fast, path: /srv/fast}
- {name: images, existing: true}
networks:
- {name: lan, mode: isolated, ip: 10.0.1.1/24, dhcp: {start: 10.0.1.10, end: 10.0.1.99}}
- {name: default, mode: nat, existing: true, dhcp: none}
machines:
- name: alice
  vcpus: 1
  memory: 1 GiB
  disks:
  - {name: vda, pool: fast, image: base, size: 10 GiB}
  - {name: vdb, pool: fast, size: 1 GiB, allocation: full}
  ports: [{name: eth0, network: lan, address: 10.0.1.5}]
  cloudInit:
    userData: |
      #cloud-config
      password: \"${secret:root}\"
      runcmd: [\"echo $HOME `id` '\\\\' ${secret:plain}\"]
    networkConfig: \"version: 2\"
  up: {signal: lease}
- name: bob
  vcpus: 1
  memory: 1 GiB
  disks: [{name: vda, pool: images, image: other}]
  ports: [{name: eth0, network: lan}, {name: eth1, network: default}]
  up: {signal: agent}
  after: [alice]
- name: carol
  vcpus: 1
  memory: 1 GiB
  disks: [{name: vda, pool: fast, size: 1 GiB, format: raw}]
  up: {signal: serial, marker: \"it's READY\"}
  after: [bob]
";

fn check(plan: &Plan, expected: ExpectFile) {
    let text = script(plan, URI);
    expected.assert_eq(&text);
    assert_eq!(text, script(plan, URI));
    assert!(!text.contains("${secret:"), "a placeholder is left");
}

fn built() -> World {
    World::new(HOST).built(&lab(LAB))
}

#[test]
fn templates() {
    check(&templates::plan("first-lab", None, "small"), expect_file!["scripts/first-lab.sh"]);
    check(&templates::plan("osp13-l1", None, "newkvm"), expect_file!["scripts/osp13-l1.sh"]);
    check(&templates::plan("osp13-l1", Some("test"), "small"), expect_file!["scripts/osp13-l1-test.sh"]);
}

#[test]
fn every_kind_of_step() {
    check(&World::new(HOST).plan(&lab(LAB)), expect_file!["scripts/apply.sh"]);
    check(&built().plan_for(&lab(LAB), Purpose::Destroy, &[]).unwrap(), expect_file!["scripts/destroy.sh"]);
    check(&built().plan_for(&lab(LAB), Purpose::Reboot, &[]).unwrap(), expect_file!["scripts/reboot.sh"]);
    let mut off = built();
    off.facts.networks.iter_mut().for_each(|network| network.active = false);
    off.facts.pools.iter_mut().for_each(|pool| pool.active = false);
    off.facts.domains.iter_mut().for_each(|domain| domain.state = labwright_shared::facts::DomainState::Off);
    check(&off.plan_for(&lab(LAB), Purpose::Start, &[]).unwrap(), expect_file!["scripts/start.sh"]);
}

/// A network redefined under its guests, a disk that grows, one that is made anew, a machine renamed, one gone, an upload that was interrupted.
#[test]
fn changes() {
    let mut text = LAB.to_owned();
    for (from, to) in [
        ("end: 10.0.1.99", "end: 10.0.1.50"),
        ("size: 10 GiB", "size: 20 GiB"),
        ("size: 1 GiB, format: raw", "size: 1 GiB, format: qcow2, volume: carol-vda.raw"),
        ("- name: bob\n", "- name: robert\n  id: bob\n"),
        ("after: [bob]", "after: [robert]"),
    ] {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let mut world = built();
    world.owned.holds.remove("fast/base.qcow2");
    check(&world.plan(&lab(&text)), expect_file!["scripts/update.sh"]);
    let fewer = LAB.split("- name: carol").next().unwrap();
    check(&built().plan(&lab(fewer)), expect_file!["scripts/fewer.sh"]);
}

/// Whatever a kept plan has in it stays data: no name, path or text gets out of its quotes or its here-document.
#[test]
fn hostile_texts_stay_texts() {
    let mut plan = World::new(HOST).plan(&lab(LAB));
    let hostile = "x'; touch /tmp/out; $(touch /tmp/out) `touch /tmp/out`\nEND\ntouch /tmp/out\n# ";
    let yaml = plan.to_yaml();
    for step in plan.steps.iter_mut().filter(|step| step.data.is_some()) {
        step.reason = hostile.to_owned();
        step.resource.name = hostile.to_owned();
        use labwright_shared::plan::StepData::*;
        match step.data.as_mut().unwrap() {
            NetworkDefine(data) => {
                data.name = hostile.to_owned();
                data.xml = format!("{hostile}\nEND_\n");
            }
            PoolDefine(data) => data.xml = format!("{hostile}\0END\nE\0ND\n"),
            VolumeImport(data) => {
                data.pool = hostile.to_owned();
                data.path = data.path.as_ref().map(|_| hostile.to_owned());
                data.url = Some(hostile.to_owned());
            }
            VolumeSeed(data) => data.files[0].content = format!("${{secret:root}}{hostile}\nEND"),
            DomainWait(data) => data.marker = data.marker.as_ref().map(|_| hostile.to_owned()),
            _ => {}
        }
    }
    assert_ne!(plan.to_yaml(), yaml);
    plan.instance.prefix = hostile.to_owned();
    let text = script(&plan, hostile);
    expect_file!["scripts/hostile.sh"].assert_eq(&text);
}
