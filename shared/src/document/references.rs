//! Which fields refer to records by name: the one list that renaming and the reference rules go by.

use crate::{
    model::{Boot, Kind, Lab, Machine},
    value::Name,
};

/// Visits every name by which a machine refers to a record: the kind, the field's path in the machine, the name.
pub fn of_machine<'a>(machine: &'a Machine, visit: &mut impl FnMut(Kind, String, &'a Name)) {
    for disk in &machine.disks {
        visit(Kind::Pools, format!("disks[{}].pool", disk.name), &disk.pool);
        if let Some(image) = &disk.image {
            visit(Kind::Images, format!("disks[{}].image", disk.name), image);
        }
    }
    for port in &machine.ports {
        if let Some(network) = &port.network {
            visit(Kind::Networks, format!("ports[{}].network", port.name), network);
        }
    }
    match &machine.boot {
        Boot::Iso(iso) => visit(Kind::Images, "boot.iso.image".to_owned(), &iso.image),
        Boot::Kernel(kernel) => {
            visit(Kind::Images, "boot.kernel.kernel".to_owned(), &kernel.kernel);
            if let Some(initrd) = &kernel.initrd {
                visit(Kind::Images, "boot.kernel.initrd".to_owned(), initrd);
            }
        }
        Boot::Disk | Boot::Pxe(_) => {}
    }
    for (index, other) in machine.after.iter().enumerate() {
        visit(Kind::Machines, format!("after[{index}]"), other);
    }
}

/// Lets every reference to a renamed record follow.
pub fn follow_rename(lab: &mut Lab, kind: Kind, from: &Name, to: &Name) {
    let follow = |of: Kind, name: &mut Name| {
        if of == kind && name == from {
            *name = to.clone();
        }
    };
    let boot = |boot: &mut Boot| match boot {
        Boot::Iso(iso) => follow(Kind::Images, &mut iso.image),
        Boot::Kernel(kernel) => {
            follow(Kind::Images, &mut kernel.kernel);
            kernel.initrd.iter_mut().for_each(|initrd| follow(Kind::Images, initrd));
        }
        Boot::Disk | Boot::Pxe(_) => {}
    };
    let refers = lab.machines.iter().any(|machine| {
        let mut refers = false;
        of_machine(machine, &mut |of, _, name| refers |= of == kind && name == from);
        refers
    });
    // Only then, so that untouched machines stay the same shared records.
    if refers {
        lab.machines.for_each_mut(|machine| {
            for disk in &mut machine.disks {
                follow(Kind::Pools, &mut disk.pool);
                disk.image.iter_mut().for_each(|image| follow(Kind::Images, image));
            }
            for port in &mut machine.ports {
                port.network.iter_mut().for_each(|network| follow(Kind::Networks, network));
            }
            boot(&mut machine.boot);
            machine.after.iter_mut().for_each(|other| follow(Kind::Machines, other));
        });
    }
    if !lab.scales.is_empty() {
        lab.scales.for_each_mut(|scale| {
            for stand_in in &mut scale.images {
                follow(Kind::Images, &mut stand_in.image);
                follow(Kind::Images, &mut stand_in.with);
            }
            for named in &mut scale.machines {
                follow(Kind::Machines, &mut named.machine);
                named.becomes.boot.iter_mut().for_each(boot);
            }
            if let Some(every) = &mut scale.every_machine {
                every.boot.iter_mut().for_each(boot);
            }
        });
    }
}
