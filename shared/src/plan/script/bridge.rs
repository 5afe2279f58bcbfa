use crate::plan::steps::{BridgeDefine, BridgeRef};

use super::{helper::Helper, writer::Writer};

pub fn define(data: &BridgeDefine, out: &mut Writer<'_>) {
    out.uses(&[Helper::DefineBridge]);
    let ports: Vec<&str> = data.ports.iter().map(|port| port.name.as_str()).collect();
    let mut words = vec!["define_bridge".to_owned(), data.name.clone(), ports.join(" ")];
    words.extend(data.transaction(&[]));
    out.run(words);
    for port in &data.ports {
        if let Some(address) = port.address {
            out.run(["ip", "link", "set", &port.name, "up"]);
            out.run(["ip", "address", "replace", &address.to_string(), "dev", &port.name]);
        }
    }
}

pub fn delete(data: &BridgeRef, out: &mut Writer<'_>) {
    out.uses(&[Helper::DeleteBridge]);
    out.run(["delete_bridge", &data.name]);
}
