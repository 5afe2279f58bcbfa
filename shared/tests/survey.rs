//! The survey of the topology: what it says of the shipped labs, and that it says the same as the rules.

mod strategy;

use std::{collections::BTreeSet, fs, path::PathBuf};

use expect_test::expect;
use labwright_shared::{
    document,
    facts::HostFacts,
    model::{Lab, Settings},
    rules::check,
    topology::{Place, Survey},
};
use proptest::prelude::*;

/// The rules that report a place whose MTU the lab gives and what is below does not carry.
const RULES: [&str; 5] = [
    "mtu/external-above-network",
    "mtu/local-mtu-above-network",
    "mtu/plane-above-network",
    "mtu/pod-above-node",
    "mtu/tenant-above-underlay",
];

fn template(name: &str) -> Lab {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../static/templates").join(format!("{name}.lab.yaml"));
    document::read(&fs::read_to_string(path).unwrap()).unwrap().document.lab().clone()
}

/// The places that are exceeded, once by the survey and once by the rules.
fn exceeded(lab: &Lab, facts: Option<&HostFacts>) -> (BTreeSet<String>, BTreeSet<String>) {
    // An external network without an MTU of its own is reported with the cloud's: given, only elsewhere. What Neutron reckons with
    // is reported only where a tenant network follows it.
    let is_said = |place: &&Place| {
        let at = place.subject.to_string();
        place.is_exceeded() && (place.given && !at.ends_with(".physicalMtu") || at.contains(".externalNetworks["))
    };
    let by_survey = Survey::of(lab, facts).budget.iter().filter(is_said).map(|place| place.subject.to_string()).collect();
    // What the lab accepts is exceeded all the same.
    let strict = Lab { settings: Settings::default(), ..lab.clone() };
    let said = check(&strict, facts, None).diagnostics.into_iter().filter(|found| RULES.contains(&found.rule.as_str()));
    (by_survey, said.map(|found| found.subject.to_string()).collect())
}

