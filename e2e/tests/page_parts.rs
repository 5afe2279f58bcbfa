//! The page's program comes in parts: each view when it is asked for, and one that does not come is told and tried again.

use anyhow::Result;
use labwright_e2e::{Page, Server, files, journey};
use std::fs;
use std::path::Path;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(60);

const LAB: &str = "apiVersion: labwright.dev/v1alpha1
kind: Lab
metadata: {name: parts}
networks:
- {name: lan, mode: isolated, ip: 10.91.0.1/24}
";

/// The file without which no view but the canvas's can be shown.
const PART: &str = "split_views.wasm";

async fn open(page: &Page, tab: &str) -> Result<()> {
    page.click(&format!("[data-testid=tab-{tab}]")).await
}

#[test]
fn every_view_comes_when_it_is_asked_for() {
    journey("parts", TIME, async |journey| {
        let folder = tempfile::tempdir()?;
        let lab = folder.path().join("parts.lab.yaml");
        fs::write(&lab, LAB)?;
        let server = Server::start(&["--open-lab", path(&lab)]).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for(r#"[data-record="networks[lan]"]"#).await?;
        page.wait_for("[data-testid=inspector]").await?;
        page.wait_for("[data-testid=finding-counts]").await?;
        page.screenshot("parts-design").await?;
        for (tab, what) in [
            ("yaml", "[data-testid=yaml-text]"),
            ("plan", "main > :not([data-testid=part-coming])"),
            ("run", "main > :not([data-testid=part-coming])"),
            ("results", "main > :not([data-testid=part-coming])"),
            ("design", "[data-testid=canvas]"),
        ] {
            open(&page, tab).await?;
            page.wait_for(what).await?;
            page.screenshot(&format!("parts-{tab}")).await?;
        }
        host_is_told(&page).await?;
        page.click(r#"[data-record="networks[lan]"]"#).await?;
        page.wait_for(r#"[data-testid=inspector] [data-field="mode"]"#).await?;
        page.screenshot("parts-selected").await?;
        page.no_errors()
    });
}

#[test]
fn a_part_that_does_not_come_is_told_and_tried_again() {
    journey("parts-missing", TIME, async |journey| {
        let folder = tempfile::tempdir()?;
        let site = folder.path().join("site");
        files::copy(&files::site()?, &site)?;
        let part = files::of_program(&site, PART)?;
        let kept = folder.path().join(PART);
        fs::rename(&part, &kept)?;
        fs::remove_file(part.with_extension("wasm.br"))?;

        let server = Server::with_site(site, &[]).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for("[data-testid=no-lab]").await?;
        host_is_told(&page).await?;
        open(&page, "yaml").await?;
        page.wait_for("main [data-testid=part-missing]").await?;
        page.screenshot("parts-missing").await?;

        fs::rename(&kept, &part)?;
        page.click("main [data-testid=part-again]").await?;
        page.wait_for("[data-testid=yaml-text]").await?;
        for told in ["404", "WebAssembly", "split_views"] {
            page.expect_errors(told);
        }
        page.no_errors()
    });
}

/// Waits for the answer about the host, which would fail if the server ended before it.
async fn host_is_told(page: &Page) -> Result<()> {
    page.wait_for("[data-testid=host-pill] .dot:not(.state-absent)").await
}

fn path(file: &Path) -> &str {
    file.to_str().expect("temporary paths are UTF-8")
}
