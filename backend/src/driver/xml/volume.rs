//! A volume's XML.

use labwright_shared::value::Size;

use super::{Element, XmlError};

/// What is read of a volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeXml {
    pub name: String,
    pub path: Option<String>,
    pub capacity: Size,
    pub allocation: Size,
    /// The file's length, where libvirt says it.
    pub physical: Option<Size>,
    pub format: Option<String>,
    pub backing: Option<String>,
}

impl VolumeXml {
    pub fn parse(xml: &str) -> Result<VolumeXml, XmlError> {
        let root = Element::parse(xml)?;
        let size = |name: &str| root.child(name).and_then(|element| element.size("bytes"));
        Ok(VolumeXml {
            name: root.text_at(&["name"]).ok_or_else(|| XmlError("the volume has no name".to_owned()))?.to_owned(),
            path: root.text_at(&["target", "path"]).map(str::to_owned),
            capacity: size("capacity").unwrap_or_default(),
            allocation: size("allocation").unwrap_or_default(),
            physical: size("physical"),
            format: root.at(&["target", "format"]).and_then(|format| format.attribute("type")).map(str::to_owned),
            backing: root.text_at(&["backingStore", "path"]).map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_an_overlay() {
        let xml = "<volume type='file'><name>v</name><key>/p/v</key><capacity unit='bytes'>1073741824</capacity><allocation unit='bytes'>200704</allocation>
            <physical unit='bytes'>196616</physical><target><path>/p/v</path><format type='qcow2'/></target>
            <backingStore><path>/p/base</path><format type='qcow2'/></backingStore></volume>";
        let volume = VolumeXml::parse(xml).unwrap();
        assert_eq!(
            (volume.capacity, volume.format.as_deref(), volume.backing.as_deref()),
            (Size::from_gib(1), Some("qcow2"), Some("/p/base"))
        );
    }
}
