//! Load balancers are to be OVN's in a cloud without OVN.
//!
//! ## What it does
//! Compares the provider of load balancers with what moves the packets of the cloud, where the lab deploys it.
//!
//! ## Why
//! Octavia knows no provider `ovn` there, or has no OVN database to write to: no load balancer becomes active.
//!
//! ## Fix
//! Take amphorae (offered), or build the cloud with OVN.
//!
//! ## Source
//! Catalogue R119. docs.openstack.org, ovn-octavia-provider, "OVN as a Provider Driver for Octavia" (needs ML2/OVN).

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Deployment, Kind, NetworkDriver},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, magnum::clusters},
    },
};

pub const RULE: Rule = Rule {
    id: "magnum/provider-without-ovn",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, _, cloud) in clusters(cx) {
        let provider = cluster.magnum.as_ref().and_then(|magnum| magnum.octavia_provider.as_ref());
        let is_ovn = provider.is_some_and(|provider| *provider == *"ovn");
        if !is_ovn || cloud.networking.driver == NetworkDriver::Ovn || cloud.deployment == Deployment::Existing {
            continue;
        }
        let message = format!(
            "the load balancers of {} are to be OVN's, but {} runs on {}",
            cluster.name,
            cloud.name,
            cloud.networking.driver.as_str()
        );
        // OVN's one algorithm is none of the amphorae's.
        let commands = vec![cluster.set("magnum.octaviaProvider", "amphora"), cluster.unset("magnum.loadBalancerAlgorithm")];
        findings
            .add(cluster.at("magnum.octaviaProvider"), message, "take amphorae, or build the cloud with OVN")
            .fix("Take amphorae", Command::Batch { commands });
    }
}
