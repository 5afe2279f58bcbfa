//! The four reference labs, each machine and each pool failed in turn.

use expect_test::{Expect, expect};
use labwright_shared::resilience::sweep;

use super::{fail, template};

fn pins(name: &str, expected: Expect) {
    expected.assert_eq(&sweep(template(name).lab()).to_text());
}

#[test]
fn openshift_in_openstack() {
    pins(
        "osp13-ocp42",
        expect![[r#"
            osp13-ocp42: each machine and each pool failed in turn

            broken
              machines[undercloud]
                the director of openstack was on undercloud alone
              machines[overcloud-compute01]
                etcd of ocp4 loses its majority: it loses 3 of 3 members, and needs 2
                10.0.0.5 (the API of ocp4) is held by nobody
                10.0.0.6 (the nodes' DNS of ocp4) is held by nobody
                10.0.0.7 (the router of ocp4) is held by nobody
                5 guests, no room elsewhere for 5
              pools[ssd]
                etcd of ocp4 loses its majority: it loses 3 of 3 members, and needs 2
                Ceph of openstack: gone; 3 of 3 failure domains (host) lost, 0 of 3 copies left at worst, 2 must be there
                10.0.0.5 (the API of ocp4) is held by nobody
                10.0.0.6 (the nodes' DNS of ocp4) is held by nobody
                10.0.0.7 (the router of ocp4) is held by nobody
                5 guests, no room elsewhere for 5
              pools[sas]
                Galera of openstack loses its majority: it loses 3 of 3 members, and needs 2
                Pacemaker of openstack loses its majority: it loses 3 of 3 members, and needs 2
                the group of Ceph's monitors of openstack loses its majority: it loses 3 of 3 members, and needs 2
                Ceph of openstack: stalled; 3 of 3 failure domains (host) lost, 0 of 3 copies left at worst, 2 must be there
                192.168.122.150 (the public endpoints of openstack) is held by nobody
                172.17.1.150 (the internal endpoints of openstack) is held by nobody
                the director of openstack was on undercloud alone

            weakened
              machines[overcloud-ctrl01], machines[overcloud-ctrl02], machines[overcloud-ctrl03]
                Galera of openstack keeps its majority: it loses 1 of 3 members, and needs 2
                Pacemaker of openstack keeps its majority: it loses 1 of 3 members, and needs 2
                the group of Ceph's monitors of openstack keeps its majority: it loses 1 of 3 members, and needs 2
              machines[overcloud-ceph01], machines[overcloud-ceph02], machines[overcloud-ceph03]
                Ceph of openstack: degraded; 1 of 3 failure domains (host) lost, 2 of 3 copies left at worst, 2 must be there

            made to survive a failure, but on one machine
              etcd of ocp4: 3 of 3 members stand on overcloud-compute01
        "#]],
    );
}

#[test]
fn openshift_in_openstack_without_its_compute_node() {
    let outcome = fail(template("osp13-ocp42").lab(), &["machines[overcloud-compute01]"]);
    expect![[r#"
        If machines[overcloud-compute01] fails: broken
          etcd of ocp4 loses its majority: it loses 3 of 3 members, and needs 2
          10.0.0.5 (the API of ocp4) is held by nobody
          10.0.0.6 (the nodes' DNS of ocp4) is held by nobody
          10.0.0.7 (the router of ocp4) is held by nobody
          guests, as they are counted on their compute nodes:
            ocp4-master-0 on overcloud-compute01: no room elsewhere: the cloud has no other compute node
            ocp4-master-1 on overcloud-compute01: no room elsewhere: the cloud has no other compute node
            ocp4-master-2 on overcloud-compute01: no room elsewhere: the cloud has no other compute node
            ocp4-worker-0 on overcloud-compute01: no room elsewhere: the cloud has no other compute node
            ocp4-worker-1 on overcloud-compute01: no room elsewhere: the cloud has no other compute node
    "#]]
    .assert_eq(&outcome.to_text());
}

#[test]
fn openshift_in_openstack_without_two_controllers_and_a_ceph_disk() {
    let outcome = fail(
        template("osp13-ocp42").lab(),
        &["machines[overcloud-ctrl01]", "machines[overcloud-ctrl02]", "machines[overcloud-ceph01].disks[vdb]"],
    );
    expect![[r#"
        If machines[overcloud-ctrl01], machines[overcloud-ctrl02], machines[overcloud-ceph01].disks[vdb] fail: broken
          Galera of openstack loses its majority: it loses 2 of 3 members, and needs 2
          Pacemaker of openstack loses its majority: it loses 2 of 3 members, and needs 2
          the group of Ceph's monitors of openstack loses its majority: it loses 2 of 3 members, and needs 2
          Ceph of openstack: degraded; 1 of 3 failure domains (host) lost, 2 of 3 copies left at worst, 2 must be there
          192.168.122.150 (the public endpoints of openstack) is held by nobody
          172.17.1.150 (the internal endpoints of openstack) is held by nobody
    "#]]
    .assert_eq(&outcome.to_text());
}

#[test]
fn okd_with_one_of_each() {
    pins(
        "okd45-upi-mended",
        expect![[r#"
            okd45-upi-mended: each machine and each pool failed in turn

            broken
              machines[bastion]
                the bastion of okd was on bastion alone
                DNS of okd was on bastion alone
                the load balancer of okd was on bastion alone
                the registry of okd was on bastion alone
                the ignition files of okd was on bastion alone
              machines[master]
                etcd of okd loses its majority: it loses 1 of 1 members, and needs 1
              machines[worker]
                the only worker of okd was on worker alone
              pools[okd]
                etcd of okd loses its majority: it loses 1 of 1 members, and needs 1
                the bastion of okd was on bastion alone
                DNS of okd was on bastion alone
                the load balancer of okd was on bastion alone
                the registry of okd was on bastion alone
                the ignition files of okd was on bastion alone
                the only worker of okd was on worker alone

            weakened
              machines[bootstrap]
                nothing that others need
        "#]],
    );
}

#[test]
fn magnum_in_an_all_in_one() {
    pins(
        "osa-magnum-capi",
        expect![[r#"
            osa-magnum-capi: each machine and each pool failed in turn

            broken
              machines[aio1], pools[images]
                Galera of osa loses its majority: it loses 1 of 1 members, and needs 1
                etcd of workload loses its majority: it loses 1 of 1 members, and needs 1
                the management cluster of workload was on aio1 alone
                3 guests, no room elsewhere for 3
        "#]],
    );
}

#[test]
fn tripleo() {
    pins(
        "tripleo-queens",
        expect![[r#"
            tripleo-queens: each machine and each pool failed in turn

            broken
              machines[undercloud]
                the director of overcloud was on undercloud alone
              machines[control-1]
                Galera of overcloud loses its majority: it loses 1 of 1 members, and needs 1
                Pacemaker of overcloud loses its majority: it loses 1 of 1 members, and needs 1
                192.168.255.21 (the public endpoints of overcloud) is held by nobody
              pools[images]
                Galera of overcloud loses its majority: it loses 1 of 1 members, and needs 1
                Pacemaker of overcloud loses its majority: it loses 1 of 1 members, and needs 1
                192.168.255.21 (the public endpoints of overcloud) is held by nobody
                the director of overcloud was on undercloud alone
                4 guests, no room elsewhere for 4

            weakened
              machines[dns-server], machines[storage-1], machines[storage-2]
                nothing that others need
              machines[compute-1], machines[compute-2]
                2 guests, no room elsewhere for 2
        "#]],
    );
}
