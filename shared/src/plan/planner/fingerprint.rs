use std::collections::{BTreeMap, BTreeSet};

use crate::{
    facts::{HostFacts, Mark},
    plan::{Fingerprint, Instance, ResourceKind},
};

use super::Owned;

/// How each of the resources is now, as a short sentence. Only what steps act upon: never free memory or figures that move by themselves.
pub fn fingerprint(
    instance: &Instance,
    facts: &HostFacts,
    owned: &Owned,
    resources: BTreeSet<(ResourceKind, String)>,
) -> BTreeMap<String, Fingerprint> {
    let of = |(kind, name): (ResourceKind, String)| {
        let state = match kind {
            // Guests' ports come and go.
            ResourceKind::Bridge => facts.open_vswitch.bridge(&name).map(|bridge| whose(instance, bridge.mark.as_ref())),
            ResourceKind::Network => facts.network(&name).map(|network| {
                let dhcp: Vec<String> = network.dhcp.iter().map(ToString::to_string).collect();
                format!(
                    "{}, {}, dhcp {}",
                    whose(instance, network.mark.as_ref()),
                    if network.active { "active" } else { "inactive" },
                    if dhcp.is_empty() { "none".to_owned() } else { dhcp.join(" ") }
                )
            }),
            ResourceKind::Pool => facts.pool(&name).map(|pool| {
                format!("{}, {}", if owned.has(kind, &name) { "ours" } else { "not ours" }, if pool.active { "active" } else { "inactive" })
            }),
            ResourceKind::Volume => {
                let volume = name.split_once('/').and_then(|(pool, file)| facts.pool(pool)?.volume(file));
                let whose = if owned.has(kind, &name) { "ours" } else { "not ours" };
                // A console's log grows as its guest speaks.
                volume.map(|volume| if name.ends_with(".log") { whose.to_owned() } else { format!("{whose}, {}", volume.capacity) })
            }
            ResourceKind::Domain => facts.domain(&name).map(|domain| {
                format!("{}, {}", whose(instance, domain.mark.as_ref()), if domain.state.is_active() { "active" } else { "off" })
            }),
        };
        (format!("{} {name}", kind.as_str()), state.unwrap_or_else(|| "absent".to_owned()))
    };
    resources.into_iter().map(of).collect()
}

fn whose(instance: &Instance, mark: Option<&Mark>) -> String {
    match mark {
        Some(mark) if mark.instance == instance.id => format!("ours {}", &mark.digest.to_string()[..12]),
        Some(mark) => format!("of lab {}", mark.lab),
        None => "not ours".to_owned(),
    }
}

/// What differs between the fingerprint of a plan and the host as it is now: one sentence each.
pub fn changed(then: &BTreeMap<String, Fingerprint>, instance: &Instance, facts: &HostFacts, owned: &Owned) -> Vec<String> {
    let resources = then
        .keys()
        .filter_map(|key| key.split_once(' '))
        .filter_map(|(kind, name)| Some((ResourceKind::from_word(kind)?, name.to_owned())))
        .collect();
    let now = fingerprint(instance, facts, owned, resources);
    then.iter()
        .filter(|(key, was)| now.get(*key) != Some(was))
        .map(|(key, was)| format!("{key} was {was}; it is {} now", now.get(key).map_or("unknown", String::as_str)))
        .collect()
}
