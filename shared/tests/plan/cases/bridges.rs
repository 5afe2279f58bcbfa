//! Bridges of Open vSwitch: whose they are, what they are made with, and when they go.

use expect_test::expect;
use labwright_shared::{
    facts::{BridgeFacts, Datapath},
    model::Lab,
    plan::{Action, Plan, Purpose, StepData},
};

use super::{
    super::{
        labs::{HOST, lab},
        world::{World, follows},
    },
    check, ends,
};

const OVS: &str = "
pools:
- {name: fast, path: /srv/fast}
networks:
- name: switch
  mode: open-vswitch
  bridge: ovs0
  portgroups: [{name: trunk, trunk: [100, 101]}, {name: access-100, access: 100}]
  segments: [{vlan: 100, ip: 10.0.1.254/24}, {vlan: 101}]
machines:
- name: alice
  vcpus: 1
  memory: 1 GiB
  disks: [{name: vda, pool: fast, image: base}]
  ports: [{name: eth0, network: switch, portgroup: access-100}]
";

/// A host whose Open vSwitch answers, with a bridge that is nobody's of ours.
fn host(kernel_module: bool) -> World {
    let mut world = World::new(HOST);
    let facts = &mut world.facts.open_vswitch;
    (facts.running, facts.kernel_module) = (Some(true), Some(kernel_module));
    let theirs = BridgeFacts {
        name: "theirs".to_owned(),
        datapath: Some(Datapath::System),
        mtu: None,
        works: Some(true),
        ports: vec![],
        mark: None,
    };
    facts.bridges = Some(vec![theirs]);
    world
}

fn changed(from: &str, to: &str) -> Lab {
    assert!(OVS.contains(from), "{from}");
    lab(&OVS.replace(from, to))
}

fn domain_xml(plan: &Plan) -> &str {
    let xml = plan.steps.iter().find_map(|step| match &step.data {
        Some(StepData::DomainDefine(define)) => Some(define.xml.as_str()),
        _ => None,
    });
    xml.expect("a domain")
}

