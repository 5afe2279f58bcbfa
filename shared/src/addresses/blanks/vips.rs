//! Virtual addresses.

use serde_json::json;

use crate::{
    diagnostic::Subject,
    model::{Cloud, Cluster, Deployment, Installer, Keyed, Kind, RecordRef},
    value::IpRange,
};

use super::{Blank, family::preferred, free, look::Look};

pub(super) fn addresses(look: &Look<'_>) -> Vec<Blank> {
    let mut blanks = Vec::new();
    for cloud in look.lab.clouds.iter() {
        of_director(look, cloud, &mut blanks);
        let Deployment::Kolla(kolla) = &cloud.deployment else { continue };
        if kolla.internal_vip.is_some() || cloud.nodes.is_empty() {
            continue;
        }
        let here = || {
            let (node, port) = (cloud.nodes.first()?, kolla.network_interface.as_ref()?);
            let machine = look.topology.named_machine(node.machine.as_str())?;
            let port = machine.ports.iter().find(|own| own.name == *port)?;
            let network = look.topology.named_network(port.network.as_ref()?.as_str())?;
            let prefix = preferred(&look.own(network))?;
            look.address(look.topology.of_port(machine, port.name.as_str(), None), prefix)
        };
        blanks.push(Blank {
            subject: Subject::field(RecordRef::new(Kind::Clouds, cloud.id()), "deployment.kolla.internalVip"),
            why: format!("kolla-ansible sets {} up behind one address", cloud.name),
            value: here()
                .map(|free| json!(free.to_string()))
                .ok_or_else(|| "the network of networkInterface and its prefix are not known, or it is full".to_owned()),
        });
    }
    for cluster in look.lab.clusters.iter().filter(|cluster| cluster.installer == Installer::Ipi) {
        for (field, is_blank) in [("vips.api", cluster.vips.api.is_empty()), ("vips.ingress", cluster.vips.ingress.is_empty())] {
            let Some(name) = cluster.networks.subnet.as_ref().filter(|_| is_blank) else { continue };
            blanks.push(Blank {
                subject: Subject::field(RecordRef::new(Kind::Clusters, cluster.id()), field),
                why: format!("on {name}, which is there already, the installer takes no address by itself"),
                value: of_cluster(look, cluster).map(|free| json!([free])),
            });
        }
    }
    blanks
}

/// Where the director makes itself a certificate, its endpoints have addresses of their own: TripleO's defaults lie in TripleO's default network
/// (openstack/python-tripleoclient, tripleoclient/v1/undercloud_preflight.py, _validate_in_cidr).
fn of_director(look: &Look<'_>, cloud: &Cloud, blanks: &mut Vec<Blank>) {
    let Some(director) = cloud.deployment.director().filter(|director| director.generate_service_certificate) else { return };
    let prefix = director.network_cidr.unwrap_or_else(|| director.local_ip.subnet());
    for (field, address) in [("publicHost", director.public_host), ("adminHost", director.admin_host)] {
        if address.is_some() {
            continue;
        }
        blanks.push(Blank {
            subject: Subject::field(RecordRef::new(Kind::Clouds, cloud.id()), format!("deployment.director.{field}")),
            why: format!("the director of {} has a certificate, and answers with it on an address of its own", cloud.name),
            value: look
                .address(look.topology.ctlplane(cloud), prefix)
                .map(|free| json!(free.to_string()))
                .ok_or_else(|| format!("{prefix} is full")),
        });
    }
}

/// A free address of the subnet that a cluster's nodes stand on, outside what Neutron hands out.
fn of_cluster(look: &Look<'_>, cluster: &Cluster) -> Result<String, String> {
    let project =
        cluster.project.as_ref().and_then(|name| look.topology.named_project(name.as_str())).ok_or("its project is not in the lab")?;
    let name = cluster.networks.subnet.as_ref().ok_or("it names no subnet")?;
    let mut found = project.networks.iter().flat_map(|network| network.subnets.iter().map(move |subnet| (network, subnet)));
    let (network, subnet) = found.find(|(_, subnet)| subnet.name == *name).ok_or(format!("{} has no subnet {name}", project.name))?;
    if subnet.pools.is_empty() {
        return Err(format!("all of {} is handed out: give {name} a pool that leaves something", subnet.cidr));
    }
    let segment = look.topology.tenant(project.name.as_str(), network.name.as_str());
    // Where no gateway is named it is the first address.
    let first = free::usable(subnet.cidr).start;
    let mut free = look.address(segment, subnet.cidr);
    if subnet.gateway.is_none() && free == Some(first) {
        free = look.address(segment, subnet.cidr);
    }
    free.map(|free| free.to_string()).ok_or(format!("{} is full", IpRange { start: subnet.cidr.first(), end: subnet.cidr.last() }))
}
