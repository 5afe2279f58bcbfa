use crate::{document, model::Lab};

use super::{AnswerBy, DeviceKind, LinkKind, SegmentKind, Topology, mtu};

fn lab(text: &str) -> Lab {
    let text = format!("apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: t}}\n{text}");
    document::read(&text).unwrap_or_else(|errors| panic!("{errors:?}")).document.lab().clone()
}

const QUEENS: &str = "
networks:
- name: ovs
  mode: open-vswitch
  bridge: ovs-br1
  portgroups: [{name: trunk-1, trunk: [100, 101, 102]}, {name: access-100, access: 100}, {name: access-101, access: 101}]
  segments: [{vlan: 100, name: ctlplane, ip: 192.168.255.200/24}]
  uplinks: [{interface: ens1f0, trunk: [100, 101]}]
machines:
- {name: uc, role: director, vcpus: 8, memory: 8 GiB, ports: [{name: eth0, network: ovs, portgroup: access-100}, {name: eth1, network: ovs, portgroup: access-101}]}
- {name: ctl, role: controller, vcpus: 8, memory: 8 GiB, ports: [{name: eth0, network: ovs, portgroup: access-100}, {name: eth1, network: ovs, portgroup: trunk-1}], boot: {pxe: {port: eth0}}}
- {name: cmp, role: compute, vcpus: 8, memory: 8 GiB, ports: [{name: eth0, network: ovs, portgroup: access-100}], boot: {pxe: {port: eth0}}}
clouds:
- name: c
  deployment:
    director: {machine: uc, localIp: 192.168.255.1/24, localInterface: eth0, localMtu: 1450, dhcp: {start: 192.168.255.11, end: 192.168.255.50}, inspection: {start: 192.168.255.51, end: 192.168.255.100}, masquerade: true}
  nodes: [{machine: ctl}, {machine: cmp}]
  planes: [{name: ctlplane, purpose: control, subnet: 192.168.255.0/24, link: eth0}, {name: extra, vlan: 102, link: eth1, purpose: external}]
projects:
- name: p
  cloud: c
  networks: [{name: net-1, subnets: [{name: s1, cidr: 10.0.1.0/24}]}, {name: net-2, subnets: [{name: s2, cidr: 10.0.2.0/24}]}]
  routers: [{name: router-1, subnets: [s1, s2]}]
servers:
- {name: vm-1, project: p, flavor: f, ports: [{network: net-1, address: 10.0.1.85}]}
";

#[test]
fn ports_planes_and_the_director_meet_in_their_vlan() {
    let lab = lab(QUEENS);
    let topology = Topology::of(&lab, None);
    let cloud = lab.clouds.get("c").unwrap();
    let ctlplane = topology.ctlplane(cloud).unwrap();
    assert_eq!(topology.segment(ctlplane).label(), "VLAN 100 of ovs");
    assert_eq!(topology.plane(cloud, &cloud.planes[0]), Some(ctlplane));
    assert_eq!(topology.segment(topology.plane(cloud, &cloud.planes[1]).unwrap()).label(), "VLAN 102 of ovs");
    let uc = lab.machines.get("uc").unwrap();
    assert_ne!(topology.of_port(uc, "eth1", None), Some(ctlplane));
    // A trunk without a native VLAN has no place for untagged frames.
    let ctl = lab.machines.get("ctl").unwrap();
    assert_eq!((topology.of_port(ctl, "eth1", None), topology.of_port(ctl, "eth1", Some(100))), (None, Some(ctlplane)));
    assert_eq!(topology.of_port(ctl, "eth1", Some(103)), None);
}

#[test]
fn who_answers_is_known_for_each_segment() {
    let lab = lab(QUEENS);
    let topology = Topology::of(&lab, None);
    let cloud = lab.clouds.get("c").unwrap();
    let authority = &topology.segment(topology.ctlplane(cloud).unwrap()).authority;
    let labels: Vec<String> = authority.dhcp.iter().map(|answer| answer.by.label()).collect();
    assert_eq!(labels, ["the director of c", "introspection of c"]);
    assert!(matches!(authority.pxe[..], [AnswerBy::Director(_)]) && matches!(authority.routing[..], [AnswerBy::Director(_)]));
    // The uplink carries VLAN 100 out of the host: others may answer there. VLAN 102 stays inside.
    assert!(authority.is_open);
    assert!(!topology.segment(topology.underlay("ovs", Some(102)).unwrap()).authority.is_open);
    let tenant = &topology.segment(topology.tenant("p", "net-1").unwrap()).authority;
    assert!(matches!(tenant.dhcp[0].by, AnswerBy::Neutron(_)) && matches!(tenant.routing[0], AnswerBy::Router(..)));
}

#[test]
fn the_budget_goes_hop_by_hop() {
    let lab = lab(QUEENS);
    let topology = Topology::of(&lab, None);
    let cloud = lab.clouds.get("c").unwrap();
    // Of an Open vSwitch bridge nothing is known; the director's MTU is.
    assert_eq!(topology.tunnel_mtu(cloud).unwrap().bytes, 1450);
    assert_eq!((mtu::overhead(cloud), topology.neutron_limit(cloud).bytes), (50, 1450));
    let project = lab.projects.get("p").unwrap();
    assert_eq!(topology.tenant_mtu(project, &project.networks[0]).unwrap().bytes, 1450);
}

#[test]
fn servers_and_routers_stand_on_tenant_networks() {
    let lab = lab(QUEENS);
    let topology = Topology::of(&lab, None);
    let net_1 = topology.tenant("p", "net-1").unwrap();
    let on: Vec<&str> =
        topology.links.iter().filter(|link| link.segment == net_1).map(|link| topology.device(link.device).name()).collect();
    assert_eq!(on, ["router-1", "vm-1"]);
    let server = topology.links.iter().find(|link| matches!(link.kind, LinkKind::Server(_))).unwrap();
    assert!(matches!(topology.device(server.device).kind, DeviceKind::Server(_)));
    assert!(matches!(topology.segment(net_1).kind, SegmentKind::Tenant { .. }));
}

#[test]
fn the_same_lab_gives_the_same_graph() {
    let lab = lab(QUEENS);
    let labels = |topology: &Topology<'_>| topology.segments.iter().map(super::Segment::label).collect::<Vec<_>>();
    let (one, other) = (Topology::of(&lab, None), Topology::of(&lab, None));
    assert_eq!(labels(&one), labels(&other));
    assert_eq!(one.links.len(), other.links.len());
}
