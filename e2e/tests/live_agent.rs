//! The QEMU guest agent: Debian's own in the guest, as the sign that a machine is up and as the source of its addresses.

use anyhow::{Context, ensure};
use labwright_e2e::console::Console;
use labwright_e2e::{Labwright, journey, live};
use serde_json::Value;
use std::time::{Duration, Instant};

const TIME: Duration = Duration::from_secs(120);

/// A machine with an address of its own choice on a network without DHCP: nobody but its agent knows the address.
fn lab(initrd: &str, timeout: u32) -> String {
    format!(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: agent}}\nhost: {{name: host, overcommit: {{vcpus: 16, memory: 1, disk: 40}}}}\n\
         images:\n- {{name: tiny-vmlinuz, kind: kernel, path: tiny-vmlinuz}}\n- {{name: tiny-initrd, kind: initrd, path: {initrd}}}\n\
         pools:\n- {{name: agent, path: /var/lib/libvirt/images/agent}}\nnetworks:\n- {{name: agent, mode: isolated, ip: 10.99.0.1/24}}\n\
         machines:\n- name: one\n  vcpus: 1\n  memory: 128 MiB\n  disks: [{{name: vda, pool: agent, size: 8 MiB}}]\n  ports: [{{name: eth0, network: agent}}]\n\
         \x20 boot: {{kernel: {{kernel: tiny-vmlinuz, initrd: tiny-initrd, args: console=ttyS0 quiet lab.ip.eth0=10.99.0.77/24}}}}\n\
         \x20 up: {{signal: agent, timeoutSecs: {timeout}}}\n"
    )
}

#[test]
fn its_answer_says_that_a_machine_is_up_and_where() {
    let Some(host) = live::host() else { return };
    journey("agent-answers", TIME, async |_| {
        let labwright = Labwright::new()?;
        let file = labwright.write("agent.lab.yaml", &lab("tiny-agent-initrd.img", 60))?;
        labwright.ok(&["apply", &file, "--yes"]).await?;
        let told = host.virsh(&["domifaddr", "one", "--source", "agent"]).await?;
        ensure!(told.contains("10.99.0.77"), "the agent does not tell its address: {told}");
        let status: Value = serde_json::from_str(&labwright.ok(&["status", &file, "--format", "json"]).await?)?;
        let address = status["machines"][0]["addresses"].as_array().context("addresses")?;
        ensure!(address.len() == 1 && address[0]["address"] == "10.99.0.77" && address[0]["seen"] == true, "{status}");
        ensure!(status["sshConfig"].as_str().is_some_and(|text| text.contains("HostName 10.99.0.77")), "{status}");
        // The agent is asked for the shutdown too, before the power button.
        labwright.ok(&["stop", &file, "--yes"]).await?;
        let console = Console::at("/var/lib/libvirt/images/agent/one-serial.log").text()?;
        ensure!(console.contains("POWER agent"), "the agent was not asked to shut down:\n{console}");
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty());
        Ok(())
    });
}

#[test]
fn a_guest_without_one_runs_into_the_deadline() {
    let Some(host) = live::host() else { return };
    journey("agent-none", TIME, async |_| {
        let labwright = Labwright::new()?;
        let file = labwright.write("agent.lab.yaml", &lab("tiny-initrd.img", 7))?;
        let begin = Instant::now();
        let said = labwright.refused(1, &["apply", &file, "--yes"]).await?;
        ensure!(begin.elapsed() < Duration::from_secs(30), "the deadline of 7 s came after {:?}", begin.elapsed());
        ensure!(said.contains("no answer of the guest agent after 7 s") && said.contains("qemu-guest-agent"), "{said}");
        // It runs all the same, and nobody knows its address.
        ensure!(host.domains(true).await? == ["one"]);
        Console::at("/var/lib/libvirt/images/agent/one-serial.log").line("READY", Duration::from_secs(20)).await?;
        let begin = Instant::now();
        let status: Value = serde_json::from_str(&labwright.ok(&["status", &file, "--format", "json"]).await?)?;
        ensure!(status["machines"][0]["addresses"].as_array().is_some_and(Vec::is_empty), "{status}");
        ensure!(begin.elapsed() < Duration::from_secs(5), "a guest without an agent costs {:?}", begin.elapsed());
        Ok(())
    });
}
