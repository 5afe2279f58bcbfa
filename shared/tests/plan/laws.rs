//! What holds for every lab.

use std::collections::{BTreeMap, BTreeSet};

use labwright_shared::{
    document::{Command, Document},
    model::{Kind, Lab, RecordRef, Records},
    plan::{Action, Plan, Purpose, StepData},
    value::Mac,
    yaml,
};
use proptest::prelude::*;

use super::{
    labs::{HOST, any_lab},
    world::{Order, World, follows, positions},
};

/// Only an exchange of addresses, which has no order, stands against a plan.
fn plan_or_exchange(world: &World, lab: &Lab) -> Option<Plan> {
    match world.plan_for(lab, Purpose::Apply, &[]) {
        Ok(plan) => Some(plan),
        Err(problems) => {
            assert!(
                problems
                    .iter()
                    .all(|problem| problem.message.contains("network.define/") && problem.message.contains("wait for each other")),
                "{problems:?}"
            );
            None
        }
    }
}

fn well_formed(plan: &Plan) {
    let at = positions(plan);
    assert_eq!(at.len(), plan.steps.len(), "every id once");
    for step in &plan.steps {
        for need in &step.needs {
            assert!(at[need.as_str()] < at[step.id.as_str()], "{} before {}", need, step.id);
        }
        assert_eq!(step.data.is_none(), step.action == Action::None, "{}", step.id);
    }
    let again: Plan = yaml::from_str(&plan.to_yaml()).expect("a plan reads back");
    assert_eq!(&again, plan);
    assert_eq!(again.digest(), plan.digest());
}

/// Machines start after those they follow, and stop before them.
fn in_order(plan: &Plan, lab: &Lab) {
    for machine in lab.machines.iter() {
        for other in &machine.after {
            let wait = plan
                .step(&format!("domain.wait/{other}").parse().unwrap())
                .map_or_else(|| format!("domain.start/{other}"), |step| step.id.to_string());
            let (start, stop, stop_other) =
                (format!("domain.start/{}", machine.name), format!("domain.stop/{}", machine.name), format!("domain.stop/{other}"));
            let has = |id: &str| plan.step(&id.parse().unwrap()).is_some();
            assert!(!(has(&start) && has(&wait)) || follows(plan, &start, &wait), "{start} after {wait}");
            assert!(!(has(&stop) && has(&stop_other)) || follows(plan, &stop_other, &stop), "{stop_other} after {stop}");
        }
    }
}

fn nothing_to_do(world: &World, lab: &Lab) {
    let plan = world.plan(lab);
    assert!(plan.is_empty(), "{}", plan.to_text());
}

