//! OKD 4.5 on machines, as its author built it and mended.

use super::*;

/// The second lab as its author describes it: the checks name what cost him time.
#[test]
fn okd45_with_its_authors_slips() {
    let report = check(template("okd45-upi").lab(), None, None);
    pins(
        &report,
        expect![[r#"
        error dns/apps-elsewhere clusters[okd].dns.records[*.apps].address: *.apps.okd.example answers 172.18.22.243, but the router is at 192.168.120.101
        error clusters/published-secrets clusters[okd].ignition.published: bastion publishes "ignition/auth/kubeconfig": passwords and keys of the cluster are readable there
        error balancers/missing-port clusters[okd].loadBalancer: the load balancer on bastion does not listen on 443, which the router needs
        error balancers/missing-port clusters[okd].loadBalancer: the load balancer on bastion does not listen on 80, which the router needs
        error dns/no-node clusters[okd].workers.nodes[worker].hostname: the worker boots as worker1.okd.example, which no record answers; DNS knows worker.okd.example at its address
        warning balancers/sticky-api clusters[okd].loadBalancer.frontends[0].balance: port 6443 of the API is balanced by the client's address: each client stays with one node
        warning balancers/no-health-check clusters[okd].loadBalancer.frontends[0].port: on port 6443 the load balancer on bastion checks no path
        warning balancers/sticky-api clusters[okd].loadBalancer.frontends[1].balance: port 22623 of the API is balanced by the client's address: each client stays with one node
        info host/unknown-facts host: nothing is known of okdkvm: capacity, clashes with what it has, and nesting were not checked
        info nested/not-built clusters[okd]: a plan builds L0 and L1; what is inside is checked and counted, not installed: 1 cluster
        info dns/needless-etcd-record clusters[okd].dns.records[_etcd-server-ssl._tcp]: 1 SRV record for etcd: _etcd-server-ssl._tcp.okd.example is not read from 4.4 on
        accepted clusters/one-master clusters[okd].controlPlane: okd has one master: with its etcd the whole cluster is lost
          because: The author's lab has one master on purpose; it is built anew when it breaks.
        accepted clusters/one-worker clusters[okd].workers: okd has one worker: what wants two of them, such as monitoring, has one
          because: The author scales router, console, downloads, oauth, packageserver and monitoring to 1 after the installation.
    "#]],
    );
}

#[test]
fn okd45_mended() {
    let report = check(template("okd45-upi-mended").lab(), None, None);
    pins(
        &report,
        expect![[r#"
        info host/unknown-facts host: nothing is known of okdkvm: capacity, clashes with what it has, and nesting were not checked
        info nested/not-built clusters[okd]: a plan builds L0 and L1; what is inside is checked and counted, not installed: 1 cluster
        accepted clusters/one-master clusters[okd].controlPlane: okd has one master: with its etcd the whole cluster is lost
          because: The author's lab has one master on purpose; it is built anew when it breaks.
        accepted clusters/one-worker clusters[okd].workers: okd has one worker: what wants two of them, such as monitoring, has one
          because: The author scales router, console, downloads, oauth, packageserver and monitoring to 1 after the installation.
    "#]],
    );
}

#[test]
fn okd45_at_test_scale_on_a_small_host() {
    let lab = template("okd45-upi-mended").lab().at_scale("test").unwrap();
    pins(
        &check(&lab, Some(&facts("small")), None),
        expect![[r#"
            warning nested/emulation host: libvirt offers no KVM on okdkvm (Guests run under emulation): machines run under emulation
            info capacity/vcpu-overcommit host: machines have 4 virtual CPUs; okdkvm has 2 hardware threads: 2.00 on each, of 8 allowed
            info references/unused-image images[fcos-initramfs]: nothing uses the image fcos-initramfs
            info references/unused-image images[fcos-kernel]: nothing uses the image fcos-kernel
        "#]],
    );
}

/// The figures of the second lab's sheet, in both variants.
#[test]
fn okd45_has_the_figures_of_its_sheet() {
    for name in ["okd45-upi", "okd45-upi-mended"] {
        let document = template(name);
        let cluster = document.lab().clusters.get("okd").unwrap();
        assert_eq!(cluster.version.as_ref().unwrap().as_str(), "4.5.0-0.okd-2020-07-14-153706-ga");
        assert_eq!((cluster.dns.ttl, cluster.control_plane.replicas, cluster.workers.replicas), (Some(60), Some(1), Some(0)));
        let args = |machine: &str| match &document.lab().machines.get(machine).unwrap().boot {
            labwright_shared::model::Boot::Kernel(kernel) => kernel.args.clone().unwrap(),
            _ => panic!("{machine} boots no kernel"),
        };
        assert_eq!(
            args("master"),
            "ip=192.168.120.103::192.168.120.101:255.255.255.0:master.okd.example:enp1s0:none nameserver=192.168.120.101 \
             coreos.inst.install_dev=vda coreos.inst.image_url=http://192.168.120.101:8080/install/coreos.raw.xz \
             coreos.inst.ignition_url=http://192.168.120.101:8080/ignition/master.ign"
        );
        let after = |machine: &str| document.lab().machines.get(machine).unwrap().after.first().map(ToString::to_string);
        assert_eq!(["bootstrap", "master", "worker"].map(after), ["bastion", "bootstrap", "master"].map(|before| Some(before.to_owned())));
    }
}
