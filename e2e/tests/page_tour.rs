//! The README's "Five minutes", word for word: the seven steps that a newcomer takes, on the lab that `cargo xtask run` opens with.

use anyhow::{Context, Result, ensure};
use labwright_e2e::canvas::{self, machine, network};
use labwright_e2e::console::Console;
use labwright_e2e::{Page, Server, files, journey, live, wait};
use std::net::Ipv4Addr;
use std::time::Duration;

const LAB: &str = "../static/templates/first-lab.lab.yaml";

#[test]
fn the_five_minutes_of_the_readme() {
    let Some(host) = live::host() else { return };
    journey("tour", Duration::from_secs(120), async |journey| {
        let images = files::images()?.display().to_string();
        // As `cargo xtask run` starts it.
        let server = Server::start(&["--images", &images, "--open-lab", LAB]).await?;

        // 1. Open the printed link. It works once; the page is yours from then on. first-lab is open.
        let page = journey.open(server.link()).await?;
        for there in [&machine("alice"), &machine("bob"), &network("lan"), "[data-testid=host-header]", "[data-meter=vCPU]"] {
            page.wait_for(there).await?;
        }
        page.wait_for_text("[data-testid=lab-menu]", "first-lab").await?;
        page.wait_for("[data-meter=Memory]:not(.unknown)").await?;
        page.screenshot("tour-1-opened").await?;
        let stranger = journey.open(server.link()).await?;
        stranger.wait_for("[data-testid=signed-out]").await?;
        ensure!(stranger.expect_errors("401") > 0, "the link let a second browser in");
        ensure!(canvas::records(&stranger, "machines").await?.is_empty(), "somebody without a session sees the lab");
        // It asks again and again, in case its browser is let in.
        stranger.goto("about:blank").await?;
        stranger.expect_errors("401");
        page.reload().await?;
        page.wait_for(&machine("alice")).await?;
        page.wait_for("[data-meter=Memory]:not(.unknown)").await?;
        page.wait_gone(r#"[data-rule="host/unknown-facts"]"#).await?;
        let at_first = findings(&page).await?;
        ensure!(at_first.iter().all(|finding| finding.starts_with("nested/")), "the first lab as it comes has findings: {at_first:?}");

        let alice_at = page.center(&machine("alice")).await?;

        // 2. Drag Isolated from the palette into the host, then Blank machine beside it, and drag from the machine's port handle to the
        // new rail. The findings below the canvas follow every change. Press Ctrl+Z until both are gone again.
        let corner = canvas::corner(&page).await?;
        page.drag(page.center("[data-testid=palette-isolated]").await?, corner.plus(180.0, 450.0)).await?;
        canvas::until_records(&page, "networks", 2).await?;
        let unused = |now: &Vec<String>| now.iter().any(|one| one.starts_with("references/unused-network networks[isolated]"));
        until_findings(&page, "a finding on the new network", unused).await?;
        page.screenshot("tour-2-rail").await?;
        page.drag(page.center("[data-testid=palette-blank]").await?, corner.plus(560.0, 370.0)).await?;
        canvas::until_records(&page, "machines", 3).await?;
        page.screenshot("tour-2-machine").await?;
        page.drag_onto(r#"[data-add-port="machines[machine1]"]"#, &network("isolated")).await?;
        page.wait_for(r#"[data-port^="machines[machine1]/"][data-connected=true]"#).await?;
        until_findings(&page, "the network's finding to go", |now| !unused(now)).await?;
        page.screenshot("tour-2-connected").await?;
        let is_gone = async || {
            anyhow::Ok(canvas::records(&page, "machines").await?.len() == 2 && canvas::records(&page, "networks").await?.len() == 1)
        };
        let mut presses = 0;
        while !is_gone().await? {
            ensure!(presses < 6, "Ctrl+Z was pressed {presses} times, and there is still {:?}", canvas::records(&page, "networks").await?);
            page.press("Control+z").await?;
            presses += 1;
        }
        until_findings(&page, "the findings as at first", |now| *now == at_first).await?;
        ensure!(page.center(&machine("alice")).await? == alice_at, "alice was moved by what was drawn beside her");

        // 3. Click alice, and set her memory to 1 TiB in the inspector. The memory meter turns red and a finding says by how much.
        page.click(&machine("alice")).await?;
        let field = "[data-testid=inspector] [data-field=memory]";
        page.wait_for(field).await?;
        let was: String = page.eval(&value_of(field)).await?;
        page.click(field).await?;
        page.press("Control+a").await?;
        page.type_text("1 TiB").await?;
        page.wait_for("[data-meter=Memory].over").await?;
        let finding = r#"[data-testid=finding-row][data-rule="capacity/memory"]"#;
        page.wait_for_text(finding, "1 TiB").await?;
        page.screenshot("tour-3-red").await?;
        let said = page.text(&format!("{finding} .finding-message")).await?;
        ensure!(said.contains("too little"), "by how much? {said}");
        // Press Ctrl+Z: the cursor is in the field still.
        page.press("Control+z").await?;
        page.wait_gone("[data-meter=Memory].over").await?;
        until_findings(&page, "the findings as at first", |now| *now == at_first).await?;
        let now: String = page.eval(&value_of(field)).await?;
        ensure!(now == was, "after undo her memory is {now}, it was {was}");

        // 4. Open the Plan tab and press Plan. Every step has a reason; click one to see the XML that libvirt will get.
        page.click("[data-testid=tab-plan]").await?;
        page.click(".plan-page .btn.primary").await?;
        page.wait_for("[data-testid=plan-summary]").await?;
        page.screenshot("tour-4-plan").await?;
        let steps = page.count("[data-testid=plan-step]").await?;
        let reasons = page.texts("[data-testid=plan-step] .step-reason").await?;
        ensure!(steps > 8 && reasons.len() == steps && reasons.iter().all(|reason| !reason.trim().is_empty()), "{reasons:?}");
        page.click(r#"[data-testid=plan-step][data-step="domain.define/alice"] .step-what"#).await?;
        page.wait_for_text(r#"[data-step="domain.define/alice"] pre"#, "<domain").await?;
        page.screenshot("tour-4-xml").await?;
        // Press Approve and run.
        ensure!(page.text("[data-testid=approve-button]").await? == "Approve and run");
        page.click("[data-testid=approve-button]").await?;

        // 5. The Run tab shows each step as it happens, and the machines on the canvas light up.
        page.wait_for("[data-testid=tab-run][aria-selected=true]").await?;
        page.wait_for("[data-testid=run-step][data-phase=running]").await?;
        page.wait_for(".card.lit").await?;
        page.screenshot("tour-5-run").await?;
        let is_done = async || anyhow::Ok((page.count("[data-testid=run-head][data-phase=succeeded]").await? > 0).then_some(()));
        wait::until(wait::GUEST, "the run to succeed", is_done).await?;
        ensure!(page.count("[data-testid=run-step]:not([data-phase=done])").await? == 0, "a step of a run that succeeded is not done");
        for name in ["alice", "bob"] {
            page.wait_for(&format!("{}[data-state=running]", machine(name))).await?;
        }
        page.screenshot("tour-5-done").await?;
        // When both have a lease, open Results: addresses, ssh configuration and hosts entries, and the console button of each machine.
        page.click("[data-testid=tab-results]").await?;
        let alice = address(&page, "alice").await?;
        let bob = address(&page, "bob").await?;
        ensure!(alice != bob);
        for text in ["ssh-config", "hosts-entries"] {
            for word in ["alice", "bob", &alice.to_string(), &bob.to_string()] {
                page.wait_for_text(&format!("[data-testid={text}]"), word).await?;
            }
        }
        ensure!(page.count("[data-testid=console-open]:not([disabled])").await? == 2);
        page.screenshot("tour-5-results").await?;

        // 6. Open alice's console, press Enter and type ping -c 3 and bob's address.
        page.click("[data-testid=console-open][data-machine=alice]").await?;
        page.wait_for("[data-testid=console][data-line=connected] .xterm-rows").await?;
        page.press("Enter").await?;
        // The host knows of a lease a moment before the guest has put the address on.
        for (name, ip) in [("alice", alice), ("bob", bob)] {
            let log = Console::at(format!("/var/lib/libvirt/images/labwright-first-lab/{name}-serial.log"));
            log.line(&format!("LEASE if=eth0 ip={ip}"), wait::GUEST).await?;
        }
        page.type_text(&format!("ping -c 3 {bob}")).await?;
        page.press("Enter").await?;
        let pinged = page.wait_for_text_in(".xterm-rows", "3 packets received", wait::GUEST).await;
        pinged.with_context(|| format!("the server said: {}", server.log()))?;
        page.screenshot("tour-6-console").await?;

        // 7. Back in Plan, press Destroy, look at what goes, and approve. virsh list --all shows that nothing of the lab is left.
        page.click("[data-testid=tab-plan]").await?;
        page.screenshot("tour-7-before").await?;
        page.click("[data-testid=destroy-button]").await?;
        page.wait_for_text("[data-testid=plan-summary]", "Destroy").await?;
        for gone in ["domain alice", "domain bob", "network lan", "pool labwright"] {
            page.wait_for_text(".steps", gone).await?;
        }
        page.screenshot("tour-7-destroy").await?;
        page.click("[data-testid=approve-button]").await?;
        let is_done = async || anyhow::Ok((page.count("[data-testid=run-head][data-phase=succeeded]").await? > 0).then_some(()));
        wait::until(wait::GUEST, "the removal to succeed", is_done).await?;
        page.screenshot("tour-7-destroyed").await?;
        ensure!(host.virsh(&["list", "--all"]).await?.is_empty(), "{}", host.virsh(&["list", "--all"]).await?);
        ensure!(host.inventory().await?.is_empty(), "left on the host: {:?}", host.inventory().await?);
        ensure!(!std::path::Path::new("/var/lib/libvirt/images/labwright-first-lab").exists(), "the pool's folder is left");
        Ok(())
    });
}

/// The findings below the canvas: rule and message.
async fn findings(page: &Page) -> Result<Vec<String>> {
    let rows = "[...document.querySelectorAll('[data-testid=finding-row]')]";
    page.eval(&format!("{rows}.map(e => e.dataset.rule + ' ' + e.dataset.subject + ': ' + e.querySelector('.finding-message').innerText)"))
        .await
}

async fn until_findings(page: &Page, what: &str, fits: impl Fn(&Vec<String>) -> bool) -> Result<()> {
    let waited = wait::until(wait::PAGE, what, async || anyhow::Ok(fits(&findings(page).await?).then_some(()))).await;
    let there = findings(page).await?;
    waited.with_context(|| format!("there is {there:?}"))
}

fn value_of(selector: &str) -> String {
    format!("document.querySelector({}).value", serde_json::Value::from(selector))
}

/// The address that a machine's lease was seen with.
async fn address(page: &Page, name: &str) -> Result<Ipv4Addr> {
    let at = format!("[data-testid=result-row][data-machine={name}] [data-testid=address][data-seen=true] code");
    page.wait_for(&at).await?;
    let text = page.text(&at).await?;
    text.trim().parse().with_context(|| format!("{name} has the address {text:?}"))
}
