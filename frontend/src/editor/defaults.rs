//! What a new record is until somebody says otherwise: sensible for its role, and fitting what the lab has.

use labwright_shared::{
    document::Command,
    facts::HostFacts,
    following::Proposal,
    model::{
        Boot, Cpu, CpuMode, Disk, Image, ImageKind, KernelBoot, Keyed, Kind, Lab, Machine, Network, NetworkMode, Pool, Port, Record,
        RecordRef, Role, Seed,
    },
    value::{Cidr, IpRange, Name, Size},
};

use super::{
    free,
    geometry::{Point, Rect},
    inside::Inside,
    layers, layout,
    palette::Item,
    scene::Scene,
};

/// How an item can be added, at a corner or at a free place and perhaps into a cloud, and the record that it makes.
pub fn add(
    lab: &Lab,
    facts: Option<&HostFacts>,
    inside: &Inside,
    item: Item,
    at: Option<Point>,
    into: Option<&RecordRef>,
) -> (Proposal, RecordRef) {
    if matches!(item, Item::Cloud | Item::Project | Item::Server | Item::Cluster(_)) {
        return layers::add(lab, facts, inside, item, at, into);
    }
    let mut commands = Vec::new();
    let record = match item {
        Item::Machine(role) => Record::Machines(machine(lab, facts, role, &mut commands)),
        Item::Network(mode) => Record::Networks(network(lab, facts, mode)),
        Item::Pool => Record::Pools(pool(lab, facts)),
        _ => Record::Images(image(lab)),
    };
    let reference = record.reference();
    commands.push(Command::Add { record: Box::new(record), index: None });
    if let (Some(cloud), Some(id)) = (into, &reference.id) {
        let value = serde_json::json!({ "machine": id.as_str() });
        commands.push(Command::Append { record: cloud.clone(), field: "nodes".to_owned(), value });
    }
    if let Some(at) = at.or_else(|| free_place(lab, inside, item)) {
        // Who gets no place of his own now must not be moved by the new neighbour.
        commands.extend(layout::freeze(lab, inside, &reference));
        commands.push(Command::Place { record: reference.clone(), at: at.to_model() });
    }
    // A network's address is for the address book to choose, which the checker has: there is one way, and it is asked.
    let ways = if matches!(item, Item::Network(mode) if !is_bridge(mode)) { vec![Vec::new()] } else { Vec::new() };
    (Proposal { first: commands, ways }, reference)
}

fn free_place(lab: &Lab, inside: &Inside, item: Item) -> Option<Point> {
    let scene = Scene::of(lab, inside);
    let bands = scene.bands.iter().map(|band| band.rect);
    let taken: Vec<Rect> = scene.cards.iter().map(|card| card.rect).chain(scene.rails.iter().map(|rail| rail.rect)).chain(bands).collect();
    match item {
        Item::Machine(_) => Some(layout::free_place(&taken, layout::CARD_WIDTH, layout::CARD_HEIGHT)),
        // A rail goes below everything else.
        Item::Network(_) => Some(match scene.bounds() {
            Some(bounds) => Point::new(bounds.x, bounds.bottom() + 24.0),
            None => Point::new(0.0, 240.0),
        }),
        _ => None,
    }
}

