//! Machines that are up: power, the host's reboot, changes of the document, and status.

use anyhow::{Context, Result, ensure};
use labwright_e2e::disk::run;
use labwright_e2e::live::Host;
use labwright_e2e::{Labwright, journey, live, wait};
use serde_json::Value;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(180);

/// The end of a lab on network and pool `power`; machines follow.
const HEAD: &str = "apiVersion: labwright.dev/v1alpha1
kind: Lab
metadata: {name: power}
host: {name: host, overcommit: {vcpus: 16, memory: 1, disk: 4}}
images:
- {name: tiny-vmlinuz, kind: kernel, path: tiny-vmlinuz}
- {name: tiny-initrd, kind: initrd, path: tiny-initrd.img}
pools:
- {name: power, path: /var/lib/libvirt/images/power}
networks:
- {name: power, mode: isolated, ip: 10.93.0.1/24, dhcp: {start: 10.93.0.10, end: 10.93.0.99}}
machines:
";

/// A guest that hears the power button once it is up.
fn guest(name: &str, rest: &str) -> String {
    format!(
        "- name: {name}\n  vcpus: 1\n  memory: 128 MiB\n  disks: [{{name: vda, pool: power, size: 8 MiB}}]\n  ports: [{{name: eth0, network: power}}]\n\
         \x20 boot: {{kernel: {{kernel: tiny-vmlinuz, initrd: tiny-initrd, args: console=ttyS0 quiet}}}}\n  up: {{signal: serial, marker: READY}}\n{rest}"
    )
}

/// A machine that boots nothing.
fn blank(name: &str, rest: &str) -> String {
    format!(
        "- name: {name}\n  vcpus: 1\n  memory: 32 MiB\n  disks: [{{name: vda, pool: power, size: 8 MiB}}]\n  ports: [{{name: eth0, network: power}}]\n{rest}"
    )
}

/// The lines of a run that say that a step is done, without the times.
fn done(said: &str) -> Vec<&str> {
    said.lines()
        .filter_map(|line| line.split_once("] ")?.1.split_once(": done").map(|(step, _)| step))
        .filter(|step| !step.starts_with("create"))
        .collect()
}

async fn running(host: Host) -> Result<Vec<String>> {
    let mut running = host.domains(true).await?;
    running.sort();
    Ok(running)
}

#[test]
fn in_the_order_of_dependencies_also_after_a_reboot_of_the_host() {
    let Some(host) = live::host() else { return };
    journey("power-order", TIME, async |_| {
        let labwright = Labwright::new()?;
        let text = format!("{HEAD}{}{}", guest("web", "  after: [db]\n"), guest("db", ""));
        let file = labwright.write("power.lab.yaml", &text)?;
        let up = ["start domain db", "wait domain db", "start domain web", "wait domain web"];
        let said = labwright.ok(&["apply", &file, "--yes"]).await?;
        ensure!(done(&said) == up, "{said}");
        let status: Value = serde_json::from_str(&labwright.ok(&["status", &file, "--format", "json"]).await?)?;
        ensure!(status["drift"].as_array().is_some_and(Vec::is_empty), "{status}");
        let leases = host.virsh(&["net-dhcp-leases", "power"]).await?;
        for machine in status["machines"].as_array().context("machines")? {
            let address = machine["addresses"][0]["address"].as_str().with_context(|| format!("no address in {status}"))?;
            ensure!(
                machine["state"] == "running" && machine["addresses"][0]["seen"] == true && leases.contains(&format!("{address}/24")),
                "{machine}\n{leases}"
            );
        }

        let said = labwright.ok(&["reboot", &file, "db", "--yes"]).await?;
        ensure!(done(&said) == ["stop domain db", "start domain db", "wait domain db"], "{said}");
        let said = labwright.ok(&["stop", &file, "--yes"]).await?;
        ensure!(done(&said) == ["stop domain web", "stop domain db"] && running(host).await?.is_empty(), "{said}");
        ensure!(labwright.ok(&["stop", &file, "--yes"]).await?.contains("nothing to do"));
        let said = labwright.ok(&["start", &file, "db", "--yes"]).await?;
        ensure!(done(&said) == up[..2] && running(host).await? == ["db"], "{said}");
        let said = labwright.ok(&["start", &file, "--yes"]).await?;
        ensure!(done(&said) == up[2..] && running(host).await? == ["db", "web"], "{said}");

        // The host reboots, and comes up with the lab's network and pool off.
        host.virsh(&["net-autostart", "power", "--disable"]).await?;
        host.reboot().await?;
        // libvirt takes a pool for active as soon as its folder is there; one on a medium that came late is not.
        host.virsh(&["pool-destroy", "power"]).await?;
        ensure!(running(host).await?.is_empty());
        ensure!(host.virsh(&["net-list", "--name"]).await?.is_empty(), "the network is on");
        let status = labwright.ok(&["status", &file]).await?;
        ensure!(status.contains("off") && status.contains("network power") && status.contains("pool power"), "{status}");
        let said = labwright.ok(&["start", &file, "--yes"]).await?;
        ensure!(said.contains("start network power: done") && said.contains("start pool power: done"), "{said}");
        ensure!(running(host).await? == ["db", "web"], "{said}");
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty());
        Ok(())
    });
}

