//! Volumes: written as they are filled, in another pool, or smaller.

use crate::{
    document::Command,
    model::{Allocation, Disk, Keyed, Machine},
    rules::support::edit::{Located, several},
    value::Size,
};

use super::{super::least::of_machine, Choice, Harm, STEP, Space, alike, ladder, machine_names, named, thousandths};

pub(super) fn thin(space: &mut Space<'_>) {
    for pool in space.lab.pools.iter() {
        let commands: Vec<Command> = disks(space)
            .filter(|(_, disk)| disk.pool == pool.name && disk.allocation == Allocation::Full)
            .map(|(machine, disk)| machine.unset(format!("disks[{}].allocation", disk.name)))
            .collect();
        let count = commands.len();
        if count > 0 {
            let title = format!("Let {} in {} grow as they are filled", several(count, "volume", "volumes"), pool.name);
            let choice = Choice { title, source: None, command: Command::Batch { commands }, size: 1000 * count as u64 };
            space.add(Harm::Thin, vec![choice]);
        }
    }
}

pub(super) fn other_pools(space: &mut Space<'_>) {
    // A pool of unknown size would only hide what does not fit.
    let known = |pool: &&crate::model::Pool| {
        let subject = pool.here();
        space.pressures.iter().any(|pressure| pressure.rule == "capacity/pool-overcommit" && pressure.subject == subject)
    };
    let pools: Vec<_> = space.lab.pools.iter().filter(known).collect();
    if pools.len() < 2 {
        return;
    }
    let groups =
        alike(disks(space).map(|(machine, disk)| ((machine.role, &disk.name, &disk.pool, disk.size, &disk.image), (machine, disk))));
    for ((_, name, from, _, _), disks) in groups {
        let machines: Vec<&Machine> = disks.iter().map(|(machine, _)| *machine).collect();
        let to = pools.iter().filter(|pool| pool.name != *from);
        let choices = to.map(|pool| {
            let commands = machines.iter().map(|machine| machine.set(format!("disks[{name}].pool"), pool.name().as_str())).collect();
            Choice {
                title: format!("Put {name} of {} into {} instead of {from}", named(&machine_names(&machines)), pool.name),
                source: None,
                command: Command::Batch { commands },
                size: 1000 * machines.len() as u64,
            }
        });
        let choices = choices.collect();
        space.add(Harm::Pool, choices);
    }
}

/// System disks go down to what is asked of the machine at least, and never below the image that they begin with.
pub(super) fn smaller(space: &mut Space<'_>) {
    let lab = space.lab;
    let system = lab.machines.iter().filter_map(|machine| {
        let (floor, disk) = (of_machine(lab, machine)?, machine.disks.first()?);
        let image = match &disk.image {
            // What is not known of an image may be anything.
            Some(image) => lab.images.get(image.as_str())?.virtual_size?,
            None => Size::ZERO,
        };
        let least = floor.disk?.max(image);
        Some(((floor.source, least, machine.role, &disk.name, &disk.pool, disk.size?), machine))
    });
    for ((source, least, _, name, pool, now), machines) in alike(system) {
        let missing = space.pool_lacks(pool).div_ceil(machines.len() as u64);
        let choices = ladder(now.bytes(), least.bytes(), STEP, missing).into_iter().map(|to| {
            let size = Size::from_bytes(to);
            let commands = machines.iter().map(|machine| machine.set(format!("disks[{name}].size"), size.to_string())).collect();
            Choice {
                title: format!("Make {name} of {} {} instead of {}", named(&machine_names(&machines)), size.human(), now.human()),
                source: Some(source.clone()),
                command: Command::Batch { commands },
                size: machines.len() as u64 * thousandths(now.bytes(), to),
            }
        });
        let choices = choices.collect();
        space.add(Harm::Smaller, choices);
    }
}

fn disks<'a>(space: &Space<'a>) -> impl Iterator<Item = (&'a Machine, &'a Disk)> + use<'a> {
    space.lab.machines.iter().flat_map(|machine| machine.disks.iter().map(move |disk| (machine, disk)))
}
