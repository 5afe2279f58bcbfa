//! Names by which servers, clusters and projects refer to what is inside their cloud and project, as several rules need it.

use std::collections::BTreeSet;

use crate::{
    capacity::guests::{Guest, guests_of},
    model::{Cloud, Cluster, NodePool, Project, RecordRef, Server},
    rules::{
        Context,
        groups::{CLUSTERS_IN_PROJECT, IN_CLOUD, IN_PROJECT, key_of},
        support::{edit::Located, gather::gather, twins::firsts},
    },
    value::Name,
};

/// What a name inside a cloud means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Flavor,
    Image,
    /// A network that servers and ports may stand on.
    Network,
    ExternalNetwork,
    Subnet,
    Port,
    SecurityGroup,
    ServerGroup,
}

impl Part {
    pub fn singular(self) -> &'static str {
        match self {
            Part::Flavor => "flavor",
            Part::Image => "image",
            Part::Network => "network",
            Part::ExternalNetwork => "external network",
            Part::Subnet => "subnet",
            Part::Port => "port",
            Part::SecurityGroup => "security group",
            Part::ServerGroup => "server group",
        }
    }

    /// Whether a cloud has such things for all its projects.
    pub fn is_of_cloud(self) -> bool {
        matches!(self, Part::Flavor | Part::Image | Part::Network | Part::ExternalNetwork)
    }
}

/// A name that refers to a part of a cloud or project.
pub struct Use<'a> {
    /// The record that refers.
    pub owner: RecordRef,
    pub owner_name: &'a Name,
    pub field: String,
    pub part: Part,
    pub name: &'a Name,
    pub project: &'a Project,
}

/// Visits every such name of the lab.
pub fn uses<'a>(cx: &Context<'a>, visit: &mut impl FnMut(Use<'a>)) {
    for project in cx.each(&cx.lab.projects) {
        let mut see = |field: String, part, name| {
            visit(Use { owner: project.reference(), owner_name: &project.name, field, part, name, project });
        };
        of_project(project, &mut see);
    }
    for server in cx.each(&cx.lab.servers) {
        let Some(project) = cx.index.projects.get(server.project.as_str()).copied() else { continue };
        let mut see = |field: String, part, name| {
            visit(Use { owner: server.reference(), owner_name: &server.name, field, part, name, project });
        };
        of_server(server, &mut see);
    }
    for cluster in cx.each(&cx.lab.clusters) {
        let project = cluster.project.as_ref().and_then(|name| cx.index.projects.get(name.as_str()).copied());
        let Some(project) = project else { continue };
        let mut see = |field: String, part, name| {
            visit(Use { owner: cluster.reference(), owner_name: &cluster.name, field, part, name, project });
        };
        of_cluster(cluster, &mut see);
    }
}

fn of_project<'a>(project: &'a Project, see: &mut impl FnMut(String, Part, &'a Name)) {
    for router in firsts(&project.routers, |router| &router.name) {
        if let Some(external) = &router.external {
            see(format!("routers[{}].external", router.name), Part::ExternalNetwork, external);
        }
        for (index, subnet) in router.subnets.iter().enumerate() {
            see(format!("routers[{}].subnets[{index}]", router.name), Part::Subnet, subnet);
        }
    }
    for (index, floating) in project.floating_ips.iter().enumerate() {
        see(format!("floatingIps[{index}].network"), Part::ExternalNetwork, &floating.network);
        if let Some(port) = &floating.port {
            see(format!("floatingIps[{index}].port"), Part::Port, port);
        }
    }
    for group in firsts(&project.security_groups, |group| &group.name) {
        for (index, rule) in group.rules.iter().enumerate() {
            if let Some(remote) = &rule.remote_group {
                see(format!("securityGroups[{}].rules[{index}].remoteGroup", group.name), Part::SecurityGroup, remote);
            }
        }
    }
    for port in firsts(&project.ports, |port| &port.name) {
        see(format!("ports[{}].network", port.name), Part::Network, &port.network);
        for (index, group) in port.security_groups.iter().enumerate() {
            see(format!("ports[{}].securityGroups[{index}]", port.name), Part::SecurityGroup, group);
        }
    }
}

fn of_server<'a>(server: &'a Server, see: &mut impl FnMut(String, Part, &'a Name)) {
    see("flavor".to_owned(), Part::Flavor, &server.flavor);
    if let Some(image) = &server.image {
        see("image".to_owned(), Part::Image, image);
    }
    for (index, port) in server.ports.iter().enumerate() {
        if let Some(network) = &port.network {
            see(format!("ports[{index}].network"), Part::Network, network);
        }
        if let Some(name) = &port.port {
            see(format!("ports[{index}].port"), Part::Port, name);
        }
        for (group, name) in port.security_groups.iter().enumerate() {
            see(format!("ports[{index}].securityGroups[{group}]"), Part::SecurityGroup, name);
        }
    }
    if let Some(group) = &server.server_group {
        see("serverGroup".to_owned(), Part::ServerGroup, group);
    }
}

