//! Memory and vCPUs of machines, and flavors, down to what a vendor asks at least.

use serde_json::json;

use crate::{
    capacity::guests::{cloud_of, flavor},
    document::Command,
    model::{Flavor, Keyed, Kind, Machine, RecordRef},
    rules::support::edit::{Located, several},
    value::Size,
};

use super::{
    super::least::{Floor, of_flavor, of_machine, of_pool},
    Choice, Harm, STEP, Space, alike, ladder, machine_names, named, thousandths,
};

pub(super) fn machines(space: &mut Space<'_>) {
    let floors: Vec<(Floor, &Machine)> =
        space.lab.machines.iter().filter_map(|machine| Some((of_machine(space.lab, machine)?, machine))).collect();
    let missing = space.lacks("capacity/memory");
    for ((floor, _, now), machines) in alike(floors.iter().map(|(floor, machine)| ((floor, machine.role, machine.memory), *machine))) {
        let Some(least) = floor.memory else { continue };
        let steps = ladder(now.bytes(), least.bytes(), STEP, missing.div_ceil(machines.len() as u64));
        let choices = steps.into_iter().map(|to| Choice {
            title: format!("Give {} {} instead of {}", named(&machine_names(&machines)), Size::from_bytes(to).human(), now.human()),
            source: Some(floor.source.clone()),
            command: each(&machines, |machine| machine.set("memory", Size::from_bytes(to).to_string())),
            size: machines.len() as u64 * thousandths(now.bytes(), to),
        });
        let choices = choices.collect();
        space.add(Harm::Smaller, choices);
    }
    let missing = space.lacks("capacity/vcpu-overcommit");
    for ((floor, _, now), machines) in alike(floors.iter().map(|(floor, machine)| ((floor, machine.role, machine.vcpus), *machine))) {
        let Some(least) = floor.vcpus else { continue };
        let steps = ladder(now.into(), least.into(), 1, missing.div_ceil(machines.len() as u64));
        let choices = steps.into_iter().map(|to| Choice {
            title: format!("Give {} {} instead of {now}", named(&machine_names(&machines)), several(to as usize, "vCPU", "vCPUs")),
            source: Some(floor.source.clone()),
            command: each(&machines, |machine| machine.set("vcpus", to)),
            size: machines.len() as u64 * thousandths(now.into(), to),
        });
        let choices = choices.collect();
        space.add(Harm::Smaller, choices);
    }
}

fn each(machines: &[&Machine], change: impl Fn(&Machine) -> Command) -> Command {
    Command::Batch { commands: machines.iter().map(|machine| change(machine)).collect() }
}

pub(super) fn flavors(space: &mut Space<'_>) {
    let of_projects = space.lab.projects.iter().flat_map(|project| project.flavors.iter().map(move |flavor| (project.reference(), flavor)));
    let of_clouds = space.lab.clouds.iter().flat_map(|cloud| cloud.flavors.iter().map(move |flavor| (cloud.reference(), flavor)));
    let all: Vec<(RecordRef, &Flavor)> = of_projects.chain(of_clouds).collect();
    for (owner, flavor) in all {
        let Some(floor) = of_flavor(space.lab, &owner, flavor) else { continue };
        let change = |field: &str, what: String, value: serde_json::Value, size: u64| Choice {
            title: format!("Make the flavor {} smaller: {what}", flavor.name),
            source: Some(floor.source.clone()),
            command: Command::Set { record: owner.clone(), field: format!("flavors[{}].{field}", flavor.name), value },
            size,
        };
        if let Some(least) = floor.memory {
            let now = flavor.memory;
            let steps = ladder(now.bytes(), least.bytes(), STEP, 0).into_iter().map(|to| {
                let to = Size::from_bytes(to);
                let what = format!("{} instead of {}", to.human(), now.human());
                change("memory", what, json!(to.to_string()), thousandths(now.bytes(), to.bytes()))
            });
            let choices = steps.collect();
            space.add(Harm::Smaller, choices);
        }
        if let (Some(least), Some(now)) = (floor.disk, flavor.disk) {
            let steps = ladder(now.bytes(), least.bytes(), STEP, 0).into_iter().map(|to| {
                let to = Size::from_bytes(to);
                let what = format!("a disk of {} instead of {}", to.human(), now.human());
                change("disk", what, json!(to.to_string()), thousandths(now.bytes(), to.bytes()))
            });
            let choices = steps.collect();
            space.add(Harm::Smaller, choices);
        }
        if let Some(least) = floor.vcpus {
            let now = flavor.vcpus;
            let steps = ladder(now.into(), least.into(), 1, 0).into_iter().map(|to| {
                let what = format!("{} instead of {now}", several(to as usize, "vCPU", "vCPUs"));
                change("vcpus", what, json!(to), thousandths(now.into(), to))
            });
            let choices = steps.collect();
            space.add(Harm::Smaller, choices);
        }
    }
}

/// Nodes that share a flavor with others that need more get one of their own.
pub(super) fn own_flavors(space: &mut Space<'_>) {
    for cluster in space.lab.clusters.iter() {
        let Some(project) = cluster.project.as_ref().and_then(|name| space.lab.projects.get(name.as_str())) else { continue };
        let cloud = cloud_of(space.lab, project);
        let pools =
            [("controlPlane", "master", "control plane", &cluster.control_plane), ("workers", "worker", "workers", &cluster.workers)];
        for (field, word, what, pool) in pools {
            let (Some(least), Some(name)) = (of_pool(cluster, field), pool.flavor.as_ref()) else { continue };
            let Some(own) = flavor(project, cloud, name.as_str()).filter(|_| pool.asked() > 0) else { continue };
            let is_projects = project.flavors.iter().any(|flavor| flavor.name == *name);
            let owner = if is_projects {
                project.reference()
            } else {
                cloud.map_or_else(|| project.reference(), |cloud| RecordRef::new(Kind::Clouds, cloud.id()))
            };
            // A flavor that may go down as far by itself needs no other beside it.
            let alone = of_flavor(space.lab, &owner, own)
                .is_some_and(|floor| floor.memory <= Some(least.memory) && floor.vcpus <= Some(least.vcpus));
            let (vcpus, memory) = (least.vcpus.min(own.vcpus), least.memory.min(own.memory));
            let new = format!("{}-{word}", cluster.name);
            if alone || (vcpus, memory) == (own.vcpus, own.memory) || flavor(project, cloud, &new).is_some() {
                continue;
            }
            let mut value = json!({ "name": new, "vcpus": vcpus, "memory": memory.to_string() });
            if let Some(disk) = own.disk {
                value["disk"] = json!(disk.to_string());
            }
            let commands = vec![
                Command::Append { record: project.reference(), field: "flavors".to_owned(), value },
                cluster.set(format!("{field}.flavor"), new.as_str()),
            ];
            let size = thousandths(own.memory.bytes(), memory.bytes()) + thousandths(own.vcpus.into(), vcpus.into());
            let choice = Choice {
                title: format!(
                    "Give the {what} of {} a flavor of their own: {} and {}",
                    cluster.name,
                    several(vcpus as usize, "vCPU", "vCPUs"),
                    memory.human()
                ),
                source: Some(least.source.clone()),
                command: Command::Batch { commands },
                size: u64::from(pool.asked()) * size,
            };
            space.add(Harm::Smaller, vec![choice]);
        }
    }
}
