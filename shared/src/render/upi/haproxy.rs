use std::fmt::Write as _;

use crate::{
    figures::figures,
    model::{Backend, Balance, BalancerMode, Cluster, Frontend, Kind, LoadBalancer},
    render::{File, Given, Make, Place, Renderer, file::comment, text},
};

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/haproxy/haproxy.cfg",
    "the cluster's load balancer: API, machine configuration, router, and its own statistics",
    "docs.haproxy.org, Configuration Manual; openshift/openshift-docs, modules/installation-load-balancing-user-infra-example.adoc",
    Make::Openshift(files),
);

/// What marks the servers that leave once the control plane stands: `complete.sh` takes these lines out.
pub const UNTIL_BOOTSTRAPPED: &str = "# until bootstrapped";

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    let Some(balancer) = &cluster.load_balancer else { return Vec::new() };
    let mut out = comment(&given.about("The cluster's load balancer.", Kind::Clusters, cluster));
    // Watches on the API stay open for long; the time-outs are those of openshift-docs' example.
    out += "global\n    log /dev/log local0\n    maxconn 20000\n    user haproxy\n    group haproxy\n\n\
            defaults\n    log global\n    option dontlognull\n    option redispatch\n    retries 3\n    timeout connect 10s\n    \
            timeout client 5m\n    timeout server 5m\n    timeout check 10s\n";
    for frontend in &balancer.frontends {
        of_frontend(given, cluster, frontend, &mut out);
    }
    statistics(balancer, &mut out);
    vec![File::text(Place::Machine(balancer.machine.clone()), "/etc/haproxy/haproxy.cfg", out)]
}

fn of_frontend(given: &Given<'_>, cluster: &Cluster, frontend: &Frontend, out: &mut String) {
    let (mode, log) = match frontend.mode {
        BalancerMode::Tcp => ("tcp", "tcplog"),
        BalancerMode::Http => ("http", "httplog"),
    };
    let balance = match frontend.balance {
        Balance::RoundRobin => "roundrobin",
        Balance::Source => "source",
        Balance::LeastConnections => "leastconn",
    };
    let (name, port) = (format!("{}-{}", cluster.name, frontend.port), frontend.port);
    let _ = write!(out, "\nfrontend {name}\n    bind :{port}\n    mode {mode}\n    option {log}\n    default_backend {name}\n");
    let _ = write!(out, "\nbackend {name}\n    mode {mode}\n    balance {balance}\n");
    let ports = &figures().openshift;
    let is_tls = [ports.api_port.value, ports.machine_config_port.value, ports.https_port.value].contains(&port);
    let mut check = "check".to_owned();
    if let Some(path) = frontend.health_path.as_deref().filter(|path| is_path(path)) {
        let _ = write!(out, "    option httpchk GET {path}\n    http-check expect status 200\n");
        if is_tls {
            check += " check-ssl verify none";
        }
    }
    for backend in &frontend.backends {
        server(given, frontend, backend, &check, out);
    }
}

fn server(given: &Given<'_>, frontend: &Frontend, backend: &Backend, check: &str, out: &mut String) {
    let port = backend.port.unwrap_or(frontend.port);
    let address = given.machine(&backend.machine).and_then(|machine| given.address(machine));
    let (host, later) = match address {
        Some(address) => (text::in_url(address), ""),
        // A name that does not resolve yet must not keep haproxy from starting.
        None => (backend.machine.to_string(), " init-addr last,libc,none"),
    };
    let mark = if backend.until_bootstrapped { format!(" {UNTIL_BOOTSTRAPPED}") } else { String::new() };
    let _ = writeln!(out, "    server {} {host}:{port} {check}{later}{mark}", backend.machine);
}

fn statistics(balancer: &LoadBalancer, out: &mut String) {
    let Some(port) = balancer.stats_port else { return };
    let _ = write!(out, "\nlisten stats\n    bind :{port}\n    mode http\n    stats enable\n    stats uri /\n");
    if let Some(path) = balancer.monitor_path.as_deref().filter(|path| is_path(path)) {
        let _ = writeln!(out, "    monitor-uri {path}");
    }
}

/// A path that is one word of a configuration file.
fn is_path(path: &str) -> bool {
    path.starts_with('/') && path.chars().all(|c| c.is_ascii_alphanumeric() || "-._~/?=&%".contains(c))
}
