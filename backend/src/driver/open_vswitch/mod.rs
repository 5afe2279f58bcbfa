//! Open vSwitch on this machine, by its own tools.
//!
//! libvirt plugs guests into a bridge of Open vSwitch, and neither makes the bridge nor tells of it. So this driver works
//! where the host is the machine that Labwright runs on, and says so of any other.

mod command;
mod seen;
mod table;

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
    match must("ovs-appctl", &words(&[&format!("--timeout={PATIENCE}"), "-t", "ovs-vswitchd", "version"])) {
        Ok(_) => {}
        // A daemon that is only slow runs.
        Err(error @ DriverError::Unknown { .. }) => return unknown(error.to_string()),
        Err(error) => return stopped(format!("its switch daemon does not answer: {error}")),
    }
    OpenVswitchFacts { running: Some(true), version, kernel_module: kernel_module(), bridges: Some(bridges), detail: None }
}

/// Whether the kernel forwards for Open vSwitch. The daemon names `system` among its datapath types either way, so the kernel is asked.
fn kernel_module() -> Option<bool> {
    let output = run("ovs-dpctl", &words(&[&format!("--timeout={PATIENCE}"), "dump-dps"])).ok()?;
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
    let is_old = |port: &&BridgePortFacts| {
        port.instance.as_ref() == Some(&wanted.mark.instance) && !wanted.ports.iter().any(|kept| kept.name == port.name)
    };
    let old: Vec<&str> = seen.iter().flat_map(|seen| &seen.ports).filter(is_old).map(|port| port.name.as_str()).collect();
    let mut arguments = words(&[&format!("--timeout={PATIENCE}"), "--"]);
    arguments.extend(wanted.transaction(&old));
    must("ovs-vsctl", &arguments).map(drop)
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
