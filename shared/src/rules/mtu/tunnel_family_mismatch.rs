//! A cloud's tunnels are reckoned with another IP version than that of the plane they run over.
//!
//! ## What it does
//! Compares `overlayIpv6` of each cloud with the prefix of the plane of purpose tenant, otherwise with that of the control plane or the provisioning network. Tenant networks in VLANs have no tunnels.
//!
//! ## Why
//! Neutron's tunnels end at the nodes' addresses there. The agents of Open vSwitch and Linux bridges are turned away ("Tunnel IP version does not match ML2 overlay_ip_version"), so no tunnel comes up; with OVN the MTU of all tenant networks is 20 bytes too large, and full-size packets are dropped, or 20 bytes too small, which only wastes them.
//!
//! ## Fix
//! Say the version of the plane's prefix (offered where all MTUs that are given still fit), or give the plane a prefix of the other version.
//!
//! ## Source
//! openstack/neutron `neutron/plugins/ml2/drivers/type_tunnel.py`, tunnel_sync (the message); `neutron/conf/plugins/ml2/config.py`, overlay_ip_version: "IP version of all overlay (tunnel) network endpoints", which the MTU is reckoned with.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Cloud, NetworkDriver, Networking, Overlay},
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
    topology::mtu::{believed, overhead, tunnel_plane},
    value::Subnet,
};

pub const RULE: Rule = Rule { id: "mtu/tunnel-family-mismatch", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds).filter(|cloud| cloud.networking.overlay != Overlay::Vlan) {
        let Some((prefix, place)) = under(cloud) else { continue };
        let is_ipv6 = !prefix.is_ipv4();
        if is_ipv6 == cloud.networking.overlay_ipv6 {
            continue;
        }
        let (said, is) = if is_ipv6 { (4, 6) } else { (6, 4) };
        let message = format!("the tunnels of {} are said to run over IPv{said}, but {place} is IPv{is}, {prefix}", cloud.name);
        let mut finding =
            findings.add(cloud.at("networking.overlayIpv6"), message, "say the version that the plane has, or give it another prefix");
        if !is_ipv6 && cloud.networking.driver == NetworkDriver::Ovn {
            finding = finding.severity(Severity::Warning);
        }
        if !is_ipv6 || has_room(cx, cloud) {
            finding.fix(format!("Say IPv{is}"), cloud.set("networking.overlayIpv6", is_ipv6));
        }
    }
}

/// The prefix under a cloud's tunnels, and how it is called.
fn under(cloud: &Cloud) -> Option<(Subnet, String)> {
    match tunnel_plane(cloud) {
        Some(plane) => Some((plane.subnet?, plane.name.to_string())),
        None => {
            let director = cloud.deployment.director()?;
            Some((director.network_cidr.unwrap_or_else(|| director.local_ip.subnet()), "the provisioning network".to_owned()))
        }
    }
}

/// Whether all that is given still fits with IPv6's larger header.
fn has_room<'a>(cx: &Context<'a>, cloud: &'a Cloud) -> bool {
    let topology = cx.topology();
    let around = overhead(&Cloud { networking: Networking { overlay_ipv6: true, ..cloud.networking.clone() }, ..cloud.clone() });
    let wire = topology.tunnel_mtu(cloud).map_or(u32::MAX, |tunnel| tunnel.bytes).min(believed(cloud));
    let left = wire.saturating_sub(around);
    let projects = || cx.lab.projects.iter().filter(|project| project.cloud == cloud.name);
    let given = projects().flat_map(|project| parts(&project.networks)).filter_map(|network| network.mtu);
    let is_in = |name: &crate::value::Name| projects().any(|project| project.name == *name);
    let pods = cx.lab.clusters.iter().filter(|cluster| cluster.project.as_ref().is_some_and(is_in));
    left >= figures().overlays.openstack_ipv6_mtu.value
        && given.into_iter().all(|mtu| mtu <= left)
        && pods.into_iter().all(|cluster| cluster.networks.mtu.is_none())
}
