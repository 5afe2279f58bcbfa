//! Machines that start with UEFI: OVMF, its variables, and hosts that have none.

use anyhow::{Result, ensure};
use labwright_e2e::console::Console;
use labwright_e2e::disk::run;
use labwright_e2e::live::Host;
use labwright_e2e::{Labwright, journey, live};
use std::fs;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(120);
const VARIABLES: &str = "/var/lib/libvirt/qemu/nvram";

fn lab(boot: &str, disk: &str) -> String {
    format!(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: uefi}}\nhost: {{name: host, overcommit: {{vcpus: 16, memory: 1, disk: 40}}}}\n\
         images:\n- {{name: tiny-disk, path: tiny-disk.qcow2}}\n- {{name: tiny-vmlinuz, kind: kernel, path: tiny-vmlinuz}}\n- {{name: tiny-initrd, kind: initrd, path: tiny-initrd.img}}\n\
         pools:\n- {{name: uefi, path: /var/lib/libvirt/images/uefi}}\n\
         networks:\n- {{name: uefi, mode: isolated, ip: 10.98.0.1/24, dhcp: {{start: 10.98.0.10, end: 10.98.0.99}}}}\n\
         machines:\n- name: one\n  firmware: uefi\n  vcpus: 1\n  memory: 320 MiB\n  disks: [{{name: vda, pool: uefi, {disk}}}]\n  ports: [{{name: eth0, network: uefi}}]\n{boot}\
         \x20 up: {{signal: serial, marker: READY, timeoutSecs: 90}}\n"
    )
}

fn variables() -> Result<usize> {
    Ok(fs::read_dir(VARIABLES)?.count())
}

/// Builds the lab, sees that OVMF started it, and that nothing of it is left afterwards.
async fn boots(host: Host, text: &str) -> Result<()> {
    let labwright = Labwright::new()?;
    let file = labwright.write("uefi.lab.yaml", text)?;
    labwright.ok(&["apply", &file, "--yes"]).await?;
    let console = Console::at("/var/lib/libvirt/images/uefi/one-serial.log").text()?;
    ensure!(!console.contains("SeaBIOS"), "it started with BIOS:\n{console}");
    let live = host.virsh(&["dumpxml", "one"]).await?;
    ensure!(live.contains("OVMF") && variables()? == 1, "no variables of its own: {live}");
    ensure!(labwright.ok(&["apply", &file, "--yes"]).await?.contains("nothing to do"), "not as it was asked for");
    labwright.ok(&["destroy", &file, "--yes"]).await?;
    ensure!(variables()? == 0, "its variables stay");
    ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty(), "{:?}", host.inventory().await?);
    Ok(())
}

#[test]
fn a_disk_boots_through_ovmf_and_leaves_nothing() {
    let Some(host) = live::host() else { return };
    journey("uefi-disk", TIME, async |_| boots(host, &lab("", "size: 64 MiB, image: tiny-disk")).await);
}

#[test]
fn a_kernel_boots_through_ovmf_and_leaves_nothing() {
    let Some(host) = live::host() else { return };
    let kernel = "  boot: {kernel: {kernel: tiny-vmlinuz, initrd: tiny-initrd, args: console=ttyS0 quiet}}\n";
    journey("uefi-kernel", TIME, async |_| boots(host, &lab(kernel, "size: 8 MiB")).await);
}

#[test]
fn a_host_without_firmware_is_found_out_before_anything_is_made() {
    let Some(host) = live::host() else { return };
    journey("uefi-none", TIME, async |_| {
        // As on a host where the package is not installed. libvirtd reads the descriptors anew at each look.
        for folder in ["/usr/share/qemu/firmware", "/usr/share/OVMF"] {
            run("mount", &["-t", "tmpfs", "tmpfs", folder])?;
        }
        let labwright = Labwright::new()?;
        let text = lab("", "size: 64 MiB, image: tiny-disk");
        let file = labwright.write("uefi.lab.yaml", &text)?;
        let said = labwright.refused(1, &["apply", &file, "--yes"]).await?;
        ensure!(said.contains("boot/no-uefi-firmware") && said.contains("ovmf"), "{said}");
        ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty(), "half-done: {:?}", host.inventory().await?);
        let facts = labwright.ok(&["facts", "--kvm-probe", "never"]).await?;
        ensure!(facts.contains("uefi: false"), "{facts}");
        // With BIOS the same disk starts.
        let file = labwright.write("uefi.lab.yaml", &text.replace("firmware: uefi", "firmware: bios"))?;
        labwright.ok(&["apply", &file, "--yes"]).await?;
        ensure!(host.domains(true).await? == ["one"]);
        Ok(())
    });
}
