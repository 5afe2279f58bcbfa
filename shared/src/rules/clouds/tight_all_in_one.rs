//! An all-in-one machine has less than its services and its guests want together.
//!
//! ## What it does
//! Adds what OpenStack-Ansible recommends for an all-in-one (16 GB of memory, and 80 GB of disk or a second one of 60 GB) and the memory that the project's servers and clusters need at their peak, and compares with the machine.
//!
//! ## Why
//! Nova knows of the guests only: they start, and the control plane beside them is ended for want of memory. Magnum's clusters come with amphorae on top.
//!
//! ## Fix
//! Make the machine larger (offered for its memory).
//!
//! ## Source
//! Catalogue R166, R169. openstack/openstack-ansible, `doc/source/user/aio/quickstart.rst` ("Recommended server resources"); the guests' part is derived from the lab.

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    figures::figures,
    model::{Deployment, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::Located,
            inside::projects_in,
            nodes::{falls_short, nodes, whole},
            space::size,
        },
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "clouds/tight-all-in-one",
    severity: Severity::Warning,
    reads: &[
        Input::Named(Kind::Images),
        Input::Named(Kind::Machines),
        Input::Each(Kind::Clouds),
        Input::Named(Kind::Projects),
        Input::Named(Kind::Servers),
        Input::Named(Kind::Clusters),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let figures = &figures().openstack_ansible;
    for cloud in cx.each(&cx.lab.clouds) {
        let Deployment::OpenstackAnsible(ansible) = &cloud.deployment else { continue };
        let mut all = nodes(cx, cloud);
        let (Some((_, machine)), None, true) = (all.next(), all.next(), ansible.all_in_one) else { continue };
        let here = projects_in(cx, cloud).filter_map(|project| cx.demand(project));
        let guests: Size = here.map(|demand| Size::from_bytes(demand.peak(Quotable::Memory))).sum();
        let wanted = figures.advised.memory + guests;
        if falls_short(machine.memory, wanted) && !falls_short(machine.memory, figures.least.memory) {
            let for_guests = if guests == Size::ZERO { String::new() } else { format!(" ({} of it for guests)", guests.human()) };
            let memory = whole(wanted);
            findings
                .add(
                    machine.at("memory"),
                    format!(
                        "the all-in-one {} has {} of memory, {} are wanted{for_guests}",
                        machine.name,
                        machine.memory.human(),
                        wanted.human()
                    ),
                    "give it more memory, or make fewer or smaller guests",
                )
                .fix(format!("Give it {}", memory.human()), machine.set("memory", memory.to_string()));
        }
        let (first, second) = (machine.disks.first().and_then(|disk| size(cx, disk)), machine.disks.get(1).and_then(|disk| size(cx, disk)));
        let has_second = ansible.secondary_disk && second.is_none_or(|size| !falls_short(size, figures.advised_second_disk.value));
        if let Some(first) =
            first.filter(|first| falls_short(*first, figures.advised.disk) && !falls_short(*first, figures.least.disk) && !has_second)
        {
            findings.add(
                machine.at("disks"),
                format!("the all-in-one {} has {} of disk, {} are recommended", machine.name, first.human(), figures.advised.disk.human()),
                format!("give it more, or a blank second disk of {} (secondaryDisk)", figures.advised_second_disk.value.human()),
            );
        }
    }
}
