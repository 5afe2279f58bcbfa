//! Guests run on a cloud's compute nodes only because memory is promised more than once.
//!
//! ## What it does
//! Where the cloud's memory ratio is above 1 and every guest has a place by it, places the guests again with each node's memory counted once, less Nova's reserve. Looks too at the time when a cluster is installed and its bootstrap is there. Where the guests have no place as it is, `nested/no-place` speaks.
//!
//! ## Why
//! Nova starts them all. When they fill up, the compute node swaps, or the kernel kills one of them: a machine without swap has nothing else. vCPUs are shared in time, memory is not.
//!
//! ## Fix
//! Give compute nodes more memory, make guests smaller or fewer, or accept the finding with the reason why the guests stay below their size.
//!
//! ## Source
//! OpenStack, Architecture design guide, "Overcommitting CPU and RAM" (more instances at the cost of their performance); nova/conf/compute.py, ram_allocation_ratio. Catalogue R13 says the same of the host.

use crate::{
    capacity::{
        guests::{Guest, Phase},
        placement::{Node, place},
    },
    diagnostic::Severity,
    figures::figures,
    model::{Cloud, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, several},
            inside::guests_in,
            nodes::compute_nodes,
        },
    },
    value::{Ratio, Size},
};

pub const RULE: Rule = Rule {
    id: "nested/memory-overcommit",
    severity: Severity::Warning,
    reads: &[
        Input::Named(Kind::Machines),
        Input::Each(Kind::Clouds),
        Input::Named(Kind::Projects),
        Input::Named(Kind::Servers),
        Input::Named(Kind::Clusters),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let nova = &figures().nova;
        let ratio = cloud.compute.memory_ratio.unwrap_or(nova.memory_ratio.value);
        if ratio <= Ratio::ONE {
            continue;
        }
        let guests = guests_in(cx, cloud);
        let promised = compute_nodes(cx, cloud);
        let reserved = cloud.compute.reserved_memory.unwrap_or(nova.reserved_memory.value);
        let mut real = promised.clone();
        real.iter_mut().for_each(|node| node.memory = node.machine.memory.saturating_sub(reserved));
        // In most labs there is room for all at once.
        if place(&real, &guests.iter().collect::<Vec<_>>()).homeless.is_empty() {
            continue;
        }
        let always: Vec<&Guest<'_>> = guests.iter().filter(|guest| guest.phase == Phase::Always).collect();
        let is_promised_only = |guests: &[&Guest<'_>]| {
            let placement = place(&real, guests);
            !placement.homeless.is_empty() && placement.is_certain && place(&promised, guests).homeless.is_empty()
        };
        if is_promised_only(&always) {
            report(cloud, &always, &real, ratio, findings);
            continue;
        }
        let peaks = guests.iter().filter(|guest| guest.phase == Phase::Install);
        let peaks = peaks.map(|temporary| always.iter().copied().chain([temporary]).collect::<Vec<_>>());
        if let Some(peak) = peaks.into_iter().find(|peak| is_promised_only(peak)) {
            report(cloud, &peak, &real, ratio, findings);
        }
    }
}

fn report(cloud: &Cloud, guests: &[&Guest<'_>], nodes: &[Node<'_>], ratio: Ratio, findings: &mut Findings) {
    let asked: Size = guests.iter().filter_map(|guest| guest.memory()).sum();
    let has: Size = nodes.iter().map(|node| node.memory).sum();
    let when = if guests.iter().any(|guest| guest.phase == Phase::Install) { " while a cluster is installed" } else { "" };
    let on = several(nodes.len(), "compute node", "compute nodes");
    let have = if nodes.len() == 1 { "has" } else { "have" };
    let is_spread = asked <= has;
    let how = if is_spread {
        ", but not in pieces that fit".to_owned()
    } else {
        format!(": {:.2} times, of {ratio} allowed", asked.bytes() as f64 / has.bytes().max(1) as f64)
    };
    findings.add(
        cloud.at("compute.memoryRatio"),
        format!(
            "guests ask for {} of memory{when}; the {on} of {} {have} {} after the reserve{how}",
            asked.human(),
            cloud.name,
            has.human()
        ),
        "give compute nodes more memory, make guests smaller or fewer, or accept the finding with its reason",
    );
}
