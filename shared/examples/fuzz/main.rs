//! Changes labs at random and looks whether all that is done with labs survives them. Run by `cargo xtask fuzz [SECONDS]`.
//!
//! What is not survived is made as small as it goes and written to `shared/tests/fuzz/seeds`, where the tests try it for ever after.

mod change;

#[path = "../../tests/markdown/cases.rs"]
#[allow(dead_code)] // The rules' own tests use more of it.
mod cases;
#[path = "../../tests/fuzz/mod.rs"]
mod fuzz;

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use change::{Chance, Stock};
use labwright_shared::{facts::HostFacts, value::Sha256};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>().expect("a number"));
    let seconds = arguments.next().unwrap_or(60);
    // A run is made again by its number.
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs());
    let seed = arguments.next().unwrap_or_else(clock);
    println!("run {seed}, {seconds} s");
    std::panic::set_hook(Box::new(|_| {}));
    let (hosts, stock) = (fuzz::hosts(), Stock::new(texts()));
    let mut chance = Chance::new(seed);
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut tried, mut read, mut fallen) = (0u64, 0u64, 0u64);
    while Instant::now() < end {
        let text = stock.changed(&mut chance);
        tried += 1;
        read += u64::from(labwright_shared::document::read(&text).is_ok());
        if !survives(&text, &hosts) {
            fallen += 1;
            keep(&smaller(text, &hosts), &hosts);
        }
    }
    println!("{tried} texts tried, {read} of them labs; {fallen} not survived");
    if fallen == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What changes begin with: shipped labs, the labs of the rules' tests, seeds.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = fuzz::labs().into_iter().chain(fuzz::seeds()).map(|(_, text)| text).collect();
    let rules = fuzz::root().join("shared/tests/rules");
    for rule in labwright_shared::rules::RULES {
        let test = fs::read_to_string(rules.join(format!("{}.md", rule.id))).unwrap_or_default();
        let labs = cases::parse(&test).into_iter().filter_map(|case| case.lab);
        texts.extend(labs.map(|lab| format!("apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: test}}\n{lab}")));
    }
    texts
}

fn survives(text: &str, hosts: &[HostFacts]) -> bool {
    catch_unwind(AssertUnwindSafe(|| fuzz::survive::survive(text, hosts))).is_ok()
}

/// The text without the lines that do not matter.
fn smaller(text: String, hosts: &[HostFacts]) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let mut at = lines.len();
    while at > 0 {
        at -= 1;
        let without: Vec<&str> = lines.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, line)| *line).collect();
        if !survives(&without.join("\n"), hosts) {
            lines = without;
        }
    }
    lines.join("\n") + "\n"
}

fn keep(text: &str, hosts: &[HostFacts]) {
    let message = catch_unwind(AssertUnwindSafe(|| fuzz::survive::survive(text, hosts))).err();
    let told = message
        .as_ref()
        .and_then(|message| message.downcast_ref::<String>().cloned().or_else(|| message.downcast_ref::<&str>().map(ToString::to_string)));
    let name = Sha256::of(text.as_bytes()).to_string();
    let path = fuzz::root().join("shared/tests/fuzz/seeds").join(format!("found-{}.yaml", &name[..8]));
    println!("{}: {}", path.display(), told.unwrap_or_default().lines().next().unwrap_or_default());
    fs::write(&path, text).expect("the seed can be written");
}
