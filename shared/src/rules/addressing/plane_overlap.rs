//! Two networks that a cloud's nodes stand on have the same addresses.
//!
//! ## What it does
//! Compares the prefixes of each cloud with one another: planes, external networks, the director's provisioning network, OpenStack-Ansible's management network (172.29.236.0/22 where absent); and with those of the L0 networks that its nodes have ports on. Two names of one segment are in order, as are the external plane and the external network.
//!
//! ## Why
//! A node with two interfaces in one prefix sends every answer over one of them: half of the traffic goes where nobody expects it.
//!
//! ## Fix
//! Give one of the networks another prefix.
//!
//! ## Source
//! Catalogue R60, R64. RFC 1812 section 5.2.4.3 (longest match); openstack/tripleo-docs deploy-guide/source/features/network_isolation.rst: every network has a prefix of its own.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Severity, Subject},
    figures::figures,
    model::{Deployment, PlanePurpose},
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
    topology::SegmentId,
    value::Subnet,
};

pub const RULE: Rule = Rule { id: "addressing/plane-overlap", severity: Severity::Error, reads: AROUND, check };

/// A prefix that nodes of a cloud have a route for.
struct Place {
    prefix: Subnet,
    label: String,
    subject: Subject,
    segment: Option<SegmentId>,
    /// The external plane, or an external network.
    is_external: bool,
    /// The plane of the services among themselves, or OpenStack-Ansible's management network.
    is_management: bool,
}

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let topology = cx.topology();
        let mut places: Vec<Place> = Vec::new();
        let mut add = |prefix, label: String, field: String, segment, is_external, is_management| {
            places.push(Place { prefix, label, subject: cloud.at(field), segment, is_external, is_management });
        };
        for plane in parts(&cloud.planes) {
            let Some(subnet) = plane.subnet else { continue };
            let is_management = matches!(plane.purpose, PlanePurpose::InternalApi | PlanePurpose::Control);
            let field = format!("planes[{}].subnet", plane.name);
            // A plane of which nothing is said but its prefix may stand anywhere.
            let is_placed = plane.vlan.is_some() || plane.network.is_some() || plane.link.is_some();
            let segment = topology.plane(cloud, plane).filter(|_| is_placed);
            add(subnet, plane.name.to_string(), field, segment, plane.purpose == PlanePurpose::External, is_management);
        }
        for external in parts(&cloud.external_networks) {
            let Some(subnet) = external.subnet else { continue };
            let segment = topology.external(cloud.name.as_str(), external.name.as_str());
            add(subnet, external.name.to_string(), format!("externalNetworks[{}].subnet", external.name), segment, true, false);
        }
        if let Some(director) = cloud.deployment.director() {
            let prefix = director.network_cidr.unwrap_or_else(|| director.local_ip.subnet());
            let field = "deployment.director.networkCidr".to_owned();
            // The control plane is the provisioning network: that its prefix is another one is another rule's matter.
            add(prefix, "the provisioning network".to_owned(), field, topology.ctlplane(cloud), false, true);
        }
        if let Deployment::OpenstackAnsible(osa) = &cloud.deployment {
            let prefix = osa.management.unwrap_or(figures().ranges.osa_management.value);
            add(prefix, "the management network".to_owned(), "deployment.openstack-ansible.management".to_owned(), None, false, true);
        }
        for (index, one) in places.iter().enumerate().skip(1) {
            let overlaps = |other: &&Place| {
                let is_one = (one.segment.is_some() && one.segment == other.segment)
                    || (one.is_external && other.is_external)
                    || (one.is_management && other.is_management);
                one.prefix.overlaps(other.prefix) && !is_one
            };
            if let Some(other) = places[..index].iter().find(overlaps) {
                let message = format!("{} of {}, {}, overlaps {}, {}", one.label, cloud.name, one.prefix, other.label, other.prefix);
                findings.add(one.subject.clone(), message, "give one of the networks another prefix");
            }
        }
        // The L0 networks below the nodes, each once.
        let mut below: BTreeMap<&str, &crate::model::Network> = BTreeMap::new();
        let machines = cloud.nodes.iter().filter_map(|node| cx.index.machines.get(node.machine.as_str()));
        for port in machines.flat_map(|machine| &machine.ports) {
            let network = port.network.as_ref().and_then(|name| cx.index.networks.get(name.as_str()).copied());
            below.extend(network.map(|network| (network.name.as_str(), network)));
        }
        for network in below.into_values() {
            let own = cx.own_addresses(network);
            let segment = topology.underlay(network.name.as_str(), None);
            for place in &places {
                let Some(own) = own.iter().find(|own| own.subnet().overlaps(place.prefix)) else { continue };
                let osa = matches!(&cloud.deployment, Deployment::OpenstackAnsible(osa) if osa.all_in_one && place.segment.is_none() && place.is_management);
                // What carries a network may well have its prefix.
                if place.segment == segment || (place.segment.is_none() && own.subnet() == place.prefix && !osa) {
                    continue;
                }
                let message = format!(
                    "{} of {}, {}, overlaps {}, {}, on which its nodes have ports",
                    place.label,
                    cloud.name,
                    place.prefix,
                    network.name,
                    own.subnet()
                );
                findings.add(place.subject.clone(), message, "give one of the networks another prefix");
            }
        }
    }
}
