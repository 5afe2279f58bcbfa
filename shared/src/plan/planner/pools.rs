use crate::{
    model::{Keyed, Kind, Pool, RecordRef},
    plan::{
        Action, ResourceKind, StepData, StepId,
        render::pool_xml,
        steps::{PoolDefine, PoolRef},
    },
};

use super::{networks::foreign, workbench::Workbench};

pub fn plan(bench: &mut Workbench<'_>) {
    for pool in bench.lab.pools.iter() {
        one(bench, pool);
    }
}

/// The steps that must be done before a volume can be made in the pool.
pub fn ready_steps(bench: &Workbench<'_>, pool: &Pool) -> Vec<StepId> {
    let name = bench.pool_host_name(pool);
    bench.present(["pool.define", "pool.start"].map(|kind| StepId::new(kind, &name)))
}

fn one(bench: &mut Workbench<'_>, pool: &Pool) {
    let name = bench.pool_host_name(pool);
    let record = RecordRef::new(Kind::Pools, pool.id()).to_string();
    let resource = bench.resource(ResourceKind::Pool, &name, &record);
    let seen = bench.facts.pool(&name);
    let start = StepData::PoolStart(PoolRef { name: name.clone() });
    if pool.existing {
        // One that the lab made once stays with it, and goes with it.
        bench.want(ResourceKind::Pool, &name);
        match seen {
            None => bench
                .problem(&record, format!("the host has no pool {name}; take `existing` off and give it a path to let the lab make one")),
            Some(seen) if !seen.active => {
                let step = bench.add(Action::Start, resource, "the host's pool is not active", Vec::new(), start);
                foreign(bench, &step);
            }
            Some(_) => drop(bench.keep("pool.define", resource, "the host's pool is used as it is")),
        }
        return;
    }
    bench.want(ResourceKind::Pool, &name);
    let Some(path) = bench.pool_path(pool) else {
        bench.problem(&record, "the pool has no path");
        return;
    };
    let uuid = bench.instance.uuid(&record);
    let define = StepData::PoolDefine(PoolDefine { name: name.clone(), uuid, xml: pool_xml(&name, uuid, &path) });
    match seen {
        None => drop(bench.add(Action::Create, resource, format!("the host has no such pool; its folder is {path}"), Vec::new(), define)),
        Some(_) if !bench.owned.has(ResourceKind::Pool, &name) => {
            bench.problem(&record, format!("the host has a pool {name} that is not this lab's; rename one, mark it `existing: true` to use it, or build the lab under a prefix (--instance)"));
        }
        Some(seen) if seen.path.as_deref().map(|path| path.trim_end_matches('/')) != Some(path.as_str()) => {
            bench.problem(
                &record,
                format!(
                    "the pool lies at {} on the host; moving it is not possible: destroy the lab first",
                    seen.path.as_deref().unwrap_or("an unknown place")
                ),
            );
        }
        // Its folder may not have been made yet: the definition's step does what is missing.
        Some(seen) if !seen.active => drop(bench.add(Action::Start, resource, "it is defined and not active", Vec::new(), define)),
        Some(_) => drop(bench.keep("pool.define", resource, "it is as the lab wants it")),
    }
}
