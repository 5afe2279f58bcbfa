//! The stages of L2: servers, the installation of clusters, their updates.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    capacity::{
        account::{HolderKind, Quantity},
        demand::{Amounts, ClusterDemand, Demand, Quotable, of_guest},
        guests::{Guest, Part},
        room::Room,
        settle::Settled,
        surge,
    },
    model::{Cluster, Installer, Lab},
};

use super::{
    StageKind,
    build::{Builder, list},
    images, l0,
};

/// Projects with what is made in them before servers, and the servers.
pub(super) fn servers<'a>(builder: &mut Builder<'a>, lab: &Lab, clouds: &[Settled<'a>], demands: &BTreeMap<&str, Demand<'_>>) {
    if demands.is_empty() {
        return;
    }
    let servers = placed(builder, clouds, |guest| guest.cluster.is_none());
    let fetched = images::fetch(builder, lab, None, "images", &servers);
    let what = format!("networks and servers of {} are made", list(demands.keys().copied()));
    builder.stage(StageKind::Servers, None, "projects and servers".to_owned(), what, |builder| {
        for demand in demands.values() {
            project(builder, demand, &demand.own, 1);
            project(builder, demand, &demand.servers, 1);
        }
        fetched.go(builder);
        on_nodes(builder, &servers, 1);
    });
}

/// A cluster's control plane and bootstrap, its workers, the bootstrap's end.
pub(super) fn installation<'a>(
    builder: &mut Builder<'a>,
    lab: &Lab,
    cluster: &Cluster,
    clouds: &[Settled<'a>],
    demands: &BTreeMap<&str, Demand<'_>>,
) {
    let name = &cluster.name;
    let is_this = |guest: &Guest<'_>| guest.cluster.is_some_and(|of| of.name == *name);
    let demand = of_cluster(cluster, demands);
    let (control_plane, workers): (Placed<'_, '_>, Placed<'_, '_>) =
        placed(builder, clouds, is_this).into_iter().partition(|(_, guest)| guest.part != Part::Worker);
    let fetched = images::fetch(builder, lab, Some(name), &format!("{name}: images"), &control_plane);
    let made_by_installer = cluster.installer == Installer::Ipi && demand.is_some();
    let title = if made_by_installer { format!("{name}: bootstrap") } else { format!("{name}: control plane") };
    let what = if made_by_installer { "the control plane comes up with its bootstrap" } else { "the control plane comes up" };
    builder.stage(StageKind::ControlPlane, Some(name), title, what.to_owned(), |builder| {
        if let Some((demand, of)) = demand {
            project(builder, demand, &of.always, 1);
            project(builder, demand, &of.workers, -1);
            project(builder, demand, &of.install, 1);
        }
        fetched.go(builder);
        on_nodes(builder, &control_plane, 1);
    });
    let fetched = images::fetch(builder, lab, Some(name), &format!("{name}: images of the workers"), &workers);
    builder.stage(StageKind::Workers, Some(name), format!("{name}: workers"), "the workers join".to_owned(), |builder| {
        if let Some((demand, of)) = demand {
            project(builder, demand, &of.workers, 1);
        }
        fetched.go(builder);
        on_nodes(builder, &workers, 1);
    });
    let bootstrap = cluster.bootstrap.as_ref();
    let machine = bootstrap.and_then(|node| lab.machines.get(node.machine.as_ref()?.as_str())).filter(|machine| machine.started);
    let server = bootstrap.and_then(|node| node.server.as_ref());
    let title = format!("{name}: bootstrap gone");
    let what = match machine {
        Some(machine) => format!("the control plane stands, {} is switched off", machine.name),
        None => "the control plane stands, the bootstrap is removed".to_owned(),
    };
    builder.stage(StageKind::Installed, Some(name), title, what, |builder| {
        if let Some((demand, of)) = demand {
            project(builder, demand, &of.install, -1);
        }
        let bootstrap = control_plane.iter().copied().filter(|(_, guest)| guest.part == Part::Bootstrap);
        on_nodes(builder, &bootstrap.collect::<Vec<_>>(), -1);
        if let Some(machine) = machine {
            l0::run(builder, &[machine], -1);
        }
        if let Some(server) = server {
            let is_it = |guest: &Guest<'_>| guest.server.is_some_and(|of| of.name == *server);
            on_nodes(builder, &placed(builder, clouds, is_it), -1);
            let gone = clouds.iter().flat_map(|cloud| &cloud.guests).find(|guest| is_it(guest));
            if let Some((guest, demand)) = gone.and_then(|guest| Some((guest, demands.get(guest.project.name.as_str())?))) {
                let mut amounts = Amounts::default();
                of_guest(guest, &mut amounts);
                project(builder, demand, &amounts, -1);
            }
        }
    });
}

