//! The main job in the browser, on real parts: a lab is drawn, mended, planned, approved, built, used and removed.

use anyhow::{Context, Result, ensure};
use labwright_e2e::browser::pointer::Point;
use labwright_e2e::console::Console;
use labwright_e2e::{Page, Server, files, journey, live, wait};
use std::time::Duration;

/// What the person starts with: the test guest's images, a pool, and a network with a mistake in it.
const LAB: &str = "apiVersion: labwright.dev/v1alpha1
kind: Lab
metadata: {name: journey}
host: {name: host, reserve: {memory: 256 MiB}, overcommit: {vcpus: 8, memory: 1, disk: 4}}
images:
- {name: vmlinuz, kind: kernel, path: tiny-vmlinuz}
- {name: initrd, kind: initrd, path: tiny-initrd.img}
pools:
- {name: journey, path: /var/lib/libvirt/images/journey}
networks:
- {name: spare, mode: isolated, ip: 10.91.0.1/24, dhcp: {start: 10.92.0.10, end: 10.92.0.50}}
view:
  networks:
    spare: {x: 40, y: 40}
";

/// Machines and networks of somebody else, which must be left alone.
const FOREIGN_DOMAIN: &str =
    "<domain type='qemu'><name>foreign</name><memory unit='MiB'>32</memory><vcpu>1</vcpu><os><type arch='x86_64'>hvm</type></os></domain>";
const FOREIGN_NETWORK: &str = "<network><name>foreign</name><ip address='10.99.0.1' netmask='255.255.255.0'/></network>";

const BUILD: Duration = Duration::from_secs(120);

