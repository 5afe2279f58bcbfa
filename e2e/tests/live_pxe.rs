//! Boot over the network: DHCP, TFTP and HTTP on an isolated network, as a director serves them, and a machine with an empty disk.

use anyhow::{Context, Result, ensure};
use labwright_e2e::console::Console;
use labwright_e2e::live::Host;
use labwright_e2e::{Labwright, files, journey, live, wait};
use std::fs;
use std::path::Path;
use std::time::Duration;
use tokio::process::{Child, Command};

const TIME: Duration = Duration::from_secs(120);

/// The machine has two ports and boots from the second one. Until somebody asks for it, it is off: as a director wants its nodes.
fn lab(firmware: &str) -> String {
    format!(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: pxe}}\nhost: {{name: host, overcommit: {{vcpus: 16, memory: 1, disk: 40}}}}\n\
         pools:\n- {{name: pxe, path: /var/lib/libvirt/images/pxe}}\n\
         networks:\n- {{name: other, mode: isolated, ip: 10.95.0.1/24}}\n- {{name: pxe, mode: isolated, ip: 10.96.0.1/24}}\n\
         machines:\n- name: node\n  firmware: {firmware}\n  vcpus: 1\n  memory: 320 MiB\n  disks: [{{name: vda, pool: pxe, size: 8 MiB}}]\n\
         \x20 ports: [{{name: eth0, network: other}}, {{name: eth1, network: pxe}}]\n  boot: {{pxe: {{port: eth1}}}}\n  started: false\n\
         \x20 up: {{signal: serial, marker: READY, timeoutSecs: 90}}\n"
    )
}

/// Boot servers on the network's bridge, with the test guest's kernel behind an iPXE script.
async fn serve(host: Host, folder: &Path) -> Result<[Child; 2]> {
    for name in ["tiny-vmlinuz", "tiny-initrd.img"] {
        fs::copy(files::images()?.join(name), folder.join(name))?;
    }
    let script = "#!ipxe\nkernel http://10.96.0.1/tiny-vmlinuz initrd=tiny-initrd.img console=ttyS0 quiet loglevel=3\ninitrd http://10.96.0.1/tiny-initrd.img\nboot\n";
    fs::write(folder.join("boot.ipxe"), script)?;
    fs::copy(files::ipxe()?, folder.join("snponly.efi"))?;
    let info = host.virsh(&["net-info", "pxe"]).await?;
    let bridge = info.lines().find_map(|line| line.strip_prefix("Bridge:")).context("no bridge")?.trim();
    let log = fs::File::create(folder.join("log"))?;
    let mut server = Command::new("dnsmasq");
    server.args(["--keep-in-foreground", "--conf-file=/dev/null", "--log-facility=-", "--user=root", "--port=0", "--bind-interfaces"]);
    server.args(["--except-interface=lo", "--no-ping", "--leasefile-ro", "--dhcp-range=10.96.0.50,10.96.0.60,1h"]);
    // iPXE says so by option 175 and is given the script. UEFI firmware that prefers its own PXE to the network card's ROM is given iPXE first.
    server
        .args(["--dhcp-match=set:ipxe,175", "--dhcp-boot=tag:ipxe,boot.ipxe", "--dhcp-boot=tag:!ipxe,snponly.efi", "--enable-tftp"])
        .arg(format!("--tftp-root={}", folder.display()));
    server.arg(format!("--interface={bridge}")).stdout(log.try_clone()?).stderr(log.try_clone()?).kill_on_drop(true);
    let mut web = Command::new("busybox");
    web.args(["httpd", "-f", "-vv", "-p", "10.96.0.1:80", "-h"]).arg(folder).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
    Ok([server.spawn()?, web.spawn()?])
}

async fn boots(host: Host, firmware: &str) -> Result<()> {
    let labwright = Labwright::new()?;
    let file = labwright.write("pxe.lab.yaml", &lab(firmware))?;
    labwright.ok(&["apply", &file, "--yes"]).await?;
    ensure!(host.domains(true).await?.is_empty(), "a machine that is not to be started runs");
    let served = tempfile::tempdir_in("/run")?;
    let _servers = serve(host, served.path()).await?;
    wait::until(wait::PAGE, "the boot server", async || {
        Ok(fs::read_to_string(served.path().join("log"))?.contains("TFTP root is").then_some(()))
    })
    .await?;
    let started = labwright.ok(&["start", &file, "node", "--yes"]).await;
    let log = fs::read_to_string(served.path().join("log"))?;
    let said = started.with_context(|| format!("the boot server says:\n{log}"))?;
    ensure!(said.contains("wait domain node: done"), "{said}");
    for fetched in ["/boot.ipxe to 10.96.0.", "url:/tiny-vmlinuz", "url:/tiny-initrd.img"] {
        ensure!(log.contains(fetched), "no `{fetched}`:\n{log}");
    }
    let console = Console::at("/var/lib/libvirt/images/pxe/node-serial.log").text()?;
    ensure!(console.contains("LEASE if=eth1 ip=10.96.0."), "{console}");
    labwright.ok(&["destroy", &file, "--yes"]).await?;
    ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty(), "{:?}", host.inventory().await?);
    Ok(())
}

#[test]
fn a_machine_comes_up_over_the_network_with_bios() {
    let Some(host) = live::host() else { return };
    journey("pxe-bios", TIME, async |_| boots(host, "bios").await);
}

#[test]
fn a_machine_comes_up_over_the_network_with_uefi() {
    let Some(host) = live::host() else { return };
    journey("pxe-uefi", TIME, async |_| boots(host, "uefi").await);
}
