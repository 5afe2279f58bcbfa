//! The test guest itself, through libvirt alone: what the journeys rely on when they say "the guest got a lease".

use anyhow::{Context, Result, ensure};
use labwright_e2e::console::{Console, field};
use labwright_e2e::live::Host;
use labwright_e2e::{files, journey, live, wait};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(120);

const NETWORK: &str = "
<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>
  <name>fixture</name><bridge name='fixture0' stp='off' delay='0'/>
  <ip address='10.78.0.1' netmask='255.255.255.0'><dhcp><range start='10.78.0.10' end='10.78.0.50'/></dhcp></ip>
  <dnsmasq:options><dnsmasq:option value='no-ping'/></dnsmasq:options>
</network>";

/// A machine of 128 MiB with one NIC on the network; `os` and `devices` are XML.
async fn start(host: Host, name: &str, os: &str, devices: &str) -> Result<Console> {
    let log = format!("/var/log/libvirt/qemu/{name}.console");
    let xml = format!(
        "<domain type='qemu'><name>{name}</name><memory unit='MiB'>128</memory><vcpu>1</vcpu>
         <os><type arch='x86_64' machine='q35'>hvm</type>{os}</os><features><acpi/></features>
         <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot>
         <devices>{devices}
           <interface type='network'><source network='fixture'/><model type='virtio'/><rom enabled='no'/></interface>
           <serial type='pty'><log file='{log}'/></serial><memballoon model='none'/>
         </devices></domain>"
    );
    host.define("create", &xml).await?;
    Ok(Console::at(log))
}

fn direct_boot(arguments: &str) -> Result<String> {
    let kernel = files::image_for_qemu("tiny-vmlinuz")?;
    let initrd = files::image_for_qemu("tiny-initrd.img")?;
    Ok(format!(
        "<kernel>{}</kernel><initrd>{}</initrd><cmdline>console=ttyS0 quiet loglevel=3 panic=1 {arguments}</cmdline>",
        kernel.display(),
        initrd.display()
    ))
}

fn run(program: &str, arguments: &[&str]) -> Result<()> {
    let out = Command::new(program).args(arguments).output().with_context(|| format!("cannot start {program}"))?;
    ensure!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
    Ok(())
}

/// An overlay on the disk image and a seed, as two disks.
fn overlay_and_seed(seed: &[(&str, &str)]) -> Result<String> {
    let base = files::image_for_qemu("tiny-disk.qcow2")?;
    let base = base.to_str().context("a plain path")?;
    let [overlay, iso] = ["overlay.qcow2", "seed.iso"].map(|name| format!("/var/lib/libvirt/images/{name}"));
    run("qemu-img", &["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", base, &overlay, "10G"])?;
    let folder = tempfile::tempdir()?;
    for (name, text) in seed {
        std::fs::write(folder.path().join(name), text)?;
    }
    let source = folder.path().to_str().context("temporary names are text")?;
    run("genisoimage", &["-quiet", "-V", "cidata", "-J", "-r", "-o", &iso, source])?;
    ensure!(Path::new(&iso).exists());
    Ok(format!(
        "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='{overlay}'/><target dev='vda' bus='virtio'/></disk>
         <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{iso}'/><target dev='vdb' bus='virtio'/><readonly/></disk>"
    ))
}

#[test]
fn gets_a_lease_and_obeys_the_power_button() {
    let Some(host) = live::host() else { return };
    journey("fixture-lease", TIME, async |_| {
        host.define("net-create", NETWORK).await?;
        let console = start(host, "leased", &direct_boot("")?, "").await?;
        let lease = console.line("LEASE if=eth0", wait::GUEST).await?;
        let address = field(&lease, "ip").context("a lease has an address")?.to_owned();
        console.line("READY", wait::GUEST).await?;
        let leases = host.virsh(&["net-dhcp-leases", "fixture"]).await?;
        ensure!(leases.contains(&address), "libvirt knows no lease of {address}: {leases}");

        host.virsh(&["reboot", "leased"]).await?;
        wait::until(wait::GUEST, "a second start", async || Ok((console.text()?.matches("READY").count() == 2).then_some(()))).await?;

        host.virsh(&["shutdown", "leased"]).await?;
        wait::until(Duration::from_secs(10), "the guest to be off", async || Ok(host.domains(true).await?.is_empty().then_some(()))).await
    });
}

#[test]
fn boots_from_an_overlay_and_does_what_its_seed_says() {
    let Some(host) = live::host() else { return };
    journey("fixture-seed", TIME, async |_| {
        host.define("net-create", NETWORK).await?;
        start(host, "peer", &direct_boot("lab.vlan=100 lab.ip.eth0=10.5.0.1/24 lab.serve=1")?, "").await?;
        let disks = overlay_and_seed(&[
            ("meta-data", "instance-id: one\nlocal-hostname: web-1\n"),
            (
                "network-config",
                "version: 2\n\
                 ethernets:\n  nic0:\n    match: {name: eth0}\n  eth0:\n    addresses: [10.78.0.5/24]\n\
                 vlans:\n  vlan100:\n    id: 100\n    link: eth0\n    addresses:\n      - 10.5.0.2/24\n",
            ),
            ("user-data", "#!/bin/sh\nlab-ping 10.78.0.1 10.5.0.1 10.5.0.9\nlab-get 10.5.0.1\n"),
        ])?;
        let console = start(host, "seeded", "<boot dev='hd'/>", &disks).await?;
        let ready = console.line("READY", wait::GUEST).await?;
        ensure!(field(&ready, "host") == Some("web-1"), "another name: {ready}");
        let text = console.text()?;
        for line in [
            "STATIC if=eth0 ip=10.78.0.5",
            "STATIC if=vlan100 ip=10.5.0.2",
            "PING 10.78.0.1 OK",
            "PING 10.5.0.1 OK",
            "PING 10.5.0.9 FAIL",
            "GET 10.5.0.1 OK",
            "USERDATA exit=0",
        ] {
            ensure!(text.contains(line), "no `{line}` in:\n{text}");
        }
        Ok(())
    });
}
