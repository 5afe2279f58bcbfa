//! Two services of a machine want the same port.
//!
//! ## What it does
//! Collects for each machine the TCP ports of load balancers and their statistics, of mirror registries and servers of ignition files, and what a node of a cluster listens on itself: 6443 and 22623 on masters and bootstrap, 80, 443 and 1936 where the router runs, 10250 on each. All clusters of the lab are looked at together.
//!
//! ## Why
//! The second service does not start: "cannot bind socket (Address already in use)".
//!
//! ## Fix
//! Give one of them another port, or another machine.
//!
//! ## Source
//! Catalogue R146: openshift/openshift-docs, modules/installation-network-user-infra.adoc (ports of nodes); HAProxy, "cannot bind socket".

use std::collections::BTreeMap;

use crate::{
    capacity::guests::Part,
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            balancer::{api_ports, ingress_ports},
            cluster::{count, is_openshift, nodes, part},
            edit::Located,
        },
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "balancers/port-clash",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let known = &figures().openshift;
    let mut taken: BTreeMap<(&str, u16), String> = BTreeMap::new();
    for cluster in cx.lab.clusters.iter().filter(|cluster| is_openshift(cluster)) {
        let has_workers = count(&cluster.workers) > 0;
        for node in nodes(cx, cluster) {
            let Some(machine) = node.machine else { continue };
            let mut own = vec![known.kubelet_port.value];
            match node.part {
                Part::Worker => own.extend(ingress_ports()),
                Part::ControlPlane if !has_workers => own.extend(api_ports().into_iter().chain(ingress_ports())),
                _ => own.extend(api_ports()),
            }
            if own.contains(&known.https_port.value) {
                own.push(known.router_stats_port.value);
            }
            for port in own {
                let who = format!("the machine itself as {} of {}", part(node.part), cluster.name);
                taken.entry((machine.name.as_str(), port)).or_insert(who);
            }
        }
    }
    for cluster in cx.lab.clusters.iter() {
        let mut services: Vec<(String, &Name, u16, String)> = Vec::new();
        if let Some(balancer) = &cluster.load_balancer {
            for (index, frontend) in balancer.frontends.iter().enumerate() {
                let at = format!("loadBalancer.frontends[{index}].port");
                services.push((at, &balancer.machine, frontend.port, format!("the load balancer of {}", cluster.name)));
            }
            if let Some(port) = balancer.stats_port {
                services.push(("loadBalancer.statsPort".to_owned(), &balancer.machine, port, "the load balancer's statistics".to_owned()));
            }
        }
        if let Some((mirror, machine)) = cluster.mirror.as_ref().and_then(|mirror| Some((mirror, mirror.machine.as_ref()?))) {
            services.push((
                "mirror".to_owned(),
                machine,
                mirror.port.unwrap_or(known.registry_port.value),
                format!("the registry of {}", cluster.name),
            ));
        }
        if let Some(ignition) = &cluster.ignition {
            let who = format!("the ignition files of {}", cluster.name);
            services.push(("ignition".to_owned(), &ignition.machine, ignition.port.unwrap_or(known.ignition_port.value), who));
        }
        for (at, machine, port, who) in services {
            match taken.get(&(machine.as_str(), port)) {
                Some(other) => {
                    let message = format!("{who} and {other} want port {port} of {machine}");
                    findings.add(cluster.at(at), message, "give one of them another port or machine");
                }
                None => drop(taken.insert((machine.as_str(), port), who)),
            }
        }
    }
}
