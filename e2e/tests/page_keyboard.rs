//! The designer without a pointer: everything is reached by keys alone, and it is seen where they go.

use anyhow::{Result, ensure};
use labwright_e2e::canvas::{self, machine, network};
use labwright_e2e::{Page, Server, files, journey, live, wait};
use std::fs;
use std::time::Duration;

/// The first lab, not waiting for leases, with a network that has a mistake.
fn lab() -> Result<String> {
    let text = fs::read_to_string("../static/templates/first-lab.lab.yaml")?.replace("  up: {signal: lease}\n", "");
    let spare = "networks:\n- {name: spare, mode: isolated, ip: 10.91.0.1/24, dhcp: {start: 10.92.0.10, end: 10.92.0.50}}\n";
    Ok(text
        .replace("networks:\n- name", &format!("{spare}- name"))
        .replace("  networks:\n    lan", "  networks:\n    spare: {x: 80, y: 20}\n    lan"))
}

/// Where a card is drawn on the canvas.
async fn place(page: &Page, name: &str) -> Result<String> {
    page.eval(&format!("document.querySelector('{}').style.transform", machine(name))).await
}

#[test]
fn a_lab_is_drawn_mended_built_and_used_by_keys_alone() {
    let Some(host) = live::host() else { return };
    journey("keyboard", Duration::from_secs(120), async |journey| {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("first-lab.lab.yaml");
        fs::write(&file, lab()?)?;
        let images = files::images()?.display().to_string();
        let server = Server::start(&["--images", &images, "--open-lab", &file.display().to_string()]).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for(&machine("alice")).await?;
        page.wait_for("[data-meter=Memory]:not(.unknown)").await?;

        // A menu: open, through it, and back to its button.
        page.press_until("Tab", "[data-testid=lab-menu]", 5).await?;
        page.press("Enter").await?;
        page.wait_for("[data-testid=open-first-lab]").await?;
        page.press("ArrowDown").await?;
        page.press("ArrowDown").await?;
        ensure!(page.eval::<bool>("!!document.activeElement.closest('.menu')").await?, "arrow keys do not enter the menu");
        page.screenshot("keyboard-menu").await?;
        page.press("Escape").await?;
        page.wait_gone(".menu").await?;
        ensure!(page.focus().await?.at == "data-testid=lab-menu", "Escape leads to {:?}", page.focus().await?);

        // A machine from the palette.
        page.press_until("Tab", "[data-testid=palette-blank]", 20).await?;
        page.screenshot("keyboard-palette").await?;
        page.press("Enter").await?;
        canvas::until_records(&page, "machines", 3).await?;

        // Onto the canvas, to the new machine; moved; given a name.
        page.press_until("Tab", "[data-testid=canvas]", 40).await?;
        page.press_until("Tab", &machine("machine1"), 1).await?;
        page.screenshot("keyboard-card").await?;
        let at = place(&page, "machine1").await?;
        page.press("ArrowDown").await?;
        page.press("Shift+ArrowDown").await?;
        ensure!(place(&page, "machine1").await? != at, "arrow keys do not move it");
        page.press("Control+z").await?;
        page.press("Control+z").await?;
        ensure!(place(&page, "machine1").await? == at, "undo does not bring it back");
        page.press("Control+Shift+Z").await?;
        ensure!(place(&page, "machine1").await? != at, "redo does nothing");
        page.press("F2").await?;
        page.wait_for("[data-testid=rename]").await?;
        page.type_text("carol").await?;
        page.press("Enter").await?;
        page.wait_for(r#"[data-record="machines[machine1]"][data-name=carol]"#).await?;
        page.press_until("ArrowUp", &machine("machine1"), 1).await?;

        // Its form: memory, and a port on a network.
        page.press("Enter").await?;
        page.wait_for("[data-testid=inspector] :focus").await?;
        page.press_until("Tab", "[data-field=memory]", 10).await?;
        page.press("Control+a").await?;
        page.type_text("128 MiB").await?;
        page.wait_for_text(&machine("machine1"), "128 MiB").await?;
        page.press("Control+z").await?;
        page.wait_for_text(&machine("machine1"), "512 MiB").await?;
        page.press("Control+Shift+Z").await?;
        page.wait_for_text(&machine("machine1"), "128 MiB").await?;
        page.press_until("Tab", "[data-testid=add-port-form]", 20).await?;
        page.press("Enter").await?;
        page.wait_for(r#"[data-port="machines[machine1]/eth0"][data-connected=false]"#).await?;
        page.press_until("Shift+Tab", r#"[data-field="ports[eth0].network"]"#, 6).await?;
        page.type_text("lan").await?;
        page.wait_for(r#"[data-port="machines[machine1]/eth0"][data-connected=true]"#).await?;
        page.screenshot("keyboard-form").await?;

        // Escape leads back to the machine, and Tab out of the canvas after all that is on it.
        page.press("Escape").await?;
        let is_back = async || anyhow::Ok((page.focus().await?.at == "data-record=machines[machine1]").then_some(()));
        wait::until(wait::PAGE, "the focus back on the machine", is_back).await?;
        let stops = page.press_until("Tab", ".zoom button", 6).await?;
        ensure!(stops.contains(&"data-record=networks[lan]".to_owned()), "networks are passed over: {stops:?}");
        let zoom = page.text("[data-testid=zoom-percent]").await?;
        page.press("Enter").await?;
        page.wait_for("[data-testid=zoom-percent]").await?;
        ensure!(page.text("[data-testid=zoom-percent]").await? != zoom, "Enter on a button of the canvas does not press it");

        // A finding's fix.
        let planted = r#"[data-testid=finding-row][data-rule="addressing/dhcp-range-outside-subnet"]"#;
        page.wait_for(planted).await?;
        page.press_until("Tab", &format!("{planted} [data-testid=fix-0]"), 60).await?;
        page.screenshot("keyboard-fix").await?;
        page.press("Enter").await?;
        page.wait_gone(planted).await?;
        page.press("Control+z").await?;
        page.wait_for(planted).await?;
        page.press("Control+Shift+Z").await?;
        page.wait_gone(planted).await?;

        // What was added too much goes by a key, and the keyboard stays where it was.
        page.press_until("Tab", "[data-testid=palette-isolated]", 60).await?;
        page.press("Enter").await?;
        page.wait_for(&network("isolated")).await?;
        page.press_until("Tab", "[data-testid=canvas]", 40).await?;
        page.press_until("Tab", &network("isolated"), 1).await?;
        page.press("Delete").await?;
        page.wait_gone(&network("isolated")).await?;
        ensure!(page.focus().await?.at == "data-testid=canvas", "after Delete the focus is on {:?}", page.focus().await?);

        // Planned, looked at, approved.
        page.press_until("Shift+Tab", "[data-testid=plan-button]", 60).await?;
        page.press("Enter").await?;
        page.wait_for("[data-testid=plan-summary]").await?;
        page.press_until("Tab", "[data-testid=step-show]", 20).await?;
        page.press("Enter").await?;
        page.wait_for(".step-data").await?;
        page.screenshot("keyboard-plan").await?;
        page.press_until("Tab", "[data-testid=approve-button]", 60).await?;
        page.screenshot("keyboard-approve").await?;
        page.press("Enter").await?;
        page.wait_for("[data-testid=run-head]").await?;
        let is_done = async || anyhow::Ok((page.count("[data-testid=run-head][data-phase=succeeded]").await? > 0).then_some(()));
        wait::until(wait::GUEST, "the run to succeed", is_done).await?;
        ensure!(host.domains(true).await?.len() == 3, "{:?}", host.domains(true).await?);

        // The views, a console, and out of it again.
        page.press_until("Shift+Tab", "[data-testid=tab-run]", 60).await?;
        page.press("ArrowRight").await?;
        page.wait_for("[data-testid=tab-results][aria-selected=true]:focus").await?;
        page.wait_for("[data-testid=console-open]:not([disabled])").await?;
        page.press_until("Tab", "[data-testid=console-open]", 30).await?;
        page.press("Enter").await?;
        page.wait_for("[data-testid=console][data-line=connected] .xterm-rows").await?;
        page.wait_for(".xterm :focus").await?;
        page.press("F6").await?;
        ensure!(page.focus().await?.at == "data-testid=console-tab-alice", "F6 leads to {:?}", page.focus().await?);
        page.press_until("Tab", ".console-tab .icon-btn", 1).await?;
        page.screenshot("keyboard-console").await?;
        page.press("Enter").await?;
        page.wait_gone("[data-testid=console]").await?;
        Ok(())
    });
}
