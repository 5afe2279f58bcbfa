//! Times the building and removing of a lab of tiny machines beside other tools, in one private libvirtd.
//!
//! Called by `cargo xtask bench lab`, inside the private namespace. "Up" is from the first command until libvirt says that all machines run, "down" from there until nothing of them is left.

mod lab;
mod tools;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use lab::Lab;
use tools::{Tool, tools};

fn main() -> Result<()> {
    if std::env::var_os("LABWRIGHT_PRIVATE_LIBVIRT").is_none() {
        bail!("run this by `cargo xtask bench lab`: it starts machines, and must not do so beside yours");
    }
    let number = |name: &str, default: usize| std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default);
    let lab = Lab::prepare(number("BENCH_MACHINES", 30))?;
    let rounds = number("BENCH_ROUNDS", 5);
    let tools = tools();
    let mut times: BTreeMap<&str, Vec<(Duration, Duration)>> = BTreeMap::new();
    // Round by round, so that a slow minute of the machine meets every tool alike.
    for round in 0..rounds {
        for tool in &tools {
            let (up, down) = once(&lab, tool).with_context(|| format!("{} in round {}", tool.name, round + 1))?;
            eprintln!("round {} {:<28} up {:6.2} s  down {:6.2} s", round + 1, tool.name, up.as_secs_f64(), down.as_secs_f64());
            times.entry(tool.name).or_default().push((up, down));
        }
    }
    println!("{} machines, median of {rounds} (least to most), seconds; ratios to the virsh loop", lab.machines);
    println!();
    println!("| tool | up | down | up ratio | down ratio |");
    println!("|---|---|---|---|---|");
    let base = spread(&times[tools[0].name]);
    for tool in &tools {
        let (up, down) = spread(&times[tool.name]);
        println!(
            "| {} | {:.2} ({:.2} to {:.2}) | {:.2} ({:.2} to {:.2}) | {:.2} | {:.2} |",
            tool.name,
            up.median,
            up.least,
            up.most,
            down.median,
            down.least,
            down.most,
            up.median / base.0.median,
            down.median / base.1.median
        );
    }
    Ok(())
}

fn once(lab: &Lab, tool: &Tool) -> Result<(Duration, Duration)> {
    lab.must_be_gone().context("before the round")?;
    let begun = Instant::now();
    lab.run(&tool.up)?;
    let up = begun.elapsed();
    let running = lab.running()?;
    if running != lab.machines {
        bail!("{running} of {} machines run", lab.machines);
    }
    let begun = Instant::now();
    lab.run(&tool.down)?;
    let down = begun.elapsed();
    lab.must_be_gone().context("after the round")?;
    Ok((up, down))
}

struct Spread {
    least: f64,
    median: f64,
    most: f64,
}

fn spread(times: &[(Duration, Duration)]) -> (Spread, Spread) {
    let of = |mut seconds: Vec<f64>| {
        seconds.sort_by(f64::total_cmp);
        Spread { least: seconds[0], median: seconds[seconds.len() / 2], most: seconds[seconds.len() - 1] }
    };
    (of(times.iter().map(|(up, _)| up.as_secs_f64()).collect()), of(times.iter().map(|(_, down)| down.as_secs_f64()).collect()))
}
