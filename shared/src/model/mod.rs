//! What a lab is: one record kind per file. Wrong figures are representable; rules report them.

mod boot;
mod disk;
mod host;
mod image;
mod lab;
mod machine;
mod network;
mod pool;
mod port;
mod record;
mod records;
mod scale;
mod seed;
mod settings;
mod view;

pub use boot::{Boot, IsoBoot, KernelBoot, PxeBoot};
pub use disk::{Allocation, Disk, DiskBus, DiskFormat};
pub use host::{Host, Overcommit, Reserve};
pub use image::{Image, ImageKind};
pub use lab::{API_VERSION, ApiVersion, Lab, LabKind, Metadata};
pub use machine::{Cpu, CpuMode, Firmware, Machine, Role, Up, UpSignal};
pub use network::{Dhcp, Dns, Network, NetworkMode};
pub use pool::{Pool, Tier};
pub use port::{Port, PortModel};
pub use record::{Kind, Record, RecordRef};
pub use records::{Keyed, Records};
pub use scale::{MachineScale, NamedMachineScale, Scale, StandIn};
pub use seed::Seed;
pub use settings::{Settings, Suppression};
pub use view::{Point, View};
