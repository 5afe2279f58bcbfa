//! How long a check takes: `cargo run --release -p labwright-shared --example bench_check`.
//!
//! Prints the smallest and the median time of checks of labs with 1 000 and 10 000 machines, without findings and with one on every machine.

use std::{
    fmt::Write as _,
    process::ExitCode,
    time::{Duration, Instant},
};

use labwright_shared::{document, facts::HostFacts, model::Lab, rules::check, yaml};

fn main() -> ExitCode {
    println!("{:>9} {:>9} {:>9} {:>10} {:>10}", "machines", "findings", "runs", "min", "median");
    for (machines, runs) in [(1_000, 101), (10_000, 21)] {
        for is_faulty in [false, true] {
            let (lab, facts) = match inputs(machines, is_faulty) {
                Ok(inputs) => inputs,
                Err(problem) => {
                    eprintln!("{problem}");
                    return ExitCode::FAILURE;
                }
            };
            let findings = check(&lab, Some(&facts), None).diagnostics.len();
            let mut times: Vec<Duration> = (0..runs)
                .map(|_| {
                    let begin = Instant::now();
                    std::hint::black_box(check(&lab, Some(&facts), None));
                    begin.elapsed()
                })
                .collect();
            times.sort_unstable();
            println!("{machines:>9} {findings:>9} {runs:>9} {:>10.2?} {:>10.2?}", times[0], times[runs / 2]);
        }
    }
    ExitCode::SUCCESS
}

/// A lab of different machines on a network for each 50 of them, and a host that is large enough.
fn inputs(machines: usize, is_faulty: bool) -> Result<(Lab, HostFacts), String> {
    let mut text = String::from(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: bench}\nimages:\n- {name: debian, path: debian.qcow2, format: qcow2, virtualSize: 3 GiB}\npools:\n- {name: default, path: /srv/bench}\nnetworks:\n",
    );
    for network in 0..machines.div_ceil(50) {
        let (high, low) = (network / 250, network % 250);
        let _ = writeln!(
            text,
            "- name: n{network}\n  mode: nat\n  ip: 10.{high}.{low}.1/24\n  dhcp: {{start: 10.{high}.{low}.100, end: 10.{high}.{low}.250}}"
        );
    }
    text.push_str("machines:\n");
    for machine in 0..machines {
        let network = machine / 50;
        let (high, low, host) = (network / 250, network % 250, machine % 50 + 2);
        let host = if is_faulty { 99 } else { host };
        let after = if machine % 50 > 0 { format!("  after: [m{}]\n", machine - 1) } else { String::new() };
        let _ = write!(
            text,
            "- name: m{machine}\n  vcpus: {}\n  memory: {} MiB\n  disks:\n  - {{name: vda, pool: default, image: debian, size: {} GiB}}\n  ports:\n  - {{name: eth0, network: n{network}, address: 10.{high}.{low}.{host}}}\n  - {{name: eth1, network: n{}}}\n{after}",
            1 + machine % 4,
            512 + machine % 1024,
            4 + machine % 7,
            (machine + 1) % machines / 50,
        );
    }
    let join = |errors: Vec<yaml::YamlError>| errors.iter().take(3).map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let lab = document::read(&text).map_err(join)?.document.lab().clone();
    let facts = "apiVersion: labwright.dev/v1alpha1\nkind: HostFacts\nname: large\ncpu: {threads: 100000, numaCells: 1, sockets: 1, coresPerSocket: 100000, threadsPerCore: 1}\nmemory: {total: 64 TiB, free: 64 TiB, swap: 0 B}\nkvm: {offered: true, works: true, nested: true}\nfilesystems: [{mount: /, total: 900 TiB, free: 900 TiB}]\ninterfaces: []\nroutes: []\n";
    Ok((lab, yaml::from_str(facts).map_err(join)?))
}
