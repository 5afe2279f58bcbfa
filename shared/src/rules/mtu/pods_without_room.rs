//! Calico's or Cilium's pods have no room for a tunnel.
//!
//! ## What it does
//! Compares the pods' MTU of clusters with Calico or Cilium with their nodes' MTU less 50 bytes, which VXLAN over IPv4 takes.
//!
//! ## Why
//! Both put packets between subnets into VXLAN unless told otherwise; inside a tenant network that is VXLAN itself the pods' full-size packets are dropped.
//!
//! ## Fix
//! Leave room for the tunnel (offered). Accept the finding where pods are routed without one.
//!
//! ## Source
//! Catalogue R58. docs.tigera.io, "Configure MTU to maximize network performance" (VXLAN takes 50 bytes of an IPv4 packet); projectcalico/felix issue 1532.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::NetworkPlugin,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND},
    },
};

pub const RULE: Rule = Rule { id: "mtu/pods-without-room", severity: Severity::Warning, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let around = figures().overlays.calico_vxlan.value;
    for cluster in cx.each(&cx.lab.clusters) {
        let named = cluster.magnum.as_ref().and_then(|magnum| magnum.network_driver.as_ref()).map(|driver| driver.as_str());
        let driver = match (cluster.networks.plugin, named) {
            (Some(NetworkPlugin::Calico), _) | (None, Some("calico")) => "Calico",
            (Some(NetworkPlugin::Cilium), _) | (None, Some("cilium")) => "Cilium",
            _ => continue,
        };
        let Some(mtu) = cluster.networks.mtu else { continue };
        let Some(node) = cx.topology().node_limit(cluster) else { continue };
        let most = node.bytes.saturating_sub(around);
        if mtu <= most || mtu > node.bytes {
            continue;
        }
        let message = format!(
            "the pods of {} have an MTU of {mtu}, the nodes {} ({}): a VXLAN of {driver} needs {around} bytes, which leaves {most}",
            cluster.name, node.bytes, node.set_by
        );
        findings
            .add(cluster.at("networks.mtu"), message, "leave room for the tunnel")
            .fix(format!("Take {most}"), cluster.set("networks.mtu", most));
    }
}
