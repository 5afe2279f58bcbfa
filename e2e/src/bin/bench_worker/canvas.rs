//! How long the page itself is kept from answering while an edit is made and checked.

use std::{fs, time::Duration};

use anyhow::Result;
use labwright_e2e::{Journey, Page, Server, wait};

use super::lab::{self, Measure};

const MEASURE: Measure = Measure { machines: 200, servers: 5_000, faulty: 20 };

/// Asks the page again and again, and keeps the longest time for which it did something else.
const WATCH: &str = r#"(() => {
  const channel = new MessageChannel();
  window.watch = { longest: 0, last: performance.now() };
  channel.port1.onmessage = () => {
    const now = performance.now();
    window.watch.longest = Math.max(window.watch.longest, now - window.watch.last);
    window.watch.last = now;
    channel.port2.postMessage(null);
  };
  channel.port2.postMessage(null);
})()"#;

const MEMORY: &str = "[data-testid=inspector] [data-field='memory']";

pub async fn while_edits_are_checked(page: &Page) -> Result<()> {
    let time = Duration::from_secs(200);
    let begun = "performance.now()";
    wait::until(time, "the lab's machines", async || Ok((page.count("[data-record^='machines[']").await? > 0).then_some(()))).await?;
    let drawn: f64 = page.eval(begun).await?;
    page.wait_for_text_in("[data-testid=finding-counts]", "rules in", time).await?;
    let found: f64 = page.eval(begun).await?;
    println!(
        "\n{} machines, {} servers on the canvas: drawn after {drawn:.0} ms, findings after {found:.0} ms",
        MEASURE.machines, MEASURE.servers
    );
    page.click("[data-record='machines[m60]']").await?;
    page.wait_for(MEMORY).await?;
    page.eval::<serde_json::Value>(WATCH).await?;
    for memory in ["60 GiB", "64 GiB", "60 GiB"] {
        page.eval::<serde_json::Value>("watch.longest = 0").await?;
        page.fill(MEMORY, memory).await?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        let longest: f64 = page.eval("watch.longest").await?;
        println!("{memory} typed as a machine's memory: the page does not answer for at most {longest:.0} ms");
    }
    Ok(())
}

/// The page with the lab open.
pub async fn open(journey: &mut Journey) -> Result<(Server, Page)> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("bench.lab.yaml");
    fs::write(&file, lab::text(MEASURE))?;
    let server = Server::start(&["--host", "test:///default", "--open-lab", file.to_str().unwrap_or_default()]).await?;
    let page = journey.open(server.link()).await?;
    Ok((server, page))
}
