//! What a lab is: one record kind per file. Wrong figures are representable; rules report them.

mod bmc;
mod bond;
mod boot;
mod cloud;
mod cluster;
mod disk;
mod host;
mod image;
mod lab;
mod machine;
mod names;
mod network;
mod parameter;
pub(crate) mod parts;
mod pool;
mod port;
mod portgroup;
mod project;
mod record;
mod records;
mod scale;
mod seed;
mod server;
mod settings;
mod tuning;
mod view;

pub use bmc::{Bmc, BmcProtocol};
pub use bond::{Bond, BondMode};
pub use boot::{Boot, IsoBoot, KernelBoot, PxeBoot};
pub use cloud::{
    Ceph, Cloud, CloudImage, CloudNode, CloudStorage, Compute, DeployFile, Deployment, Director, Endpoints, ExternalNetwork, FailureDomain,
    Firewall, Flavor, GuestCpu, ImageFormat, Kolla, NetworkDriver, Networking, OpenStackAnsible, Overlay, Plane, PlanePurpose, Property,
    RoleCount, Service, Setting, Tls, VirtType, VlanRange,
};
pub use cluster::{
    Backend, Balance, BalancerMode, Cluster, ClusterDns, ClusterNetworks, ClusterNode, Distribution, DnsRecord, DnsRecordKind, Frontend,
    Ignition, Installer, LoadBalancer, Magnum, Mirror, NetworkPlugin, NodePool, PodNetwork, Proxy, Vips,
};
pub use disk::{Allocation, Disk, DiskBus, DiskFormat};
pub use host::{Host, Overcommit, Reserve};
pub use image::{Image, ImageKind};
pub use lab::{API_VERSION, ApiVersion, Lab, LabKind, Metadata};
pub use machine::{Cpu, CpuMode, Firmware, Machine, Role, Up, UpSignal};
pub use names::ByName;
pub use network::{Dhcp, Dns, Network, NetworkMode};
pub use parameter::{Parameter, ParameterType};
pub use pool::{Pool, Tier};
pub use port::{Port, PortModel};
pub use portgroup::{Portgroup, Segment, Uplink, own_port};
pub use project::{
    AddressPair, Direction, FloatingIp, PortSpan, Project, ProjectNetwork, ProjectPort, ProjectSubnet, Quota, Router, SecurityGroup,
    SecurityRule, ServerGroup, ServerGroupPolicy, User,
};
pub use record::{Kind, Record, RecordRef};
pub use records::{Keyed, Records};
pub use scale::{MachineScale, NamedMachineScale, Scale, StandIn};
pub use seed::Seed;
pub use server::{Server, ServerPort, ServerVolume};
pub use settings::{Level, Settings, SeverityChange, Suppression};
pub use tuning::Tuning;
pub use view::{Point, View};
