//! What the page says when something is missing: the server, the host, a lab, a readable file; and its first moments.

use anyhow::{Context, Result, ensure};
use labwright_e2e::browser::pointer::Point;
use labwright_e2e::canvas::{self, machine, network};
use labwright_e2e::{Page, Server, journey, live, wait};
use std::fs;
use std::path::Path;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(60);
const FIRST_LAB: &str = "../static/templates/first-lab.lab.yaml";

async fn first_lab() -> Result<Server> {
    Server::start(&["--open-lab", FIRST_LAB]).await
}

async fn value(page: &Page, selector: &str) -> Result<String> {
    page.eval(&format!("document.querySelector({}).value", serde_json::Value::from(selector))).await
}

#[test]
fn without_the_server_editing_goes_on() {
    journey("states-server", TIME, async |journey| {
        let mut server = first_lab().await?;
        let page = journey.open(server.link()).await?;
        page.wait_for(&machine("alice")).await?;
        page.wait_for_text("[data-testid=save-state]", "Saved").await?;

        // The word on it comes in while something is dragged, above everything: nothing moves away under the pointer.
        let corner = canvas::corner(&page).await?;
        let (from, to) = (page.center("[data-testid=palette-isolated]").await?, corner.plus(160.0, 420.0));
        page.click("[data-testid=palette-bastion]").await?;
        page.wait_for(&machine("bastion1")).await?;
        page.take(from).await?;
        page.carry(from, to).await?;
        let alice = page.center(&machine("alice")).await?;
        server.crash().await?;
        // Where the last edit was saved in time, it is the next look at the server that fails.
        let gone = async || anyhow::Ok((page.count("[data-testid=disconnected]").await? > 0).then_some(()));
        wait::until(wait::GUEST, "the page to notice", gone).await?;
        let lower = canvas::corner(&page).await?;
        ensure!(lower.y > corner.y, "the canvas did not make room");
        let now = page.center(&machine("alice")).await?;
        ensure!(near(alice, now), "alice was at {alice:?} and is at {now:?} under a pointer that holds something");
        page.let_go(to).await?;
        page.wait_for(&network("isolated")).await?;
        ensure!(lies_at(&page, &network("isolated"), to).await?, "let go at {to:?}, the network is elsewhere");
        page.wait_for_text("[data-testid=save-state]", "Not saved").await?;
        ensure!(page.count("[data-testid=plan-button]:not([disabled])").await? == 0, "a plan can be asked for without a server");
        page.click(&machine("alice")).await?;
        page.fill("[data-testid=inspector] [data-field=memory]", "192 MiB").await?;
        page.wait_for_text(&machine("alice"), "192 MiB").await?;
        page.screenshot("states-disconnected").await?;

        server.restart().await?;
        page.wait_gone("[data-testid=disconnected]").await?;
        page.wait_for_text("[data-testid=save-state]", "Saved").await?;
        page.wait_for("[data-testid=plan-button]:not([disabled])").await?;
        page.reload().await?;
        page.wait_for_text(&machine("alice"), "192 MiB").await?;
        page.wait_for(&machine("bastion1")).await?;
        ensure!(page.expect_errors("net::ERR_") > 0);
        Ok(())
    });
}

