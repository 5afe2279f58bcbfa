//! A cloud's network driver does not know the tunnels that its tenant networks are to travel in.
//!
//! ## What it does
//! Compares the overlay of each cloud with its network driver. The Linux bridge agent knows VXLAN only; OVN knows Geneve and, from OVN 20.09 on, VXLAN; Open vSwitch knows them all. VLANs without a tunnel go with every driver. OVN with VXLAN is not reported, since the lab does not say which OVN the cloud has.
//!
//! ## Why
//! OVN's driver refuses every tenant network: "Network type gre is not supported". The Linux bridge agent's networks can be made, but no server starts on them: "Binding failed for port …".
//!
//! ## Fix
//! Take the driver's own tunnels (offered): VXLAN with Linux bridge, Geneve with OVN. Or take another driver.
//!
//! ## Source
//! openstack/neutron `doc/source/admin/config-ml2.rst`, "ML2 driver support matrix"; `neutron/plugins/ml2/drivers/ovn/mech_driver/mech_driver.py`, _validate_network_segments; `neutron/plugins/ml2/drivers/linuxbridge/agent/linuxbridge_neutron_agent.py`, get_agent_configurations (tunnel_types).

use crate::{
    diagnostic::Severity,
    model::{Kind, NetworkDriver, Overlay},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "clouds/unsupported-overlay", severity: Severity::Error, reads: &[Input::Each(Kind::Clouds)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let (driver, overlay) = (cloud.networking.driver, cloud.networking.overlay);
        let instead = match (driver, overlay) {
            (NetworkDriver::Linuxbridge, Overlay::Gre | Overlay::Geneve) => Overlay::Vxlan,
            (NetworkDriver::Ovn, Overlay::Gre) => Overlay::Geneve,
            _ => continue,
        };
        let (driver, overlay, instead) = (driver.as_str(), overlay.as_str(), instead.as_str());
        findings
            .add(
                cloud.at("networking.overlay"),
                format!("tenant networks of {} are to travel in {overlay}, which its network driver {driver} does not know", cloud.name),
                format!("take {instead}, or another network driver"),
            )
            .fix(format!("Let tenant networks of {} travel in {instead}", cloud.name), cloud.set("networking.overlay", instead));
    }
}