#[test]
fn destroyed_after_a_reboot_with_the_pool_off() {
    let Some(host) = live::host() else { return };
    journey("power-destroy", TIME, async |_| {
        let labwright = Labwright::new()?;
        let text = format!("{HEAD}{}", blank("one", ""));
        let file = labwright.write("power.lab.yaml", &text)?;
        labwright.ok(&["apply", &file, "--yes"]).await?;
        host.virsh(&["net-autostart", "power", "--disable"]).await?;
        host.reboot().await?;
        // libvirt takes a pool for active as soon as its folder is there; one on a medium that came late is not.
        host.virsh(&["pool-destroy", "power"]).await?;
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty(), "{:?}", labwright.ledger().await?);
        ensure!(!std::path::Path::new("/var/lib/libvirt/images/power").exists(), "the pool's folder stays");
        Ok(())
    });
}

#[test]
fn changes_of_the_document_are_updates() {
    let Some(host) = live::host() else { return };
    journey("power-changes", TIME, async |_| {
        let labwright = Labwright::new()?;
        let write = |machines: &[String]| labwright.write("power.lab.yaml", &format!("{HEAD}{}", machines.concat()));
        let file = write(&[guest("web", ""), blank("old", "")])?;
        let apply = ["apply", &file, "--yes"];
        labwright.ok(&apply).await?;
        let disk = "/var/lib/libvirt/images/power/web-vda.qcow2";
        let uuid = host.virsh(&["domuuid", "web"]).await?;
        let inode = || std::os::unix::fs::MetadataExt::ino(&std::fs::metadata(disk).expect("the disk"));
        let before = inode();

        // Memory: the machine is shut down, defined anew and started.
        write(&[guest("web", "").replace("128 MiB", "144 MiB"), blank("old", "")])?;
        let said = labwright.ok(&apply).await?;
        ensure!(said.contains("memory 128 MiB becomes 144 MiB"), "{said}");
        ensure!(done(&said) == ["stop domain web", "update domain web", "start domain web", "wait domain web"], "{said}");
        ensure!(
            host.virsh(&["dominfo", "web"]).await?.contains("147456 KiB")
                && host.virsh(&["domuuid", "web"]).await? == uuid
                && inode() == before
        );

        // A new name, and a machine less.
        write(&[guest("front", "  id: web\n").replace("128 MiB", "144 MiB")])?;
        let said = labwright.ok(&apply).await?;
        ensure!(said.contains("it is called web until now") && said.contains("delete domain old: done"), "{said}");
        ensure!(host.domains(false).await? == ["front"] && host.virsh(&["domuuid", "front"]).await? == uuid, "another machine: {said}");
        let disks = host.virsh(&["domblklist", "front"]).await?;
        ensure!(disks.contains(disk) && inode() == before, "another disk: {disks}");
        ensure!(!host.volumes("power").await?.iter().any(|name| name.starts_with("old")), "{:?}", host.volumes("power").await?);
        ensure!(labwright.ok(&apply).await?.contains("nothing to do"));
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty(), "{:?}", labwright.ledger().await?);
        Ok(())
    });
}

