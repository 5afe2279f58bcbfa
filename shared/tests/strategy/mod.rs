//! Made-up labs and facts: nearly right, often wrong.

mod schema;

use labwright_shared::{
    facts::{DomainFacts, HostFacts, NetworkFacts, PoolFacts},
    model::*,
    rules::families,
    value::*,
    yaml,
};
use proptest::{collection::vec, option::of, prelude::*, sample::select};

/// Texts that a YAML printer may trip over.
pub fn any_text() -> BoxedStrategy<String> {
    prop_oneof![
        4 => line(),
        2 => "[ -~\\n\\t]{0,40}",
        1 => "\\PC{0,20}",
        1 => vec(select(vec!["\n", " ", "\t", "#", "a", "- ", ": ", "\"", "'", "\\", "\r", "\u{85}", "\u{2028}", "\u{feff}", "\u{0}", "|", "é", "\n\n"]), 0..10).prop_map(|parts| parts.concat()),
        1 => select(vec!["#cloud-config\nx: 1\n", "\n", " \n", "a\n\n\n", "  indented\nless\n", "a\n ", "\ta\nb", "---\n...\n", "a\r\nb\r\n", "x\n#y", "|\n"]).prop_map(str::to_owned),
    ]
    .boxed()
}

/// The same on one line.
pub fn line() -> BoxedStrategy<String> {
    prop_oneof![
        3 => "[a-z]{1,8}( [a-z]{1,8}){0,3}",
        2 => "[ -~]{0,20}",
        1 => select(vec![
            "", "true", "no", "~", "null", "1", "1.0", "0x1f", "1e3", "12:30:45", "2024-01-01", "- a", "a: b", "a #b", "#a", "[a]", "{a}", "&a", "*a", "!a", "%a", "@a", "`a", "'", "\"", "a:", ":a", "?", "-", " a", "a ", "=", "<<",
            ".nan", "y", "e1000e", "10.83.0.1/24", "console=ttyS0 x=\"y\"", "a, b", "...", "---", "é ü", "\u{1f600}", "\t",
        ])
        .prop_map(str::to_owned),
    ]
    .boxed()
}

fn name() -> BoxedStrategy<Name> {
    select(vec!["a", "b", "c", "d", "web", "Web", "db_1", "x.y", "n-1", "1", "true", "null", "1e3", "eth0", "vda"])
        .prop_map(|name| name.parse().unwrap())
        .boxed()
}

fn file_name() -> BoxedStrategy<FileName> {
    select(vec!["a.qcow2", "b.raw", "a-vda.qcow2", "1"]).prop_map(|name| name.parse().unwrap()).boxed()
}

fn size() -> BoxedStrategy<Size> {
    prop_oneof![(0..3u64).prop_map(Size::from_gib), (0..5000u64).prop_map(Size::from_mib), (0..1u64 << 60).prop_map(Size::from_bytes)]
        .boxed()
}

fn address() -> BoxedStrategy<std::net::IpAddr> {
    prop_oneof![
        4 => (0..3u8, any::<u8>()).prop_map(|(net, host)| std::net::Ipv4Addr::new(10, 83, net, host).into()),
        1 => any::<u32>().prop_map(|bits| std::net::Ipv4Addr::from(bits).into()),
        1 => any::<u128>().prop_map(|bits| std::net::Ipv6Addr::from(bits).into()),
        1 => Just(std::net::IpAddr::V6("fd00::1".parse().unwrap())),
    ]
    .boxed()
}

fn cidr(is_v4: bool) -> BoxedStrategy<Cidr> {
    (address(), 0..=128u8)
        .prop_map(move |(address, prefix)| {
            let address = match (is_v4, address) {
                (true, std::net::IpAddr::V6(_)) => std::net::Ipv4Addr::new(10, 83, 0, 1).into(),
                (false, std::net::IpAddr::V4(_)) => std::net::IpAddr::V6("fd00::1".parse().unwrap()),
                (_, address) => address,
            };
            let prefix = if is_v4 && prefix > 32 { 24 } else { prefix };
            Cidr::new(address, prefix).unwrap()
        })
        .boxed()
}