#[test]
fn a_bridge_comes_before_its_network_and_goes_after_it() {
    let world = host(false);
    let plan = world.plan(&lab(OVS));
    check(
        &plan,
        expect![[r#"
        Apply lab

        L0: networks and pools
          + create bridge ovs0
              the host has no such bridge; it forwards in the switch daemon, since the kernel has no module for it
          + create network switch
              the host has no such network
          + create pool fast
              the host has no such pool; its folder is /srv/fast

        L1: volumes and machines
          + create volume fast/base.qcow2
              machines in fast need it; it comes from base.qcow2
          + create volume fast/alice-vda.qcow2
              alice needs it as vda
          + create domain alice
              the host has no such domain
          ▶ start domain alice
              the lab wants it running

        6 to create, 1 to start; about 7 s.
    "#]],
    );
    assert!(follows(&plan, "network.define/switch", "bridge.define/ovs0"));
    ends(&world, &lab(OVS));
    let built = world.clone().built(&lab(OVS));
    assert!(built.plan(&lab(OVS)).is_empty());
    let destroy = built.plan_for(&lab(OVS), Purpose::Destroy, &[]).unwrap();
    assert!(follows(&destroy, "bridge.delete/ovs0", "network.delete/switch"));
    assert!(follows(&destroy, "bridge.delete/ovs0", "domain.delete/alice"));
    let mut after = built;
    after.apply(&destroy);
    assert_eq!(after, world);
}

#[test]
fn offloads_are_off_where_the_daemon_forwards_and_only_there() {
    let has = |world: &World, text: &str| domain_xml(&world.plan(&lab(text))).contains("csum='off'");
    assert!(has(&host(false), OVS) && !has(&host(true), OVS));
    // The host's own bridge forwards in the kernel, whatever new ones would do.
    assert!(!has(&host(false), &OVS.replace("ovs0", "theirs")));
    assert!(
        !has(&host(false), &OVS.replace("portgroup: access-100}", "portgroup: access-100, model: e1000}")),
        "it has none of virtio's offloads"
    );
    let mut unknown = host(false);
    unknown.facts.open_vswitch = Default::default();
    assert!(!has(&unknown, OVS));
}

#[test]
fn a_portgroup_in_another_vlan_is_a_change_of_the_network_alone() {
    let other = changed("access: 100}]", "access: 101}]");
    let plan = host(false).built(&lab(OVS)).plan(&other);
    check(
        &plan,
        expect![[r#"
        Apply lab

        L0: networks and pools
          ~ update network switch
              its definition changed; it restarts, and running machines are plugged into it again

        5 stay as they are.

        1 to change; about 2 s.
    "#]],
    );
    ends(&host(false).built(&lab(OVS)), &other);
}

#[test]
fn the_hosts_place_in_a_vlan_is_a_change_of_the_bridge_alone() {
    let other = changed("{vlan: 101}", "{vlan: 101, ip: 10.0.2.254/24}");
    let plan = host(false).built(&lab(OVS)).plan(&other);
    check(
        &plan,
        expect![[r#"
        Apply lab

        L0: networks and pools
          ~ update bridge ovs0
              its definition changed

        5 stay as they are.

        1 to change; about 1 s.
    "#]],
    );
    ends(&host(false).built(&lab(OVS)), &other);
}

#[test]
fn what_a_restart_of_the_host_takes_comes_back() {
    let mut world = host(false).built(&lab(OVS));
    world.facts.open_vswitch.bridges.iter_mut().flatten().flat_map(|bridge| &mut bridge.ports).for_each(|port| port.addresses.clear());
    check(
        &world.plan(&lab(OVS)),
        expect![[r#"
        Apply lab

        L0: networks and pools
          ~ update bridge ovs0
              its port ovs0-100 does not have the address 10.0.1.254/24, as after a restart of the host

        5 stay as they are.

        1 to change; about 1 s.
    "#]],
    );
}

#[test]
fn the_hosts_own_bridge_is_used_and_left_alone() {
    let other = changed("bridge: ovs0", "bridge: theirs");
    let plan = host(false).plan(&other);
    let step = plan.steps.iter().find(|step| step.resource.name == "theirs").unwrap();
    assert!(step.action == Action::None && step.reason.contains("used as it is"), "{}", step.reason);
    ends(&host(false), &other);
    let built = host(false).built(&other);
    assert_eq!(built.facts.open_vswitch, host(false).facts.open_vswitch);
    let destroy = built.plan_for(&other, Purpose::Destroy, &[]).unwrap();
    assert!(!destroy.steps.iter().any(|step| step.resource.name == "theirs"), "{}", destroy.to_text());
}

#[test]
fn a_bridge_of_another_lab_joins_no_two_labs() {
    let mut world = host(false).built(&lab(OVS));
    world
        .facts
        .open_vswitch
        .bridges
        .iter_mut()
        .flatten()
        .filter_map(|bridge| bridge.mark.as_mut())
        .for_each(|mark| mark.instance = "ffff0000".parse().unwrap());
    let problems = world.plan_for(&lab(OVS), Purpose::Apply, &[]).unwrap_err();
    assert!(problems.iter().any(|problem| problem.message.contains("both labs would be on one wire")), "{problems:?}");
}

#[test]
fn an_interface_of_the_host_is_taken_with_consent() {
    let other = changed("  segments:", "  uplinks: [{interface: ens1, trunk: [100]}]\n  segments:");
    let plan = host(false).plan(&other);
    let step = plan.steps.iter().find(|step| step.resource.name == "ovs0").unwrap();
    assert!(step.foreign && step.reason.ends_with("it takes the host's interface ens1"), "{}", step.reason);
    ends(&host(false), &other);
}

#[test]
fn a_bridge_under_another_name_is_a_new_one() {
    let other = changed("bridge: ovs0", "bridge: ovs1");
    let plan = host(false).built(&lab(OVS)).plan(&other);
    assert!(follows(&plan, "network.define/switch", "bridge.define/ovs1"));
    assert!(follows(&plan, "bridge.delete/ovs0", "network.define/switch"));
    ends(&host(false).built(&lab(OVS)), &other);
}

#[test]
fn a_network_that_leaves_open_vswitch_takes_the_addresses_over() {
    let other = lab(&OVS
        .replace("mode: open-vswitch", "mode: isolated\n  ip: 10.0.1.254/24")
        .replace("bridge: ovs0", "bridge: virbr9")
        .replace(", portgroup: access-100", ""));
    let plan = host(false).built(&lab(OVS)).plan(&other);
    assert!(follows(&plan, "network.define/switch", "bridge.delete/ovs0"), "{}", plan.to_text());
    assert!(follows(&plan, "bridge.delete/ovs0", "domain.stop/alice"), "{}", plan.to_text());
    ends(&host(false).built(&lab(OVS)), &other);
}

#[test]
fn two_networks_may_stand_on_one_bridge() {
    let text = OVS
        .replace("machines:", "- {name: other, mode: open-vswitch, bridge: ovs0, segments: [{vlan: 102, ip: 10.0.3.254/24}]}\nmachines:");
    let world = host(false).built(&lab(&text));
    let ports: Vec<&str> = world.facts.open_vswitch.bridge("ovs0").unwrap().ports.iter().map(|port| port.name.as_str()).collect();
    assert_eq!(ports, ["ovs0-100", "ovs0-102"]);
    let both = text
        .replace("access: 100}]", "access: 103}]")
        .replace("vlan: 102, ip: 10.0.3.254/24}]", "vlan: 102, ip: 10.0.3.254/24}], portgroups: [{name: a, access: 102}]");
    ends(&world, &lab(&both));
}

#[test]
fn what_is_not_known_is_not_made_and_what_does_not_run_is_a_problem() {
    let mut world = host(false);
    world.facts.open_vswitch = Default::default();
    assert!(!world.plan(&lab(OVS)).steps.iter().any(|step| step.resource.name == "ovs0"));
    world.facts.open_vswitch.running = Some(false);
    let problems = world.plan_for(&lab(OVS), Purpose::Apply, &[]).unwrap_err();
    assert!(problems.iter().any(|problem| problem.message.contains("runs no Open vSwitch")), "{problems:?}");
    // A bridge of ours is not forgotten because Open vSwitch is silent.
    let mut built = host(false).built(&lab(OVS));
    built.facts.open_vswitch = world.facts.open_vswitch.clone();
    let destroy = built.plan_for(&lab(OVS), Purpose::Destroy, &[]).unwrap();
    assert!(follows(&destroy, "bridge.delete/ovs0", "network.delete/switch"));
}
