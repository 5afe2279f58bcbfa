//! Nothing gives a machine the fixed address that the lab says it has.
//!
//! ## What it does
//! Looks for fixed addresses on networks without a DHCP range of the lab's, where the machine has no cloud-init data either, or the network has no prefix to give it with. A machine whose kernel gets the address by `ip=` has it from there.
//!
//! ## Why
//! A fixed address is a reservation where libvirt serves DHCP; elsewhere the machine's seed or its kernel's arguments set it. With none of them, the guest comes up without the address and whatever relies on it waits in vain.
//!
//! ## Fix
//! Give the machine cloud-init data, give the network an address with a prefix length, or take the address off the port.
//!
//! ## Source
//! Catalogue R48 (a wait for an address that nobody gives). cloud-init documentation, "Networking config Version 2": `addresses` need a prefix length; dracut.cmdline(7), `ip=`.

use crate::{
    diagnostic::Severity,
    model::{Boot, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            arguments::Arguments,
            edit::Located,
            vlans::{label, vlan_of},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "addressing/unassigned-address",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Pools), Input::Each(Kind::Networks), Input::Named(Kind::Machines), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks).filter(|network| network.dhcp_range().is_none()) {
        for (machine, port) in cx.index.ports.get(network.name.as_str()).into_iter().flatten() {
            let Some(address) = port.address else { continue };
            let vlan = vlan_of(network, port);
            let by_kernel = match &machine.boot {
                Boot::Kernel(kernel) => Arguments::of(kernel.args.as_deref().unwrap_or_default()).address(),
                _ => None,
            };
            if by_kernel == Some(address) {
                continue;
            }
            let has_own_configuration = machine.cloud_init.as_ref().is_some_and(|seed| seed.network_config.is_some());
            let own = vlan.map(|vlan| cx.addresses_in(network, vlan)).unwrap_or_default();
            let has_prefix = own.iter().any(|own| own.address().is_ipv4() == address.is_ipv4());
            let field = format!("ports[{}].address", port.name);
            let here = format!("{} of {}", port.name, machine.name);
            // Which prefix a port has that no VLAN is known of is not known either.
            if has_own_configuration || (machine.cloud_init.is_some() && (has_prefix || vlan.is_none())) {
                continue;
            }
            let clear = (format!("Take {address} off {here}"), machine.unset(&field));
            if machine.cloud_init.is_some() {
                let message =
                    format!("{here} has {address}, but {} has no prefix of that family to give it with", label(network, vlan.flatten()));
                findings
                    .add(
                        machine.at(&field),
                        message,
                        format!("give {} an address of the host's with a prefix length", label(network, vlan.flatten())),
                    )
                    .fix(clear.0, clear.1);
            } else {
                let message = format!(
                    "{here} has {address}, but {} has no DHCP range and {} no cloud-init data: nothing gives it the address",
                    label(network, vlan.flatten()),
                    machine.name
                );
                let finding =
                    findings.add(machine.at(&field), message, "give the machine cloud-init data, or take the address off the port");
                // A seed is a file on the host and needs a pool.
                if has_prefix && !cx.lab.pools.is_empty() {
                    finding
                        .fix(format!("Give {} cloud-init data", machine.name), machine.set("cloudInit", serde_json::json!({})))
                        .fix(clear.0, clear.1);
                } else {
                    finding.fix(clear.0, clear.1);
                }
            }
        }
    }
}
