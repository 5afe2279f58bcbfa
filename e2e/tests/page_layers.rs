//! The layers above the machines: clouds, projects, servers and clusters are drawn, edited and looked through, by pointer and by keys.

use anyhow::{Result, ensure};
use labwright_e2e::canvas::{self, machine};
use labwright_e2e::{Page, Server, journey, wait};
use std::fs;
use std::time::Duration;
use tempfile::TempDir;

const TIME: Duration = Duration::from_secs(90);
const INSPECTOR: &str = "[data-testid=inspector]";

/// A server with a lab of this text open.
async fn serve(text: &str) -> Result<(Server, TempDir)> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("layers.lab.yaml");
    fs::write(&file, format!("apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: layers}}\n{text}"))?;
    let server = Server::start(&["--open-lab", &file.display().to_string()]).await?;
    Ok((server, folder))
}

fn record(kind: &str, id: &str) -> String {
    format!(r#".world [data-record="{kind}[{id}]"]"#)
}

fn field(path: &str) -> String {
    format!(r#"{INSPECTOR} [data-field="{path}"]"#)
}

fn finding(rule: &str) -> String {
    format!(r#"[data-testid=finding-row][data-rule="{rule}"]"#)
}

/// Opens every part of the form.
async fn unfold(page: &Page) -> Result<()> {
    page.eval::<bool>("document.querySelectorAll('[data-testid=inspector] details').forEach(d => d.open = true), true").await?;
    Ok(())
}

async fn until_count(page: &Page, selector: &str, count: usize) -> Result<()> {
    let what = format!("{count} of {selector}");
    wait::until(wait::PAGE, &what, async || anyhow::Ok((page.count(selector).await? == count).then_some(()))).await
}

#[test]
fn a_cloud_with_a_cluster_is_drawn_by_pointer() {
    journey("layers-pointer", TIME, async |journey| {
        let (server, _folder) = serve("").await?;
        let page = journey.open(server.link()).await?;
        page.wait_for("[data-testid=palette-cloud]:not([disabled])").await?;
        let corner = canvas::corner(&page).await?;

        // A cloud where there is nothing brings the compute node that it needs.
        page.drag(page.center("[data-testid=palette-cloud]").await?, corner.plus(260.0, 120.0)).await?;
        let cloud = record("clouds", "cloud");
        page.wait_for(&cloud).await?;
        page.wait_for(&machine("compute1")).await?;

        // A cluster dropped on it comes with a project, and stands on the compute node.
        page.drag_onto("[data-testid=palette-kubernetes]", &cloud).await?;
        page.wait_for(&record("clusters", "kubernetes")).await?;
        page.wait_for(&record("projects", "project")).await?;
        let guests = format!(r#"{} [data-of="clusters[kubernetes]"]"#, machine("compute1"));
        until_count(&page, &guests, 3).await?;
        page.drag_onto("[data-testid=palette-server]", &cloud).await?;
        page.wait_for(&format!("{} {}", machine("compute1"), r#"[data-record="servers[server1]"]"#)).await?;
        page.wait_gone(&finding("nested/no-place")).await?;
        page.screenshot("layers-cloud").await?;

        // A machine from elsewhere becomes a node where it is dropped.
        page.drag(page.center("[data-testid=palette-compute]").await?, corner.plus(200.0, 420.0)).await?;
        page.wait_for(&machine("compute2")).await?;
        ensure!(page.attribute(&cloud, "aria-label").await?.is_some_and(|label| label.contains("1 machine")));
        page.drag(page.center(&format!("{} .card-head", machine("compute2"))).await?, corner.plus(454.0, 216.0)).await?;
        let joined = async || {
            let label = page.attribute(&cloud, "aria-label").await?;
            anyhow::Ok(label.is_some_and(|label| label.contains("2 machines")).then_some(()))
        };
        wait::until(wait::PAGE, "compute2 to be a node of the cloud", joined).await?;

        // The cluster's nodes are selected with it; its form is made from its schema.
        page.click(&record("clusters", "kubernetes")).await?;
        page.wait_for(&field("installer")).await?;
        ensure!(page.count(".world .guest.selected").await? == 3, "the cluster's guests are not shown as its own");
        unfold(&page).await?;
        page.screenshot("layers-form").await?;

        // A quota that is too small is told at its field, and goes with the edit.
        page.click(&record("projects", "project")).await?;
        page.wait_for(&field("cloud")).await?;
        unfold(&page).await?;
        page.fill(&field("quota.cores"), "1").await?;
        page.wait_for(&finding("quota/too-few-cores")).await?;
        page.wait_for(&format!("{INSPECTOR} [data-testid=finding-note][data-rule='quota/too-few-cores']")).await?;
        page.screenshot("layers-quota").await?;
        page.press("Control+z").await?;
        page.wait_gone(&finding("quota/too-few-cores")).await?;

        // A list of the form: added, and taken out.
        page.click(r#"[data-testid="add-serverGroups"]"#).await?;
        page.wait_for(&field("serverGroups[new1].policy")).await?;
        page.press("Control+z").await?;
        page.wait_gone(&field("serverGroups[new1].policy")).await?;

        // Everything is taken back, step by step.
        let mut presses = 0;
        while page.count(".world [data-record]").await? > 0 {
            ensure!(presses < 12, "there is still {:?}", canvas::records(&page, "").await?);
            page.press("Control+z").await?;
            presses += 1;
        }
        Ok(())
    });
}

#[test]
fn a_cloud_with_a_server_is_drawn_by_keys() {
    journey("layers-keys", TIME, async |journey| {
        let (server, _folder) = serve("").await?;
        let page = journey.open(server.link()).await?;
        page.wait_for("[data-testid=palette-cloud]:not([disabled])").await?;
        page.press_until("Tab", "[data-testid=palette-cloud]", 30).await?;
        page.press("Enter").await?;
        page.wait_for(&record("clouds", "cloud")).await?;
        page.press_until("Tab", "[data-testid=palette-server]", 6).await?;
        page.press("Enter").await?;
        page.wait_for(&record("servers", "server1")).await?;

        // On the canvas, what was added is selected; from there back through all that is drawn, and forth.
        let server1 = record("servers", "server1");
        page.press_until("Tab", "[data-testid=canvas]", 40).await?;
        page.press_until("Tab", &server1, 1).await?;
        page.screenshot("layers-keys").await?;
        let stops = page.press_until("Shift+Tab", &machine("compute1"), 5).await?;
        for there in ["projects[project]", "clouds[cloud]"] {
            ensure!(stops.contains(&format!("data-record={there}")), "{there} is passed over: {stops:?}");
        }
        page.press_until("Tab", &server1, 5).await?;

        // Its form and back.
        page.press("Enter").await?;
        page.wait_for(&format!("{INSPECTOR} :focus")).await?;
        page.press("Escape").await?;
        let is_back = async || anyhow::Ok((page.focus().await?.at == "data-record=servers[server1]").then_some(()));
        wait::until(wait::PAGE, "the focus back on the server", is_back).await?;

        // Removed by a key, and back.
        page.press("Delete").await?;
        page.wait_gone(&server1).await?;
        page.press("Control+z").await?;
        page.wait_for(&server1).await?;
        Ok(())
    });
}

const CLASH: &str = "networks: [{name: lan, mode: nat, ip: 10.91.0.1/24}]
machines:
- {name: a, vcpus: 1, memory: 64 MiB, ports: [{name: eth0, network: lan, address: 10.91.0.7}]}
- {name: b, vcpus: 1, memory: 64 MiB, ports: [{name: eth0, network: lan, address: 10.91.0.7}]}
";

#[test]
fn what_collides_is_seen_in_the_book_and_in_the_text() {
    journey("layers-book", TIME, async |journey| {
        let (server, _folder) = serve(CLASH).await?;
        let page = journey.open(server.link()).await?;
        page.wait_for(&machine("a")).await?;
        page.wait_for(&finding("addressing/duplicate-address")).await?;

        page.click("[data-testid=drawer-addresses]").await?;
        until_count(&page, "[data-testid=address-row][data-clash=true]", 2).await?;
        page.wait_for_text("[data-testid=address-clashes]", "2 collide").await?;
        page.wait_for_text("[data-testid=address-book]", "10.91.0.2").await?;
        page.screenshot("layers-book").await?;
        page.fill("[data-testid=address-search]", "eth0 of b").await?;
        until_count(&page, "[data-testid=address-row]", 1).await?;

        page.click("[data-testid=drawer-capacity]").await?;
        page.wait_for("[data-testid=capacity] polyline").await?;
        ensure!(page.count("[data-testid=stage-row]").await? > 0, "the stages are not in the table");
        page.screenshot("layers-capacity").await?;
        Ok(())
    });
}

#[test]
fn a_finding_leads_to_its_line_its_rule_and_its_fix() {
    journey("layers-finding", TIME, async |journey| {
        let (server, _folder) = serve(CLASH).await?;
        let page = journey.open(server.link()).await?;
        let row = finding("addressing/duplicate-address");
        page.wait_for(&row).await?;

        // The line in the text, with the words behind it.
        page.click(&format!("{row} [data-testid=finding-line]")).await?;
        page.wait_for("[data-testid=yaml-text]:focus").await?;
        let chosen = "(() => { const t = document.querySelector('[data-testid=yaml-text]'); return t.value.slice(t.selectionStart, t.selectionEnd); })()";
        let is_there = async || anyhow::Ok(page.eval::<String>(chosen).await?.contains("10.91.0.7").then_some(()));
        wait::until(wait::PAGE, "the line of the address", is_there).await?;
        page.wait_for_text(".line-notes", "10.91.0.7").await?;
        page.screenshot("layers-yaml").await?;

        // The rule's page, by its address too.
        page.click("[data-testid=tab-design]").await?;
        page.click(&format!("{row} [data-testid=rule-expand]")).await?;
        page.click(&format!("{row} [data-testid=rule-page]")).await?;
        page.wait_for_text("[data-testid=rule-name]", "addressing/duplicate-address").await?;
        page.wait_for_text("[data-testid=rule-help]", "RFC 5227").await?;
        page.screenshot("layers-rule").await?;
        ensure!(page.eval::<String>("location.hash").await? == "#layers/rules/addressing/duplicate-address");
        page.reload().await?;
        page.wait_for_text("[data-testid=rule-name]", "addressing/duplicate-address").await?;

        // The finding leads to its field; there a key takes the first fix.
        page.click("[data-testid=tab-design]").await?;
        page.wait_for(&row).await?;
        page.click(&format!("{row} .finding-main")).await?;
        page.wait_for(&format!("{}:focus", field("ports[eth0].address"))).await?;
        page.press("Control+.").await?;
        page.wait_gone(&row).await?;
        page.press("Control+z").await?;
        page.wait_for(&row).await?;
        // In a field a question mark is text; on the canvas it shows the keys.
        page.press("Escape").await?;
        let is_back = async || anyhow::Ok((page.focus().await?.at == "data-record=machines[b]").then_some(()));
        wait::until(wait::PAGE, "the focus back on the machine", is_back).await?;
        page.type_text("?").await?;
        page.wait_for_text("[data-testid=shortcuts]", "Ctrl+.").await?;
        page.press("Escape").await?;
        page.wait_gone("[data-testid=shortcuts]").await?;
        Ok(())
    });
}
