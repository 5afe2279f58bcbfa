//! Measures the checker in the browser: the built page's own worker, asked as the page asks it, about the lab that `cargo xtask bench check`
//! checks natively. Called by that command with `--browser`.
//!
//! "Check" is what the worker says of the rules alone, by its own clock; Chromium's clock in a page that is not isolated counts tenths of a
//! millisecond. "Answer" is from the question to the answer in the page, with all that is written and read on the way.

mod canvas;
#[path = "../../../../shared/examples/bench_check/edits.rs"]
#[allow(dead_code)] // The native measurement.
mod edits;
#[path = "../../../../shared/examples/bench_check/lab.rs"]
mod lab;

use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use lab::Measure;
use labwright_e2e::{Page, Server, journey};
use labwright_shared::{
    document::{self, Document},
    facts::HostFacts,
    following::{Edit, Message, News, Told},
    model::Lab,
    yaml,
};
use serde::Deserialize;
use serde_json::{Value, json};

const LARGE: Measure = Measure { machines: 10_000, servers: 10_000, faulty: 20 };

/// Whole checks of the large lab, and edits of each kind (there and back).
const WHOLE: usize = 11;
const EDITS: usize = 20;

/// What was measured of one question, in milliseconds.
#[derive(Clone, Copy, Deserialize)]
struct Time {
    check: f64,
    answer: f64,
}

/// Puts a worker of the page's own program, and a way to ask it, into the page.
const START: &str = r#"(() => {
  const boot = [...document.scripts].find(script => script.src.endsWith("/boot.js")).src;
  const worker = new Worker(new URL("./worker.js", boot), { type: "module" });
  const ask = message => new Promise((done, fail) => {
    worker.onerror = event => fail(new Error(event.message));
    worker.onmessage = ({ data }) => done(JSON.parse(data));
    worker.postMessage(message);
  });
  window.measure = async message => {
    const text = JSON.stringify(message), begun = performance.now();
    const { found } = await ask(text);
    return { check: found.tookMs, answer: performance.now() - begun };
  };
})()"#;

fn main() {
    journey("bench-worker", Duration::from_secs(540), async |journey| {
        let server = Server::start(&["--host", "test:///default"]).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for("[data-testid=no-lab]").await?;
        page.eval::<Value>(START).await?;
        println!("{:<40} {:>10} {:>10} {:>10} {:>10}", "in the worker", "runs", "check, min", "median", "answer");
        whole(&page).await?;
        after_edits(&page).await?;
        drop(server);
        let (_server, page) = canvas::open(journey).await?;
        canvas::while_edits_are_checked(&page).await
    });
}

/// One at a time: the browser's protocol waits only so long for an answer.
async fn measure(page: &Page, messages: impl IntoIterator<Item = String>) -> Result<Vec<Time>> {
    let mut times = Vec::new();
    for message in messages {
        times.push(page.eval(&format!("measure({message})")).await?);
    }
    Ok(times)
}

fn told(news: Vec<News>) -> Message {
    Message::Follow(Told { number: 1, news })
}

fn line(what: &str, mut times: Vec<Time>) -> Result<()> {
    ensure!(!times.is_empty(), "nothing was measured");
    let half = times.len() / 2;
    times.sort_by(|one, other| one.answer.total_cmp(&other.answer));
    let answer = times[half].answer;
    times.sort_by(|one, other| one.check.total_cmp(&other.check));
    println!("{what:<40} {:>10} {:>8.1}ms {:>8.1}ms {answer:>8.1}ms", times.len(), times[0].check, times[half].check);
    Ok(())
}

/// Labs of both sizes from nothing: each time they are told anew.
async fn whole(page: &Page) -> Result<()> {
    for (what, objects) in [("1 000 machines, 1 000 servers", 1_000), ("10 000 machines, 10 000 servers", 10_000)] {
        let measured = Measure { machines: objects, servers: objects, faulty: 20 };
        let news = vec![News::Lab(lab::text(measured)), News::Facts(Some(Box::new(facts()?)))];
        page.eval::<Value>(&format!("window.whole = {}; null", json!(told(news)))).await?;
        line(what, measure(page, (0..WHOLE).map(|_| "window.whole".to_owned())).await?)?;
    }
    Ok(())
}

/// Each kind of edit in the large lab, which the worker has by now.
async fn after_edits(page: &Page) -> Result<()> {
    let (lab, _) = inputs(LARGE).map_err(|error| anyhow!(error))?;
    let mut document = Document::new(lab);
    for edit in edits::edits(&document) {
        let mut messages = Vec::new();
        for command in (0..EDITS).flat_map(|_| [&edit.there, &edit.back]) {
            let diff = document.apply(command).with_context(|| edit.what)?;
            messages.push(json!(told(vec![News::Edits(diff.changes.iter().filter_map(Edit::of).collect())])).to_string());
        }
        line(edit.what, measure(page, messages).await?)?;
    }
    Ok(())
}

fn facts() -> Result<HostFacts> {
    yaml::from_str(lab::HOST).map_err(|errors| anyhow!("{errors:?}"))
}

fn inputs(measure: Measure) -> Result<(Lab, HostFacts), String> {
    let read = document::read(&lab::text(measure)).map_err(|errors| format!("{:?}", errors.first()))?;
    Ok((read.document.lab().clone(), facts().map_err(|error| error.to_string())?))
}
