//! The checker runs beside the page, in a worker: where that is lost it is started anew, and where it cannot run the page says so.

use anyhow::Result;
use labwright_e2e::{Page, Server, files, journey};
use std::fs;
use std::path::Path;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(90);

/// A machine without vCPUs: one error.
const LAB: &str = "apiVersion: labwright.dev/v1alpha1
kind: Lab
metadata: {name: checker}
machines:
- {name: a, vcpus: 0, memory: 1 GiB}
- {name: b, vcpus: 1, memory: 1 GiB}
";

const COUNTS: &str = "[data-testid=finding-counts]";
const ROW: &str = r#"[data-testid=finding-row][data-rule="capacity/no-vcpus"]"#;
const STOPPED: &str = "[data-testid=checker-stopped]";

/// The program without which the worker cannot start.
const PROGRAM: &str = "checker_bg.wasm";

/// Remembers the worker when it is next asked.
const REMEMBER: &str = "(() => { const post = Worker.prototype.postMessage; \
    Worker.prototype.postMessage = function (message) { window.checker = this; return post.call(this, message); }; })()";

async fn set_vcpus(page: &Page, machine: &str, count: &str) -> Result<()> {
    page.click(&format!(r#"[data-record="machines[{machine}]"]"#)).await?;
    page.fill(r#"[data-testid=inspector] [data-field="vcpus"]"#, count).await
}

#[test]
fn a_checker_that_is_lost_is_started_anew_and_knows_all_edits() {
    journey("checker-lost", TIME, async |journey| {
        let folder = tempfile::tempdir()?;
        let lab = folder.path().join("checker.lab.yaml");
        fs::write(&lab, LAB)?;
        let server = Server::start(&["--open-lab", path(&lab)]).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for_text(COUNTS, "rules in").await?;
        page.wait_for(&format!("{ROW}[data-subject=\"machines[a].vcpus\"]")).await?;
        page.eval::<serde_json::Value>(REMEMBER).await?;
        set_vcpus(&page, "b", "0").await?;
        page.wait_for(&format!("{ROW}[data-subject=\"machines[b].vcpus\"]")).await?;
        // What a worker that broke off tells the page.
        page.eval::<serde_json::Value>("checker.dispatchEvent(new ErrorEvent('error')), 0").await?;
        set_vcpus(&page, "a", "2").await?;
        page.wait_gone(&format!("{ROW}[data-subject=\"machines[a].vcpus\"]")).await?;
        page.wait_for(&format!("{ROW}[data-subject=\"machines[b].vcpus\"]")).await?;
        page.no_errors()
    });
}

#[test]
fn a_lab_that_cannot_be_checked_is_not_shown_as_one_without_findings() {
    journey("checker-stopped", TIME, async |journey| {
        let folder = tempfile::tempdir()?;
        let lab = folder.path().join("checker.lab.yaml");
        fs::write(&lab, LAB)?;
        let site = folder.path().join("site");
        files::copy(&files::site()?, &site)?;
        let program = files::of_program(&site, PROGRAM)?;
        let kept = folder.path().join(PROGRAM);
        fs::rename(&program, &kept)?;
        fs::remove_file(program.with_extension("wasm.br"))?;

        let server = Server::with_site(site, &["--open-lab", path(&lab)]).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for(r#"[data-record="machines[a]"]"#).await?;
        page.wait_for(STOPPED).await?;
        assert_eq!(page.count("[data-testid=no-findings]").await?, 0);
        assert_eq!(page.count(COUNTS).await?, 0);
        page.screenshot("checker-stopped").await?;
        // Editing goes on.
        set_vcpus(&page, "b", "0").await?;

        fs::rename(&kept, &program)?;
        page.click("[data-testid=checker-again]").await?;
        page.wait_for(&format!("{ROW}[data-subject=\"machines[b].vcpus\"]")).await?;
        page.wait_gone(STOPPED).await?;
        for told in ["404", "WebAssembly", "checker"] {
            page.expect_errors(told);
        }
        page.no_errors()
    });
}

fn path(file: &Path) -> &str {
    file.to_str().expect("temporary paths are UTF-8")
}
