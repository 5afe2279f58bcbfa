//! How long a check takes: `cargo run --release -p labwright-shared --example bench_check`.
//!
//! Prints the least and the median time of checks of heterogeneous labs, and of looking again after one edit of the large one. `-- lab MACHINES SERVERS EVERY` prints such a lab, in which one in EVERY
//! objects has something wrong; `-- edits` does only the latter, and `-- steps MOST` says on what these spend most time; `-- findings` says what the rules find in the large one; `-- again TIMES` checks it for a profiler.

mod edits;
mod lab;

use std::{
    collections::BTreeMap,
    env,
    hint::black_box,
    process::ExitCode,
    time::{Duration, Instant},
};

use labwright_shared::{document, facts::HostFacts, model::Lab, rules::check, yaml};

use lab::Measure;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse().ok());
    let done = match arguments.first().map(String::as_str) {
        None => times().and_then(|()| edits::times()),
        Some("edits") => edits::times(),
        Some("steps") => edits::steps(number(1).unwrap_or(12)),
        Some("findings") => findings(),
        Some("lab") => {
            let (machines, servers, faulty) = (number(1).unwrap_or(10_000), number(2).unwrap_or(10_000), number(3).unwrap_or(20));
            print!("{}", lab::text(Measure { machines, servers, faulty }));
            Ok(())
        }
        // For a profiler.
        Some("again") => {
            inputs(LARGE).map(|(lab, facts)| (0..number(1).unwrap_or(50)).for_each(|_| drop(black_box(check(&lab, Some(&facts), None)))))
        }
        Some(other) => Err(format!("{other}? nothing, `edits`, `steps`, `lab`, `findings` or `again`")),
    };
    done.map_or_else(
        |problem| {
            eprintln!("{problem}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

const LARGE: Measure = Measure { machines: 10_000, servers: 10_000, faulty: 20 };

fn times() -> Result<(), String> {
    println!("{:>9} {:>9} {:>9} {:>9} {:>10} {:>10}", "machines", "servers", "findings", "runs", "min", "median");
    for (objects, runs) in [(1_000, 101), (10_000, 21)] {
        for faulty in [0, 20, 1] {
            let measure = Measure { machines: objects, servers: objects, faulty };
            let (lab, facts) = inputs(measure)?;
            let findings = check(&lab, Some(&facts), None).diagnostics.len();
            let mut times: Vec<Duration> = (0..runs)
                .map(|_| {
                    let begin = Instant::now();
                    black_box(check(&lab, Some(&facts), None));
                    begin.elapsed()
                })
                .collect();
            times.sort_unstable();
            println!("{objects:>9} {objects:>9} {findings:>9} {runs:>9} {:>10.2?} {:>10.2?}", times[0], times[runs / 2]);
        }
    }
    Ok(())
}

/// What the rules say of the large lab, one of a rule.
fn findings() -> Result<(), String> {
    let (lab, facts) = inputs(LARGE)?;
    let report = check(&lab, Some(&facts), None);
    let mut rules: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for found in &report.diagnostics {
        rules.entry(&found.rule).or_insert_with(|| (0, format!("{} {}: {}", found.severity, found.subject, found.message))).0 += 1;
    }
    for (rule, (count, one)) in rules {
        println!("{count:>6} {rule}: {one}");
    }
    Ok(())
}

fn inputs(measure: Measure) -> Result<(Lab, HostFacts), String> {
    let join = |errors: Vec<yaml::YamlError>| errors.iter().take(3).map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let lab = document::read(&lab::text(measure)).map_err(join)?.document.lab().clone();
    Ok((lab, yaml::from_str(lab::HOST).map_err(join)?))
}
