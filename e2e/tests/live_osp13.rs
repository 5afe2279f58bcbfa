//! The first reference lab's L0 and L1, at its scale for small hosts: eight guests come up to their marker, through three kills.

use anyhow::{Context, Result, ensure};
use labwright_e2e::disk::run;
use labwright_e2e::live::Host;
use labwright_e2e::{Labwright, console::Console, journey, live};
use std::path::Path;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(180);
const TEMPLATE: &str = "../static/templates/osp13-l1.lab.yaml";
/// Where the scale `test` keeps its pools.
const POOLS: &str = "/var/lib/labwright";

/// The network that libvirt's packages define.
const DEFAULT: &str = "
<network>
  <name>default</name><forward mode='nat'/><bridge name='virbr0' stp='on' delay='0'/>
  <ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip>
</network>";

const MACHINES: [&str; 8] = [
    "overcloud-ceph01",
    "overcloud-ceph02",
    "overcloud-ceph03",
    "overcloud-compute01",
    "overcloud-ctrl01",
    "overcloud-ctrl02",
    "overcloud-ctrl03",
    "undercloud",
];

/// What is not the lab's: the default network, and one foreign thing of each kind.
async fn foreign(host: Host) -> Result<Vec<String>> {
    let asked = ["net-dumpxml default", "net-dumpxml --inactive default", "net-info default", "dumpxml foreign", "pool-info foreign"];
    let mut answers = host.script(&asked.map(str::to_owned)).await?;
    // The room on the medium is nobody's.
    let pool = answers.last_mut().context("no answer")?;
    *pool = pool.lines().filter(|line| !["Capacity", "Allocation", "Available"].iter().any(|room| line.starts_with(room))).collect();
    // Not from virsh: a libvirtd that was started anew leaves out what it once filled in.
    answers.push(std::fs::read_to_string("/etc/libvirt/storage/foreign.xml")?);
    Ok(answers)
}

#[test]
fn eight_guests_come_up_through_three_kills_and_go() {
    let Some(host) = live::host() else { return };
    journey("osp13", TIME, async |_| {
        // The pools lie in a folder of the machine: here it is one of the test's own.
        std::fs::create_dir_all(POOLS)?;
        run("mount", &["-t", "tmpfs", "tmpfs", POOLS])?;
        std::fs::create_dir("/var/lib/libvirt/images/foreign")?;
        host.define("net-define", DEFAULT).await?;
        host.define(
            "define",
            "<domain type='qemu'><name>foreign</name><memory unit='MiB'>32</memory><os><type arch='x86_64'>hvm</type></os></domain>",
        )
        .await?;
        let pool = "<pool type='dir'><name>foreign</name><target><path>/var/lib/libvirt/images/foreign</path></target></pool>";
        host.define("pool-define", pool).await?;
        host.script(&["net-start default", "net-autostart default", "pool-start foreign"].map(str::to_owned)).await?;
        std::fs::write("/var/lib/libvirt/images/foreign/file", "theirs")?;
        let inventory = host.inventory().await?;
        let before = foreign(host).await?;

        let labwright = Labwright::new()?;
        let apply = ["apply", TEMPLATE, "--scale", "test", "--yes", "--consent", "all"];
        let said = labwright.refused(1, &apply).await?;
        ensure!(said.contains("secret:undercloud-root"), "a secret is missing and not named: {said}");
        labwright.keep_secret("undercloud-root", "correct horse").await?;
        let said = labwright.refused(1, &apply[..5]).await?;
        ensure!(said.contains("consent") && said.contains("network.dhcp/default"), "no word of consent: {said}");
        ensure!(host.inventory().await? == inventory && foreign(host).await? == before, "refused, and something was done");

        for place in [
            "volume.import/sas/tiny-disk.qcow2@amid-effect",
            "domain.start/overcloud-ctrl02@after-effect",
            "domain.wait/overcloud-compute01@before-done",
        ] {
            let ended = labwright.run_with(&[("LABWRIGHT_FAULT", place)], &apply).await?;
            ensure!(ended.was_killed(), "not killed at {place}: {ended}");
            host.until_it_answers().await?;
        }
        labwright.ok(&apply).await?;
        let mut running = host.domains(true).await?;
        running.sort();
        ensure!(running == MACHINES, "{running:?} run");
        for machine in MACHINES {
            let pool = if machine == "overcloud-compute01" { "ssd" } else { "sas" };
            let console = Console::at(Path::new(POOLS).join("pools").join(pool).join(format!("{machine}-serial.log")));
            ensure!(console.text()?.contains("READY"), "{machine} did not come up to its marker: {}", console.text()?);
        }
        for options in [&["net-dumpxml", "default"][..], &["net-dumpxml", "--inactive", "default"]] {
            let xml = host.virsh(options).await?;
            ensure!(!xml.contains("<range"), "libvirt still hands out addresses: {xml}");
        }
        let said = labwright.ok(&apply).await?;
        ensure!(said.contains("nothing to do"), "applied again: {said}");

        labwright.ok(&["destroy", TEMPLATE, "--yes"]).await?;
        let left = host.inventory().await?;
        ensure!(left == inventory, "left: {left:?}");
        for (before, after) in before.iter().zip(&foreign(host).await?) {
            ensure!(before == after, "there is\n{after}\nin place of\n{before}");
        }
        ensure!(labwright.ledger().await?.is_empty(), "the ledger keeps {:?}", labwright.ledger().await?);
        let pools = std::fs::read_dir(Path::new(POOLS).join("pools")).map(Iterator::count);
        ensure!(pools.unwrap_or(0) == 0, "folders of pools stay");
        std::fs::read("/var/lib/libvirt/images/foreign/file").context("the foreign volume is gone")?;
        Ok(())
    });
}
