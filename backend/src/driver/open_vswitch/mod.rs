//! Open vSwitch on this machine, by its own tools.
//!
//! libvirt plugs guests into a bridge of Open vSwitch, and neither makes the bridge nor tells of it. So this driver works
//! where the host is the machine that Labwright runs on, and says so of any other.

mod command;
mod seen;
mod table;

use std::collections::BTreeMap;

use labwright_shared::{
    facts::{BridgeFacts, BridgePortFacts, OpenVswitchFacts},
    plan::steps::{BridgeDefine, BridgePort},
};

use super::{DriverError, addresses};
use command::{PATIENCE, must, run};

/// What is known of Open vSwitch here. What cannot be asked is unknown, with the reason.
pub fn facts() -> OpenVswitchFacts {
    let unknown = |detail: String| OpenVswitchFacts { detail: Some(detail), ..OpenVswitchFacts::default() };
    let stopped = |detail: String| OpenVswitchFacts { running: Some(false), detail: Some(detail), ..OpenVswitchFacts::default() };
    let version = match run("ovs-vsctl", &words(&["--version"])) {
        Ok(output) => String::from_utf8_lossy(&output.stdout).lines().next().and_then(|line| line.rsplit(' ').next()).map(str::to_owned),
        Err(_) => return stopped("it is not installed: there is no ovs-vsctl (Debian package openvswitch-switch)".to_owned()),
    };
    let bridges = match bridges() {
        Ok(bridges) => bridges,
        Err(DriverError::Command { message, .. }) if message.contains("Permission denied") => {
            return unknown("its database may be asked by root alone".to_owned());
        }
        Err(DriverError::Command { message, .. }) if message.contains("database connection failed") => {
            return stopped(format!("its database does not answer ({message})"));
        }
        Err(error) => return unknown(error.to_string()),
    };
    if let Err(error) = must("ovs-appctl", &words(&["--timeout=5", "-t", "ovs-vswitchd", "version"])) {
        return stopped(format!("its switch daemon does not answer: {error}"));
    }
    OpenVswitchFacts { running: Some(true), version, kernel_module: kernel_module(), bridges: Some(bridges), detail: None }
}

/// Whether the kernel forwards for Open vSwitch. The daemon names `system` among its datapath types either way, so the kernel is asked.
fn kernel_module() -> Option<bool> {
    let output = run("ovs-dpctl", &words(&["--timeout=5", "dump-dps"])).ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => Some(true),
        false => said.contains("No such file or directory").then_some(false),
    }
}

/// All bridges.
pub fn bridges() -> Result<Vec<BridgeFacts>, DriverError> {
    let mut arguments = words(&[&format!("--timeout={PATIENCE}"), "--format=json", "--"]);
    arguments.extend(words(seen::LISTS));
    let printed = must("ovs-vsctl", &arguments)?;
    seen::bridges(&printed, &addresses::of_interfaces().unwrap_or_default())
        .map_err(|message| DriverError::Unreadable { resource: "Open vSwitch's database".to_owned(), message })
}

pub fn bridge(name: &str) -> Result<Option<BridgeFacts>, DriverError> {
    Ok(bridges()?.into_iter().find(|bridge| bridge.name == name))
}

/// Makes the bridge, its ports and its mark in one transaction: it is either all there and marked, or not at all.
pub fn put(wanted: &BridgeDefine, seen: Option<&BridgeFacts>) -> Result<(), DriverError> {
    must("ovs-vsctl", &transaction(wanted, seen)).map(drop)
}

/// Takes the bridge away, with all ports in it.
pub fn remove(name: &str) -> Result<(), DriverError> {
    must("ovs-vsctl", &words(&[&format!("--timeout={PATIENCE}"), "--", "--if-exists", "del-br", name])).map(drop)
}

/// Gives one of the host's ports its address, in place of another one of the same kind.
pub fn address(port: &BridgePort, seen: Option<&BridgePortFacts>) -> Result<(), DriverError> {
    let Some(address) = port.address else { return Ok(()) };
    let has = |wanted| seen.is_some_and(|seen| seen.addresses.contains(wanted));
    for old in seen
        .iter()
        .flat_map(|seen| &seen.addresses)
        .filter(|old| **old != address && old.address().is_ipv4() == address.address().is_ipv4())
    {
        must("ip", &words(&["address", "delete", &old.to_string(), "dev", &port.name]))?;
    }
    if !has(&address) {
        must("ip", &words(&["link", "set", &port.name, "up"]))?;
        must("ip", &words(&["address", "replace", &address.to_string(), "dev", &port.name]))?;
    }
    Ok(())
}

