//! OpenStack-Ansible's sparse files can grow beyond the all-in-one's disk.
//!
//! ## What it does
//! Counts the files that stand in for disks (Nova, and Cinder, Swift and Manila where the cloud has them), takes their size (1024 GB each where the lab does not say) and compares with the disk that they lie on.
//!
//! ## Why
//! They take nothing at first. Once guests and volumes fill them, the root file system is full, and MariaDB and RabbitMQ stop with it.
//!
//! ## Fix
//! Set their size so that they fit (offered).
//!
//! ## Source
//! Catalogue R28. openstack/openstack-ansible, `tests/roles/bootstrap-host/defaults/main.yml` (bootstrap_host_loopback_*_size).

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Deployment, Kind, Service},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, several},
            nodes::nodes,
            space::size,
        },
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "clouds/large-loopbacks",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Images), Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let figures = &figures().openstack_ansible;
    for cloud in cx.each(&cx.lab.clouds) {
        let Deployment::OpenstackAnsible(ansible) = &cloud.deployment else { continue };
        let Some((_, machine)) = nodes(cx, cloud).next().filter(|_| ansible.all_in_one) else { continue };
        let disk = machine.disks.get(usize::from(ansible.secondary_disk));
        let Some(room) = disk.and_then(|disk| size(cx, disk)) else { continue };
        let stored = [Service::Cinder, Service::Swift, Service::Manila];
        // Nova's is always there.
        let files = 1 + stored.into_iter().filter(|service| cloud.services.contains(service)).count() as u64;
        let each = ansible.loopback_size.unwrap_or(figures.loopback.value);
        let all = Size::from_bytes(each.bytes().saturating_mul(files));
        if all <= room {
            continue;
        }
        let together = if files > 1 { format!(" each, {} together", all.human()) } else { String::new() };
        let message = format!(
            "{} on {} can grow to {}{together}; the disk has {}",
            several(usize::try_from(files).unwrap_or(usize::MAX), "sparse file", "sparse files"),
            machine.name,
            each.human(),
            room.human()
        );
        let finding = findings.add(
            cloud.at("deployment.openstack-ansible.loopbackSize"),
            message,
            "set their size so that they fit, or add a second disk",
        );
        let system = if ansible.secondary_disk { Size::ZERO } else { figures.least.disk };
        let fitting = (room.saturating_sub(system).bytes() / files) >> 30;
        if fitting > 0 {
            let fitting = Size::from_gib(fitting);
            finding.fix(
                format!("Make them {} each", fitting.human()),
                cloud.set("deployment.openstack-ansible.loopbackSize", fitting.to_string()),
            );
        }
    }
}