fn macs(plan: &Plan) -> BTreeMap<String, Vec<Mac>> {
    let define = |data: &StepData| match data {
        StepData::DomainDefine(define) => Some((
            define.name.clone(),
            define.xml.lines().filter_map(|line| line.trim().strip_prefix("<mac address='")?.strip_suffix("'/>")?.parse().ok()).collect(),
        )),
        _ => None,
    };
    plan.steps.iter().filter_map(|step| define(step.data.as_ref()?)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn building_leaves_nothing_to_do_and_destroying_leaves_nothing(lab in any_lab(), last in any::<bool>()) {
        let order = if last { Order::Last } else { Order::First };
        let bare = World::new(HOST);
        let mut world = bare.clone();
        let plan = world.plan(&lab);
        well_formed(&plan);
        in_order(&plan, &lab);
        prop_assert_eq!(world.plan(&lab).to_yaml(), plan.to_yaml());
        world.apply_in(&plan, order);
        nothing_to_do(&world, &lab);
        for machine in lab.machines.iter() {
            prop_assert_eq!(world.domain(machine.name.as_str()).state.is_active(), machine.started);
        }
        let destroy = world.plan_for(&lab, Purpose::Destroy, &[]).unwrap();
        well_formed(&destroy);
        world.apply_in(&destroy, order);
        prop_assert_eq!(world, bare);
    }

    #[test]
    fn any_lab_becomes_any_other(before in any_lab(), after in any_lab(), last in any::<bool>()) {
        let order = if last { Order::Last } else { Order::First };
        let bare = World::new(HOST);
        let mut world = bare.clone().built(&before);
        let running: Vec<String> = world.facts.domains.iter().filter(|domain| domain.state.is_active()).map(|domain| domain.name.clone()).collect();
        let Some(plan) = plan_or_exchange(&world, &after) else { return Ok(()) };
        well_formed(&plan);
        in_order(&plan, &after);
        world.apply_in(&plan, order);
        nothing_to_do(&world, &after);
        for machine in after.machines.iter() {
            let ran = running.iter().any(|name| name == machine.name.as_str());
            prop_assert_eq!(world.domain(machine.name.as_str()).state.is_active(), machine.started || ran, "{}", machine.name);
        }
        world.apply_in(&world.plan_for(&after, Purpose::Destroy, &[]).unwrap(), order);
        prop_assert_eq!(world, bare);
    }

    #[test]
    fn renaming_keeps_everything(lab in any_lab(), kinds in prop::collection::vec(prop::sample::select(vec![Kind::Machines, Kind::Networks, Kind::Pools]), 1..4), last in any::<bool>()) {
        let order = if last { Order::Last } else { Order::First };
        let mut world = World::new(HOST).built(&lab);
        let mut document = Document::new(lab);
        for (at, kind) in kinds.into_iter().enumerate() {
            let existing = |record: &RecordRef| ["default", "images"].contains(&record.id.as_ref().unwrap().as_str());
            let Some(record) = document.references(kind).into_iter().filter(|record| !existing(record)).nth(at) else { continue };
            document.apply(&Command::Rename { record, to: format!("renamed{at}").parse().unwrap() }).unwrap();
        }
        let plan = world.plan(document.lab());
        well_formed(&plan);
        for step in plan.changes() {
            let is_seed = matches!(step.data, Some(StepData::VolumeSeed(_))) || step.resource.name.contains("-cidata-");
            prop_assert!(is_seed || !matches!(step.action, Action::Create | Action::Delete | Action::Replace), "{} {:?}: {}", step.id, step.action, step.reason);
        }
        world.apply_in(&plan, order);
        nothing_to_do(&world, document.lab());
    }

    #[test]
    fn macs_are_unique_and_stay(lab in any_lab(), without in any::<prop::sample::Index>()) {
        let world = World::new(HOST);
        let all = macs(&world.plan(&lab));
        let flat: Vec<Mac> = all.values().flatten().copied().collect();
        prop_assert_eq!(flat.iter().collect::<BTreeSet<_>>().len(), flat.len());
        if lab.machines.is_empty() {
            return Ok(());
        }
        let gone = without.index(lab.machines.len());
        let mut fewer = lab.clone();
        fewer.machines = lab.machines.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, machine)| machine.clone()).collect::<Records<_>>();
        for (name, macs) in macs(&world.plan(&fewer)) {
            prop_assert_eq!(&macs, &all[&name], "{}", name);
        }
    }

    #[test]
    fn machines_go_off_and_come_back_in_order(lab in any_lab(), last in any::<bool>(), host in any::<bool>()) {
        let order = if last { Order::Last } else { Order::First };
        let mut world = World::new(HOST).built(&lab);
        let built = world.clone();
        if host {
            world.reboot_host();
        } else {
            let stop = world.plan_for(&lab, Purpose::Stop, &[]).unwrap();
            well_formed(&stop);
            in_order(&stop, &lab);
            world.apply_in(&stop, order);
            prop_assert!(!world.facts.domains.iter().any(|domain| domain.name != "foreign" && domain.state.is_active()));
        }
        let start = world.plan_for(&lab, Purpose::Start, &[]).unwrap();
        well_formed(&start);
        in_order(&start, &lab);
        world.apply_in(&start, order);
        for machine in lab.machines.iter().filter(|machine| machine.started) {
            prop_assert!(world.domain(machine.name.as_str()).state.is_active(), "{}", machine.name);
        }
        let mut world = built.clone();
        let reboot = world.plan_for(&lab, Purpose::Reboot, &[]).unwrap();
        well_formed(&reboot);
        in_order(&reboot, &lab);
        world.apply_in(&reboot, order);
        prop_assert_eq!(world, built);
    }
}