#[test]
fn a_pool_that_is_busy_is_waited_for() {
    let Some(host) = live::host() else { return };
    journey("power-busy", TIME, async |_| {
        let labwright = Labwright::new()?;
        let file = labwright.write("power.lab.yaml", &format!("{HEAD}{}", guest("web", "")))?;
        labwright.ok(&["apply", &file, "--yes"]).await?;
        host.virsh(&["vol-create-as", "power", "theirs", "64MiB", "--format", "raw"]).await?;
        // libvirt looks at no file of the pool meanwhile, but for the blink of an eye between two.
        let busy = tokio::spawn(async move { while host.virsh(&["vol-wipe", "theirs", "power"]).await.is_ok() {} });
        wait::until(wait::PAGE, "a busy pool", async || {
            let refused = host.virsh(&["pool-refresh", "power"]).await.err();
            Ok(refused.filter(|refused| refused.to_string().contains("asynchronous jobs")))
        })
        .await?;
        labwright.write("power.lab.yaml", &format!("{HEAD}{}", guest("web", "").replace("128 MiB", "144 MiB")))?;
        let said = labwright.ok(&["apply", &file, "--yes"]).await?;
        ensure!(done(&said) == ["stop domain web", "update domain web", "start domain web", "wait domain web"], "{said}");
        ensure!(!busy.is_finished(), "the pool was no longer busy");
        labwright.ok(&["stop", &file, "--yes"]).await?;
        let said = labwright.ok(&["start", &file, "--yes"]).await?;
        ensure!(done(&said) == ["start domain web", "wait domain web"], "{said}");
        ensure!(!busy.is_finished(), "the pool was no longer busy");
        busy.abort();
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        Ok(())
    });
}

#[test]
fn drift_is_seen_and_mended() {
    let Some(host) = live::host() else { return };
    journey("power-drift", TIME, async |_| {
        let labwright = Labwright::new()?;
        let file = labwright.write("power.lab.yaml", &format!("{HEAD}{}{}{}", blank("one", ""), blank("two", ""), blank("three", "")))?;
        ensure!(labwright.ok(&["status", &file]).await?.contains("is not built"));
        labwright.ok(&["apply", &file, "--yes"]).await?;
        ensure!(labwright.ok(&["status", &file]).await?.contains("The host is as the document says."));
        host.script(
            &[
                "destroy one",
                "destroy two",
                "setmaxmem two 65536 --config",
                "setmem two 65536 --config",
                "destroy three",
                "undefine three",
                "net-autostart power --disable",
            ]
            .map(str::to_owned),
        )
        .await?;
        let status = labwright.ok(&["status", &file]).await?;
        for word in
            ["start domain one", "update domain two: memory 64 MiB becomes 32 MiB", "create domain three", "three  absent", "one    off"]
        {
            ensure!(status.contains(word), "no {word:?} in {status}");
        }
        labwright.ok(&["apply", &file, "--yes"]).await?;
        ensure!(running(host).await? == ["one", "three", "two"]);
        ensure!(host.virsh(&["dominfo", "two"]).await?.contains("32768 KiB"));
        ensure!(labwright.ok(&["status", &file]).await?.contains("The host is as the document says."));
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty());
        ensure!(labwright.ok(&["status", &file]).await?.contains("is not built"));
        Ok(())
    });
}

