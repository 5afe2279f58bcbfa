use crate::{
    model::{ApiVersion, Dhcp, Lab},
    value::Size,
};

use super::{CpuFacts, FactsKind, HostFacts, KvmFacts, MemoryFacts, NetworkFacts, OpenVswitchFacts, PoolFacts};

impl HostFacts {
    /// A bare host that has just what the lab expects to find: for rendering a lab's files where no host is known. Never for a judgement on capacity.
    pub fn assumed(lab: &Lab) -> HostFacts {
        let network = |network: &crate::model::Network| NetworkFacts {
            name: network.name.to_string(),
            uuid: None,
            active: true,
            persistent: true,
            autostart: true,
            mode: Some(network.mode),
            bridge: network.bridge.as_ref().map(ToString::to_string),
            addresses: network.ip.iter().chain(&network.ip6).copied().collect(),
            dhcp: match &network.dhcp {
                Some(Dhcp::Range(range)) => vec![*range],
                Some(Dhcp::None) | None => Vec::new(),
            },
            reservations: Vec::new(),
            mtu: network.mtu,
            mark: None,
        };
        let pool = |pool: &crate::model::Pool| PoolFacts {
            name: pool.name.to_string(),
            uuid: None,
            kind: Some("dir".to_owned()),
            path: Some(pool.path.clone().unwrap_or_else(|| format!("/var/lib/libvirt/{}", pool.name))),
            active: true,
            autostart: true,
            capacity: None,
            free: None,
            volumes: Vec::new(),
        };
        HostFacts {
            api_version: ApiVersion::V1Alpha1,
            kind: FactsKind::HostFacts,
            name: lab.host.name.to_string(),
            uri: None,
            read_at: None,
            libvirt_version: None,
            qemu_version: None,
            cpu: CpuFacts {
                threads: 1,
                model: None,
                vendor: None,
                mhz: None,
                numa_cells: 1,
                sockets: 1,
                cores_per_socket: 1,
                threads_per_core: 1,
            },
            memory: MemoryFacts { total: Size::ZERO, free: None, swap: None },
            numa: Vec::new(),
            kvm: KvmFacts { offered: Some(true), works: Some(true), ..KvmFacts::default() },
            uefi: None,
            filesystems: Vec::new(),
            interfaces: None,
            routes: None,
            open_vswitch: OpenVswitchFacts::default(),
            pools: lab.pools.iter().filter(|pool| pool.existing).map(pool).collect(),
            networks: lab.networks.iter().filter(|network| network.existing).map(network).collect(),
            domains: Vec::new(),
        }
    }
}
