//! A host's capabilities.

use labwright_shared::value::Size;

use super::{Element, XmlError};

/// What is read of a host's capabilities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// The host's own UUID.
    pub uuid: Option<String>,
    pub arch: Option<String>,
    pub cpu_model: Option<String>,
    pub cpu_vendor: Option<String>,
    pub cells: Vec<Cell>,
    /// Whether libvirt offers domains of type kvm for the host's architecture.
    pub kvm: bool,
}

/// A NUMA cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub id: u32,
    pub memory: Size,
    pub threads: u32,
}

impl Capabilities {
    pub fn parse(xml: &str) -> Result<Capabilities, XmlError> {
        let root = Element::parse(xml)?;
        let text = |path: &[&str]| root.text_at(path).map(str::to_owned);
        let arch = text(&["host", "cpu", "arch"]);
        let cells = root.at(&["host", "topology", "cells"]).map(|cells| cells.all("cell").filter_map(cell).collect());
        let guests = root.all("guest").filter_map(|guest| guest.child("arch"));
        let kvm = guests
            .filter(|guest| arch.is_none() || guest.attribute("name") == arch.as_deref())
            .any(|guest| guest.all("domain").any(|domain| domain.attribute("type") == Some("kvm")));
        Ok(Capabilities {
            uuid: text(&["host", "uuid"]),
            cpu_model: text(&["host", "cpu", "model"]),
            cpu_vendor: text(&["host", "cpu", "vendor"]),
            cells: cells.unwrap_or_default(),
            kvm,
            arch,
        })
    }
}

fn cell(cell: &Element) -> Option<Cell> {
    Some(Cell {
        id: cell.attribute("id")?.parse().ok()?,
        memory: cell.child("memory")?.size("KiB")?,
        threads: cell.child("cpus").map_or(0, |cpus| cpus.all("cpu").count() as u32),
    })
}

/// Whether the CPU that KVM would give a guest can run guests itself. That it is not named there proves nothing, so the
/// answer is "yes" or unknown.
pub fn nested_in_domain_capabilities(xml: &str) -> Result<Option<bool>, XmlError> {
    let root = Element::parse(xml)?;
    let modes = root.child("cpu").into_iter().flat_map(|cpu| cpu.all("mode"));
    let named = modes
        .filter(|mode| mode.attribute("name") == Some("host-model"))
        .flat_map(|mode| mode.all("feature"))
        .any(|feature| matches!(feature.attribute("name"), Some("vmx" | "svm")) && feature.attribute("policy") == Some("require"));
    Ok(named.then_some(true))
}

/// Whether `firmware='efi'` finds anything. A libvirt that does not tell (before 5.2) leaves it unknown.
pub fn uefi_in_domain_capabilities(xml: &str) -> Result<Option<bool>, XmlError> {
    let root = Element::parse(xml)?;
    let enums = root.child("os").into_iter().flat_map(|os| os.all("enum"));
    let mut firmware = enums.filter(|one| one.attribute("name") == Some("firmware"));
    Ok(firmware.next().map(|one| one.all("value").any(|value| value.text_at(&[]) == Some("efi"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_cpu_cells_and_kvm() {
        let xml = "<capabilities><host><uuid>h</uuid><cpu><arch>x86_64</arch><model>EPYC</model><vendor>AMD</vendor></cpu>
            <topology><cells num='1'><cell id='0'><memory unit='KiB'>1048576</memory><cpus num='2'><cpu id='0'/><cpu id='1'/></cpus></cell></cells></topology></host>
            <guest><os_type>hvm</os_type><arch name='i686'><domain type='kvm'/></arch></guest>
            <guest><os_type>hvm</os_type><arch name='x86_64'><domain type='qemu'/></arch></guest></capabilities>";
        let read = Capabilities::parse(xml).unwrap();
        assert_eq!(read.cpu_model.as_deref(), Some("EPYC"));
        assert_eq!(read.cells, [Cell { id: 0, memory: Size::from_gib(1), threads: 2 }]);
        assert!(!read.kvm, "kvm for another architecture does not count");
    }

    #[test]
    fn firmware_is_there_or_not_or_unknown() {
        let xml = |os: &str| format!("<domainCapabilities><os supported='yes'>{os}</os></domainCapabilities>");
        let read = |os: &str| uefi_in_domain_capabilities(&xml(os)).unwrap();
        assert_eq!(read("<enum name='firmware'><value>bios</value><value>efi</value></enum>"), Some(true));
        assert_eq!(read("<enum name='firmware'/>"), Some(false));
        assert_eq!(read("<loader supported='yes'/>"), None);
    }

    #[test]
    fn nested_is_yes_or_unknown() {
        let xml = |feature: &str| {
            format!("<domainCapabilities><cpu><mode name='host-model' supported='yes'>{feature}</mode></cpu></domainCapabilities>")
        };
        assert_eq!(nested_in_domain_capabilities(&xml("<feature policy='require' name='svm'/>")), Ok(Some(true)));
        assert_eq!(nested_in_domain_capabilities(&xml("")), Ok(None));
    }
}