#[test]
fn yaml_files_are_opened_mended_and_saved() {
    journey("states-yaml", TIME, async |journey| {
        let folder = tempfile::tempdir()?;
        let server = first_lab().await?;
        let page = journey.open(server.link()).await?;
        page.wait_for(&machine("alice")).await?;
        page.click("[data-testid=tab-yaml]").await?;
        page.wait_for("[data-testid=yaml-text]").await?;
        let text = value(&page, "[data-testid=yaml-text]").await?;
        ensure!(text.contains("# The test guest"), "the comments are gone: {text}");

        // A file with a mistake is put there to look at, with the place of the mistake; the lab is as it was.
        let bad = folder.path().join("bad.lab.yaml");
        fs::write(&bad, text.replacen("memory: 128 MiB", "memory: plenty", 1))?;
        let line = text.lines().position(|line| line.contains("memory: 128 MiB")).context("no memory")? + 1;
        page.choose_file("[data-testid=yaml-open-file]", &bad).await?;
        page.wait_for_text("[data-testid=yaml-error]", &format!("{line}:")).await?;
        page.wait_for_text("[data-testid=yaml-error]", "plenty").await?;
        page.screenshot("states-yaml-error").await?;
        page.click("[data-testid=yaml-error]").await?;
        let selected: String =
            page.eval("(() => { const a = document.activeElement; return a.value.slice(a.selectionStart, a.selectionEnd); })()").await?;
        ensure!(selected.contains("plenty"), "the error leads to {selected:?}");
        page.click("[data-testid=yaml-apply]").await?;
        page.wait_for("[data-testid=yaml-errors]").await?;
        ensure!(page.text("[data-testid=lab-menu]").await? == "first-lab");
        page.click("[data-testid=yaml-discard]").await?;
        page.wait_gone("[data-testid=yaml-errors]").await?;
        ensure!(value(&page, "[data-testid=yaml-text]").await? == text, "discarded, and the text is another");

        // A good file, mended by typing, is applied as one step.
        let good = folder.path().join("good.lab.yaml");
        fs::write(&good, text.replacen("memory: 128 MiB", "memory: 160 MiB", 1))?;
        page.choose_file("[data-testid=yaml-open-file]", &good).await?;
        page.wait_for("[data-testid=yaml-apply]:not([disabled])").await?;
        page.eval::<()>("document.querySelector('[data-testid=yaml-text]').focus()").await?;
        page.press("Control+Enter").await?;
        page.wait_for("[data-testid=yaml-apply][disabled]").await?;
        page.click("[data-testid=tab-design]").await?;
        page.wait_for_text(&machine("alice"), "160 MiB").await?;
        page.press("Control+z").await?;
        page.wait_for_text(&machine("alice"), "128 MiB").await?;
        page.press("Control+Shift+z").await?;
        page.wait_for_text(&machine("alice"), "160 MiB").await?;

        // What is saved is what is shown.
        page.click("[data-testid=tab-yaml]").await?;
        page.save_files_in(folder.path()).await?;
        page.wait_for("[data-testid=yaml-save-file]").await?;
        let shown = value(&page, "[data-testid=yaml-text]").await?;
        page.click("[data-testid=yaml-save-file]").await?;
        let file = folder.path().join("first-lab.lab.yaml");
        let saved = wait::until(wait::PAGE, "the saved file", async || {
            anyhow::Ok(fs::read_to_string(&file).ok().filter(|saved| saved.len() == shown.len()))
        });
        ensure!(saved.await? == shown);

        // As a new lab: one that cannot be read opens nothing and says where.
        page.click("[data-testid=lab-menu]").await?;
        page.choose_file("[data-testid=lab-open-file]", &bad).await?;
        page.wait_for_text("[data-testid=failure]", &format!("line {line}, column")).await?;
        page.screenshot("states-open-refused").await?;
        ensure!(page.text("[data-testid=lab-menu]").await? == "first-lab");
        page.click("[data-testid=lab-menu]").await?;
        page.choose_file("[data-testid=lab-open-file]", &good).await?;
        page.wait_for_text("[data-testid=lab-menu]", "first-lab2").await?;
        page.wait_for_text(&machine("alice"), "160 MiB").await?;
        Ok(())
    });
}

#[test]
fn an_empty_lab_says_what_to_do_first() {
    let Some(_host) = live::host() else { return };
    journey("states-empty", TIME, async |journey| {
        let server = Server::start(&[]).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for("[data-testid=no-lab]").await?;
        ensure!(page.count("[data-testid=palette-blank]:not([disabled])").await? == 0, "a machine can be put where no lab is");
        page.wait_for_text("[data-testid=no-findings]", "Open or make a lab").await?;
        page.screenshot("states-no-lab").await?;
        page.click("[data-testid=no-lab] .btn.primary").await?;
        page.wait_for("[data-testid=welcome]").await?;
        page.wait_for("[data-testid=palette-blank]:not([disabled])").await?;
        page.screenshot("states-welcome").await?;

        // Every view says that there is nothing, and what to do.
        page.click("[data-testid=plan-button]").await?;
        page.wait_for("[data-testid=plan-empty]").await?;
        page.screenshot("states-empty-plan").await?;
        page.click("[data-testid=tab-run]").await?;
        page.wait_for(".run-list .page-empty").await?;
        page.screenshot("states-empty-run").await?;
        page.click("[data-testid=tab-results]").await?;
        page.wait_for(".results-page .page-empty").await?;
        page.screenshot("states-empty-results").await?;
        page.click("[data-testid=tab-yaml]").await?;
        page.wait_for("[data-testid=yaml-text]").await?;
        page.screenshot("states-empty-yaml").await?;

        // The first thing that is drawn takes the words away.
        page.click("[data-testid=tab-design]").await?;
        page.click("[data-testid=palette-nat]").await?;
        page.wait_gone("[data-testid=welcome]").await?;
        canvas::until_records(&page, "networks", 1).await?;
        Ok(())
    });
}

