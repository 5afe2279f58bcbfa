use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan::{Action, Plan};

/// A difference between the document and the host: what an apply would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Drift {
    pub action: Action,
    /// The resource, such as `domain undercloud`.
    pub resource: String,
    /// Why, in a sentence.
    pub reason: String,
}

/// The differences that a fresh plan would remove.
pub fn drift(plan: &Plan) -> Vec<Drift> {
    let differs = plan.changes().filter(|step| step.action != Action::Wait);
    differs
        .map(|step| Drift {
            action: step.action,
            resource: format!("{} {}", step.resource.kind.as_str(), step.resource.name),
            reason: step.reason.clone(),
        })
        .collect()
}
