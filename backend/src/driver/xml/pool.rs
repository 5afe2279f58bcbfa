//! A storage pool's XML.

use labwright_shared::value::Size;

use super::{Element, XmlError};

/// What is read of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolXml {
    pub name: String,
    pub uuid: Option<String>,
    pub kind: Option<String>,
    pub path: Option<String>,
    pub capacity: Option<Size>,
    pub available: Option<Size>,
}

impl PoolXml {
    pub fn parse(xml: &str) -> Result<PoolXml, XmlError> {
        let root = Element::parse(xml)?;
        let size = |name: &str| root.child(name).and_then(|element| element.size("bytes"));
        Ok(PoolXml {
            name: root.text_at(&["name"]).ok_or_else(|| XmlError("the pool has no name".to_owned()))?.to_owned(),
            uuid: root.text_at(&["uuid"]).map(str::to_owned),
            kind: root.attribute("type").map(str::to_owned),
            path: root.text_at(&["target", "path"]).map(str::to_owned),
            capacity: size("capacity"),
            available: size("available"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_folder_pool() {
        let xml =
            "<pool type='dir'><name>p</name><uuid>u</uuid><capacity unit='bytes'>1048576</capacity><allocation unit='bytes'>0</allocation>
            <available unit='bytes'>524288</available><source/><target><path>/p</path></target></pool>";
        let pool = PoolXml::parse(xml).unwrap();
        assert_eq!((pool.kind.as_deref(), pool.path.as_deref()), (Some("dir"), Some("/p")));
        assert_eq!((pool.capacity, pool.available), (Some(Size::from_mib(1)), Some(Size::from_bytes(524288))));
    }
}