#[test]
fn the_budget_and_the_rules_agree_on_the_shipped_labs() {
    for name in ["first-lab", "osp13-ocp42", "okd45-upi", "tripleo-queens", "tripleo-queens-corrected", "osa-magnum-capi"] {
        let (by_survey, by_rules) = exceeded(&template(name), None);
        assert_eq!(by_survey, by_rules, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_budget_and_the_rules_agree(lab in strategy::lab(strategy::any_text()), facts in strategy::facts()) {
        let (by_survey, by_rules) = exceeded(&lab, Some(&facts));
        prop_assert_eq!(by_survey, by_rules);
    }
}

#[test]
fn a_packet_of_a_pod_is_counted_down_to_the_wire() {
    let survey = Survey::of(&template("osp13-ocp42"), None);
    let row = |place: &Place| format!("{}: {:?} of {:?}", place.name, place.mtu, place.largest);
    let rows: Vec<String> = survey.budget.iter().map(row).collect();
    expect![[r#"
        provisioning: Some(1500) of None
        default: None of None
        director of openstack: Some(1500) of Some(1500)
        InternalApi of openstack: None of None
        Tenant of openstack: None of None
        Storage of openstack: None of None
        StorageMgmt of openstack: None of None
        External of openstack: None of None
        external of openstack: None of None
        underlay that openstack reckons with: Some(1500) of None
        pods of ocp4: Some(1400) of Some(1400)"#]]
    .assert_eq(&rows.join("\n"));
}

#[test]
fn every_segment_says_who_answers() {
    let survey = Survey::of(&template("osp13-ocp42"), None);
    let mut rows = String::new();
    for segment in &survey.segments {
        let dhcp: Vec<&str> = segment.dhcp.iter().map(|answer| answer.by.as_str()).collect();
        rows += &format!(
            "{} {}: dhcp {dhcp:?} pxe {:?} dns {:?} routing {:?} open {}\n",
            segment.name, segment.subject, segment.pxe, segment.dns, segment.routing, segment.open
        );
        rows += &format!("  {}\n", segment.devices.join(", "));
    }
    expect![[r#"
        provisioning networks[provisioning]: dhcp ["the director of openstack", "introspection of openstack"] pxe ["the director of openstack"] dns ["libvirt"] routing [] open false
          host, undercloud, overcloud-ctrl01, overcloud-ctrl02, overcloud-ctrl03, overcloud-ceph01, overcloud-ceph02, overcloud-ceph03, overcloud-compute01
        default networks[default]: dhcp [] pxe [] dns ["libvirt"] routing ["libvirt"] open true
          host, undercloud, overcloud-ctrl01, overcloud-ctrl02, overcloud-ctrl03, overcloud-ceph01, overcloud-ceph02, overcloud-ceph03, overcloud-compute01
        VLAN 20 of default networks[default]: dhcp [] pxe [] dns [] routing [] open true
          overcloud-ctrl01, overcloud-ctrl02, overcloud-ctrl03, overcloud-compute01
        VLAN 50 of default networks[default]: dhcp [] pxe [] dns [] routing [] open true
          overcloud-ctrl01, overcloud-ctrl02, overcloud-ctrl03, overcloud-compute01
        VLAN 30 of default networks[default]: dhcp [] pxe [] dns [] routing [] open true
          overcloud-ctrl01, overcloud-ctrl02, overcloud-ctrl03, overcloud-ceph01, overcloud-ceph02, overcloud-ceph03, overcloud-compute01
        VLAN 40 of default networks[default]: dhcp [] pxe [] dns [] routing [] open true
          overcloud-ceph01, overcloud-ceph02, overcloud-ceph03
    "#]].assert_eq(&rows);
}

#[test]
fn a_gateway_and_a_name_server_that_the_lab_names_answer() {
    let row = |lab: &str, segment: &str| {
        let survey = Survey::of(&template(lab), None);
        let row = survey.segments.into_iter().find(|row| row.name == segment).unwrap();
        (row.dns, row.routing)
    };
    let (_, routing) = row("okd45-upi", "okd");
    assert!(routing.contains(&"bastion".to_owned()), "{routing:?}");
    let (dns, _) = row("tripleo-queens", "VLAN 100 of ovs-network-1");
    assert_eq!(dns, ["192.168.255.253"]);
}

#[test]
fn the_largest_is_carried_down_and_what_exceeds_it_is_marked() {
    let lab = |mtu: u32, networking: &str, pods: &str| {
        let text = format!(
            "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: t}}\nnetworks: [{{name: lan, mode: isolated, mtu: {mtu}}}]\nmachines: [{{name: n1, role: compute, vcpus: 1, memory: 1 GiB, ports: [{{name: eth0, network: lan}}]}}]\nclouds: [{{name: c, nodes: [{{machine: n1}}], planes: [{{name: tenant, purpose: tenant, network: lan}}], networking: {networking}}}]\nprojects: [{{name: p, cloud: c, networks: [{{name: net, subnets: [{{name: s, cidr: 10.0.0.0/16}}]}}]}}]\nclusters: [{{name: k, installer: ipi, project: p, networks: {{machine: 10.0.0.0/16, plugin: OVNKubernetes{pods}}}}}]\n"
        );
        document::read(&text).unwrap().document.lab().clone()
    };
    let rows = |lab: &Lab| -> Vec<(Option<u32>, Option<u32>, bool)> {
        let budget = Survey::of(lab, None).budget;
        let last = budget.iter().skip(budget.len() - 2);
        last.map(|place| (place.mtu, place.largest, place.is_exceeded())).collect()
    };
    let vxlan = rows(&lab(1320, "{overlay: vxlan}", ", mtu: 1350"));
    assert_eq!(vxlan, [(Some(1450), Some(1270), true), (Some(1350), Some(1170), true)]);
    let geneve = rows(&lab(1400, "{overlay: geneve}", ""));
    assert_eq!(geneve, [(Some(1450), Some(1350), true), (Some(1350), Some(1250), true)]);
    assert_eq!(rows(&lab(1320, "{overlay: vxlan}", ", mtu: 1170"))[1], (Some(1170), Some(1170), false));
}
