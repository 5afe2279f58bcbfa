//! Runs that do not go smoothly, as the page shows them: a server that dies, a step that fails, changes that need consent.

use anyhow::{Context, Result, ensure};
use labwright_e2e::canvas::machine;
use labwright_e2e::disk::Images;
use labwright_e2e::{Page, Server, journey, live, wait};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(90);
const FOLDER: &str = "/var/lib/libvirt/images/states";

/// A network, a pool and two machines of 32 MiB; what is in `more` comes before the machines.
fn lab(more: &str, m1: &str, m2: &str) -> String {
    let machine = |name: &str, rest: &str| {
        format!("- name: {name}\n  vcpus: 1\n  memory: 32 MiB\n  ports: [{{name: eth0, network: states}}]\n{rest}\n")
    };
    format!(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: states}}\nhost: {{name: host, overcommit: {{vcpus: 16, memory: 1, disk: 40}}}}\n{more}\n\
         pools:\n- {{name: states, path: {FOLDER}}}\nnetworks:\n- {{name: states, mode: isolated, ip: 10.93.0.1/24}}\nmachines:\n{}{}",
        machine("m1", m1),
        machine("m2", m2)
    )
}

/// A server that opens on the lab, with the folder of its file.
async fn serve(text: &str, images: Option<&Path>) -> Result<(Server, tempfile::TempDir)> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("states.lab.yaml");
    fs::write(&file, text)?;
    let images = images.unwrap_or(folder.path()).display().to_string();
    let server = Server::start(&["--images", &images, "--open-lab", &file.display().to_string()]).await?;
    Ok((server, folder))
}

/// Plans from the top bar, and waits until the plan can be approved.
async fn plan(page: &Page) -> Result<()> {
    page.wait_for("[data-testid=plan-button]:not([disabled])").await?;
    page.click("[data-testid=plan-button]").await?;
    page.wait_for("[data-testid=plan-summary]").await
}

async fn until_phase(page: &Page, phase: &str) -> Result<()> {
    let head = format!("[data-testid=run-head][data-phase={phase}]");
    let what = format!("the run to be {phase}");
    let reached = wait::until(wait::GUEST, &what, async || anyhow::Ok((page.count(&head).await? > 0).then_some(()))).await;
    let there = page.texts(".run-list").await.unwrap_or_default();
    reached.with_context(|| format!("there is {there:?}"))
}

