//! A node's share of a pod network cannot be cut out of it.
//!
//! ## What it does
//! Compares the length of each node's share (`hostPrefix`) with the pod network's own: it must not be shorter, nor longer than an address; in IPv6 it must be 64.
//!
//! ## Why
//! openshift-install refuses the configuration.
//!
//! ## Fix
//! Take a longer share: 23 is usual in IPv4. It is offered where it fits.
//!
//! ## Source
//! Catalogue R66: openshift/installer, pkg/types/validation/installconfig.go, validateClusterNetwork.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located},
    },
};

pub const RULE: Rule = Rule { id: "cidr/unfit-host-prefix", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let (four, six) = (figures().openshift.ipv4_host_prefix.value, figures().openshift.ipv6_host_prefix.value);
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        for (index, pods) in cluster.networks.cluster.iter().enumerate() {
            let at = format!("networks.cluster[{index}].hostPrefix");
            let is_v4 = pods.cidr.address().is_ipv4();
            let (least, most) = (pods.cidr.prefix(), if is_v4 { 32 } else { 128 });
            let message = if pods.host_prefix < least {
                format!("each node is to get a /{} of the pod network {}, which is smaller", pods.host_prefix, pods.cidr)
            } else if pods.host_prefix > most {
                format!("a share of /{} does not exist: /{most} is one address", pods.host_prefix)
            } else if !is_v4 && pods.host_prefix != six {
                format!("each node is to get a /{} of {}; in IPv6 it must be a /{six}", pods.host_prefix, pods.cidr)
            } else {
                continue;
            };
            let finding = findings.add(cluster.at(&at), message, format!("take a share between /{least} and /{most}"));
            let fitting = if is_v4 { four } else { six };
            if fitting > least {
                finding.fix(format!("Take /{fitting}"), cluster.set(at, fitting));
            }
        }
    }
}
