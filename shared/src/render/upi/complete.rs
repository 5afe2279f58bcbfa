use crate::{
    model::{Cluster, Kind},
    render::{File, Given, Make, Renderer, script::Script},
};

use super::{haproxy::UNTIL_BOOTSTRAPPED, is_by_hand, nodes::nodes, script};

pub const RENDERER: Renderer = Renderer::new(
    "…/complete.sh",
    "from booted machines to a cluster: bootstrap leaves the load balancer, certificates are signed, single replicas where the lab has one node",
    "openshift/installer, docs/user/metal/install_upi.md; openshift/openshift-docs, modules/installation-approve-csrs.adoc",
    Make::Openshift(files),
);

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    if !is_by_hand(cluster) || cluster.base_domain.is_none() {
        return Vec::new();
    }
    let mut lines = Script::new(given.about("Completes the installation once bootstrap and control plane boot.", Kind::Clusters, cluster));
    lines.line("cd \"$(dirname \"$0\")\"");
    lines.line("export KUBECONFIG=\"$PWD/assets/auth/kubeconfig\"");
    if cluster.unsupported_etcd {
        lines.why("etcd waits for three members unless it is told that fewer are meant. The API answers after up to 20 minutes.");
        lines.line("until oc get --raw /readyz >/dev/null 2>&1; do sleep 10; done");
        lines.line("until oc get etcd cluster >/dev/null 2>&1; do sleep 10; done");
        lines.line(
            "oc patch etcd cluster --type merge -p '{\"spec\":{\"unsupportedConfigOverrides\":{\"useUnsupportedUnsafeNonHANonProductionUnstableEtcd\":true}}}'",
        );
    }
    lines.why("Waits up to 20 minutes for the API and 30 to 40 more for the control plane.");
    lines.run(["./openshift-install", "wait-for", "bootstrap-complete", "--dir", "assets", "--log-level", "debug"]);
    if cluster.unsupported_etcd {
        quorum_guard(cluster, &mut lines);
    }
    let balancer = cluster.load_balancer.as_ref();
    let leaves = balancer
        .is_some_and(|balancer| balancer.frontends.iter().flat_map(|front| &front.backends).any(|backend| backend.until_bootstrapped));
    if let Some(balancer) = balancer.filter(|_| leaves) {
        let edit = format!("sed -i '/{UNTIL_BOOTSTRAPPED}$/d' /etc/haproxy/haproxy.cfg && systemctl reload haproxy");
        lines.why("The bootstrap has done its work, and must not be asked any more.");
        if cluster.bastion.as_ref() == Some(&balancer.machine) {
            lines.line(edit);
        } else {
            lines.run(["ssh", &format!("root@{}", balancer.machine), &edit]);
        }
    }
    let workers = nodes(given, cluster).iter().filter(|node| node.role == "worker").count();
    if workers > 0 {
        lines.why("Each worker asks twice, as a client and as a server, and nobody signs that by himself. The router needs a worker, so this comes first.");
        lines.line(format!("until [ \"$(oc get nodes -l node-role.kubernetes.io/worker -o name | grep -c .)\" -ge {workers} ] &&"));
        lines.line("  ! oc get nodes | grep -q NotReady; do");
        lines.line("  oc get csr -o go-template='{{range .items}}{{if not .status}}{{.metadata.name}}{{\"\\n\"}}{{end}}{{end}}' |");
        lines.line("    xargs --no-run-if-empty oc adm certificate approve");
        lines.line("  sleep 10");
        lines.line("done");
    }
    if let Some(replicas) = cluster.router_replicas {
        lines.why("Replicas of the router: each needs a node of its own.");
        lines.line(format!(
            "oc patch ingresscontroller/default -n openshift-ingress-operator --type merge -p '{{\"spec\":{{\"replicas\":{replicas}}}}}'"
        ));
    }
    lines.why("Up to 30 minutes, and 10 for the console. Its last lines tell kubeadmin's password, which stays out of logs.");
    lines.line("./openshift-install wait-for install-complete --dir assets --log-level debug 2>&1 |\n  sed -u 's/password: .*/password: (see assets\\/auth\\/kubeadmin-password)/'");
    if cluster.router_replicas == Some(1) {
        single(&mut lines);
    }
    vec![script(given, cluster, "complete.sh", &lines)]
}

/// From 4.4 to 4.5 a deployment of the machine configuration operator wants three masters; later etcd's own operator knows of the override.
fn quorum_guard(cluster: &Cluster, lines: &mut Script) {
    let guarded = cluster.version.as_ref().is_some_and(|version| ((4, 4)..(4, 6)).contains(&version.minor()));
    if !guarded {
        return;
    }
    lines.why("The guard of etcd's majority wants a pod on each of three masters.");
    lines.line(
        "oc patch clusterversion/version --type merge -p '{\"spec\":{\"overrides\":[{\"kind\":\"Deployment\",\"group\":\"apps/v1\",\"name\":\"etcd-quorum-guard\",\"namespace\":\"openshift-machine-config-operator\",\"unmanaged\":true}]}}'",
    );
    lines.line("oc scale --replicas=1 deployment/etcd-quorum-guard -n openshift-machine-config-operator");
}

/// What runs twice for availability, on a cluster that has one node for it: namespace and name.
const TWICE: &[(&str, &str)] = &[
    ("openshift-console", "deployment.apps/console"),
    ("openshift-console", "deployment.apps/downloads"),
    ("openshift-authentication", "deployment.apps/oauth-openshift"),
    ("openshift-operator-lifecycle-manager", "deployment.apps/packageserver"),
    ("openshift-monitoring", "deployment.apps/prometheus-adapter"),
    ("openshift-monitoring", "deployment.apps/thanos-querier"),
    ("openshift-monitoring", "statefulset.apps/prometheus-k8s"),
    ("openshift-monitoring", "statefulset.apps/alertmanager-main"),
];

fn single(lines: &mut Script) {
    lines.why("One of each is enough where one node runs them; their operators may set some of them back.");
    for (namespace, name) in TWICE {
        lines.run(["oc", "scale", "--replicas=1", name, "-n", namespace]);
    }
}