#[test]
fn a_lab_is_drawn_mended_built_used_and_removed() {
    let Some(host) = live::host() else { return };
    journey("lab-journey", Duration::from_secs(300), async |journey| {
        host.define("define", FOREIGN_DOMAIN).await?;
        host.define("net-define", FOREIGN_NETWORK).await?;
        let folder = tempfile::tempdir()?;
        let lab = folder.path().join("journey.lab.yaml");
        std::fs::write(&lab, LAB)?;
        let images = files::images()?;
        let server = Server::start(&["--images", path(&images), "--open-lab", path(&lab)]).await?;
        let page = journey.open(server.link()).await?;

        // Draw: a network and two machines from the palette, a link from each to the network's rail.
        page.wait_for(r#"[data-record="networks[spare]"]"#).await?;
        page.wait_for("[data-meter=Memory]:not(.unknown)").await?;
        let corner = top_left_of_canvas(&page).await?;
        page.drag(page.center("[data-testid=palette-isolated]").await?, corner.plus(420.0, 420.0)).await?;
        wait_for_records(&page, "networks", 2).await?;
        page.drag(page.center("[data-testid=palette-blank]").await?, corner.plus(160.0, 220.0)).await?;
        wait_for_records(&page, "machines", 1).await?;
        page.drag(page.center("[data-testid=palette-blank]").await?, corner.plus(460.0, 220.0)).await?;
        wait_for_records(&page, "machines", 2).await?;
        let machines = records(&page, "machines").await?;
        let networks = records(&page, "networks").await?;
        let drawn = networks.iter().find(|name| *name != "networks[spare]").cloned().unwrap_or_default();
        for machine in &machines {
            page.drag_onto(&format!(r#"[data-add-port="{machine}"]"#), &format!(r#"[data-record="{drawn}"]"#)).await?;
            page.wait_for(&format!(r#"[data-port^="{machine}/"][data-connected="true"]"#)).await?;
        }
        page.screenshot("journey-drawn").await?;

        // Mend: the planted error goes by the fix that is offered for it.
        let planted = r#"[data-testid=finding-row][data-rule="addressing/dhcp-range-outside-subnet"]"#;
        page.wait_for(planted).await?;
        page.click(&format!("{planted} [data-testid=fix-0]")).await?;
        page.wait_gone(planted).await?;

        // Plan, approve, watch.
        page.click("[data-testid=plan-button]").await?;
        page.wait_for("[data-testid=approve-button]:not([disabled])").await?;
        page.screenshot("journey-plan").await?;
        page.click("[data-testid=approve-button]").await?;
        page.wait_for("[data-testid=run-head]").await?;
        page.screenshot("journey-run").await?;
        wait::until(BUILD, "the run to succeed", async || {
            Ok((page.count("[data-testid=run-head][data-phase=succeeded]").await? > 0).then_some(()))
        })
        .await?;

        // Both have a lease, and one reaches the other from its console.
        page.click("[data-testid=to-results]").await?;
        let seen = "[data-testid=address][data-seen=true]";
        wait::until(BUILD, "two leases", async || Ok((page.count(seen).await? >= 2).then_some(()))).await?;
        let address = |row: usize| format!("[data-testid=result-row]:nth-of-type({row}) {seen}");
        page.screenshot("journey-results").await?;
        let second = machines[1].trim_start_matches("machines[").trim_end_matches(']').to_owned();
        let first = machines[0].trim_start_matches("machines[").trim_end_matches(']').to_owned();
        let target = page.text(&format!(r#"[data-testid=result-row][data-machine="{second}"] {seen}"#)).await?;
        let target = target.split_whitespace().find(|word| word.parse::<std::net::Ipv4Addr>().is_ok()).unwrap_or_default().to_owned();
        ensure!(!target.is_empty(), "no address of {second} in {:?}", page.texts(&address(2)).await?);
        page.click(&format!(r#"[data-testid=console-open][data-machine="{first}"]"#)).await?;
        page.wait_for("[data-testid=console][data-line=connected] .xterm-rows").await?;
        page.click(".xterm-screen").await?;
        page.press("Enter").await?;
        // The host knows of a lease a moment before the guest has put the address on.
        for name in [&first, &second] {
            let log = Console::at(format!("/var/lib/libvirt/images/journey/{name}-serial.log"));
            log.line("LEASE if=eth0 ip=10.", wait::GUEST).await?;
        }
        page.type_text(&format!("ping -c 2 {target}")).await?;
        page.press("Enter").await?;
        page.wait_for_text_in(".xterm-rows", "2 packets received", wait::GUEST)
            .await
            .with_context(|| format!("the server said: {}", server.log()))?;
        page.screenshot("journey-console").await?;
        // A machine that has died: what it said last can still be read.
        host.virsh(&["destroy", &first]).await?;
        page.wait_for(&format!(r#"[data-testid=result-row][data-machine="{first}"][data-state=off]"#)).await?;
        page.wait_for("[data-testid=console][data-line=closed]").await?;
        page.click("[data-testid=console] .console-status button").await?;
        page.wait_for_text_in(".xterm-rows", "is off. This is the end of its console.", wait::PAGE).await?;
        page.screenshot("journey-console-off").await?;

        // Take it all back.
        page.click("[data-testid=tab-plan]").await?;
        page.click("[data-testid=destroy-button]").await?;
        page.wait_for("[data-testid=approve-button]:not([disabled])").await?;
        page.click("[data-testid=approve-button]").await?;
        wait::until(BUILD, "the removal to succeed", async || {
            Ok((page.count("[data-testid=run-head][data-phase=succeeded]").await? > 0 && host.domains(false).await?.len() == 1)
                .then_some(()))
        })
        .await?;
        let left = host.inventory().await?;
        ensure!(left == ["domain foreign", "network foreign"], "left on the host: {left:?}");
        ensure!(!std::path::Path::new("/var/lib/libvirt/images/journey").exists(), "the pool's folder is left");
        Ok(())
    });
}

fn path(path: &std::path::Path) -> &str {
    path.to_str().expect("a path of this test is text")
}

async fn top_left_of_canvas(page: &Page) -> Result<Point> {
    let [x, y]: [f64; 2] = page
        .eval("(() => { const r = document.querySelector('[data-testid=canvas]').getBoundingClientRect(); return [r.x, r.y]; })()")
        .await?;
    Ok(Point::new(x, y))
}

/// The records of a kind on the canvas, by name.
async fn records(page: &Page, kind: &str) -> Result<Vec<String>> {
    page.eval(&format!("[...document.querySelectorAll('.world [data-record^=\"{kind}[\"]')].map(e => e.dataset.record).sort()")).await
}

async fn wait_for_records(page: &Page, kind: &str, count: usize) -> Result<()> {
    wait::until(
        wait::PAGE,
        &format!("{count} {kind} on the canvas"),
        async || Ok((records(page, kind).await?.len() == count).then_some(())),
    )
    .await
}