fn mac() -> BoxedStrategy<Mac> {
    prop_oneof![any::<[u8; 6]>().prop_map(Mac), (0..4u8).prop_map(|last| Mac([0x52, 0x54, 0, 0, 0, last]))].boxed()
}

fn range() -> BoxedStrategy<IpRange> {
    (address(), address()).prop_map(|(start, end)| IpRange { start, end }).boxed()
}

/// An identity is written only where it differs from the name.
fn id() -> BoxedStrategy<Option<Name>> {
    prop_oneof![5 => Just(None), 1 => select(vec!["old", "first"]).prop_map(|name| Some(name.parse().unwrap()))].boxed()
}

fn image(text: BoxedStrategy<String>) -> BoxedStrategy<Image> {
    let kind = select(vec![ImageKind::Disk, ImageKind::Iso, ImageKind::Kernel, ImageKind::Initrd]);
    let format = of(select(vec![DiskFormat::Qcow2, DiskFormat::Raw]));
    (name(), id(), kind, of(text.clone()), of(text), of(any::<[u8; 32]>().prop_map(Sha256::from_bytes)), format, of(size()))
        .prop_map(|(name, id, kind, path, url, sha256, format, virtual_size)| Image {
            name,
            id,
            kind,
            path,
            url,
            sha256,
            format,
            virtual_size,
        })
        .boxed()
}

fn pool() -> BoxedStrategy<Pool> {
    let path = of(select(vec!["/srv/a", "/srv/b/", "relative", "/", "/var/lib/libvirt/images", "../x", ""]).prop_map(str::to_owned));
    let tier = of(select(vec![Tier::Nvme, Tier::Ssd, Tier::Sas, Tier::Hdd]));
    (name(), id(), any::<bool>(), path, tier, of(size()))
        .prop_map(|(name, id, existing, path, tier, capacity)| Pool { name, id, existing, path, tier, capacity })
        .boxed()
}

fn network(text: BoxedStrategy<String>) -> BoxedStrategy<Network> {
    let mode = select(vec![NetworkMode::Nat, NetworkMode::Isolated, NetworkMode::Routed, NetworkMode::Bridge, NetworkMode::OpenVswitch]);
    let switch = (schema::any_of(&text), schema::any_of(&text), schema::any_of(&text));
    let dhcp = of(prop_oneof![Just(Dhcp::None), range().prop_map(Dhcp::Range)]);
    let dns =
        of((any::<bool>(), of(name()), vec(address(), 0..3)).prop_map(|(enabled, domain, forwarders)| Dns { enabled, domain, forwarders }));
    (
        name(),
        id(),
        (mode, any::<bool>(), of(name())),
        of(cidr(true)),
        of(cidr(false)),
        dhcp,
        of(prop_oneof![0..70_000u32, any::<u32>()]),
        dns,
        (any::<bool>(), of(text)),
        switch,
    )
        .prop_map(|(name, id, (mode, existing, bridge), ip, ip6, dhcp, mtu, dns, (autostart, description), switch)| {
            let (portgroups, segments, uplinks) = switch;
            Network { name, id, mode, existing, bridge, ip, ip6, dhcp, mtu, dns, portgroups, segments, uplinks, autostart, description }
        })
        .boxed()
}

fn disk() -> BoxedStrategy<Disk> {
    let bus = select(vec![DiskBus::Virtio, DiskBus::Scsi, DiskBus::Sata, DiskBus::Ide]);
    let format = of(select(vec![DiskFormat::Qcow2, DiskFormat::Raw]));
    let allocation = select(vec![Allocation::Thin, Allocation::Full]);
    (name(), name(), of(size()), of(name()), bus, format, allocation, of(file_name()))
        .prop_map(|(name, pool, size, image, bus, format, allocation, volume)| Disk {
            name,
            pool,
            size,
            image,
            bus,
            format,
            allocation,
            volume,
        })
        .boxed()
}

