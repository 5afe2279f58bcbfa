use crate::{
    facts::Mark,
    model::{Boot, CpuMode, DiskBus, DiskFormat, Firmware, Machine, PortModel},
    value::{Mac, Name, Sha256, Uuid},
};

use super::{
    mark::metadata,
    xml::{Element, element},
};

/// How a domain's CPU is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainType {
    Kvm,
    /// Emulation.
    Qemu,
}

/// What a domain's XML is made from, beside the machine itself.
pub struct DomainParts<'a> {
    /// The name on the host.
    pub name: &'a str,
    pub uuid: Uuid,
    pub machine: &'a Machine,
    pub domain_type: DomainType,
    /// The disks' files, in the machine's order.
    pub disks: Vec<String>,
    /// What the ports stand on, in the machine's order.
    pub ports: Vec<PortParts>,
    /// The files of a kernel boot.
    pub kernel: Option<String>,
    pub initrd: Option<String>,
    /// The medium to install from.
    pub installer: Option<String>,
    /// Seed media.
    pub seeds: Vec<String>,
    /// The file in which the serial console is kept.
    pub console_log: Option<String>,
    pub instance: &'a Name,
    pub lab: &'a Name,
    pub record: &'a str,
}

/// What a port's XML is made from, beside the port itself.
pub struct PortParts {
    /// The network on the host.
    pub network: Option<String>,
    pub mac: Mac,
    /// Whether the network's bridge forwards packets in Open vSwitch's daemon.
    pub in_userspace: bool,
}

/// libvirt's XML of a domain, and the digest that its mark carries.
pub fn domain_xml(parts: &DomainParts<'_>) -> (String, Sha256) {
    let digest = Sha256::of(body(parts, None).write().as_bytes());
    let mark = Mark { instance: parts.instance.clone(), lab: parts.lab.clone(), record: parts.record.to_owned(), digest };
    (body(parts, Some(&mark)).write(), digest)
}

fn body(parts: &DomainParts<'_>, mark: Option<&Mark>) -> Element {
    let machine = parts.machine;
    let domain_type = match parts.domain_type {
        DomainType::Kvm => "kvm",
        DomainType::Qemu => "qemu",
    };
    element("domain")
        .attribute("type", domain_type)
        .child(element("name").text(parts.name))
        .child(element("uuid").text(parts.uuid))
        .children(machine.description.as_ref().map(|text| element("description").text(text)))
        .children(mark.map(metadata))
        .child(element("memory").attribute("unit", "KiB").text(machine.memory.kib()))
        .child(element("vcpu").text(machine.vcpus))
        .child(os(parts))
        .child(element("features").child(element("acpi")).child(element("apic")))
        .child(cpu(parts))
        .child(element("clock").attribute("offset", "utc"))
        .child(element("on_poweroff").text("destroy"))
        .child(element("on_reboot").text("restart"))
        .child(element("on_crash").text("destroy"))
        .child(devices(parts))
}

/// Q35 has no IDE controller; a machine that wants one gets the older board.
fn has_ide(machine: &Machine) -> bool {
    machine.disks.iter().any(|disk| disk.bus == DiskBus::Ide)
}

fn os(parts: &DomainParts<'_>) -> Element {
    let board = if has_ide(parts.machine) { "pc" } else { "q35" };
    let mut os = element("os");
    let has_uefi = parts.machine.firmware == Firmware::Uefi;
    if has_uefi {
        os = os.attribute("firmware", "efi");
    }
    os = os.child(element("type").attribute("arch", "x86_64").attribute("machine", board).text("hvm"));
    // By itself libvirt takes the first firmware that fits; Debian's and Fedora's first one starts only what Microsoft signed, so no iPXE and no image made here.
    let unsigned = || element("firmware").child(element("feature").attribute("enabled", "no").attribute("name", "secure-boot"));
    os = os.children(has_uefi.then(unsigned));
    os = os.children(parts.kernel.as_ref().map(|path| element("kernel").text(path)));
    os = os.children(parts.initrd.as_ref().map(|path| element("initrd").text(path)));
    if let Boot::Kernel(kernel) = &parts.machine.boot {
        os = os.children(kernel.args.as_ref().map(|args| element("cmdline").text(args)));
    }
    os
}

fn cpu(parts: &DomainParts<'_>) -> Element {
    let cpu = &parts.machine.cpu;
    let emulated = parts.domain_type == DomainType::Qemu;
    match (cpu.mode, &cpu.model) {
        (CpuMode::Custom, Some(model)) => element("cpu")
            .attribute("mode", "custom")
            .attribute("match", "exact")
            .child(element("model").attribute("fallback", "forbid").text(model)),
        // Emulation has no host CPU to pass through: its full model stands in, nesting (SVM) included.
        (CpuMode::Auto | CpuMode::HostPassthrough | CpuMode::HostModel, _) if emulated => element("cpu").attribute("mode", "maximum"),
        (CpuMode::Auto | CpuMode::HostPassthrough, _) => element("cpu").attribute("mode", "host-passthrough"),
        (CpuMode::HostModel, _) => element("cpu").attribute("mode", "host-model"),
        (CpuMode::Maximum | CpuMode::Custom, _) => element("cpu").attribute("mode", "maximum"),
    }
}

