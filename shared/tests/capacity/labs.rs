//! The four reference labs.

use expect_test::{Expect, expect};
use labwright_shared::{
    capacity::{Account, account, account::HolderKind, account::Quantity, profile, profile::StageKind},
    facts::HostFacts,
    model::Lab,
};

use super::{facts, host, template};

fn pins(lab: &Lab, facts: Option<&HostFacts>, expected: Expect) {
    let text = format!("{}\n{}", account(lab, facts, None).to_text(), profile(lab, facts, None).to_text());
    expected.assert_eq(&text);
}

fn free(account: &Account, kind: HolderKind, name: &str, resource: Quantity) -> Option<i64> {
    account.holder(kind, name).unwrap().budget(resource).unwrap().free
}

#[test]
fn openshift_in_openstack_on_its_authors_host() {
    pins(
        template("osp13-ocp42").lab(),
        Some(&facts("newkvm")),
        expect![[r#"
            osp13-ocp42 on newkvm

            L0 host newkvm
                       capacity  reserved  ratio      limit  claimed     peak     free
              vCPUs          32         -      8        256       44       44      212
              memory  159.9 GiB     2 GiB      1  157.9 GiB  154 GiB  154 GiB  3.9 GiB
                vCPUs: overcloud-compute01 24, undercloud 8, overcloud-ctrl01 2, overcloud-ctrl02 2 and 4 more [ratio: host.overcommit.vcpus]
                memory: overcloud-compute01 100 GiB, undercloud 12 GiB, overcloud-ctrl01 8 GiB, overcloud-ctrl02 8 GiB and 4 more [reserve: host.reserve.memory; ratio: host.overcommit.memory]

            L0 NUMA node 0
                      capacity  reserved  ratio  limit  claimed   peak   free
              vCPUs         16         -      8    128      ≥ 0    ≥ 0  ≤ 128
              memory   unknown         -      1      -    ≥ 0 B  ≥ 0 B      -
                vCPUs: machines of the lab unknown [ratio: host.overcommit.vcpus]
                memory: machines of the lab unknown [ratio: host.overcommit.memory]

            L0 NUMA node 1
                      capacity  reserved  ratio  limit  claimed   peak   free
              vCPUs         16         -      8    128      ≥ 0    ≥ 0  ≤ 128
              memory   unknown         -      1      -    ≥ 0 B  ≥ 0 B      -
                vCPUs: machines of the lab unknown [ratio: host.overcommit.vcpus]
                memory: machines of the lab unknown [ratio: host.overcommit.memory]

            L0 pool ssd
                           capacity  reserved  ratio      limit  claimed     peak       free
              disk now    465.7 GiB         -      -  465.7 GiB      0 B      0 B  465.7 GiB
              disk grown  465.7 GiB         -      4    1.8 TiB  350 GiB  350 GiB    1.5 TiB
                disk grown: overcloud-compute01 vda 200 GiB, overcloud-ceph01 vdb 50 GiB, overcloud-ceph02 vdb 50 GiB, overcloud-ceph03 vdb 50 GiB [ratio: host.overcommit.disk]

            L0 pool sas
                           capacity  reserved  ratio      limit  claimed     peak         free
              disk now    186.3 GiB         -      -  186.3 GiB    ≥ 0 B    ≥ 0 B  ≤ 186.3 GiB
              disk grown  186.3 GiB         -      4  745.1 GiB  500 GiB  500 GiB    245.1 GiB
                disk now: rhel7-guest unknown
                disk grown: undercloud vda 100 GiB, rhel7-guest 100 GiB, overcloud-ctrl01 vda 50 GiB, overcloud-ctrl02 vda 50 GiB and 4 more [ratio: host.overcommit.disk]

            L1 compute node overcloud-compute01 of openstack
                          capacity  reserved  ratio    limit  claimed     peak    free
              vCPUs             24         -     16      384       20       24     360
              memory       100 GiB     4 GiB      1   96 GiB   80 GiB   96 GiB     0 B
              disk grown   200 GiB         -      1  200 GiB  125 GiB  150 GiB  50 GiB
                vCPUs: ocp4-master-0 4, ocp4-master-1 4, ocp4-master-2 4, ocp4-worker-0 4 and 2 more [ratio: openstack/nova nova/conf/compute.py, initial_cpu_allocation_ratio]
                memory: ocp4-master-0 16 GiB, ocp4-master-1 16 GiB, ocp4-master-2 16 GiB, ocp4-worker-0 16 GiB and 2 more [reserve: clouds[openstack].compute.reservedMemory; ratio: clouds[openstack].compute.memoryRatio]
                disk grown: ocp4-master-0 25 GiB, ocp4-master-1 25 GiB, ocp4-master-2 25 GiB, ocp4-worker-0 25 GiB and 2 more [ratio: openstack/nova nova/conf/compute.py, initial_disk_allocation_ratio]

            L1 volume storage openstack
                          capacity  reserved  ratio   limit  claimed  peak    free
              disk grown    50 GiB         -      -  50 GiB      0 B   0 B  50 GiB

            L2 quota ocp-tenant of openstack
                                    capacity  reserved  ratio    limit  claimed    peak   free
              instances                   10         -      -       10        5       6      4
              cores                       40         -      -       40       20      24     16
              memory                 100 GiB         -      -  100 GiB   80 GiB  96 GiB  4 GiB
              networks                   100         -      -      100        1       1     99
              subnets                    100         -      -      100        1       1     99
              ports                      500         -      -      500       14      14    486
              routers                     10         -      -       10        1       1      9
              floating IPs                50         -      -       50        2       2     48
              security groups             40         -      -       40        3       3     37
              security group rules       500         -      -      500       60      60    440
                instances: ocp4 5, ocp4 1 while ocp4 is installed
                cores: ocp4 20, ocp4 4 while ocp4 is installed
                memory: ocp4 80 GiB, ocp4 16 GiB while ocp4 is installed
                security groups: ocp4 2, ocp-tenant 1

            Fits into no NUMA node
              overcloud-compute01: it has 24 vCPUs; the largest node gives 16 vCPUs

            Over time
               1 volumes                   volumes are made, base images copied into the pools
               2 machines                  started: undercloud
               3 openstack: introspection  powered on by the director: overcloud-ctrl01, overcloud-ctrl02, overcloud-ctrl03 and 4 more
               4 projects and servers      networks and servers of ocp-tenant are made
               5 ocp4: bootstrap           the control plane comes up with its bootstrap
               6 ocp4: workers             the workers join
               7 ocp4: bootstrap gone      the control plane stands, the bootstrap is removed

              at stage                                                          1          2          3          4          5          6          7      limit
              host newkvm vCPUs                                               -          8         44 *       44         44         44         44          256
              host newkvm memory                                              -     12 GiB    154 GiB *  154 GiB    154 GiB    154 GiB    154 GiB    157.9 GiB
              pool ssd disk grown                                       350 GiB *  350 GiB    350 GiB    350 GiB    350 GiB    350 GiB    350 GiB      1.8 TiB
              pool sas disk grown                                       500 GiB *  500 GiB    500 GiB    500 GiB    500 GiB    500 GiB    500 GiB    745.1 GiB
              compute node overcloud-compute01 of openstack vCPUs             -          -          -          -         16         24 *       20          384
              compute node overcloud-compute01 of openstack memory            -          -          -          -     64 GiB     96 GiB *   80 GiB       96 GiB
              compute node overcloud-compute01 of openstack disk grown        -          -          -          -    100 GiB    150 GiB *  125 GiB      200 GiB
              quota ocp-tenant of openstack instances                         -          -          -          -          4          6 *        5           10
              quota ocp-tenant of openstack cores                             -          -          -          -         16         24 *       20           40
              quota ocp-tenant of openstack memory                            -          -          -          -     64 GiB     96 GiB *   80 GiB      100 GiB
              quota ocp-tenant of openstack networks                          -          -          -          -          1 *        1          1          100
              quota ocp-tenant of openstack subnets                           -          -          -          -          1 *        1          1          100
              quota ocp-tenant of openstack ports                             -          -          -          -         12         14 *       14          500
              quota ocp-tenant of openstack routers                           -          -          -          -          1 *        1          1           10
              quota ocp-tenant of openstack floating IPs                      -          -          -          2 *        2          2          2           50
              quota ocp-tenant of openstack security groups                   -          -          -          1          3 *        3          3           40
              quota ocp-tenant of openstack security group rules              -          -          -          -         60 *       60         60          500
        "#]],
    );
}

#[test]
fn the_bootstrap_takes_the_last_room_of_the_compute_node() {
    let document = template("osp13-ocp42");
    let (lab, facts) = (document.lab(), facts("newkvm"));
    let account = account(lab, Some(&facts), None);
    let memory = account.holder(HolderKind::ComputeNode, "overcloud-compute01").unwrap().budget(Quantity::Memory).unwrap();
    assert_eq!((memory.limit, memory.claimed, memory.peak, memory.free), (Some(96 << 30), 80 << 30, 96 << 30, Some(0)));
    let profile = profile(lab, Some(&facts), None);
    let curve =
        profile.curves.iter().find(|curve| curve.holder.kind == HolderKind::ComputeNode && curve.resource == Quantity::Memory).unwrap();
    assert_eq!(profile.stages[curve.peak.stage].kind, StageKind::Workers);
    let amounts = |kind| profile.stages.iter().position(|stage| stage.kind == kind).map(|stage| curve.at(stage) >> 30);
    assert_eq!(amounts(StageKind::ControlPlane), Some(64));
    assert_eq!(amounts(StageKind::Workers), Some(96));
    assert_eq!(amounts(StageKind::Installed), Some(80));
}

#[test]
fn okd_on_its_host() {
    // 64 GiB and a file system of 600 GiB, half of it taken by others.
    let facts = host(
        "apiVersion: labwright.dev/v1alpha1
kind: HostFacts
name: okdkvm
cpu: {threads: 16, numaCells: 2, sockets: 1, coresPerSocket: 4, threadsPerCore: 2}
memory: {total: 64 GiB, free: 40 GiB}
numa: [{id: 0, memory: 32 GiB, threads: 8}, {id: 1, memory: 32 GiB, threads: 8}]
filesystems: [{mount: /srv/okd, total: 600 GiB, free: 300 GiB}]
domains:
- {name: mail, state: running, vcpus: 2, memory: 4 GiB}
- {name: old, state: 'off', vcpus: 2, memory: 4 GiB}
- name: a-web
  state: running
  vcpus: 1
  memory: 2 GiB
  mark: {instance: i-7, lab: shop, record: 'machines[web]', digest: '0000000000000000000000000000000000000000000000000000000000000000'}
",
    );
    pins(
        template("okd45-upi-mended").lab(),
        Some(&facts),
        expect![[r#"
        okd45-upi-mended on okdkvm

        L0 host okdkvm
                  capacity  reserved  ratio   limit  claimed    peak    free
          vCPUs         16         -      8     128       15      15     113
          memory    64 GiB     2 GiB      1  62 GiB   50 GiB  50 GiB  12 GiB
            vCPUs: bootstrap 4, master 4, bastion 2, worker 2 and 2 more [ratio: host.overcommit.vcpus]
            memory: bootstrap 16 GiB, master 16 GiB, worker 8 GiB, bastion 4 GiB and 2 more [reserve: host.reserve.memory; ratio: host.overcommit.memory]

        L0 NUMA node 0
                  capacity  reserved  ratio   limit  claimed    peak   free
          vCPUs          8         -      8      64        8       8     56
          memory    32 GiB     1 GiB      1  31 GiB   28 GiB  28 GiB  3 GiB
            vCPUs: bootstrap 4, worker 2, bastion 2 [ratio: host.overcommit.vcpus]
            memory: bootstrap 16 GiB, worker 8 GiB, bastion 4 GiB [reserve: host.reserve.memory, each node its share; ratio: host.overcommit.memory]

        L0 NUMA node 1
                  capacity  reserved  ratio   limit  claimed    peak    free
          vCPUs          8         -      8      64        4       4      60
          memory    32 GiB     1 GiB      1  31 GiB   16 GiB  16 GiB  15 GiB
            vCPUs: master 4 [ratio: host.overcommit.vcpus]
            memory: master 16 GiB [reserve: host.reserve.memory, each node its share; ratio: host.overcommit.memory]

        L0 pool okd
                      capacity  reserved  ratio    limit    claimed       peak       free
          disk now     600 GiB         -      -  600 GiB  ≥ 300 GiB  ≥ 300 GiB  ≤ 300 GiB
          disk grown   600 GiB         -      4  2.3 TiB  743.3 GiB  743.3 GiB    1.6 TiB
            disk now: centos7 unknown, other files 300 GiB
            disk grown: other files 300 GiB, bootstrap vda 111.8 GiB, master vda 111.8 GiB, worker vda 111.8 GiB and 2 more [ratio: host.overcommit.disk]

        Over time
           1 before                 what the host carries already
           2 volumes                volumes are made, base images copied into the pools
           3 machines, wave 1 of 4  started: bastion
           4 machines, wave 2 of 4  started: bootstrap
           5 machines, wave 3 of 4  started: master
           6 machines, wave 4 of 4  started: worker
           7 okd: bootstrap gone    the control plane stands, bootstrap is switched off

          at stage                     1            2            3            4            5            6            7    limit
          host okdkvm vCPUs          3            3            5            9           13           15 *         11        128
          host okdkvm memory     6 GiB        6 GiB       10 GiB       26 GiB       42 GiB       50 GiB *     34 GiB     62 GiB
          NUMA node 0 vCPUs          -            -            2            6            6            8 *          4         64
          NUMA node 0 memory         -            -        4 GiB       20 GiB       20 GiB       28 GiB *     12 GiB     31 GiB
          NUMA node 1 vCPUs          -            -            -            -            4 *          4            4         64
          NUMA node 1 memory         -            -            -            -       16 GiB *     16 GiB       16 GiB     31 GiB
          pool okd disk now    300 GiB *    300 GiB      300 GiB      300 GiB      300 GiB      300 GiB      300 GiB    600 GiB
          pool okd disk grown  300 GiB    743.3 GiB *  743.3 GiB    743.3 GiB    743.3 GiB    743.3 GiB    743.3 GiB    2.3 TiB
    "#]],
    );
}

#[test]
fn magnum_in_an_all_in_one_without_a_known_host() {
    pins(
        template("osa-magnum-capi").lab(),
        None,
        expect![[r#"
            osa-magnum-capi on kvm (its facts are not known)

            L0 host kvm
                      capacity  reserved  ratio  limit  claimed    peak  free
              vCPUs    unknown         -      8      -       16      16     -
              memory   unknown     2 GiB      1      -   64 GiB  64 GiB     -
                vCPUs: aio1 16 [ratio: host.overcommit.vcpus]
                memory: aio1 64 GiB [reserve: host.reserve.memory; ratio: host.overcommit.memory]

            L0 pool images
                          capacity  reserved  ratio  limit    claimed       peak  free
              disk now     unknown         -      -      -      ≥ 0 B      ≥ 0 B     -
              disk grown   unknown         -      4      -  ≥ 500 GiB  ≥ 500 GiB     -
                disk now: ubuntu-22.04 unknown
                disk grown: ubuntu-22.04 unknown, aio1 vda 500 GiB [ratio: host.overcommit.disk]

            L1 compute node aio1 of osa
                          capacity  reserved  ratio    limit    claimed       peak       free
              vCPUs             16         -     16      256          6          6        250
              memory        64 GiB    32 GiB    1.5   48 GiB     12 GiB     12 GiB     36 GiB
              disk grown   500 GiB         -      1  500 GiB  111.8 GiB  111.8 GiB  388.2 GiB
                vCPUs: workload-master 2, workload-worker-0 2, workload-worker-1 2 [ratio: openstack/nova nova/conf/compute.py, initial_cpu_allocation_ratio]
                memory: workload-master 4 GiB, workload-worker-0 4 GiB, workload-worker-1 4 GiB [reserve: clouds[osa].compute.reservedMemory; ratio: openstack/nova nova/conf/compute.py, initial_ram_allocation_ratio]
                disk grown: workload-master 37.3 GiB, workload-worker-0 37.3 GiB, workload-worker-1 37.3 GiB [ratio: openstack/nova nova/conf/compute.py, initial_disk_allocation_ratio]

            L2 quota workloads of osa
                                capacity  reserved  ratio   limit  claimed    peak    free
              instances               10         -      -      10        3       3       7
              cores                   20         -      -      20        6       6      14
              memory              50 GiB         -      -  50 GiB   12 GiB  12 GiB  38 GiB
              server groups           10         -      -      10        2       2       8
              ports                  500         -      -     500        3       3     497
              security groups         10         -      -      10        1       1       9
              load balancers   unlimited         -      -       -        1       1       -
              clusters                20         -      -      20        1       1      19

            Over time
               1 volumes                                volumes are made, base images copied into the pools
               2 machines                               started: aio1
               3 projects and servers                   networks and servers of workloads are made
               4 workload: control plane                the control plane comes up
               5 workload: workers                      the workers join
               6 workload: update of the control plane  a rolling update makes 1 more of the control plane
               7 workload: update of the workers        a rolling update makes 1 more of the workers
               8 workload: updated                      the old nodes are gone

              at stage                                        1          2          3           4            5          6          7            8    limit
              host kvm vCPUs                                -         16 *       16          16           16         16         16           16          -
              host kvm memory                               -     64 GiB *   64 GiB      64 GiB       64 GiB     64 GiB     64 GiB       64 GiB          -
              pool images disk grown                  500 GiB *  500 GiB    500 GiB     500 GiB      500 GiB    500 GiB    500 GiB      500 GiB          -
              compute node aio1 of osa vCPUs                -          -          -           2            6          8 *        8            6        256
              compute node aio1 of osa memory               -          -          -       4 GiB       12 GiB     16 GiB *   16 GiB       12 GiB     48 GiB
              compute node aio1 of osa disk grown           -          -          -    37.3 GiB    111.8 GiB    149 GiB *  149 GiB    111.8 GiB    500 GiB
              quota workloads of osa instances              -          -          -           1            3          4 *        4            3         10
              quota workloads of osa cores                  -          -          -           2            6          8 *        8            6         20
              quota workloads of osa memory                 -          -          -       4 GiB       12 GiB     16 GiB *   16 GiB       12 GiB     50 GiB
              quota workloads of osa server groups          -          -          -           2 *          2          2          2            2         10
              quota workloads of osa ports                  -          -          -           1            3          4 *        4            3        500
              quota workloads of osa security groups        -          -          1 *         1            1          1          1            1         10
              quota workloads of osa load balancers         -          -          -           1 *          1          1          1            1          -
              quota workloads of osa clusters               -          -          -           1 *          1          1          1            1         20
        "#]],
    );
}

#[test]
fn tripleo_without_a_known_host() {
    pins(
        template("tripleo-queens").lab(),
        None,
        expect![[r#"
            tripleo-queens on gen9 (its facts are not known)

            L0 host gen9
                      capacity  reserved  ratio  limit  claimed     peak  free
              vCPUs    unknown         -      8      -       49       49     -
              memory   unknown     2 GiB      1      -  138 GiB  138 GiB     -
                vCPUs: compute-1 12, compute-2 12, undercloud 8, control-1 8 and 3 more [ratio: host.overcommit.vcpus]
                memory: control-1 32 GiB, compute-1 32 GiB, compute-2 32 GiB, storage-1 16 GiB and 3 more [reserve: host.reserve.memory; ratio: host.overcommit.memory]

            L0 pool images
                          capacity  reserved  ratio  limit  claimed     peak  free
              disk grown   unknown         -      4      -  580 GiB  580 GiB     -
                disk grown: storage-1 vda 160 GiB, storage-2 vda 160 GiB, control-1 vda 60 GiB, compute-1 vda 60 GiB and 3 more [ratio: host.overcommit.disk]

            L1 compute node compute-2 of overcloud
                          capacity  reserved  ratio     limit  claimed     peak      free
              vCPUs             12         -     16       192        2        2       190
              memory        32 GiB   512 MiB    1.5  47.3 GiB    1 GiB    1 GiB  46.3 GiB
              disk grown    60 GiB         -      1    60 GiB  1.9 GiB  1.9 GiB  58.1 GiB
                vCPUs: vm-1 1, vm-3 1 [ratio: openstack/nova nova/conf/compute.py, initial_cpu_allocation_ratio]
                memory: vm-1 512 MiB, vm-3 512 MiB [reserve: openstack/nova nova/conf/compute.py, reserved_host_memory_mb; ratio: openstack/nova nova/conf/compute.py, initial_ram_allocation_ratio]
                disk grown: vm-1 953.7 MiB, vm-3 953.7 MiB [ratio: openstack/nova nova/conf/compute.py, initial_disk_allocation_ratio]

            L1 compute node compute-1 of overcloud
                          capacity  reserved  ratio     limit  claimed     peak      free
              vCPUs             12         -     16       192        2        2       190
              memory        32 GiB   512 MiB    1.5  47.3 GiB    1 GiB    1 GiB  46.3 GiB
              disk grown    60 GiB         -      1    60 GiB  1.9 GiB  1.9 GiB  58.1 GiB
                vCPUs: vm-2 1, vm-4 1 [ratio: openstack/nova nova/conf/compute.py, initial_cpu_allocation_ratio]
                memory: vm-2 512 MiB, vm-4 512 MiB [reserve: openstack/nova nova/conf/compute.py, reserved_host_memory_mb; ratio: openstack/nova nova/conf/compute.py, initial_ram_allocation_ratio]
                disk grown: vm-2 953.7 MiB, vm-4 953.7 MiB [ratio: openstack/nova nova/conf/compute.py, initial_disk_allocation_ratio]

            L2 quota demo of overcloud
                               capacity  reserved  ratio   limit  claimed   peak    free
              instances              10         -      -      10        4      4       6
              cores                  20         -      -      20        4      4      16
              memory             50 GiB         -      -  50 GiB    2 GiB  2 GiB  48 GiB
              networks              100         -      -     100        2      2      98
              subnets               100         -      -     100        2      2      98
              ports                 500         -      -     500        8      8     492
              routers                10         -      -      10        1      1       9
              security groups        10         -      -      10        1      1       9
                ports: demo 4, servers of demo 4

            Over time
               1 volumes                   volumes are made, base images copied into the pools
               2 machines                  started: undercloud, dns-server
               3 overcloud: introspection  powered on by the director: control-1, compute-1, compute-2 and 2 more
               4 projects and servers      networks and servers of demo are made

              at stage                                                1          2          3          4     limit
              host gen9 vCPUs                                       -          9         49 *       49           -
              host gen9 memory                                      -     10 GiB    138 GiB *  138 GiB           -
              pool images disk grown                          580 GiB *  580 GiB    580 GiB    580 GiB           -
              compute node compute-2 of overcloud vCPUs             -          -          -          2 *       192
              compute node compute-2 of overcloud memory            -          -          -      1 GiB *  47.3 GiB
              compute node compute-2 of overcloud disk grown        -          -          -    1.9 GiB *    60 GiB
              compute node compute-1 of overcloud vCPUs             -          -          -          2 *       192
              compute node compute-1 of overcloud memory            -          -          -      1 GiB *  47.3 GiB
              compute node compute-1 of overcloud disk grown        -          -          -    1.9 GiB *    60 GiB
              quota demo of overcloud instances                     -          -          -          4 *        10
              quota demo of overcloud cores                         -          -          -          4 *        20
              quota demo of overcloud memory                        -          -          -      2 GiB *    50 GiB
              quota demo of overcloud networks                      -          -          -          2 *       100
              quota demo of overcloud subnets                       -          -          -          2 *       100
              quota demo of overcloud ports                         -          -          -          8 *       500
              quota demo of overcloud routers                       -          -          -          1 *        10
              quota demo of overcloud security groups               -          -          -          1 *        10
        "#]],
    );
}

#[test]
fn what_is_not_known_of_a_host_is_not_told_as_if_it_were() {
    let document = template("tripleo-queens");
    let account = account(document.lab(), None, None);
    assert!(!account.is_host_known);
    assert_eq!(free(&account, HolderKind::Host, "gen9", Quantity::Memory), None);
    assert_eq!(free(&account, HolderKind::Pool, "images", Quantity::DiskGrown), None);
    // What a compute node gives is known from the lab alone.
    assert!(free(&account, HolderKind::ComputeNode, "compute-1", Quantity::Memory).is_some());
}
