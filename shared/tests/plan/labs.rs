//! Random labs out of a small stock of names, so that two of them have much in common.

use std::fmt::Write as _;

use labwright_shared::{document, model::Lab};
use proptest::{prelude::*, sample::subsequence};

/// A host with a network, a pool and a domain that are nobody's of ours.
pub const HOST: &str = "
apiVersion: labwright.dev/v1alpha1
kind: HostFacts
name: host
cpu: {threads: 8, numaCells: 1, sockets: 1, coresPerSocket: 4, threadsPerCore: 2}
memory: {total: 64 GiB}
kvm: {offered: true, works: true}
pools:
- name: images
  kind: dir
  path: /var/lib/libvirt/images
  active: true
  autostart: true
  volumes:
  - {name: foreign.qcow2, path: /var/lib/libvirt/images/foreign.qcow2, capacity: 1 GiB, allocation: 1 GiB, format: qcow2}
networks:
- name: default
  active: true
  persistent: true
  autostart: true
  mode: nat
  bridge: virbr0
  addresses: [192.168.122.1/24]
  dhcp:
  - {start: 192.168.122.2, end: 192.168.122.254}
domains:
- name: foreign
  uuid: 11111111-2222-4333-8444-555555555555
  state: running
  persistent: true
  vcpus: 1
  memory: 1 GiB
  ports:
  - {mac: '52:54:00:aa:bb:cc', network: default}
  disks:
  - {target: vda, path: /var/lib/libvirt/images/foreign.qcow2}
";

/// What every lab of this file begins with.
pub const HEAD: &str = "
apiVersion: labwright.dev/v1alpha1
kind: Lab
metadata:
  name: lab
images:
- {name: base, path: base.qcow2}
- {name: other, url: 'https://example.org/other.qcow2'}
- {name: vmlinuz, kind: kernel, path: vmlinuz}
- {name: initrd, kind: initrd, path: initrd}
- {name: installer, kind: iso, path: installer.iso}
";

pub fn lab(text: &str) -> Lab {
    document::read(&format!("{HEAD}{text}")).unwrap_or_else(|errors| panic!("{errors:?}\n{text}")).document.lab().clone()
}

#[derive(Clone, Debug)]
struct Machine {
    name: &'static str,
    memory: u32,
    disks: Vec<String>,
    ports: Vec<String>,
    rest: String,
}

fn disk(index: usize) -> impl Strategy<Value = String> {
    let pool = prop::sample::select(vec!["fast", "slow", "images"]);
    let image = prop::option::of(prop::sample::select(vec!["base", "other"]));
    // 1000 kB is no whole number of KiB.
    let size = prop::sample::select(vec!["64 MiB", "128 MiB", "100000001 B"]);
    let bus = prop::sample::select(vec!["virtio", "sata", "ide"]);
    (pool, image, size, bus).prop_map(move |(pool, image, size, bus)| {
        let image = image.map(|image| format!(", image: {image}")).unwrap_or_default();
        format!("{{name: disk{index}, pool: {pool}, size: {size}, bus: {bus}{image}}}")
    })
}

fn machine(name: &'static str, earlier: Vec<&'static str>, networks: Vec<&'static str>) -> impl Strategy<Value = Machine> {
    let disks = (0usize..3).prop_flat_map(|count| (0..count).map(disk).collect::<Vec<_>>());
    let ports = prop::collection::vec(prop::option::weighted(0.9, prop::sample::select(networks)), 0..3);
    let boot = prop::sample::select(vec![
        "",
        "boot: {kernel: {kernel: vmlinuz, initrd: initrd, args: 'console=ttyS0'}}\n",
        "boot: {iso: {image: installer, kickstart: text}}\n",
        "boot: {pxe: {}}\n",
    ]);
    let seed = prop::option::of(prop::sample::select(vec!["cloudInit: {password: 'secret:root'}\n", "cloudInit: {hostname: other}\n"]));
    let up = prop::sample::select(vec!["", "up: {signal: lease}\n", "up: {signal: serial, marker: READY}\n"]);
    let after = subsequence(earlier.clone(), 0..=earlier.len());
    (disks, ports, boot, seed, up, after, prop::sample::select(vec![128, 256]), any::<bool>(), prop::bool::weighted(0.8)).prop_map(
        move |(disks, ports, boot, seed, up, after, memory, autostart, started)| Machine {
            name,
            memory,
            disks,
            ports: ports
                .into_iter()
                .enumerate()
                .map(|(index, network)| {
                    format!("{{name: eth{index}{}}}", network.map(|network| format!(", network: {network}")).unwrap_or_default())
                })
                .collect(),
            rest: format!(
                "{boot}{}{up}after: [{}]\nautostart: {autostart}\nstarted: {started}\n",
                seed.unwrap_or_default(),
                after.join(", ")
            ),
        },
    )
}

/// Any lab that can be built on [`HOST`]. Networks take turns at the same few subnets.
pub fn any_lab() -> impl Strategy<Value = Lab> {
    let networks = (
        subsequence(vec!["lan", "wan", "dmz"], 1..=3),
        Just(vec![1, 2, 3, 4]).prop_shuffle(),
        prop::collection::vec((any::<bool>(), any::<bool>(), any::<bool>()), 3),
    );
    let default = prop::sample::select(vec!["", "  dhcp: none\n", "  dhcp: {start: 192.168.122.100, end: 192.168.122.200}\n"]);
    (networks, default).prop_flat_map(|((names, subnets, flags), default)| {
        let mut all = names.clone();
        all.push("default");
        let stock = ["alice", "bob", "carol", "dave"];
        let machines = subsequence(stock.to_vec(), 0..=4).prop_flat_map(move |chosen| {
            let each: Vec<_> = chosen.iter().enumerate().map(|(at, name)| machine(name, chosen[..at].to_vec(), all.clone())).collect();
            each
        });
        machines.prop_map(move |machines| {
            let mut text = String::from(
                "pools:\n- {name: fast, path: /srv/fast}\n- {name: slow, path: /srv/slow}\n- {name: images, existing: true}\nnetworks:\n",
            );
            let _ = write!(text, "- name: default\n  mode: nat\n  existing: true\n{default}");
            for (at, name) in names.iter().enumerate() {
                let (nat, dhcp, autostart) = flags[at];
                let subnet = subnets[at];
                let _ = writeln!(
                    text,
                    "- name: {name}\n  mode: {}\n  ip: 10.0.{subnet}.1/24\n  autostart: {autostart}",
                    if nat { "nat" } else { "isolated" }
                );
                if dhcp {
                    let _ = writeln!(text, "  dhcp: {{start: 10.0.{subnet}.10, end: 10.0.{subnet}.99}}");
                }
            }
            text.push_str(if machines.is_empty() { "" } else { "machines:\n" });
            for machine in &machines {
                let _ = write!(
                    text,
                    "- name: {}\n  vcpus: 1\n  memory: {} MiB\n  disks: [{}]\n  ports: [{}]\n",
                    machine.name,
                    machine.memory,
                    machine.disks.join(", "),
                    machine.ports.join(", ")
                );
                machine.rest.lines().for_each(|line| {
                    let _ = writeln!(text, "  {line}");
                });
            }
            lab(&text)
        })
    })
}