/// What a rolling update of a cluster makes beyond the nodes that there are: control plane first, then the workers.
pub(super) fn update<'a>(
    builder: &mut Builder<'a>,
    lab: &Lab,
    cluster: &Cluster,
    clouds: &[Settled<'a>],
    demands: &BTreeMap<&str, Demand<'_>>,
) {
    let Some((demand, _)) = of_cluster(cluster, demands) else { return };
    let mut before: Vec<(Option<usize>, Guest<'_>)> = Vec::new();
    for (part, what) in [(Part::ControlPlane, "control plane"), (Part::Worker, "workers")] {
        let surge = surge(builder, cluster, part, clouds);
        if surge.is_empty() {
            continue;
        }
        let title = format!("{}: update of the {what}", cluster.name);
        let told = format!("a rolling update makes {} more of the {what}", surge.len());
        let last = std::mem::replace(&mut before, surge.clone());
        let arriving = surge.iter().filter_map(|(holder, guest)| Some(((*holder)?, guest))).collect();
        let fetched = images::fetch(builder, lab, Some(&cluster.name), &format!("{title}: images"), &arriving);
        builder.stage(StageKind::Update, Some(&cluster.name), title, told, |builder| {
            fetched.go(builder);
            extra(builder, demand, &last, -1);
            extra(builder, demand, &surge, 1);
        });
    }
    if !before.is_empty() {
        let (title, told) = (format!("{}: updated", cluster.name), "the old nodes are gone".to_owned());
        builder.stage(StageKind::Updated, Some(&cluster.name), title, told, |builder| extra(builder, demand, &before, -1));
    }
}

/// The nodes that a rolling update makes beyond those of a part, each with the holder that has room for it.
fn surge<'a>(builder: &Builder<'_>, cluster: &Cluster, part: Part, clouds: &[Settled<'a>]) -> Vec<(Option<usize>, Guest<'a>)> {
    let count = surge::surge(cluster, part);
    if count == 0 {
        return Vec::new();
    }
    let is_like = |guest: &&Guest<'_>| guest.part == part && guest.cluster.is_some_and(|of| of.name == cluster.name);
    let Some((settled, guest)) = clouds.iter().find_map(|cloud| Some((cloud, *cloud.guests.iter().copied().find(is_like).as_ref()?)))
    else {
        return Vec::new();
    };
    let extra: Vec<Guest<'a>> = (0..count).map(|_| guest.clone()).collect();
    let again = Room::left(settled).place(&extra.iter().collect::<Vec<_>>(), &BTreeSet::new());
    // Compute nodes are holders in their order, cloud by cloud.
    let holders = &builder.account.holders;
    let nodes = builder.holders(HolderKind::ComputeNode).filter(|holder| holders[*holder].id.cloud.as_ref() == Some(&settled.cloud.name));
    let nodes: Vec<usize> = nodes.collect();
    again.places.into_iter().map(|place| nodes.get(place?).copied()).zip(extra).collect()
}

fn extra(builder: &mut Builder<'_>, demand: &Demand<'_>, extra: &[(Option<usize>, Guest<'_>)], sign: i128) {
    for (holder, guest) in extra {
        let mut amounts = Amounts::default();
        of_guest(guest, &mut amounts);
        project(builder, demand, &amounts, sign);
        if let Some(holder) = holder {
            on_node(builder, *holder, guest, sign);
        }
    }
}

fn of_cluster<'a, 'b>(cluster: &Cluster, demands: &'b BTreeMap<&str, Demand<'a>>) -> Option<(&'b Demand<'a>, &'b ClusterDemand<'a>)> {
    let demand = demands.get(cluster.project.as_ref()?.as_str())?;
    Some((demand, demand.clusters.iter().find(|of| *of.name == cluster.name)?))
}

/// Guests with the holders that they are placed on.
pub(super) type Placed<'b, 'a> = Vec<(usize, &'b Guest<'a>)>;

/// The guests that are meant, where they have a place.
fn placed<'a>(builder: &Builder<'_>, clouds: &[Settled<'a>], is_meant: impl Fn(&Guest<'_>) -> bool) -> Placed<'a, 'a> {
    let mut nodes = builder.holders(HolderKind::ComputeNode);
    let mut placed = Vec::new();
    for cloud in clouds {
        let holders: Vec<usize> = nodes.by_ref().take(cloud.nodes.len()).collect();
        let meant = cloud.guests.iter().zip(&cloud.places).filter(|(guest, _)| is_meant(guest));
        placed.extend(meant.filter_map(|(guest, place)| Some((holders[(*place)?], *guest))));
    }
    placed
}

/// Guests take room of their compute nodes, or give it back.
fn on_nodes(builder: &mut Builder<'_>, guests: &Placed<'_, '_>, sign: i128) {
    guests.iter().for_each(|(holder, guest)| on_node(builder, *holder, guest, sign));
}

fn on_node(builder: &mut Builder<'_>, holder: usize, guest: &Guest<'_>, sign: i128) {
    let size = |size: Option<crate::value::Size>| i128::from(size.unwrap_or_default().bytes()) * sign;
    builder.add(holder, Quantity::Vcpus, i128::from(guest.vcpus().unwrap_or_default()) * sign);
    builder.add(holder, Quantity::Memory, size(guest.memory()));
    builder.add(holder, Quantity::DiskGrown, size(guest.local_disk()));
}

/// Amounts count against a project's quota, and volumes against its cloud's storage. The members of server groups are no sum, and left out.
fn project(builder: &mut Builder<'_>, demand: &Demand<'_>, amounts: &Amounts, sign: i128) {
    let project = demand.project;
    if let Some(holder) = builder.holder(HolderKind::Quota, project.name.as_str(), Some(&project.cloud)) {
        for quotable in Quotable::ALL.into_iter().filter(|quotable| *quotable != Quotable::ServerGroupMembers) {
            builder.add(holder, Quantity::Quota(quotable), i128::from(amounts.of(quotable)) * sign);
        }
    }
    if let Some(holder) = demand.cloud.and_then(|cloud| builder.holder(HolderKind::VolumeStorage, cloud.name.as_str(), None)) {
        builder.add(holder, Quantity::DiskGrown, i128::from(amounts.of(Quotable::VolumeStorage)) * sign);
    }
}