fn step(id: &str, phase: &str) -> String {
    format!(r#"[data-testid=run-step][data-step="{id}"][data-phase={phase}]"#)
}

#[test]
fn a_run_whose_server_was_killed_goes_on_by_a_button() {
    let Some(host) = live::host() else { return };
    journey("states-killed", TIME, async |journey| {
        // The first machine counts as up when GO is in its console's log; the second one starts after it.
        let disk = "  disks: [{name: vda, pool: states, size: 8 MiB}]";
        let text = lab("", &format!("{disk}\n  up: {{signal: serial, marker: GO, timeoutSecs: 120}}"), &format!("{disk}\n  after: [m1]"));
        let (mut server, _folder) = serve(&text, None).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for(&machine("m1")).await?;
        plan(&page).await?;
        page.click("[data-testid=approve-button]").await?;
        page.wait_for(&step("domain.wait/m1", "running")).await?;

        server.crash().await?;
        page.wait_for("[data-testid=stream-broken]").await?;
        page.wait_for("[data-testid=disconnected]").await?;
        ensure!(page.count("[data-testid=resume-button]").await? == 0, "resume is offered while nobody knows how the run is");
        page.screenshot("states-killed-away").await?;

        server.restart().await?;
        page.wait_gone("[data-testid=disconnected]").await?;
        page.wait_gone("[data-testid=stream-broken]").await?;
        page.wait_for("[data-testid=resume-button]").await?;
        page.wait_for_text("[data-testid=run-head]", "interrupted").await?;
        page.screenshot("states-killed-back").await?;
        // Who comes new sees the same.
        page.reload().await?;
        page.wait_for("[data-testid=resume-button]").await?;
        page.wait_for_text("[data-testid=run-head]", "interrupted").await?;

        let done = page.text("[data-testid=run-progress]").await?;
        page.click("[data-testid=resume-button]").await?;
        page.wait_gone("[data-testid=resume-button]").await?;
        page.wait_for(&step("domain.wait/m1", "running")).await?;
        ensure!(page.text("[data-testid=run-progress]").await? == done, "what was done is done: {done}");
        let mut log = fs::OpenOptions::new().append(true).open(Path::new(FOLDER).join("m1-serial.log"))?;
        log.write_all(b"\nGO\n")?;
        until_phase(&page, "succeeded").await?;
        let mut running = host.domains(true).await?;
        running.sort();
        ensure!(running == ["m1", "m2"], "{running:?}");
        page.wait_for("[data-testid=to-results]").await?;
        ensure!(page.expect_errors("net::ERR_") > 0);
        Ok(())
    });
}

#[test]
fn a_failed_run_says_why_and_goes_on_when_that_is_mended() {
    let Some(host) = live::host() else { return };
    journey("states-failed", TIME, async |journey| {
        let images = Images::new()?;
        let wanted = images.blank("base.qcow2", 2)?;
        let found = images.blank("base.qcow2", 3)?;
        let disk = "  disks: [{name: vda, pool: states, size: 32 MiB, image: base}]";
        let text = lab(&format!("images:\n- {{name: base, path: base.qcow2, sha256: {wanted}}}"), disk, disk);
        let (server, _folder) = serve(&text, Some(images.folder())).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for(&machine("m1")).await?;

        // Taken back: nothing of it stays.
        plan(&page).await?;
        page.click("[data-testid=policy-unwind]").await?;
        page.click("[data-testid=approve-button]").await?;
        until_phase(&page, "failed").await?;
        page.wait_for_text("[data-testid=run-head] .note.error", "taken back").await?;
        page.wait_for(&step("pool.define/states", "undone")).await?;
        page.screenshot("states-unwound").await?;
        ensure!(host.inventory().await?.is_empty(), "taken back, and there is {:?}", host.inventory().await?);

        // Kept: what was done stays, and the reason stands at the step.
        page.click("[data-testid=tab-plan]").await?;
        plan(&page).await?;
        page.click("[data-testid=policy-keep]").await?;
        page.click("[data-testid=approve-button]").await?;
        // The run may be over before one looks: what it says tells it from the one before.
        page.wait_for_text("[data-testid=run-head] .note.error", "what was built stays").await?;
        until_phase(&page, "failed").await?;
        let failed = ".step.phase-failed";
        for sum in [&wanted, &found] {
            page.wait_for_text(failed, sum).await?;
        }
        page.wait_for_text("[data-testid=run-head]", "Resume").await?;
        page.screenshot("states-failed").await?;
        ensure!(host.pools().await? == ["states"]);

        // With the same file it fails again; with the right one it goes on from there.
        page.click("[data-testid=resume-button]").await?;
        page.wait_for_text(failed, "try 2").await?;
        until_phase(&page, "failed").await?;
        ensure!(images.blank("base.qcow2", 2)? == wanted);
        page.wait_for("[data-testid=resume-button]").await?;
        page.click("[data-testid=resume-button]").await?;
        until_phase(&page, "succeeded").await?;
        for name in ["m1", "m2"] {
            page.wait_for(&format!("{}[data-state=running]", machine(name))).await?;
        }
        page.screenshot("states-mended").await?;
        // The earlier run is there to look at, and not to be resumed.
        page.click(".earlier summary").await?;
        let earlier = page.count("[data-testid=earlier-run]").await?;
        ensure!(earlier == 2, "{earlier} earlier runs");
        page.click("li:last-child [data-testid=earlier-run]").await?;
        until_phase(&page, "failed").await?;
        ensure!(page.count("[data-testid=resume-button]").await? == 0, "a run that is not the last can be resumed");
        Ok(())
    });
}

/// The network that libvirt's packages define.
const DEFAULT: &str = "
<network>
  <name>default</name><forward mode='nat'/><bridge name='virbr0' stp='on' delay='0'/>
  <ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip>
</network>";

#[test]
fn a_change_of_what_is_not_ours_is_consented_to_at_a_scale() {
    let Some(host) = live::host() else { return };
    journey("states-consent", TIME, async |journey| {
        host.define("net-define", DEFAULT).await?;
        host.virsh(&["net-start", "default"]).await?;
        let before = host.virsh(&["net-dumpxml", "--inactive", "default"]).await?;
        let disk = "  disks: [{name: vda, pool: states, size: 64 MiB}]";
        let mut text = lab("", disk, disk);
        text = text.replace("networks:\n", "networks:\n- {name: default, mode: nat, existing: true, ip: 192.168.122.1/24, dhcp: none}\n");
        text.push_str("scales:\n- name: small\n  description: Half of everything.\n  everyMachine: {memory: 16 MiB, diskSize: 4 MiB}\n");
        let (server, _folder) = serve(&text, None).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for(&machine("m1")).await?;
        page.click("[data-testid=tab-plan]").await?;

        // The scale is chosen by key, as in any list of choices.
        let chooser = "[data-testid=plan-scale]";
        page.wait_for(chooser).await?;
        plan(&page).await?;
        ensure!(!page.text("[data-testid=plan-summary] h2").await?.contains("scale"), "planned as drawn at first");
        page.eval::<()>(&format!("document.querySelector('{chooser}').focus()")).await?;
        page.press("ArrowDown").await?;
        let chosen: String = page.eval(&format!("document.querySelector('{chooser}').value")).await?;
        ensure!(chosen == "small", "chosen: {chosen}");
        // The plan that is shown is not of this scale: it cannot be approved.
        page.wait_gone("[data-testid=approve-button]:not([disabled])").await?;
        page.screenshot("states-scale-chosen").await?;
        plan(&page).await?;
        page.wait_for_text("[data-testid=plan-summary] h2", "at scale small").await?;

        // What is not the lab's own is asked for, and nothing goes without it.
        page.wait_for_text("[data-testid=foreign]", "put back when the lab is destroyed").await?;
        page.wait_for("[data-testid=approve-button][disabled]").await?;
        page.screenshot("states-consent").await?;
        page.click(r#"[data-testid=consent][data-step="network.dhcp/default"]"#).await?;
        page.wait_for("[data-testid=approve-button]:not([disabled])").await?;
        page.click(r#"[data-testid=consent][data-step="network.dhcp/default"]"#).await?;
        page.wait_for("[data-testid=approve-button][disabled]").await?;
        page.click(r#"[data-testid=consent][data-step="network.dhcp/default"]"#).await?;
        page.screenshot("states-consented").await?;
        page.click("[data-testid=approve-button]:not([disabled])").await?;
        until_phase(&page, "succeeded").await?;
        ensure!(!host.virsh(&["net-dumpxml", "default"]).await?.contains("<range"), "libvirt still hands out addresses");
        let memory = host.virsh(&["dominfo", "m1"]).await?;
        ensure!(memory.contains("16384 KiB"), "not at scale: {memory}");

        // A destroy puts it back, and needs no further word for that.
        page.click("[data-testid=tab-plan]").await?;
        page.click("[data-testid=destroy-button]").await?;
        page.wait_for_text("[data-testid=plan-summary]", "Destroy").await?;
        page.screenshot("states-consent-destroy").await?;
        page.click("[data-testid=approve-button]:not([disabled])").await?;
        page.wait_for("[data-testid=run-head]").await?;
        until_phase(&page, "succeeded").await?;
        ensure!(host.inventory().await? == ["network default"], "left: {:?}", host.inventory().await?);
        ensure!(host.virsh(&["net-dumpxml", "--inactive", "default"]).await? == before);
        Ok(())
    });
}
