//! How long capacity and what-if take: `cargo run --release -p labwright-shared --example bench_capacity`.
//!
//! The lab of all layers of `bench_check`, and one cloud with as many compute nodes as a lab may have, guests and clusters on them.

#[path = "bench_check/lab.rs"]
mod lab;

use std::{
    fmt::Write as _,
    hint::black_box,
    process::ExitCode,
    time::{Duration, Instant},
};

use labwright_shared::{
    capacity::{account, profile},
    diagnostic::Subject,
    document,
    facts::HostFacts,
    model::Lab,
    resilience::{sweep, what_if},
    yaml,
};

const RUNS: usize = 11;

fn main() -> ExitCode {
    let labs = [
        ("10 000 machines, 10 000 servers, 100 clouds", lab::text(lab::Measure { machines: 10_000, servers: 10_000, faulty: 0 }), "m77"),
        ("2 000 compute nodes, 4 000 servers, 200 clusters in one cloud", one_cloud(2_000, 4_000, 200), "n77"),
    ];
    for (name, text, machine) in labs {
        if let Err(problem) = bench(name, &text, machine) {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn bench(name: &str, text: &str, machine: &str) -> Result<(), String> {
    let join = |errors: Vec<yaml::YamlError>| errors.iter().take(3).map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let read = document::read(text).map_err(join)?;
    let lab: &Lab = read.document.lab();
    let facts: HostFacts = yaml::from_str(lab::HOST).map_err(join)?;
    let failed: Vec<Subject> = vec![format!("machines[{machine}]").parse().map_err(|_| "no subject".to_owned())?];
    println!("{name}");
    time("account", || account(lab, Some(&facts), None));
    time("profile", || profile(lab, Some(&facts), None));
    time("what-if of one machine", || what_if(lab, &failed));
    time("each machine in turn", || sweep(lab));
    Ok(())
}

fn time<T>(what: &str, run: impl Fn() -> T) {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begin = Instant::now();
            black_box(run());
            begin.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!("  {what:24} {:>10.2?} {:>10.2?}", times[0], times[RUNS / 2]);
}

/// One cloud: three in four compute nodes, servers of four sizes, clusters of three masters and two workers.
fn one_cloud(machines: usize, servers: usize, clusters: usize) -> String {
    let mut text = String::from(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: bench}\npools: [{name: p, path: /srv/p}]\nmachines:\n",
    );
    for machine in 0..machines {
        let role = if machine % 4 == 3 { "controller" } else { "compute" };
        let gib = 64 + machine % 5 * 16;
        let _ = writeln!(
            text,
            "- {{name: n{machine}, role: {role}, vcpus: 32, memory: {gib} GiB, disks: [{{name: vda, pool: p, size: 2000 GiB}}]}}"
        );
    }
    text.push_str("clouds:\n- name: c\n  deployment: {kolla: {internalVip: 10.0.0.5}}\n  nodes:\n");
    for machine in 0..machines {
        let _ = writeln!(text, "  - {{machine: n{machine}}}");
    }
    text.push_str("  flavors:\n  - {name: m, vcpus: 4, memory: 16 GiB, disk: 100 GiB}\n");
    for size in 0..4 {
        let _ = writeln!(text, "  - {{name: f{size}, vcpus: {}, memory: {} GiB, disk: 20 GiB}}", 1 + size, 2 + 2 * size);
    }
    text.push_str("projects: [{name: p, cloud: c}]\nservers:\n");
    for server in 0..servers {
        let _ = writeln!(text, "- {{name: s{server}, project: p, flavor: f{}}}", server % 4);
    }
    text.push_str("clusters:\n");
    for cluster in 0..clusters {
        let policy = if cluster % 2 == 0 { ", serverGroupPolicy: anti-affinity" } else { "" };
        let _ = writeln!(
            text,
            "- {{name: k{cluster}, installer: ipi, version: 4.16.0, project: p, controlPlane: {{replicas: 3, flavor: m{policy}}}, workers: {{replicas: 2, flavor: m}}}}"
        );
    }
    text
}
