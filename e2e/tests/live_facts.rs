//! A host's facts: as virsh has them, good for checking and planning elsewhere, and for a plan that is applied later.

use anyhow::{Context, Result, ensure};
use labwright_e2e::disk::{Images, run};
use labwright_e2e::{Labwright, journey, live};
use serde_json::Value;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(90);

const LAB: &str = "apiVersion: labwright.dev/v1alpha1
kind: Lab
metadata: {name: facts}
host: {name: host, overcommit: {vcpus: 16, memory: 1, disk: 4}}
images:
- {name: base, path: base.qcow2, format: qcow2}
pools:
- {name: facts, path: /var/lib/libvirt/images/facts}
networks:
- {name: facts, mode: isolated, ip: 10.94.0.1/24}
machines:
- name: one
  vcpus: 1
  memory: 32 MiB
  disks: [{name: vda, pool: facts, size: 32 MiB, image: base}]
  ports: [{name: eth0, network: facts}]
";

/// The figure after a word at the beginning of a line.
fn figure(text: &str, word: &str) -> Result<u64> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix(word)).with_context(|| format!("no {word} in {text}"))?;
    let digits: String = line.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().with_context(|| format!("{word} is no number in {text}"))
}

/// A size such as `15.6 GiB` in KiB.
fn kib(size: &Value) -> Result<f64> {
    let text = size.as_str().with_context(|| format!("no size: {size}"))?;
    let (number, unit) = text.split_once(' ').with_context(|| format!("no unit in {text}"))?;
    let factor = match unit {
        "B" => 1.0 / 1024.0,
        "KiB" => 1.0,
        "MiB" => 1024.0,
        "GiB" => 1024.0 * 1024.0,
        "TiB" => 1024.0 * 1024.0 * 1024.0,
        _ => anyhow::bail!("unit of {text}"),
    };
    Ok(number.parse::<f64>()? * factor)
}

#[test]
fn facts_are_those_of_virsh_and_serve_elsewhere() {
    let Some(host) = live::host() else { return };
    journey("facts", TIME, async |_| {
        let images = Images::new()?;
        images.blank("base.qcow2", 1)?;
        let labwright = Labwright::with_images(images.folder())?;
        host.define("define", "<domain type='qemu'><name>foreign</name><memory unit='MiB'>64</memory><vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os></domain>").await?;
        host.define(
            "net-define",
            "<network><name>theirs</name><bridge name='virbr7'/><ip address='10.77.0.1' netmask='255.255.255.0'/></network>",
        )
        .await?;
        host.virsh(&["net-start", "theirs"]).await?;
        let before = host.inventory().await?;

        let json: Value = serde_json::from_str(&labwright.ok(&["facts", "--format", "json"]).await?)?;
        ensure!(host.inventory().await? == before, "reading facts left something: {:?}", host.inventory().await?);
        let node = host.virsh(&["nodeinfo"]).await?;
        let stats = host.virsh(&["nodememstats"]).await?;
        ensure!(json["cpu"]["threads"].as_u64() == Some(figure(&node, "CPU(s):")?), "{json}\n{node}");
        let total = figure(&stats, "total")? as f64;
        ensure!((kib(&json["memory"]["total"])? - total).abs() <= 1024.0, "{json}\n{stats}");
        // Free memory moves by itself between two looks.
        let free = (figure(&stats, "free")? + figure(&stats, "cached")? + figure(&stats, "buffers")?) as f64;
        ensure!((kib(&json["memory"]["free"])? - free).abs() < total / 5.0, "{json}\n{stats}");
        ensure!(
            json["domains"][0]["name"] == "foreign" && json["domains"][0]["vcpus"] == 2 && json["domains"][0]["memory"] == "64 MiB",
            "{json}"
        );
        ensure!(json["networks"][0]["name"] == "theirs" && json["networks"].to_string().contains("10.77.0.1/24"), "{json}");
        ensure!(json["kvm"]["works"].is_boolean(), "whether KVM works was not found out: {json}");

        let facts = labwright.write("host.facts.yaml", &labwright.ok(&["facts"]).await?)?;
        let file = labwright.write("facts.lab.yaml", LAB)?;
        let check: Value = serde_json::from_str(&labwright.ok(&["check", &file, "--facts", &facts, "--format", "json"]).await?)?;
        ensure!(!check.to_string().contains("host/unknown-facts"), "{check}");
        // A clash that only facts tell.
        let clash = labwright.write("clash.lab.yaml", &LAB.replace("10.94.0.1/24", "10.77.0.9/24"))?;
        let said = labwright.refused(1, &["check", &clash, "--facts", &facts]).await?;
        ensure!(said.contains("theirs") && said.contains("clash.lab.yaml:"), "{said}");

        // Planned for a host that is known by its facts, and carried out on it.
        let [there, here] = ["there.yaml", "here.yaml"].map(|name| labwright.file(name));
        labwright.ok(&["plan", &file, "--facts", &facts, "-o", &there]).await?;
        labwright.ok(&["plan", &file, "-o", &here]).await?;
        ensure!(std::fs::read(&there)? == std::fs::read(&here)?, "another plan from the facts' file");
        labwright.ok(&["apply", &there, "--yes"]).await?;
        ensure!(host.domains(true).await? == ["one"]);
        ensure!(labwright.ok(&["apply", &file, "--yes"]).await?.contains("nothing to do"));
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await? == before);

        // And on a host that only another program's store knew until now.
        let other = Labwright::with_images(images.folder())?;
        other.ok(&["apply", &there, "--yes"]).await?;
        let status = other.ok(&["status", &file]).await?;
        ensure!(status.contains("The host is as the document says."), "{status}");
        other.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await? == before);
        Ok(())
    });
}

#[test]
fn kvm_that_qemus_user_may_not_open() {
    let Some(host) = live::host() else { return };
    journey("facts-kvm", TIME, async |_| {
        if !std::path::Path::new("/dev/kvm").exists() {
            eprintln!("this machine has no /dev/kvm that could be refused");
            return Ok(());
        }
        // The same device, for root alone.
        run("mknod", &["-m", "600", "/run/kvm", "c", "10", "232"])?;
        run("mount", &["--bind", "/run/kvm", "/dev/kvm"])?;
        let images = Images::new()?;
        images.blank("base.qcow2", 1)?;
        let labwright = Labwright::with_images(images.folder())?;
        let json: Value = serde_json::from_str(&labwright.ok(&["facts", "--format", "json"]).await?)?;
        ensure!(json["kvm"]["permitted"] == false && json["kvm"]["works"] == false, "{}", json["kvm"]);
        let file = labwright.write("facts.lab.yaml", LAB)?;
        let said = labwright.ok(&["check", &file, "--host", host.uri()]).await?;
        ensure!(said.contains("host/kvm-not-permitted") && said.contains("usermod -aG kvm"), "{said}");
        ensure!(!said.contains("nested/emulation"), "said twice, with another remedy: {said}");
        let plan = labwright.file("plan.yaml");
        labwright.ok(&["plan", &file, "-o", &plan]).await?;
        ensure!(std::fs::read_to_string(&plan)?.contains("<domain type='qemu'>"), "not under emulation");
        Ok(())
    });
}
