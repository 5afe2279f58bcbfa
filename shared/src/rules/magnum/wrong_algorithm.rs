//! OVN's load balancers are to choose in a way that they cannot.
//!
//! ## What it does
//! Looks at the algorithm of clusters whose load balancers are OVN's.
//!
//! ## Why
//! OVN balances by SOURCE_IP_PORT only; Octavia refuses the pool, and the cluster's API never answers.
//!
//! ## Fix
//! Take SOURCE_IP_PORT (offered).
//!
//! ## Source
//! Catalogue R119. vexxhost/magnum-cluster-api, `docs/user/labels.md` (octavia_lb_algorithm); docs.openstack.org, ovn-octavia-provider, "OVN as a Provider Driver for Octavia", limitations.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, magnum::clusters},
    },
};

pub const RULE: Rule = Rule {
    id: "magnum/wrong-algorithm",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

/// The one way in which OVN balances.
const ALGORITHM: &str = "SOURCE_IP_PORT";

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, ..) in clusters(cx) {
        let Some(magnum) = &cluster.magnum else { continue };
        let (Some(provider), Some(algorithm)) = (&magnum.octavia_provider, &magnum.load_balancer_algorithm) else { continue };
        if *provider == *"ovn" && *algorithm != *ALGORITHM {
            findings
                .add(
                    cluster.at("magnum.loadBalancerAlgorithm"),
                    format!("the load balancers of {} are OVN's, which cannot balance by {algorithm}", cluster.name),
                    format!("take {ALGORITHM}, or Octavia's provider amphora"),
                )
                .fix(format!("Take {ALGORITHM}"), cluster.set("magnum.loadBalancerAlgorithm", ALGORITHM));
        }
    }
}
