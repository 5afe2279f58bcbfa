//! Prefixes and ranges of clouds: a director's, those of planes, those of external networks.

use serde_json::{Value, json};

use crate::{
    diagnostic::Subject,
    figures::figures,
    model::{Cloud, ExternalNetwork, Keyed, Kind, PlanePurpose, RecordRef},
    topology::{SegmentId, plane_nodes},
    value::{Cidr, Subnet},
};

use super::{Blank, family::preferred, look::Look};

/// How many addresses a pool gets beyond those that are asked of it now.
const SPARE: u128 = 16;

fn at(cloud: &Cloud, field: String) -> Subject {
    Subject::field(RecordRef::new(Kind::Clouds, cloud.id()), field)
}

pub(super) fn prefixes(look: &Look<'_>) -> Vec<Blank> {
    let mut blanks = Vec::new();
    for cloud in look.lab.clouds.iter() {
        for external in cloud.external_networks.iter().filter(|external| external.subnet.is_none()) {
            let Some(prefix) = below(look, external) else { continue };
            blanks.push(Blank {
                subject: at(cloud, format!("externalNetworks[{}].subnet", external.name)),
                why: format!("{} stands on a network that has a prefix", external.name),
                value: Ok(json!(prefix.to_string())),
            });
        }
    }
    blanks
}

/// The prefix of the L0 network, or of the VLAN of it, that an external network is.
fn below(look: &Look<'_>, external: &ExternalNetwork) -> Option<Subnet> {
    let network = look.topology.named_network(external.network.as_ref()?.as_str())?;
    match external.vlan {
        None => preferred(&look.own(network)),
        Some(vlan) => network.segments.iter().find(|segment| segment.vlan == vlan)?.ip.map(Cidr::subnet),
    }
}

pub(super) fn ranges(look: &Look<'_>) -> Vec<Blank> {
    let mut blanks = Vec::new();
    for cloud in look.lab.clouds.iter() {
        of_director(look, cloud, &mut blanks);
        if cloud.deployment.director().is_some() {
            of_planes(look, cloud, &mut blanks);
        }
        of_externals(look, cloud, &mut blanks);
    }
    blanks
}

fn range(look: &Look<'_>, segment: Option<SegmentId>, prefix: Subnet, size: u128) -> Result<Value, String> {
    let free = look.range(segment, prefix, size).ok_or(format!("{prefix} has no {size} addresses free in a row"))?;
    Ok(json!({ "start": free.start.to_string(), "end": free.end.to_string() }))
}

fn of_director(look: &Look<'_>, cloud: &Cloud, blanks: &mut Vec<Blank>) {
    let Some(director) = cloud.deployment.director() else { return };
    let prefix = director.network_cidr.unwrap_or_else(|| director.local_ip.subnet());
    let segment = look.topology.ctlplane(cloud);
    // TripleO's validations ask for so many.
    let size = u128::from(figures().tripleo_network.ctlplane_range.value).max(cloud.nodes.len() as u128 + SPARE);
    if director.dhcp.is_none() {
        blanks.push(Blank {
            subject: at(cloud, "deployment.director.dhcp".to_owned()),
            why: format!("the director of {} gives its nodes addresses", cloud.name),
            value: range(look, segment, prefix, size),
        });
    }
    if director.introspect && director.inspection.is_none() {
        blanks.push(Blank {
            subject: at(cloud, "deployment.director.inspection".to_owned()),
            why: format!("the director of {} introspects its nodes", cloud.name),
            value: range(look, segment, prefix, size),
        });
    }
}

fn of_planes(look: &Look<'_>, cloud: &Cloud, blanks: &mut Vec<Blank>) {
    // On the control plane the director's own range is the pool.
    for plane in cloud.planes.iter().filter(|plane| plane.pool.is_none() && plane.purpose != PlanePurpose::Control) {
        let Some(prefix) = plane.subnet else { continue };
        let nodes = plane_nodes(cloud, plane, |name| look.topology.named_machine(name)).len() as u128;
        if nodes > 0 {
            blanks.push(Blank {
                subject: at(cloud, format!("planes[{}].pool", plane.name)),
                why: format!("nodes of {} get their addresses on {} from there", cloud.name, plane.name),
                value: range(look, look.topology.plane(cloud, plane), prefix, nodes + SPARE),
            });
        }
    }
}

fn of_externals(look: &Look<'_>, cloud: &Cloud, blanks: &mut Vec<Blank>) {
    for external in cloud.external_networks.iter().filter(|external| external.pool.is_none()) {
        let projects = || look.lab.projects.iter().filter(|project| project.cloud == cloud.name);
        let floating = projects().flat_map(|project| &project.floating_ips).filter(|floating| floating.network == external.name).count();
        let routers =
            projects().flat_map(|project| &project.routers).filter(|router| router.external.as_ref() == Some(&external.name)).count();
        if floating + routers == 0 {
            continue;
        }
        let size = (floating + routers) as u128 + SPARE;
        let segment = look.topology.external(cloud.name.as_str(), external.name.as_str());
        blanks.push(Blank {
            subject: at(cloud, format!("externalNetworks[{}].pool", external.name)),
            why: format!("floating IPs and routers on {} get their addresses from there", external.name),
            value: match external.subnet {
                Some(prefix) => range(look, segment, prefix, size),
                None => Err(format!("the prefix of {} is not known", external.name)),
            },
        });
    }
}