fn port() -> BoxedStrategy<Port> {
    let model = select(vec![PortModel::Virtio, PortModel::E1000e, PortModel::E1000, PortModel::Rtl8139]);
    (name(), of(name()), of(name()), of(mac()), of(address()), model)
        .prop_map(|(name, network, portgroup, mac, address, model)| Port { name, network, portgroup, mac, address, model })
        .boxed()
}

fn boot(text: BoxedStrategy<String>) -> BoxedStrategy<Boot> {
    prop_oneof![
        Just(Boot::Disk),
        of(name()).prop_map(|port| Boot::Pxe(PxeBoot { port })),
        (name(), of(name()), of(text.clone())).prop_map(|(kernel, initrd, args)| Boot::Kernel(KernelBoot { kernel, initrd, args })),
        (name(), of(text.clone()), of(text)).prop_map(|(image, kickstart, autoinstall)| Boot::Iso(IsoBoot {
            image,
            kickstart,
            autoinstall
        })),
    ]
    .boxed()
}

fn cpu() -> BoxedStrategy<Cpu> {
    let mode = select(vec![CpuMode::Auto, CpuMode::HostPassthrough, CpuMode::HostModel, CpuMode::Maximum, CpuMode::Custom]);
    (mode, of(name())).prop_map(|(mode, model)| Cpu { mode, model }).boxed()
}

fn up(text: BoxedStrategy<String>) -> BoxedStrategy<Up> {
    let signal = select(vec![UpSignal::Running, UpSignal::Lease, UpSignal::Agent, UpSignal::Serial]);
    (signal, of(text), select(vec![0, 1, 600, u32::MAX]))
        .prop_map(|(signal, marker, timeout_secs)| Up { signal, marker, timeout_secs })
        .boxed()
}

fn seed(text: BoxedStrategy<String>) -> BoxedStrategy<Seed> {
    let password = of(name().prop_map(|name| format!("secret:{name}").parse().unwrap()));
    (of(name()), vec(text.clone(), 0..3), password, of(text.clone()), of(text))
        .prop_map(|(hostname, ssh_keys, password, user_data, network_config)| Seed {
            hostname,
            ssh_keys,
            password,
            user_data,
            network_config,
        })
        .boxed()
}

fn machine(text: BoxedStrategy<String>) -> BoxedStrategy<Machine> {
    let role = select(Role::ALL.to_vec());
    let firmware = select(vec![Firmware::Bios, Firmware::Uefi]);
    let numbers = prop_oneof![0..5u32, any::<u32>()];
    (
        (name(), id(), role, numbers, size(), cpu(), firmware),
        vec(disk(), 0..3),
        (vec(port(), 0..3), schema::any_of(&text), of(schema::any_of(&text))),
        boot(text.clone()),
        of(seed(text.clone())),
        (any::<bool>(), any::<bool>(), vec(name(), 0..3)),
        up(text.clone()),
        of(text),
    )
        .prop_map(
            |(
                (name, id, role, vcpus, memory, cpu, firmware),
                disks,
                (ports, bonds, bmc),
                boot,
                cloud_init,
                (autostart, started, after),
                up,
                description,
            )| Machine {
                name,
                id,
                role,
                vcpus,
                memory,
                cpu,
                firmware,
                disks,
                ports,
                bonds,
                bmc,
                boot,
                cloud_init,
                autostart,
                started,
                after,
                up,
                description,
            },
        )
        .boxed()
}

fn machine_scale(text: BoxedStrategy<String>) -> BoxedStrategy<MachineScale> {
    (of(any::<u32>()), of(size()), of(cpu()), of(size()), of(boot(text.clone())), of(up(text)), of(any::<bool>()))
        .prop_map(|(vcpus, memory, cpu, disk_size, boot, up, started)| MachineScale { vcpus, memory, cpu, disk_size, boot, up, started })
        .boxed()
}

