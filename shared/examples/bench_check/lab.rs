//! The lab that is checked: machines, clouds and servers of many kinds, a chosen part of them with something wrong.

use std::fmt::Write as _;

/// How large the lab is.
#[derive(Clone, Copy)]
pub struct Measure {
    /// Machines, 50 on each network. Every second network's form a cloud.
    pub machines: usize,
    /// Servers, 100 in each cloud's project.
    pub servers: usize,
    /// Every how many machines and servers one has something wrong; 0: none.
    pub faulty: usize,
}

const ON_NETWORK: usize = 50;
const IN_PROJECT: usize = 100;

/// The lab's text. The same measure gives the same bytes.
pub fn text(measure: Measure) -> String {
    let mut text = String::from(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: bench}\nhost: {name: large, overcommit: {vcpus: 8, memory: 1, disk: 4}}\nimages:\n- {name: debian, path: debian.qcow2, format: qcow2, virtualSize: 3 GiB}\n- {name: rocky, path: rocky.qcow2, format: qcow2, virtualSize: 10 GiB}\n- {name: linux, kind: kernel, path: linux}\n- {name: initrd, kind: initrd, path: initrd.img}\npools:\n- {name: fast, path: /srv/fast, tier: ssd}\n- {name: large, path: /srv/large, tier: hdd}\n",
    );
    let networks = measure.machines.div_ceil(ON_NETWORK);
    text.push_str("networks:\n");
    (0..networks).for_each(|network| add_network(&mut text, network));
    text.push_str("machines:\n");
    (0..measure.machines).for_each(|machine| add_machine(&mut text, machine, networks, is_faulty(machine, measure)));
    let clouds = measure.servers.div_ceil(IN_PROJECT);
    text.push_str("clouds:\n");
    (0..clouds).for_each(|cloud| add_cloud(&mut text, cloud, measure));
    text.push_str("projects:\n");
    (0..clouds).for_each(|cloud| add_project(&mut text, cloud));
    text.push_str("servers:\n");
    (0..measure.servers).for_each(|server| add_server(&mut text, server, is_faulty(server, measure)));
    text
}

/// A host on which all of it fits.
pub const HOST: &str = "apiVersion: labwright.dev/v1alpha1\nkind: HostFacts\nname: large\ncpu: {threads: 100000, numaCells: 1, sockets: 1, coresPerSocket: 100000, threadsPerCore: 1}\nmemory: {total: 4096 TiB, free: 4096 TiB, swap: 0 B}\nkvm: {offered: true, works: true, nested: true}\nfilesystems: [{mount: /, total: 90000 TiB, free: 90000 TiB}]\n";

fn is_faulty(object: usize, measure: Measure) -> bool {
    measure.faulty > 0 && object % measure.faulty == measure.faulty - 1
}

/// Networks have 1022 addresses each, from 10.0.0.0 on.
fn prefix(network: usize) -> String {
    format!("10.{}.{}", network / 64, network % 64 * 4)
}

/// What libvirt hands out on a network: the second 256 addresses.
fn dhcp(network: usize) -> String {
    let prefix = format!("10.{}.{}", network / 64, network % 64 * 4 + 1);
    format!("{{start: {prefix}.0, end: {prefix}.255}}")
}

fn add_network(text: &mut String, network: usize) {
    let (prefix, dhcp) = (prefix(network), dhcp(network));
    let _ = match network % 4 {
        0 => writeln!(text, "- {{name: n{network}, mode: nat, ip: {prefix}.1/22, dhcp: {dhcp}}}"),
        1 => writeln!(text, "- {{name: n{network}, mode: isolated, ip: {prefix}.1/22, mtu: 1500, dhcp: {dhcp}}}"),
        2 => writeln!(text, "- {{name: n{network}, mode: nat, ip: {prefix}.1/22, dhcp: {dhcp}, dns: {{domain: n{network}.lab.example}}}}"),
        _ => writeln!(
            text,
            "- name: n{network}\n  mode: open-vswitch\n  bridge: ovs{network}\n  portgroups:\n  - {{name: plain, default: true}}\n  - {{name: storage, access: 30}}\n  - {{name: all, trunk: [30, 40, 50]}}"
        ),
    };
}

