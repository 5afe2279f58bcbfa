use std::collections::{BTreeMap, BinaryHeap, HashMap};

use crate::plan::{Step, StepId};

/// The steps so that each stands after all that it needs, otherwise in the order in which they came. Needs that are not in the plan are dropped. On a cycle the steps that wait for each other.
pub fn sorted(mut steps: Vec<Step>) -> Result<Vec<Step>, Vec<String>> {
    let index: HashMap<StepId, usize> = steps.iter().enumerate().map(|(index, step)| (step.id.clone(), index)).collect();
    let mut waits: Vec<usize> = vec![0; steps.len()];
    let mut followers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, step) in steps.iter_mut().enumerate() {
        step.needs.sort();
        step.needs.dedup();
        step.needs.retain(|need| index.contains_key(need));
        for need in &step.needs {
            followers.entry(index[need]).or_default().push(at);
            waits[at] += 1;
        }
    }
    let mut ready: BinaryHeap<std::cmp::Reverse<usize>> = (0..steps.len()).filter(|at| waits[*at] == 0).map(std::cmp::Reverse).collect();
    let mut order = Vec::with_capacity(steps.len());
    while let Some(std::cmp::Reverse(at)) = ready.pop() {
        order.push(at);
        for follower in followers.remove(&at).unwrap_or_default() {
            waits[follower] -= 1;
            if waits[follower] == 0 {
                ready.push(std::cmp::Reverse(follower));
            }
        }
    }
    if order.len() < steps.len() {
        return Err(steps.iter().enumerate().filter(|(at, _)| waits[*at] > 0).map(|(_, step)| step.id.to_string()).collect());
    }
    let mut slots: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    Ok(order.into_iter().filter_map(|at| slots[at].take()).collect())
}