fn scale(text: BoxedStrategy<String>) -> BoxedStrategy<Scale> {
    let stand_ins = vec((name(), name()).prop_map(|(image, with)| StandIn { image, with }), 0..3);
    let machines = vec((name(), machine_scale(text.clone())).prop_map(|(machine, becomes)| NamedMachineScale { machine, becomes }), 0..2);
    (name(), of(text.clone()), stand_ins, of(text.clone()), of(machine_scale(text)), any::<bool>(), machines)
        .prop_map(|(name, description, images, pool_root, every_machine, machines_only, machines)| Scale {
            name,
            description,
            images,
            pool_root,
            every_machine,
            machines_only,
            machines,
        })
        .boxed()
}

/// A parameter that has a value of its type.
fn parameter() -> BoxedStrategy<Parameter> {
    let number = (name(), 0..100u32).prop_map(|(name, value)| Parameter {
        name,
        kind: ParameterType::Integer,
        default: Some(value.into()),
        value: None,
        min: Some(1.into()),
        max: None,
        choices: Vec::new(),
        help: None,
    });
    let text = (name(), line(), of(line())).prop_map(|(name, value, help)| Parameter {
        name,
        kind: ParameterType::Text,
        default: None,
        value: Some(value.into()),
        min: None,
        max: None,
        choices: vec!["a".into()],
        help,
    });
    prop_oneof![number, text].boxed()
}

fn settings(text: BoxedStrategy<String>) -> BoxedStrategy<Settings> {
    let rule =
        select(vec!["capacity/memory", "boot/no-disk", "references/unknown-record", "nothing/like-it", "settings/idle-suppression", ""])
            .prop_map(str::to_owned);
    let subject = of(select(vec!["host", "machines[a]", "machines[a].ports[eth0]", "x"]).prop_map(str::to_owned));
    let suppression = (rule.clone(), subject, text.clone()).prop_map(|(rule, subject, reason)| Suppression { rule, subject, reason });
    let rule_or_family = prop_oneof![rule, select(families().collect::<Vec<_>>()).prop_map(str::to_owned)];
    let level = select(vec![Level::Error, Level::Warning, Level::Info, Level::Off]);
    let change = (rule_or_family, level, text).prop_map(|(rule, level, reason)| SeverityChange { rule, level, reason });
    (vec(suppression, 0..3), vec(change, 0..3)).prop_map(|(suppress, severity)| Settings { suppress, severity }).boxed()
}

fn view() -> BoxedStrategy<View> {
    let points = || proptest::collection::btree_map(name(), (any::<i32>(), any::<i32>()).prop_map(|(x, y)| Point { x, y }), 0..3);
    (points(), points(), points()).prop_map(|(machines, networks, clouds)| View { machines, networks, clouds }).boxed()
}

/// Parameters and the layers above L1.
type Inside = (Vec<Parameter>, Vec<Cloud>, Vec<Project>, Vec<Server>, Vec<Cluster>);

