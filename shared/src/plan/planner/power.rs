use std::collections::BTreeSet;

use crate::{
    model::{Keyed, Kind, Machine, RecordRef},
    plan::{
        Action, Purpose, ResourceKind, StepData,
        steps::{NetworkRef, PoolRef},
    },
    value::Name,
};

use super::{domains, networks::foreign, workbench::Workbench};

/// Starts, stops or reboots machines in the order of their dependencies; a start brings networks and pools up first, as after a reboot of the host.
pub fn plan(bench: &mut Workbench<'_>) {
    let named: BTreeSet<&Name> = bench.input.machines.iter().collect();
    let chosen: Vec<&Machine> = bench.lab.machines.iter().filter(|machine| named.is_empty() || named.contains(&machine.name)).collect();
    for name in bench.input.machines {
        if bench.machine(name.as_str()).is_none() {
            bench.problem(&format!("machines[{name}]"), "the lab has no such machine");
        }
    }
    let purpose = bench.input.purpose;
    let all = bench.input.machines.is_empty();
    if purpose != Purpose::Stop {
        bring_up_substrate(bench, &chosen);
    }
    for machine in &chosen {
        let name = bench.instance.host_name(machine.name.as_str());
        let Some(seen) = bench.domain(&name).filter(|seen| bench.is_our_domain(seen)) else {
            // What was never built is off.
            if purpose != Purpose::Stop || !all {
                bench.problem(&domains::record(machine), format!("the host has no domain {name} of this lab; apply the lab first"));
            }
            continue;
        };
        if seen.state.is_active() && purpose != Purpose::Start {
            let reason = if purpose == Purpose::Reboot { "it is rebooted" } else { "it is to be off" };
            domains::stop_for_change(bench, machine, reason);
        }
    }
    domains::order_stops(bench);
    if purpose == Purpose::Stop {
        return;
    }
    for machine in &chosen {
        let is_active = domains::built(bench, machine).is_some_and(|seen| seen.state.is_active());
        let is_wanted = !all || machine.started;
        if is_wanted && (!is_active || purpose == Purpose::Reboot) {
            domains::start_and_wait(bench, machine, if purpose == Purpose::Reboot { "it is rebooted" } else { "it is off" });
        }
    }
}

fn bring_up_substrate(bench: &mut Workbench<'_>, machines: &[&Machine]) {
    let used: BTreeSet<&Name> = machines.iter().flat_map(|machine| machine.ports.iter().filter_map(|port| port.network.as_ref())).collect();
    for network in bench.lab.networks.iter() {
        let name = bench.network_host_name(network);
        let is_used = used.contains(&network.name);
        let Some(seen) = bench.facts.network(&name).filter(|seen| !seen.active && is_used) else { continue };
        let is_ours = bench.is_our_network(seen);
        let resource = bench.resource(ResourceKind::Network, &name, RecordRef::new(Kind::Networks, network.id()));
        let step = bench.add(Action::Start, resource, "it is not active", Vec::new(), StepData::NetworkStart(NetworkRef { name }));
        if !is_ours {
            foreign(bench, &step);
        }
    }
    for pool in bench.lab.pools.iter() {
        let name = bench.pool_host_name(pool);
        if bench.facts.pool(&name).is_some_and(|seen| !seen.active) {
            let is_ours = bench.owned.has(ResourceKind::Pool, &name);
            let resource = bench.resource(ResourceKind::Pool, &name, RecordRef::new(Kind::Pools, pool.id()));
            let step = bench.add(Action::Start, resource, "it is not active", Vec::new(), StepData::PoolStart(PoolRef { name }));
            if !is_ours {
                foreign(bench, &step);
            }
        }
    }
}