fn machine(lab: &Lab, facts: Option<&HostFacts>, role: Role, commands: &mut Vec<Command>) -> Machine {
    let (vcpus, memory, disk) = match role {
        Role::Director => (8, Size::from_gib(16), 100),
        Role::Controller => (8, Size::from_gib(16), 60),
        // Room for a guest with 120 GiB, which OpenShift on a single node asks for.
        Role::Compute => (8, Size::from_gib(32), 200),
        Role::Ceph => (4, Size::from_gib(8), 40),
        Role::Bastion => (1, Size::from_gib(1), 20),
        Role::Bootstrap | Role::ControlPlane | Role::Worker => (4, Size::from_gib(16), 100),
        Role::Blank => (1, Size::from_mib(512), 10),
    };
    let base = match role {
        Role::Blank => "machine1".to_owned(),
        role => format!("{role}1"),
    };
    let mut machine = Machine {
        name: free::name(lab, Kind::Machines, &base),
        id: None,
        role,
        vcpus,
        memory,
        cpu: if role.nests() { Cpu { mode: CpuMode::HostPassthrough, model: None } } else { Cpu::default() },
        firmware: Default::default(),
        disks: Vec::new(),
        ports: Vec::new(),
        bonds: Vec::new(),
        bmc: None,
        boot: Boot::Disk,
        cloud_init: None,
        autostart: false,
        started: true,
        after: Vec::new(),
        up: Default::default(),
        description: None,
    };
    let of_kind = |kind: ImageKind| lab.images.iter().find(|image| image.kind == kind).map(|image| image.name.clone());
    let base = of_kind(ImageKind::Disk);
    match (&base, of_kind(ImageKind::Kernel)) {
        // A lab that brings a kernel and no disk image boots its machines from that.
        (None, Some(kernel)) => {
            machine.boot = kernel_boot(lab, kernel, of_kind(ImageKind::Initrd));
            if role == Role::Compute {
                // Guests' disks lie on it.
                let pool = pool_for_disks(lab, facts, commands);
                machine.disks.push(blank_disk("vda", &pool, Some(Size::from_gib(disk)), None));
            }
        }
        _ => {
            let pool = pool_for_disks(lab, facts, commands);
            let size = if base.is_some() && role == Role::Blank { None } else { Some(Size::from_gib(disk)) };
            machine.cloud_init = base.is_some().then(Seed::default);
            machine.disks.push(blank_disk("vda", &pool, size, base));
            if role == Role::Ceph {
                machine.disks.push(blank_disk("vdb", &pool, Some(Size::from_gib(50)), None));
            }
        }
    }
    machine
}

/// Boot of a kernel as the lab's other machines boot theirs.
fn kernel_boot(lab: &Lab, kernel: Name, initrd: Option<Name>) -> Boot {
    let like = lab.machines.iter().find_map(|machine| match &machine.boot {
        Boot::Kernel(boot) => Some(boot.clone()),
        _ => None,
    });
    Boot::Kernel(like.unwrap_or(KernelBoot { kernel, initrd, args: Some("console=ttyS0".to_owned()) }))
}

/// A disk on a pool.
pub fn blank_disk(name: &str, pool: &Name, size: Option<Size>, image: Option<Name>) -> Disk {
    Disk {
        name: name.parse().expect("a well-formed name"),
        pool: pool.clone(),
        size,
        image,
        bus: Default::default(),
        format: None,
        allocation: Default::default(),
        volume: None,
    }
}

/// The lab's first pool; a lab without one gets one.
fn pool_for_disks(lab: &Lab, facts: Option<&HostFacts>, commands: &mut Vec<Command>) -> Name {
    if let Some(pool) = lab.pools.iter().next() {
        return pool.name.clone();
    }
    let pool = pool(lab, facts);
    let name = pool.name.clone();
    commands.push(Command::Add { record: Box::new(Record::Pools(pool)), index: None });
    name
}

/// A pool that the host has and the lab does not use yet, or a folder of the lab's own.
fn pool(lab: &Lab, facts: Option<&HostFacts>) -> Pool {
    let host_pool = facts.and_then(|facts| facts.pools.iter().find(|pool| pool.active && lab.pools.get(&pool.name).is_none()));
    if let Some(name) = host_pool.and_then(|pool| pool.name.parse::<Name>().ok()) {
        return Pool { name, id: None, existing: true, path: None, tier: None, capacity: None };
    }
    let name = free::name(lab, Kind::Pools, "vms");
    let path = format!("/var/lib/libvirt/labwright/{}/{name}", lab.metadata.name);
    Pool { name, id: None, existing: false, path: Some(path), tier: None, capacity: None }
}

fn image(lab: &Lab) -> Image {
    let name = free::name(lab, Kind::Images, "image");
    Image {
        path: Some(format!("{name}.qcow2")),
        name,
        id: None,
        kind: ImageKind::Disk,
        url: None,
        sha256: None,
        format: None,
        virtual_size: None,
    }
}

