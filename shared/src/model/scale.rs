use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, Size};

use super::{Boot, Cpu, Keyed, Lab, Machine, Records, Up};

/// A declared scale: the same lab with smaller machines and stand-in images, for a smaller host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scale {
    /// The scale's name.
    pub name: Name,
    /// What the scale is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Images that stand in for others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<StandIn>,
    /// Pool folders that stand in for the lab's: each pool gets a folder of its own below this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool_root: Option<String>,
    /// What every machine becomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every_machine: Option<MachineScale>,
    /// The machines alone: stand-ins form no clouds and no clusters, so these stay out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub machines_only: bool,
    /// What single machines become, beyond that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub machines: Vec<NamedMachineScale>,
}

/// An image that stands in for another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StandIn {
    /// The lab's image.
    pub image: Name,
    /// The image that is used instead.
    pub with: Name,
}

/// What a machine becomes at a scale. What is absent stays as the lab has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MachineScale {
    /// Virtual CPUs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vcpus: Option<u32>,
    /// Memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<Size>,
    /// How the guest sees the CPU.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<Cpu>,
    /// The largest size of a disk; smaller disks stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk_size: Option<Size>,
    /// What the machine boots from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot: Option<Boot>,
    /// When the machine counts as up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<Up>,
    /// Whether apply starts the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<bool>,
}

/// What one machine becomes at a scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NamedMachineScale {
    /// The machine.
    pub machine: Name,
    /// What it becomes.
    pub becomes: MachineScale,
}

impl Keyed for Scale {
    fn name(&self) -> &Name {
        &self.name
    }

    fn explicit_id(&self) -> Option<&Name> {
        None
    }
}

impl Lab {
    /// The lab at one of its scales; `None` when it declares no such scale.
    pub fn at_scale(&self, name: &str) -> Option<Lab> {
        let scale = self.scales.get(name)?;
        let mut lab = self.clone();
        if let Some(root) = &scale.pool_root {
            lab.pools.for_each_mut(|pool| {
                if !pool.existing {
                    pool.path = Some(format!("{}/{}", root.trim_end_matches('/'), pool.name));
                    pool.capacity = None;
                }
            });
        }
        if scale.machines_only {
            lab.clouds = Records::default();
            lab.projects = Records::default();
            lab.servers = Records::default();
            lab.clusters = Records::default();
        }
        lab.machines.for_each_mut(|machine| {
            if let Some(every) = &scale.every_machine {
                every.apply_to(machine);
            }
            for named in &scale.machines {
                if named.machine == machine.name {
                    named.becomes.apply_to(machine);
                }
            }
            for disk in &mut machine.disks {
                if let Some(image) = &mut disk.image {
                    scale.stand_in(image);
                }
            }
            match &mut machine.boot {
                Boot::Iso(iso) => scale.stand_in(&mut iso.image),
                Boot::Kernel(kernel) => {
                    scale.stand_in(&mut kernel.kernel);
                    if let Some(initrd) = &mut kernel.initrd {
                        scale.stand_in(initrd);
                    }
                }
                Boot::Disk | Boot::Pxe(_) => {}
            }
        });
        Some(lab)
    }
}

impl Scale {
    fn stand_in(&self, image: &mut Name) {
        if let Some(stand_in) = self.images.iter().find(|stand_in| stand_in.image == *image) {
            *image = stand_in.with.clone();
        }
    }
}

impl MachineScale {
    fn apply_to(&self, machine: &mut Machine) {
        if let Some(vcpus) = self.vcpus {
            machine.vcpus = vcpus;
        }
        if let Some(memory) = self.memory {
            machine.memory = memory;
        }
        if let Some(cpu) = &self.cpu {
            machine.cpu = cpu.clone();
        }
        if let Some(largest) = self.disk_size {
            for disk in &mut machine.disks {
                disk.size = disk.size.map(|size| size.min(largest));
            }
        }
        if let Some(boot) = &self.boot {
            machine.boot = boot.clone();
        }
        if let Some(up) = &self.up {
            machine.up = up.clone();
        }
        if let Some(started) = self.started {
            machine.started = started;
        }
    }
}
