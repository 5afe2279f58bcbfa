use crate::value::Uuid;

use super::xml::element;

/// libvirt's XML of a folder pool.
pub fn pool_xml(name: &str, uuid: Uuid, path: &str) -> String {
    element("pool")
        .attribute("type", "dir")
        .child(element("name").text(name))
        .child(element("uuid").text(uuid))
        .child(element("target").child(element("path").text(path)))
        .write()
}
