use std::collections::BTreeMap;

use labwright_shared::{
    plan::StepId,
    run::{EventKind, Outcome},
};

use super::{carrier::Carrier, tools::StepTools};
use crate::{step::Undone, store::StoreError};

/// Takes back what the run did, the last first. What it found already there stays. Tells what could not be taken back.
pub async fn unwind(carrier: &Carrier) -> Result<Vec<String>, StoreError> {
    carrier.write_run(EventKind::Unwinding).await?;
    let (mut applied, mut tries): (Vec<StepId>, BTreeMap<StepId, u32>) = Default::default();
    for event in carrier.store.events_after(carrier.run.id.as_str(), 0).await? {
        match event.kind {
            EventKind::StepStarted { step, .. } => *tries.entry(step).or_default() += 1,
            // Found done at a second try, it was done by the first one, of which nothing was written down any more.
            EventKind::StepDone { step, outcome, .. }
                if outcome == Outcome::Applied || tries.get(&step).is_some_and(|tries| *tries > 1) =>
            {
                applied.retain(|done| *done != step);
                applied.push(step);
            }
            EventKind::StepUndone { step } => {
                applied.retain(|done| *done != step);
                tries.remove(&step);
            }
            _ => {}
        }
    }
    let mut kept = Vec::new();
    for id in applied.into_iter().rev() {
        let Some((step, data)) = carrier.plan.step(&id).and_then(|step| Some((step, step.data.clone()?))) else { continue };
        let tools = StepTools::new(carrier.tools.clone(), id.clone(), data);
        match tools.undo().await {
            Ok(Undone::Gone) => carrier.write(&id, "undone", EventKind::StepUndone { step: id.clone() }).await?,
            Ok(Undone::Kept(why)) => kept.push(format!("{} {} stays: {why}", step.resource.kind.as_str(), step.resource.name)),
            Err(error) => kept.push(format!("{} {} stays: {error}", step.resource.kind.as_str(), step.resource.name)),
        }
    }
    Ok(kept)
}
