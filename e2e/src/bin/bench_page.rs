//! Measures the served page: what a browser loads, and when a person can use it.
//!
//! Called by `cargo xtask bench page`. "Interactive" is when the lab's machines can be clicked: the time that the page's own clock shows when a test first finds them, from the start of the navigation, so it is never too small.

use std::time::Duration;

use anyhow::ensure;
use labwright_e2e::{Server, files, journey, wait};

const ROUNDS: usize = 7;

fn main() {
    journey("bench-page", Duration::from_secs(240), async |journey| {
        let lab = files::target().parent().map(|root| root.join("static/templates/first-lab.lab.yaml")).unwrap_or_default();
        let mut interactive = Vec::new();
        let mut loaded = (0, 0);
        for _ in 0..ROUNDS {
            // Each round has a browser context of its own, so nothing is cached.
            let server = Server::start(&["--host", "test:///default", "--open-lab", lab.to_str().unwrap_or_default()]).await?;
            let page = journey.open(server.link()).await?;
            let at: f64 = wait::until(wait::PAGE, "the lab's machines", async || {
                page.eval("document.querySelector('[data-record^=\"machines[\"]') ? performance.now() : null").await
            })
            .await?;
            interactive.push(at);
            let sizes: [u64; 2] = page
                .eval("(() => { const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource').filter(e => !e.name.includes('/api/'))]; return [all.reduce((sum, e) => sum + e.encodedBodySize, 0), all.length]; })()")
                .await?;
            loaded = (sizes[0], sizes[1]);
        }
        interactive.sort_by(f64::total_cmp);
        ensure!(loaded.0 > 0, "the browser tells no sizes");
        println!("| page | figure |\n|---|---|");
        println!("| first load, compressed, {} files | {} KB |", loaded.1, loaded.0 / 1000);
        println!(
            "| interactive, median of {ROUNDS} (least to most) | {:.0} ms ({:.0} to {:.0}) |",
            interactive[ROUNDS / 2],
            interactive[0],
            interactive[ROUNDS - 1]
        );
        Ok(())
    });
}
