//! A domain's XML.

use labwright_shared::{
    facts::{DomainDisk, DomainPort, Mark},
    value::{Mac, Size},
};

use super::{Element, XmlError, mark_in};

/// What is read of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainXml {
    pub name: String,
    pub uuid: Option<String>,
    pub vcpus: u32,
    pub memory: Size,
    pub ports: Vec<DomainPort>,
    pub disks: Vec<DomainDisk>,
    pub mark: Option<Mark>,
    pub log: Option<SerialLog>,
    /// Whether there is a channel for the QEMU guest agent.
    pub agent: bool,
}

/// The file in which the first serial console is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SerialLog {
    pub path: String,
    /// Whether a start adds to the file instead of emptying it.
    pub append: bool,
}

impl DomainXml {
    pub fn parse(xml: &str) -> Result<DomainXml, XmlError> {
        let root = Element::parse(xml)?;
        let missing = |what: &str| XmlError(format!("the domain has no {what}"));
        let devices = root.child("devices").cloned().unwrap_or_default();
        Ok(DomainXml {
            name: root.text_at(&["name"]).ok_or_else(|| missing("name"))?.to_owned(),
            uuid: root.text_at(&["uuid"]).map(str::to_owned),
            vcpus: root.text_at(&["vcpu"]).and_then(|text| text.parse().ok()).unwrap_or(1),
            memory: root.child("memory").and_then(|memory| memory.size("KiB")).ok_or_else(|| missing("memory"))?,
            ports: devices.all("interface").map(port).collect(),
            disks: devices.all("disk").filter_map(disk).collect(),
            mark: mark_in(&root),
            log: devices.child("serial").and_then(log),
            agent: devices.all("channel").any(|channel| {
                channel
                    .child("target")
                    .and_then(|target| target.attribute("name"))
                    .is_some_and(|name| name.starts_with("org.qemu.guest_agent"))
            }),
        })
    }
}

fn port(interface: &Element) -> DomainPort {
    let source = |name: &str| interface.child("source").and_then(|source| source.attribute(name)).map(str::to_owned);
    let network = source("network");
    // The live XML of a port on a network names the network's bridge too: that says nothing about the host's own bridges.
    let bridge = if network.is_none() { source("bridge") } else { None };
    let mac = interface.child("mac").and_then(|mac| mac.attribute("address")).and_then(|mac| mac.parse::<Mac>().ok());
    DomainPort { mac, network, bridge }
}

fn disk(disk: &Element) -> Option<DomainDisk> {
    let target = disk.child("target")?.attribute("dev")?.to_owned();
    let path = disk.child("source").and_then(|source| source.attribute("file").or_else(|| source.attribute("dev"))).map(str::to_owned);
    Some(DomainDisk { target, path })
}

fn log(serial: &Element) -> Option<SerialLog> {
    let log = serial.child("log")?;
    Some(SerialLog { path: log.attribute("file")?.to_owned(), append: log.attribute("append") == Some("on") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_running_domain() {
        let xml =
            "<domain type='qemu' id='3'><name>a</name><uuid>u</uuid><memory unit='KiB'>131072</memory><vcpu placement='static'>2</vcpu>
            <devices><disk type='file' device='disk'><source file='/p/a.qcow2'/><target dev='vda' bus='virtio'/></disk>
            <disk type='file' device='cdrom'><target dev='sda'/></disk>
            <interface type='network'><mac address='52:54:00:00:00:01'/><source network='n' bridge='virbr1'/></interface>
            <interface type='bridge'><mac address='52:54:00:00:00:02'/><source bridge='br0'/></interface>
            <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
            <serial type='pty'><log file='/p/a.log' append='on'/><target port='0'/></serial></devices></domain>";
        let domain = DomainXml::parse(xml).unwrap();
        assert_eq!((domain.vcpus, domain.memory), (2, Size::from_mib(128)));
        assert_eq!(domain.ports[0].network.as_deref(), Some("n"));
        assert_eq!(domain.ports[0].bridge, None);
        assert_eq!(domain.ports[1].bridge.as_deref(), Some("br0"));
        assert_eq!(domain.disks[0].path.as_deref(), Some("/p/a.qcow2"));
        assert_eq!(domain.disks[1].path, None);
        assert_eq!(domain.log, Some(SerialLog { path: "/p/a.log".to_owned(), append: true }));
        assert!(domain.agent);
    }
}