fn add_machine(text: &mut String, machine: usize, networks: usize, is_faulty: bool) {
    let (network, place) = (machine / ON_NETWORK, machine % ON_NETWORK);
    let prefix = prefix(network);
    let is_node = network % 2 == 0;
    let role = match (is_node, place) {
        (true, 0..3) => "controller",
        (true, _) => "compute",
        (false, 0) => "bastion",
        (false, _) => "blank",
    };
    let (vcpus, memory) = if is_node { (16, 64 * 1024) } else { (1 + machine % 4, 1024 + machine % 1024) };
    let fault = if is_faulty { machine / 20 % 5 } else { usize::MAX };
    let host = if fault == 0 { "192.0.2.9".to_owned() } else { format!("{prefix}.{}", place + 2) };
    let mac = if fault == 1 { ", mac: \"02:00:00:00:00:01\"" } else { "" };
    let vcpus = if fault == 2 { 0 } else { vcpus };
    let pool = if fault == 3 { "absent" } else { ["fast", "large"][machine % 2] };
    let marker = if fault == 4 { "  up: {signal: serial}\n" } else { "" };
    let image = ["debian", "rocky"][machine % 2];
    let _ = write!(
        text,
        "- name: m{machine}\n  role: {role}\n  vcpus: {vcpus}\n  memory: {memory} MiB\n  disks:\n  - {{name: vda, pool: {pool}, image: {image}, size: {} GiB}}\n",
        if is_node { 400 } else { 12 + machine % 7 },
    );
    if machine.is_multiple_of(3) {
        text.push_str("  - {name: vdb, pool: large, size: 20 GiB}\n");
    }
    let address = if network % 4 == 3 { String::new() } else { format!(", address: {host}") };
    let _ = write!(text, "  ports:\n  - {{name: eth0, network: n{network}{address}{mac}}}\n");
    let group = if network % 4 == 3 { ", portgroup: all" } else { "" };
    if network % 4 == 3 || machine.is_multiple_of(2) {
        let _ = writeln!(
            text,
            "  - {{name: eth1, network: n{network}{group}}}\n  - {{name: eth2, network: n{network}{group}}}\n  bonds: [{{name: bond0, ports: [eth1, eth2]}}]"
        );
    } else {
        let other = (network + 4) % networks.max(1);
        let _ = writeln!(text, "  - {{name: eth1, network: n{other}}}");
    }
    match machine % 5 {
        0 => text.push_str("  firmware: bios\n  autostart: true\n"),
        1 if !is_node => text.push_str("  cloudInit:\n    hostname: guest\n    userData: |\n      #cloud-config\n      packages: [curl]\n"),
        2 if !is_node => text.push_str("  boot:\n    kernel: {kernel: linux, initrd: initrd, args: console=ttyS0}\n"),
        3 if !is_node && place > 1 => {
            let _ = writeln!(text, "  after: [m{}]", machine - 1);
        }
        _ => {}
    }
    text.push_str(marker);
}

fn add_cloud(text: &mut String, cloud: usize, measure: Measure) {
    let first = cloud * 2 * ON_NETWORK;
    let network = cloud * 2;
    let _ = write!(text, "- name: c{cloud}\n  release: \"2024.1\"\n  nodes:\n");
    for machine in first..(first + ON_NETWORK).min(measure.machines) {
        let _ = writeln!(text, "  - {{machine: m{machine}, role: {}}}", if machine - first < 3 { "controller" } else { "compute" });
    }
    let prefix = prefix(network);
    let _ = write!(
        text,
        "  compute: {{memoryRatio: 1, vcpuRatio: 4, reservedMemory: 4 GiB}}\n  services: [cinder]\n  externalNetworks:\n  - {{name: outside, network: n{network}, subnet: {prefix}.0/22, gateway: {prefix}.1, pool: {{start: {prefix}.100, end: {prefix}.190}}}}\n  flavors:\n  - {{name: small, vcpus: 1, memory: 2 GiB, disk: 10 GiB}}\n  - {{name: medium, vcpus: 2, memory: 4 GiB, disk: 20 GiB}}\n  - {{name: large, vcpus: 4, memory: 8 GiB, disk: 40 GiB}}\n  images:\n  - {{name: debian, image: debian, format: qcow2, size: 3 GiB, minDisk: 3 GiB}}\n",
    );
}

fn add_project(text: &mut String, cloud: usize) {
    let tenant = |network: usize| format!("192.168.{}", network * 16);
    let _ = write!(
        text,
        "- name: p{cloud}\n  cloud: c{cloud}\n  quota: {{instances: 200, cores: 800, memory: 2 TiB, ports: 1000, volumes: 100}}\n  networks:\n"
    );
    for network in 0..4 {
        let prefix = tenant(network);
        let _ = write!(
            text,
            "  - name: t{network}\n    subnets:\n    - {{name: s{network}, cidr: {prefix}.0/20, gateway: {prefix}.1, dhcp: true, pools: [{{start: {prefix}.10, end: {prefix}.99}}]}}\n"
        );
    }
    text.push_str("  routers:\n  - {name: out, external: outside, subnets: [s0, s1, s2, s3]}\n  securityGroups:\n  - name: web\n    rules:\n    - {direction: ingress, protocol: tcp, ports: {start: 80, end: 80}}\n    - {direction: ingress, protocol: tcp, ports: {start: 443, end: 443}}\n  serverGroups: [{name: apart, policy: anti-affinity}]\n");
}

fn add_server(text: &mut String, server: usize, is_faulty: bool) {
    let (project, place) = (server / IN_PROJECT, server % IN_PROJECT);
    let fault = if is_faulty { server / 20 % 4 } else { usize::MAX };
    let flavor = if fault == 0 { "absent" } else { ["small", "medium", "large"][server % 3] };
    let image = if fault == 1 { "absent" } else { "debian" };
    let network = server % 4;
    let address = if fault == 2 { "198.51.100.7".to_owned() } else { format!("192.168.{}.{}", network * 16, 110 + place) };
    let group = if fault == 3 { "absent" } else { "web" };
    let _ = write!(
        text,
        "- name: v{server}\n  project: p{project}\n  flavor: {flavor}\n  image: {image}\n  ports: [{{network: t{network}, address: {address}, securityGroups: [{group}]}}]\n"
    );
    if place < 3 {
        text.push_str("  serverGroup: apart\n");
    }
    if server.is_multiple_of(7) {
        text.push_str("  volumes: [{size: 20 GiB}]\n");
    }
}
