//! A tenant network's packets do not fit into the underlay with the tunnel around them.
//!
//! ## What it does
//! Adds what the cloud's overlay puts around a packet (VXLAN 50, GRE 42, Geneve 50 or, with OVN, 58 bytes over IPv4; 20 more over IPv6) to the MTU that a tenant network states, and compares the sum with the smallest MTU that is known under the tunnels, hop by hop, and with what Neutron takes for it (`physicalMtu`).
//!
//! ## Why
//! Neutron refuses more than it takes for the underlay's less the tunnel. What the wire carries it does not know: tunnels set "don't fragment", so a full-size packet is dropped. ping works, and TLS handshakes and downloads hang.
//!
//! ## Fix
//! Take the largest MTU that fits; it is offered. Or raise the underlay's.
//!
//! ## Source
//! Catalogue R50, R51, R57. neutron-lib `neutron_lib/constants.py` (VXLAN 30, GRE 22, GENEVE 30 and the IP header 20 or 40); neutron `neutron/plugins/ml2/plugin.py`: "Requested MTU is too big, maximum is …".

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
    topology::mtu::{overhead, overlay_name},
};

pub const RULE: Rule = Rule { id: "mtu/tenant-above-underlay", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects) {
        let Some(cloud) = cx.index.clouds.get(project.cloud.as_str()).copied() else { continue };
        for network in parts(&project.networks) {
            let Some(mtu) = network.mtu else { continue };
            let topology = cx.topology();
            let (around, limit) = (overhead(cloud), topology.neutron_limit(cloud));
            let tunnel = topology.tunnel_mtu(cloud);
            let most = tunnel.map_or(limit.bytes, |tunnel| limit.bytes.min(tunnel.bytes.saturating_sub(around)));
            if mtu <= most {
                continue;
            }
            let adds = if around == 0 { String::new() } else { format!(", and {} adds {around} bytes", overlay_name(cloud)) };
            let left = tunnel.map(|tunnel| tunnel.bytes.saturating_sub(around));
            let message = match tunnel.filter(|_| left == Some(most)) {
                Some(tunnel) => format!(
                    "the MTU of {} of {} is {mtu}{adds}: {} bytes on an underlay of {} ({}); {most} is the most that fits",
                    network.name,
                    project.name,
                    mtu.saturating_add(around),
                    tunnel.bytes,
                    tunnel.set_by
                ),
                None => {
                    let carries = left.map_or(String::new(), |left| format!(", although the underlay has room for {left}"));
                    format!(
                        "the MTU of {} of {} is {mtu}{adds}; Neutron allows {} ({}){carries}",
                        network.name, project.name, limit.bytes, limit.set_by
                    )
                }
            };
            let field = format!("networks[{}].mtu", network.name);
            findings
                .add(project.at(&field), message, "take a smaller MTU for the tenant network, or raise that of the underlay")
                .fix(format!("Take {most}"), project.set(field, most));
        }
    }
}