fn network(lab: &Lab, facts: Option<&HostFacts>, mode: NetworkMode) -> Network {
    let base = match mode {
        NetworkMode::Nat => "nat",
        NetworkMode::Isolated => "isolated",
        NetworkMode::Routed => "routed",
        NetworkMode::Bridge => "bridge",
        NetworkMode::OpenVswitch => "switch",
    };
    let host_bridge = || {
        let bridges = facts.and_then(|facts| facts.interfaces.as_ref())?.iter().filter(|interface| interface.bridge);
        bridges.map(|bridge| &bridge.name).find(|name| !name.starts_with("virbr"))?.parse().ok()
    };
    Network {
        name: free::name(lab, Kind::Networks, base),
        id: None,
        mode,
        existing: false,
        bridge: is_bridge(mode).then(|| host_bridge().unwrap_or_else(|| "br0".parse().expect("a well-formed name"))),
        ip: None,
        ip6: None,
        dhcp: None,
        mtu: None,
        dns: None,
        portgroups: Vec::new(),
        segments: Vec::new(),
        uplinks: Vec::new(),
        autostart: true,
        description: None,
    }
}

/// Whether the network is a bridge that the host has.
fn is_bridge(mode: NetworkMode) -> bool {
    matches!(mode, NetworkMode::Bridge | NetworkMode::OpenVswitch)
}

/// The upper part of a /24, below the last address: room below it for fixed ones.
pub fn lease_range(ip: Cidr) -> Option<IpRange> {
    match ip.subnet().first() {
        std::net::IpAddr::V4(first) if ip.prefix() <= 24 => {
            let [a, b, c, _] = first.octets();
            Some(IpRange { start: [a, b, c, 100].into(), end: [a, b, c, 200].into() })
        }
        _ => None,
    }
}

/// A port that is on no network yet.
pub fn port(machine: &Machine) -> Port {
    Port { name: free::port(machine), network: None, portgroup: None, mac: None, address: None, model: Default::default() }
}

/// The name of a record's first namesake to offer in a form: what a new disk or boot may refer to.
pub fn first_image(lab: &Lab, kind: ImageKind) -> Option<Name> {
    lab.images.iter().find(|image| image.kind == kind).map(|image| image.name().clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::{document::Document, rules};

    #[test]
    fn what_the_palette_adds_has_no_errors() {
        let mut document = Document::new(Lab::empty("l".parse().unwrap()));
        for item in Item::NETWORKS.into_iter().chain(Item::MACHINES).chain(Item::MACHINES).chain([Item::Pool]) {
            let (proposal, record) = add(document.lab(), None, &Inside::default(), item, None, None);
            let commands = proposal.settle(document.lab(), None);
            document.apply(&Command::Batch { commands }).unwrap();
            assert!(document.record(&record).is_some());
        }
        let has_prefix = |network: &&Network| network.ip.is_some() && network.dhcp_range().is_some();
        assert_eq!(document.lab().networks.iter().filter(has_prefix).count(), 3);
        assert_eq!(document.lab().machines.len(), 12);
        let report = rules::check(document.lab(), None, None);
        assert!(!report.has_errors(), "{:#?}", report.diagnostics);
    }

    #[test]
    fn added_machines_overlap_nothing() {
        let mut document = Document::new(Lab::empty("l".parse().unwrap()));
        for item in [Item::Network(NetworkMode::Nat), Item::Machine(Role::Blank), Item::Machine(Role::Blank), Item::Machine(Role::Ceph)] {
            let (proposal, _) = add(document.lab(), None, &Inside::default(), item, None, None);
            document.apply(&Command::Batch { commands: proposal.unsettled() }).unwrap();
        }
        let scene = Scene::of(document.lab(), &Inside::default());
        for (index, card) in scene.cards.iter().enumerate() {
            assert!(scene.cards[..index].iter().all(|other| !other.rect.overlaps(&card.rect)));
            assert!(scene.rails.iter().all(|rail| !rail.rect.overlaps(&card.rect)));
        }
    }
}
