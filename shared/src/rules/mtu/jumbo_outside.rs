//! A provisioning or external network has jumbo frames.
//!
//! ## What it does
//! Looks for an MTU above 1500 on planes of purpose control or external, as `localMtu` and on external networks that lead out of the host.
//!
//! ## Why
//! Firmware boots over 1500 only, and routers on the way outside drop larger packets unless every one of them is set up for jumbo frames.
//!
//! ## Fix
//! Keep 1500 there; jumbo frames belong to the storage and tenant planes. Accept the finding where the whole path is jumbo.
//!
//! ## Source
//! Catalogue R56. openstack/tripleo-docs deploy-guide/source/features/network_isolation.rst: provisioning, external and floating IP networks stay at 1500.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{NetworkMode, PlanePurpose},
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_CLOUD, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "mtu/jumbo-outside", severity: Severity::Warning, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let plain = figures().tripleo_network.plain_mtu.value;
    for cloud in cx.each(&cx.lab.clouds) {
        let director = cloud.deployment.director().and_then(|director| director.local_mtu);
        let mut places = vec![("deployment.director.localMtu".to_owned(), format!("localMtu of the director of {}", cloud.name), director)];
        for plane in parts(&cloud.planes).filter(|plane| matches!(plane.purpose, PlanePurpose::Control | PlanePurpose::External)) {
            places.push((format!("planes[{}].mtu", plane.name), format!("the MTU of {} of {}", plane.name, cloud.name), plane.mtu));
        }
        for external in parts(&cloud.external_networks) {
            let network = external.network.as_ref().and_then(|name| cx.index.networks.get(name.as_str()));
            if network.is_none_or(|network| network.mode != NetworkMode::Isolated) {
                let field = format!("externalNetworks[{}].mtu", external.name);
                places.push((field, format!("the MTU of {} of {}", external.name, cloud.name), external.mtu));
            }
        }
        for (field, label, mtu) in places {
            let Some(mtu) = mtu.filter(|mtu| *mtu > plain) else { continue };
            findings
                .add(
                    cloud.at(&field),
                    format!("{label} is {mtu}; firmware and the way outside carry {plain}"),
                    "keep 1500 on provisioning and external networks",
                )
                .fix(format!("Take {plain}"), cloud.set(field, plain));
        }
    }
}
