//! Single changes, each with its whole plan for people and what must come before what.

mod bridges;
mod disks;
mod machines;
mod names;
mod networks;
mod power;

use expect_test::Expect;
use labwright_shared::{model::Lab, plan::Plan};

use super::{
    labs::{HOST, lab},
    world::{World, follows},
};

const LAB: &str = "
pools:
- {name: fast, path: /srv/fast}
networks:
- {name: lan, mode: isolated, ip: 10.0.1.1/24, dhcp: {start: 10.0.1.10, end: 10.0.1.99}}
- {name: default, mode: nat, existing: true, dhcp: none}
machines:
- name: alice
  vcpus: 1
  memory: 1 GiB
  disks: [{name: vda, pool: fast, image: base, size: 10 GiB}]
  ports: [{name: eth0, network: lan, address: 10.0.1.5}]
  cloudInit: {password: 'secret:root'}
  up: {signal: lease}
- name: bob
  vcpus: 1
  memory: 1 GiB
  disks: [{name: vda, pool: fast, image: base}]
  ports: [{name: eth0, network: lan}, {name: eth1, network: default}]
  after: [alice]
";

fn built() -> World {
    World::new(HOST).built(&lab(LAB))
}

/// The plan of [`LAB`] with some of its text replaced, on a host where it is built as it was.
fn after(from: &str, to: &str) -> Plan {
    built().plan(&changed(from, to))
}

fn changed(from: &str, to: &str) -> Lab {
    assert!(LAB.contains(from), "{from}");
    lab(&LAB.replace(from, to))
}

fn check(plan: &Plan, expect: Expect) {
    expect.assert_eq(&plan.to_text());
}

/// A step that changes a machine which runs stands between its stop and its start.
fn while_off(plan: &Plan, step: &str, machine: &str) {
    assert!(follows(plan, step, &format!("domain.stop/{machine}")), "{}", plan.to_text());
    assert!(follows(plan, &format!("domain.start/{machine}"), step), "{}", plan.to_text());
}

/// The plan carried out leaves nothing to do.
fn ends(world: &World, lab: &Lab) {
    let mut world = world.clone();
    world.apply(&world.plan(lab));
    let again = world.plan(lab);
    assert!(again.is_empty(), "{}", again.to_text());
}