fn of_cluster<'a>(cluster: &'a Cluster, see: &mut impl FnMut(String, Part, &'a Name)) {
    let mut pool = |field: &str, pool: &'a NodePool| {
        if let Some(flavor) = &pool.flavor {
            see(format!("{field}.flavor"), Part::Flavor, flavor);
        }
        if let Some(image) = &pool.image {
            see(format!("{field}.image"), Part::Image, image);
        }
    };
    pool("controlPlane", &cluster.control_plane);
    pool("workers", &cluster.workers);
    if let Some(external) = &cluster.external_network {
        see("externalNetwork".to_owned(), Part::ExternalNetwork, external);
    }
    if let Some(subnet) = &cluster.networks.subnet {
        see("networks.subnet".to_owned(), Part::Subnet, subnet);
    }
}

/// The names of all parts of a kind that a project sees: its own and its cloud's.
pub fn names<'a>(part: Part, project: &'a Project, cloud: Option<&'a Cloud>) -> BTreeSet<&'a str> {
    fn of<'a, T: 'a>(items: impl IntoIterator<Item = &'a T>, name: impl Fn(&'a T) -> &'a Name) -> Vec<&'a str> {
        items.into_iter().map(|item| name(item).as_str()).collect()
    }
    let externals = || of(cloud.into_iter().flat_map(|cloud| &cloud.external_networks), |network| &network.name);
    let found = match part {
        Part::Flavor => of(project.flavors.iter().chain(cloud.into_iter().flat_map(|cloud| &cloud.flavors)), |flavor| &flavor.name),
        Part::Image => of(project.images.iter().chain(cloud.into_iter().flat_map(|cloud| &cloud.images)), |image| &image.name),
        Part::Network => [of(&project.networks, |network| &network.name), externals()].concat(),
        Part::ExternalNetwork => externals(),
        Part::Subnet => of(project.networks.iter().flat_map(|network| &network.subnets), |subnet| &subnet.name),
        Part::Port => of(&project.ports, |port| &port.name),
        // Every project has one of that name.
        Part::SecurityGroup => [of(&project.security_groups, |group| &group.name), vec!["default"]].concat(),
        Part::ServerGroup => of(&project.server_groups, |group| &group.name),
    };
    gather(found.into_iter())
}

/// The cloud of a project, where the lab has it.
pub fn cloud_of<'a>(cx: &Context<'a>, project: &Project) -> Option<&'a Cloud> {
    cx.index.clouds.get(project.cloud.as_str()).copied()
}

/// The projects of a cloud.
pub fn projects_in<'a>(cx: &Context<'a>, cloud: &Cloud) -> impl Iterator<Item = &'a Project> {
    cx.index.group(IN_CLOUD, key_of(&[cloud.name.as_str()])).filter(|project| project.cloud == cloud.name)
}

/// The guests of a cloud, in the lab's order.
pub fn guests_in<'a>(cx: &Context<'a>, cloud: &Cloud) -> Vec<Guest<'a>> {
    // Flavors are those of the first cloud of the name.
    let _ = cx.index.clouds.get(cloud.name.as_str());
    let (mut servers, mut clusters) = (Vec::new(), Vec::new());
    let names: BTreeSet<&Name> = gather(projects_in(cx, cloud).map(|project| &project.name));
    for name in names {
        let is_here = cx.index.projects.get(name.as_str()).is_some_and(|first| first.cloud == cloud.name);
        if is_here {
            servers.extend(cx.index.places(IN_PROJECT, key_of(&[name.as_str()])));
            clusters.extend(cx.index.places(CLUSTERS_IN_PROJECT, key_of(&[name.as_str()])));
        }
    }
    servers.sort_unstable();
    clusters.sort_unstable();
    let servers = servers.into_iter().filter_map(|place| cx.lab.servers.at(place));
    let clusters = clusters.into_iter().filter_map(|place| cx.lab.clusters.at(place));
    let mut guests = guests_of(cx.lab, servers, clusters);
    guests.retain(|guest| guest.cloud.is_some_and(|of| of.name == cloud.name));
    guests
}

/// The subnet of a project that a cluster stands on, where it names one.
pub fn subnet<'a>(project: &'a Project, cluster: &Cluster) -> Option<&'a crate::model::ProjectSubnet> {
    let name = cluster.networks.subnet.as_ref()?;
    project.networks.iter().flat_map(|network| &network.subnets).find(|subnet| subnet.name == *name)
}
