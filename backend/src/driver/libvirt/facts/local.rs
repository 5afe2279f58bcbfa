//! What only the host's own kernel tells: swap, file systems, interfaces and routes. Read when the host is this machine.

use std::{collections::BTreeMap, fs, path::Path};

use labwright_shared::{
    facts::{BridgePortKind, Filesystem, HostFacts, HostInterface},
    value::{Cidr, Size, Subnet},
};

use super::proc;
use crate::driver::{addresses, open_vswitch};

/// File systems that hold files of their own. Network ones are left out: asking a dead server for its free space hangs.
const REAL: &[&str] =
    &["ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "reiserfs", "jfs", "vfat", "exfat", "ntfs3", "overlay", "tmpfs"];

pub(super) fn read(facts: &mut HostFacts) {
    facts.memory.swap = fs::read_to_string("/proc/meminfo").ok().and_then(|text| proc::memory_field(&text, "SwapTotal"));
    facts.filesystems = filesystems();
    let mut virtual_bridges: Vec<&str> = facts.networks.iter().filter_map(|network| network.bridge.as_deref()).collect();
    facts.open_vswitch = open_vswitch::facts();
    let bridges = facts.open_vswitch.bridges.iter().flatten().filter(|bridge| bridge.mark.is_some());
    virtual_bridges.extend(bridges.flat_map(|bridge| {
        let own = bridge.ports.iter().filter(|port| port.kind == BridgePortKind::Internal && port.instance.is_some());
        own.map(|port| port.name.as_str()).chain([bridge.name.as_str()])
    }));
    let interfaces = interfaces(&virtual_bridges);
    let own: Vec<Subnet> = interfaces.iter().flatten().flat_map(|interface| &interface.addresses).map(|address| address.subnet()).collect();
    facts.routes = routes().map(|routes| {
        let elsewhere =
            routes.into_iter().filter(|route| !virtual_bridges.contains(&route.interface.as_str()) && !own.contains(&route.prefix));
        let mut prefixes: Vec<Subnet> = elsewhere.map(|route| route.prefix).collect();
        prefixes.sort();
        prefixes.dedup();
        prefixes
    });
    facts.interfaces = interfaces;
}

fn filesystems() -> Vec<Filesystem> {
    let mountinfo = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let mut by_mount = BTreeMap::new();
    // A later mount on the same place covers the earlier one.
    for (mount, device, kind) in proc::mounts(&mountinfo) {
        let real = REAL.contains(&kind.as_str()) && !["/proc", "/sys", "/dev", "/run"].iter().any(|top| Path::new(&mount).starts_with(top));
        let space = rustix::fs::statvfs(&mount).ok().filter(|space| real && space.f_blocks > 0);
        match space {
            Some(space) => by_mount.insert(
                mount.clone(),
                Filesystem {
                    mount,
                    device: Some(device),
                    total: Size::from_bytes(space.f_blocks.saturating_mul(space.f_frsize)),
                    // What an ordinary user may still write.
                    free: Size::from_bytes(space.f_bavail.saturating_mul(space.f_frsize)),
                },
            ),
            None => by_mount.remove(&mount),
        };
    }
    by_mount.into_values().collect()
}

/// Interfaces that are neither loopback, nor libvirt's bridges, nor a guest's end on one.
fn interfaces(virtual_bridges: &[&str]) -> Option<Vec<HostInterface>> {
    let host = |(name, addresses): (String, Vec<Cidr>)| {
        let sys = Path::new("/sys/class/net").join(&name);
        let master = fs::read_link(sys.join("master")).ok();
        let on_virtual =
            master.is_some_and(|master| master.file_name().is_some_and(|name| virtual_bridges.iter().any(|bridge| name == *bridge)));
        let loopback = addresses.iter().any(|address| address.address().is_loopback()) || name == "lo";
        let ours = virtual_bridges.contains(&name.as_str()) || on_virtual || name.starts_with("vnet");
        (!loopback && !ours).then(|| HostInterface {
            mtu: fs::read_to_string(sys.join("mtu")).ok().and_then(|mtu| mtu.trim().parse().ok()),
            bridge: sys.join("bridge").is_dir(),
            addresses,
            name,
        })
    };
    Some(addresses::of_interfaces()?.into_iter().filter_map(host).collect())
}

fn routes() -> Option<Vec<proc::Route>> {
    let mut routes = proc::routes_v4(&fs::read_to_string("/proc/net/route").ok()?);
    // A kernel without IPv6 has no such file.
    routes.extend(proc::routes_v6(&fs::read_to_string("/proc/net/ipv6_route").unwrap_or_default()));
    Some(routes)
}

/// Whether guests may run guests: the module's parameter, `Y` or `1`.
pub(super) fn nested() -> Option<bool> {
    let parameter = |module: &str| fs::read_to_string(format!("/sys/module/{module}/parameters/nested")).ok();
    let text = parameter("kvm_intel").or_else(|| parameter("kvm_amd"))?;
    Some(matches!(text.trim(), "Y" | "1"))
}

/// What tells one boot of this machine from the next.
pub(super) fn boot_id() -> Option<String> {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").ok().map(|id| id.trim().to_owned())
}