/// A lab whose free texts come from `text`.
pub fn lab(text: BoxedStrategy<String>) -> BoxedStrategy<Lab> {
    let ratio = || (1..1_000_001u32).prop_map(Ratio::from_thousandths);
    let of_host = (name(), of(text.clone()), size(), ratio(), ratio(), ratio(), schema::any_of(&text));
    let host = of_host.prop_map(|(name, uri, memory, vcpus, of_memory, disk, tuning)| Host {
        name,
        uri,
        reserve: Reserve { memory },
        overcommit: Overcommit { vcpus, memory: of_memory, disk },
        tuning,
    });
    (
        (name(), of(text.clone()), host),
        vec(image(text.clone()), 0..3),
        vec(pool(), 0..3),
        vec(network(text.clone()), 0..4),
        vec(machine(text.clone()), 0..4),
        (
            vec(parameter(), 0..3),
            vec(schema::any_of(&text), 0..2),
            vec(schema::any_of(&text), 0..3),
            vec(schema::any_of(&text), 0..3),
            vec(schema::any_of(&text), 0..2),
        ),
        vec(scale(text.clone()), 0..2),
        settings(text),
        view(),
    )
        .prop_map(|((name, description, host), images, pools, networks, machines, inside, scales, settings, view)| {
            let mut lab = Lab::empty(name);
            lab.metadata.description = description;
            lab.host = host;
            lab.images = images.into_iter().collect();
            lab.pools = pools.into_iter().collect();
            lab.networks = networks.into_iter().collect();
            lab.machines = machines.into_iter().collect();
            let (parameters, clouds, projects, servers, clusters): Inside = inside;
            lab.parameters = parameters.into_iter().collect();
            lab.clouds = clouds.into_iter().collect();
            lab.projects = projects.into_iter().collect();
            lab.servers = servers.into_iter().collect();
            lab.clusters = clusters.into_iter().collect();
            lab.scales = scales.into_iter().collect();
            lab.settings = settings;
            lab.view = view;
            lab
        })
        .boxed()
}

/// A host that has some of the names that the labs have.
pub fn facts() -> BoxedStrategy<HostFacts> {
    let base = "apiVersion: labwright.dev/v1alpha1\nkind: HostFacts\nname: made-up\ncpu: {threads: 4, numaCells: 1, sockets: 1, coresPerSocket: 4, threadsPerCore: 1}\nmemory: {total: 16 GiB}\nfilesystems: [{mount: /, total: 50 GiB, free: 20 GiB}]\n";
    let networks = vec((name(), any::<bool>(), vec(cidr(true), 0..2), vec(range(), 0..2)), 0..3);
    let domains = vec((name(), size(), vec(of(mac()), 0..2)), 0..3);
    let pools = vec((name(), any::<bool>(), of(size())), 0..3);
    (networks, domains, pools, of(size()), of(size()), any::<[Option<bool>; 5]>(), any::<[bool; 2]>())
        .prop_map(move |(networks, domains, pools, free, swap, [offered, works, nested, permitted, uefi], [has_interfaces, has_routes])| {
            let mut facts: HostFacts = yaml::from_str(base).unwrap();
            facts.memory.free = free;
            facts.memory.swap = swap;
            (facts.kvm.offered, facts.kvm.works, facts.kvm.nested) = (offered, works, nested);
            (facts.kvm.permitted, facts.uefi) = (permitted, uefi);
            facts.interfaces = has_interfaces.then(Vec::new);
            facts.routes = has_routes.then(|| vec!["0.0.0.0/0".parse().unwrap(), "10.83.0.0/16".parse().unwrap()]);
            for (name, active, addresses, dhcp) in networks {
                let mut network: NetworkFacts = yaml::from_str(&format!("name: {}\nactive: {active}\n", quoted(&name))).unwrap();
                network.addresses = addresses;
                network.dhcp = dhcp;
                facts.networks.push(network);
            }
            for (name, memory, macs) in domains {
                let mut domain: DomainFacts =
                    yaml::from_str(&format!("name: {}\nstate: running\nvcpus: 2\nmemory: {memory}\n", quoted(&name))).unwrap();
                domain.ports =
                    macs.into_iter().map(|mac| labwright_shared::facts::DomainPort { mac, network: None, bridge: None }).collect();
                facts.domains.push(domain);
            }
            for (name, active, capacity) in pools {
                let mut pool: PoolFacts = yaml::from_str(&format!("name: {}\nactive: {active}\npath: /srv/a\n", quoted(&name))).unwrap();
                pool.capacity = capacity;
                facts.pools.push(pool);
            }
            facts
        })
        .boxed()
}

fn quoted(name: &Name) -> String {
    format!("\"{name}\"")
}