#[test]
fn without_a_host_labs_are_drawn_and_checked() {
    let Some(host) = live::host() else { return };
    journey("states-no-host", TIME, async |journey| {
        host.kill_libvirtd().await?;
        let server = first_lab().await?;
        let page = journey.open(server.link()).await?;
        page.wait_for(&machine("alice")).await?;
        page.wait_for_text("[data-testid=host-pill]", "No host attached").await?;
        page.wait_for(r#"[data-testid=finding-row][data-rule="host/unknown-facts"]"#).await?;
        page.wait_for("[data-meter=Memory].unknown").await?;
        let why = page.attribute("[data-testid=plan-button]", "title").await?.unwrap_or_default();
        ensure!(why.contains("No host is attached"), "why it cannot be planned: {why:?}");
        ensure!(page.count("[data-testid=plan-button]:not([disabled])").await? == 0);
        page.screenshot("states-no-host").await?;
        page.click("[data-testid=palette-isolated]").await?;
        canvas::until_records(&page, "networks", 2).await?;
        page.wait_for_text("[data-testid=save-state]", "Saved").await?;
        // The views that need a host say so before anybody presses anything.
        page.click("[data-testid=tab-plan]").await?;
        page.wait_for_text("[data-testid=plan]", "No host is attached").await?;
        ensure!(page.count("[data-testid=plan] .btn.primary:not([disabled])").await? == 0, "Plan can be pressed without a host");
        page.screenshot("states-no-host-plan").await?;
        page.click("[data-testid=tab-results]").await?;
        page.wait_for_text("[data-testid=results]", "No host is attached").await?;
        page.screenshot("states-no-host-results").await?;
        page.click("[data-testid=tab-design]").await?;
        page.click("[data-testid=host-pill]").await?;
        page.wait_for_text(".host-details", "then look again").await?;
        page.screenshot("states-no-host-details").await?;

        // It comes, and is seen without loading the page anew.
        host.start_libvirtd().await?;
        page.click(".host-details .btn").await?;
        page.wait_for("[data-meter=Memory]:not(.unknown)").await?;
        page.wait_for("[data-testid=plan-button]:not([disabled])").await?;
        page.wait_gone(r#"[data-rule="host/unknown-facts"]"#).await?;
        page.expect_errors("the server responded with a status of 503");
        Ok(())
    });
}

#[test]
fn a_drag_is_not_lost_while_the_host_is_looked_at() {
    let Some(_host) = live::host() else { return };
    journey("states-first-moments", TIME, async |journey| {
        let server = first_lab().await?;
        let page = journey.open("about:blank").await?;
        // Before the lab is there nothing can be put anywhere.
        let labs = page.hold("*/api/v1/labs/first-lab").await?;
        page.goto(server.link()).await?;
        page.wait_for("[data-testid=palette-isolated][disabled]").await?;
        page.wait_for_text("[data-testid=loading]", "Opening first-lab").await?;
        page.wait_for_text("[data-testid=no-findings]", "Open or make a lab").await?;
        let corner = canvas::corner(&page).await?;
        page.drag(page.center("[data-testid=palette-isolated]").await?, corner.plus(200.0, 300.0)).await?;
        page.screenshot("states-first-moments").await?;
        labs.go();
        page.wait_for(&machine("alice")).await?;
        ensure!(canvas::records(&page, "networks").await? == ["networks[lan]"]);
        // The templates, which it does not need, may come later.
        page.goto("about:blank").await?;
        let templates = page.hold("*/api/v1/templates").await?;
        page.goto(server.origin()).await?;
        page.wait_for(&machine("alice")).await?;
        templates.go();

        // Held over the canvas while the answers come in, it lands where it is let go; what is there already stays where it is seen.
        page.goto("about:blank").await?;
        let facts = page.hold("*/api/v1/host*").await?;
        page.goto(server.origin()).await?;
        page.wait_for("[data-testid=palette-isolated]:not([disabled])").await?;
        page.wait_for("[data-meter=Memory].unknown").await?;
        page.resize(1000, 800).await?;
        let from = page.center("[data-testid=palette-isolated]").await?;
        let to = canvas::corner(&page).await?.plus(120.0, 380.0);
        page.take(from).await?;
        page.carry(from, to).await?;
        page.wait_for(".ghost").await?;
        let alice = page.center(&machine("alice")).await?;
        facts.go();
        page.wait_for("[data-meter=Memory]:not(.unknown)").await?;
        let now = page.center(&machine("alice")).await?;
        ensure!(near(alice, now), "alice was at {alice:?} and is at {now:?} under a pointer that holds something");
        page.let_go(to).await?;
        canvas::until_records(&page, "networks", 2).await?;
        ensure!(lies_at(&page, &network("isolated"), to).await?, "let go at {to:?}, the network is elsewhere");
        Ok(())
    });
}

/// Whether an element is under this place.
async fn lies_at(page: &Page, selector: &str, at: Point) -> Result<bool> {
    let script = "const r = document.querySelector(SELECTOR).getBoundingClientRect(); return r.left <= X && X <= r.right && r.top <= Y && Y <= r.bottom;";
    let script = script.replace("SELECTOR", &serde_json::Value::from(selector).to_string());
    page.eval(&format!("(() => {{ {} }})()", script.replace('X', &at.x.to_string()).replace('Y', &at.y.to_string()))).await
}

fn near(a: Point, b: Point) -> bool {
    (a.x - b.x).abs() < 1.0 && (a.y - b.y).abs() < 1.0
}

#[test]
fn the_page_fits_screens_and_preferences() {
    let Some(_host) = live::host() else { return };
    journey("states-screens", TIME, async |journey| {
        let template = Path::new("../static/templates/osp13-l1.lab.yaml").display().to_string();
        let server = Server::start(&["--open-lab", &template]).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for(&machine("undercloud")).await?;
        page.wait_for("[data-meter=Memory]:not(.unknown)").await?;
        for (width, height) in [(1280, 800), (1440, 900), (2560, 1440)] {
            page.resize(width, height).await?;
            for scheme in ["light", "dark"] {
                page.prefer_scheme(scheme).await?;
                for tab in ["design", "yaml", "plan", "run", "results"] {
                    page.click(&format!("[data-testid=tab-{tab}]")).await?;
                    page.wait_for(&format!("[data-testid=tab-{tab}][aria-selected=true]")).await?;
                    let [wide, high]: [i64; 2] = page
                        .eval("[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]")
                        .await?;
                    ensure!(wide <= 0 && high <= 0, "{tab} at {width} × {height} is {wide} too wide and {high} too high");
                    let cut: Vec<String> = page.eval(CUT).await?;
                    ensure!(cut.is_empty(), "{tab} at {width} × {height}: cut off are {cut:?}");
                    page.screenshot(&format!("screen-{tab}-{width}-{scheme}")).await?;
                }
            }
        }
        // Who wishes no motion gets none.
        page.prefer(&[("prefers-color-scheme", "light"), ("prefers-reduced-motion", "reduce")]).await?;
        page.click("[data-testid=tab-design]").await?;
        page.wait_for(&machine("undercloud")).await?;
        let moving: Vec<String> = page.eval(MOVING).await?;
        ensure!(moving.is_empty(), "in motion: {moving:?}");
        page.prefer(&[]).await?;
        let moving: Vec<String> = page.eval(MOVING).await?;
        ensure!(!moving.is_empty(), "the look for motion sees none at all");
        Ok(())
    });
}

/// Buttons of the top bar that are not all in sight.
const CUT: &str = "[...document.querySelectorAll('.top button')].filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && (r.right > innerWidth + 0.5 || r.left < 0); }).map(e => e.innerText || e.title)";

/// What has a transition or an animation.
const MOVING: &str = "[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e); return s.animationName !== 'none' || s.transitionDuration.split(',').some(t => parseFloat(t) > 0); }).map(e => e.className.toString())";