fn devices(parts: &DomainParts<'_>) -> Element {
    let machine = parts.machine;
    let mut devices = element("devices");
    let boots_disk = !matches!(machine.boot, Boot::Kernel(_));
    let pxe_port = match &machine.boot {
        Boot::Pxe(pxe) => Some(pxe.port.as_ref().and_then(|name| machine.ports.iter().position(|port| port.name == *name)).unwrap_or(0)),
        _ => None,
    };
    let mut letters = Letters::default();
    let mut has_scsi = false;
    for (index, (disk, path)) in machine.disks.iter().zip(&parts.disks).enumerate() {
        let format = disk.effective_format();
        let (bus, target) = letters.next(disk.bus);
        has_scsi |= disk.bus == DiskBus::Scsi;
        let order = (index == 0 && boots_disk).then_some(if pxe_port.is_some() { 2 } else { 1 });
        devices = devices.child(medium("disk", path, format, bus, &target, order));
    }
    if let Some(path) = &parts.installer {
        let (bus, target) = letters.next(if has_ide(machine) { DiskBus::Ide } else { DiskBus::Sata });
        // After the disk: blank at first it is passed over, installed it wins.
        let order = matches!(machine.boot, Boot::Iso(_)).then_some(2);
        devices = devices.child(medium("cdrom", path, DiskFormat::Raw, bus, &target, order));
    }
    for path in &parts.seeds {
        // Kernels made for clouds have no driver for SATA (Debian's linux-image-cloud: CONFIG_SATA_AHCI is not set), but all have one for virtio.
        let (bus, target) = letters.next(DiskBus::Scsi);
        has_scsi = true;
        devices = devices.child(medium("cdrom", path, DiskFormat::Raw, bus, &target, None));
    }
    if has_scsi {
        devices = devices.child(element("controller").attribute("type", "scsi").attribute("model", "virtio-scsi"));
    }
    for (index, (port, at)) in machine.ports.iter().zip(&parts.ports).enumerate() {
        let Some(network) = &at.network else { continue };
        let boots = pxe_port == Some(index);
        let mut source = element("source").attribute("network", network);
        if let Some(portgroup) = &port.portgroup {
            source = source.attribute("portgroup", portgroup);
        }
        let interface = element("interface")
            .attribute("type", "network")
            .child(element("mac").attribute("address", at.mac))
            .child(source)
            .child(element("model").attribute("type", port.model.as_str()))
            .children((at.in_userspace && port.model == PortModel::Virtio).then(without_offloads))
            .children(boots.then(|| element("boot").attribute("order", "1")))
            // Firmware that tries each NIC in turn costs a minute; only a port to boot from keeps its ROM.
            .children((!boots).then(|| element("rom").attribute("enabled", "no")));
        devices = devices.child(interface);
    }
    devices
        .child(serial(parts))
        .child(element("console").attribute("type", "pty").child(element("target").attribute("type", "serial").attribute("port", "0")))
        .children([
            element("channel")
                .attribute("type", "unix")
                .child(element("target").attribute("type", "virtio").attribute("name", "org.qemu.guest_agent.0")),
            element("rng").attribute("model", "virtio").child(element("backend").attribute("model", "random").text("/dev/urandom")),
        ])
}

/// A guest's virtio NIC leaves checksums and the cutting of TCP into packets to who comes after it. Open vSwitch's daemon does neither by
/// default (Open vSwitch documentation, "Userspace Datapath - TSO"), so that ping works and TCP hangs: there the guest does both itself.
fn without_offloads() -> Element {
    let off = |side: Element, what: &[&'static str]| what.iter().fold(side, |side, what| side.attribute(what, "off"));
    element("driver")
        .child(off(element("host"), &["csum", "gso", "tso4", "tso6", "ecn", "ufo"]))
        .child(off(element("guest"), &["csum", "tso4", "tso6", "ecn", "ufo"]))
}

fn serial(parts: &DomainParts<'_>) -> Element {
    element("serial")
        .attribute("type", "pty")
        .children(parts.console_log.as_ref().map(|file| element("log").attribute("file", file).attribute("append", "on")))
        .child(element("target").attribute("port", "0"))
}

fn medium(device: &str, path: &str, format: DiskFormat, bus: &str, target: &str, order: Option<u32>) -> Element {
    let driver = element("driver").attribute("name", "qemu").attribute("type", format.as_str());
    let is_disk = device == "disk";
    element("disk")
        .attribute("type", "file")
        .attribute("device", device)
        .child(if is_disk { driver.attribute("discard", "unmap") } else { driver })
        .child(element("source").attribute("file", path))
        .child(element("target").attribute("dev", target).attribute("bus", bus))
        .children((!is_disk).then(|| element("readonly")))
        .children(order.map(|order| element("boot").attribute("order", order)))
}

/// Hands out the guest's device names: `vda`, `vdb`, … and `sda`, `sdb`, … each in its own row.
#[derive(Default)]
struct Letters {
    virtio: usize,
    scsi: usize,
    ide: usize,
}

impl Letters {
    fn next(&mut self, bus: DiskBus) -> (&'static str, String) {
        let (name, prefix, count) = match bus {
            DiskBus::Virtio => ("virtio", "vd", &mut self.virtio),
            DiskBus::Scsi => ("scsi", "sd", &mut self.scsi),
            DiskBus::Sata => ("sata", "sd", &mut self.scsi),
            DiskBus::Ide => ("ide", "hd", &mut self.ide),
        };
        let index = *count;
        *count += 1;
        let mut letters = String::new();
        let mut rest = index;
        loop {
            letters.insert(0, char::from(b'a' + (rest % 26) as u8));
            if rest < 26 {
                break;
            }
            rest = rest / 26 - 1;
        }
        (name, format!("{prefix}{letters}"))
    }
}