/// Takes a port out of whatever bridge it is in.
pub fn take_out(port: &str) -> Result<(), DriverError> {
    must("ovs-vsctl", &words(&[&format!("--timeout={PATIENCE}"), "--", "--if-exists", "del-port", port])).map(drop)
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn transaction(wanted: &BridgeDefine, seen: Option<&BridgeFacts>) -> Vec<String> {
    let BridgeDefine { name, datapath, mtu, ports, mark } = wanted;
    let mut all = words(&[&format!("--timeout={PATIENCE}"), "--", "--may-exist", "add-br", name]);
    let mut then = |command: &[&str]| {
        all.push("--".to_owned());
        all.extend(words(command));
    };
    let kept = |key: &str, value: &str| format!("external_ids:{key}={}", quoted(value));
    let owner = kept(seen::INSTANCE, mark.instance.as_str());
    let (lab, record) = (kept(seen::LAB, mark.lab.as_str()), kept(seen::RECORD, &mark.record));
    let digest = kept(seen::DIGEST, &mark.digest.to_string());
    then(&["set", "Bridge", name, &format!("datapath_type={}", datapath.as_str()), &owner, &lab, &record, &digest]);
    match mtu {
        Some(mtu) => then(&["set", "Interface", name, &format!("mtu_request={mtu}")]),
        None => then(&["clear", "Interface", name, "mtu_request"]),
    }
    let old: BTreeMap<&str, &BridgePortFacts> = seen
        .iter()
        .flat_map(|seen| &seen.ports)
        .filter(|port| port.instance.as_ref() == Some(&mark.instance))
        .map(|port| (port.name.as_str(), port))
        .collect();
    for name_of_old in old.keys().filter(|old| !ports.iter().any(|port| port.name == **old)) {
        then(&["--if-exists", "del-port", name, name_of_old]);
    }
    for port in ports {
        then(&["--may-exist", "add-port", name, &port.name]);
        then(&["clear", "Port", &port.name, "tag", "trunks"]);
        let mut set = words(&["set", "Port", &port.name, &owner]);
        set.extend(port.tag.map(|tag| format!("tag={tag}")));
        if !port.trunks.is_empty() {
            let vlans: Vec<String> = port.trunks.iter().map(ToString::to_string).collect();
            set.push(format!("trunks={}", vlans.join(",")));
        }
        then(&set.iter().map(String::as_str).collect::<Vec<_>>());
        if port.internal {
            then(&["set", "Interface", &port.name, "type=internal"]);
        }
    }
    all
}

/// A text as OVSDB reads it: a JSON string (ovs-vsctl(8), "Database Values").
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use labwright_shared::{
        facts::{Datapath, Mark},
        value::Sha256,
    };

    use super::*;

    #[test]
    fn a_bridge_is_one_transaction() {
        let mark = Mark {
            instance: "i1".parse().unwrap(),
            lab: "lab".parse().unwrap(),
            record: "networks[n]".to_owned(),
            digest: Sha256::from_bytes([0; 32]),
        };
        let port = |name: &str, internal, tag, trunks: &[u16]| BridgePort {
            name: name.to_owned(),
            internal,
            tag,
            trunks: trunks.to_vec(),
            address: None,
        };
        let ports = vec![port("b1-100", true, Some(100), &[]), port("ens1", false, None, &[100, 101])];
        let wanted = BridgeDefine { name: "b1".to_owned(), datapath: Datapath::Netdev, mtu: None, ports, mark };
        let line = transaction(&wanted, None).join(" ");
        let zeros = "0".repeat(64);
        assert_eq!(
            line,
            format!(
                "--timeout=20 -- --may-exist add-br b1 -- set Bridge b1 datapath_type=netdev external_ids:labwright-instance=\"i1\" \
                 external_ids:labwright-lab=\"lab\" external_ids:labwright-record=\"networks[n]\" external_ids:labwright-digest=\"{zeros}\" \
                 -- clear Interface b1 mtu_request \
                 -- --may-exist add-port b1 b1-100 -- clear Port b1-100 tag trunks -- set Port b1-100 external_ids:labwright-instance=\"i1\" tag=100 \
                 -- set Interface b1-100 type=internal \
                 -- --may-exist add-port b1 ens1 -- clear Port ens1 tag trunks -- set Port ens1 external_ids:labwright-instance=\"i1\" trunks=100,101"
            )
        );
    }
}
