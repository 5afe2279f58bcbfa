//! A cluster's proxy is not one that openshift-install takes.
//!
//! ## What it does
//! Looks at the proxy of OpenShift clusters: at least one address; `http` one with the scheme http, `https` one with http or https; none inside the pod or service network.
//!
//! ## Why
//! openshift-install refuses the configuration; a proxy among the pods would be needed before there are any.
//!
//! ## Fix
//! Correct the address.
//!
//! ## Source
//! Catalogue R86: openshift/installer, pkg/types/validation/installconfig.go, validateProxy and validateIPProxy.

use std::net::IpAddr;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            arguments::Url,
            cluster::is_openshift,
            edit::Located,
            prefixes::{PrefixKind, prefixes},
        },
    },
};

pub const RULE: Rule = Rule { id: "clusters/bad-proxy", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let Some(proxy) = &cluster.proxy else { continue };
        if proxy.http.is_none() && proxy.https.is_none() {
            findings.add(cluster.at("proxy"), "the proxy has no address", "give `http` or `https`, or take the proxy away");
        }
        for (at, address, schemes) in [("proxy.http", &proxy.http, &["http"][..]), ("proxy.https", &proxy.https, &["http", "https"][..])] {
            let Some(address) = address else { continue };
            let Some(url) = Url::of(address).filter(|url| schemes.contains(&url.scheme)) else {
                let message = format!("{address} is not an address of a proxy, such as {}://192.168.122.1:3128", schemes[0]);
                findings.add(
                    cluster.at(at),
                    message,
                    format!("begin with {}", schemes.iter().map(|scheme| format!("{scheme}://")).collect::<Vec<_>>().join(" or ")),
                );
                continue;
            };
            let Ok(host) = url.host.parse::<IpAddr>() else { continue };
            let inside = prefixes(cluster).into_iter().find(|prefix| prefix.kind != PrefixKind::Nodes && prefix.subnet.contains(host));
            if let Some(prefix) = inside {
                findings.add(
                    cluster.at(at),
                    format!("the proxy {host} lies in {}", prefix.described()),
                    "take a proxy outside of the cluster",
                );
            }
        }
    }
}