#[test]
fn a_whole_lab_goes_up_round_and_down_in_order() {
    let Some(host) = live::host() else { return };
    journey("power-whole", TIME, async |_| {
        let labwright = Labwright::new()?;
        // Addresses of their own, so that nobody waits for DHCP.
        let guest = |name: &str, address: u8, after: &str| {
            guest(name, after).replace("console=ttyS0 quiet", &format!("console=ttyS0 quiet lab.ip.eth0=10.93.0.{address}/24"))
        };
        let machines = [guest("web", 2, "  after: [app]\n"), guest("db", 3, ""), guest("app", 4, "  after: [db]\n")];
        let file = labwright.write("power.lab.yaml", &format!("{HEAD}{}", machines.concat()))?;
        let up = ["start domain db", "wait domain db", "start domain app", "wait domain app", "start domain web", "wait domain web"];
        let down = ["stop domain web", "stop domain app", "stop domain db"];
        let said = labwright.ok(&["apply", &file, "--yes"]).await?;
        ensure!(done(&said) == up, "{said}");
        let ids = host.virsh(&["list", "--id"]).await?;
        let said = labwright.ok(&["reboot", &file, "--yes"]).await?;
        ensure!(done(&said) == [&down[..], &up[..]].concat() && running(host).await? == ["app", "db", "web"], "{said}");
        let new = host.virsh(&["list", "--id"]).await?;
        ensure!(!new.split_whitespace().any(|id| ids.split_whitespace().any(|old| old == id)), "not all were off: {ids} and {new}");
        let said = labwright.ok(&["stop", &file, "--yes"]).await?;
        ensure!(done(&said) == down && running(host).await?.is_empty(), "{said}");
        Ok(())
    });
}

#[test]
fn libvirtd_is_killed_in_the_middle_of_a_start() {
    let Some(host) = live::host() else { return };
    journey("power-killed", TIME, async |_| {
        // libvirt's own hook holds a start where the test says: before QEMU is there ("start"), or behind it ("started").
        run("mount", &["-t", "tmpfs", "tmpfs", "/etc/libvirt/hooks"])?;
        let hook = "#!/bin/sh\n[ \"$2\" = \"$(cat /run/hold 2>/dev/null)\" ] || exit 0\nmv /run/hold /run/held\nexec sleep 1000\n";
        std::fs::write("/etc/libvirt/hooks/qemu", hook)?;
        run("chmod", &["755", "/etc/libvirt/hooks/qemu"])?;
        host.kill_libvirtd().await?;
        host.start_libvirtd().await?;
        let labwright = Labwright::new()?;
        let file = labwright.write("power.lab.yaml", &format!("{HEAD}{}{}", blank("one", ""), blank("two", "  after: [one]\n")))?;
        for (moment, comes_back) in [("start", true), ("started", true), ("started", false)] {
            std::fs::write("/run/hold", moment)?;
            let apply = labwright.start(&["apply", &file, "--yes"])?;
            wait::until(wait::GUEST, "the start to be held", async || Ok(std::fs::exists("/run/held")?.then_some(()))).await?;
            std::fs::remove_file("/run/held")?;
            host.kill_libvirtd().await?;
            if comes_back {
                // Away for a moment: the run looks again, and goes on by itself.
                host.start_libvirtd().await?;
                let ended = apply.end(wait::GUEST).await?;
                ensure!(ended.status.success(), "{moment}: {ended}");
            } else {
                let ended = apply.end(wait::GUEST).await?;
                ensure!(ended.status.code() == Some(1) && ended.stdout.contains("domain.start/one failed"), "{moment}: {ended}");
                ensure!(ended.said().contains("labwright resume"), "{moment}: no word of how to go on: {ended}");
                host.start_libvirtd().await?;
                labwright.ok(&["apply", &file, "--yes"]).await?;
            }
            ensure!(running(host).await? == ["one", "two"], "{moment}: {:?}", running(host).await?);
            ensure!(labwright.ok(&["apply", &file, "--yes"]).await?.contains("nothing to do"));
            labwright.ok(&["destroy", &file, "--yes"]).await?;
            ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty(), "{moment}: {:?}", host.inventory().await?);
        }
        Ok(())
    });
}
