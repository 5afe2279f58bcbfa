//! A run that is killed anywhere, by `kill -9`, is finished by the next command: nothing doubled, nothing lost.
//!
//! The places are those of `backend/src/run/fault.rs`: before and after every effect on the host and every entry of the journal.

use anyhow::{Result, ensure};
use labwright_e2e::disk::{Images, run};
use labwright_e2e::live::Host;
use labwright_e2e::{Labwright, journey, live};
use std::fmt::Write as _;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(240);

/// A lab with a network, a pool, a base image, and machines with an overlay, a seed and a definition each. The first starts with the host; each third waits for the one before it.
fn lab(machines: usize, sha256: &str) -> String {
    let mut text = format!(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: kill}}\n\
         host: {{name: host, overcommit: {{vcpus: 16, memory: 1, disk: 4}}}}\n\
         images:\n- {{name: base, path: base.qcow2, format: qcow2, sha256: {sha256}}}\n\
         pools:\n- {{name: kill, path: /var/lib/libvirt/images/kill}}\n\
         networks:\n- {{name: kill, mode: isolated, ip: 10.91.0.1/24, dhcp: {{start: 10.91.0.10, end: 10.91.0.99}}}}\n\
         machines:\n"
    );
    for number in 1..=machines {
        let _ = write!(
            text,
            "- name: m{number}\n  vcpus: 1\n  memory: 32 MiB\n  autostart: {}\n\
             \x20 disks: [{{name: vda, pool: kill, size: 32 MiB, image: base}}]\n\
             \x20 ports: [{{name: eth0, network: kill}}]\n  cloudInit: {{hostname: m{number}}}\n",
            number == 1
        );
        if number % 3 == 0 {
            let _ = writeln!(text, "  after: [m{}]", number - 1);
        }
    }
    text
}

/// Everything on the host that a lab makes, with the definitions.
async fn picture(host: Host) -> Result<Vec<String>> {
    let mut all = host.inventory().await?;
    // Of these answers, what the lab decides: a bridge's number and address are libvirt's choice, sizes on the medium grow.
    let wanted = |line: &&str| {
        !["<bridge", "<mac address='52:54:00", "Bridge:", "Allocation", "Available", "CPU time"]
            .iter()
            .any(|word| line.trim_start().starts_with(word))
    };
    let mut commands = Vec::new();
    let mut bases = Vec::new();
    for entry in &all {
        match entry.split_once(' ').unwrap_or_default() {
            ("domain", name) => {
                commands.extend([format!("domstate {name}"), format!("dumpxml --inactive {name}"), format!("dominfo {name}")])
            }
            ("network", name) => commands.extend([format!("net-dumpxml --inactive {name}"), format!("net-info {name}")]),
            ("pool", name) => commands.extend([format!("pool-dumpxml --inactive {name}"), format!("pool-info {name}")]),
            ("volume", name) if name.ends_with(".qcow2") => {
                let (pool, volume) = name.split_once('/').unwrap_or_default();
                commands.push(format!("vol-dumpxml --pool {pool} {volume}"));
                if volume.starts_with("base") {
                    bases.push(format!("/var/lib/libvirt/images/{name}"));
                }
            }
            _ => {}
        }
    }
    for (command, answer) in commands.iter().zip(host.script(&commands).await?) {
        if command.starts_with("dominfo") {
            all.extend(answer.lines().filter(|line| line.starts_with("Autostart") || line.starts_with("Persistent")).map(str::to_owned));
        } else if command.starts_with("vol-") {
            all.extend(
                answer
                    .lines()
                    .filter(|line| line.contains("<capacity") || line.contains("<format") || line.contains("<path"))
                    .map(str::to_owned),
            );
        } else {
            // A domain's MACs are the plan's.
            let is_domain = command.starts_with("dumpxml");
            all.push(answer.lines().filter(|line| is_domain || wanted(line)).collect::<Vec<_>>().join("\n"));
        }
    }
    for base in bases {
        all.push(run("sha256sum", &[&base])?);
    }
    Ok(all)
}

/// How often a domain was started, by QEMU's own log.
fn starts(domain: &str) -> usize {
    let log = std::fs::read_to_string(format!("/var/log/libvirt/qemu/{domain}.log"));
    log.unwrap_or_default().matches(": starting up libvirt version").count()
}

/// Runs a command again and again, killed each time at the first place at which it was not killed yet. Gives the last run's exit code and the places.
async fn killed_everywhere(host: Host, labwright: &Labwright, file: &str, arguments: &[&str]) -> Result<(Option<i32>, Vec<String>)> {
    let file = labwright.file(file);
    loop {
        let ended = labwright.run_with(&[("LABWRIGHT_FAULT_EACH", &file)], arguments).await?;
        if !ended.was_killed() {
            let places = std::fs::read_to_string(&file)?;
            eprintln!("{} kills in {arguments:?}; at the end: {}", places.lines().count(), ended.stdout.lines().last().unwrap_or_default());
            return Ok((ended.status.code(), places.lines().map(str::to_owned).collect()));
        }
        if std::fs::read_to_string(&file)?.trim_end().ends_with("@amid-effect#1") {
            host.until_it_answers().await?;
        }
    }
}

/// The journal has no gaps, and the numbers of runs by how they ended.
async fn phases(labwright: &Labwright) -> Result<Vec<String>> {
    let gaps = labwright
        .query("SELECT run || ' has ' || COUNT(*) || ' of ' || MAX(seq) FROM events GROUP BY run HAVING COUNT(*) != MAX(seq)")
        .await?;
    ensure!(gaps.is_empty(), "{gaps:?}");
    labwright.query("SELECT purpose || ' ' || phase || ' ' || COUNT(*) FROM runs GROUP BY purpose, phase ORDER BY 1").await
}

#[test]
fn an_apply_of_eight_and_its_destroy_killed_at_every_place() {
    let Some(host) = live::host() else { return };
    journey("kill-every", TIME, async |_| {
        let images = Images::new()?;
        let labwright = Labwright::with_images(images.folder())?;
        let file = labwright.write("kill.lab.yaml", &lab(8, &images.blank("base.qcow2", 8)?))?;
        let apply = ["apply", &file, "--yes", "--parallel", "1"];
        let destroy = ["destroy", &file, "--yes", "--parallel", "1"];
        host.define("net-define", "<network><name>foreign</name></network>").await?;
        let before = picture(host).await?;

        // As it is without a kill, with every place that is passed.
        let log = labwright.file("places");
        let ended = labwright.run_with(&[("LABWRIGHT_FAULT_LOG", &log)], &apply).await?;
        ensure!(ended.status.success(), "{ended}");
        let places = std::fs::read_to_string(&log)?;
        let built = picture(host).await?;
        let ledger = labwright.ledger().await?;
        labwright.ok(&destroy).await?;
        ensure!(picture(host).await? == before && labwright.ledger().await?.is_empty());
        let started: Vec<usize> = (1..=8).map(|number| starts(&format!("m{number}"))).collect();

        let (code, killed) = killed_everywhere(host, &labwright, "apply-kills", &apply).await?;
        ensure!(code == Some(0), "ended with {code:?}");
        // Of a step with several effects, later ones are first ones after a kill between them: those have the other test.
        let missed: Vec<&str> =
            places.lines().filter(|place| place.ends_with("#1") && !killed.iter().any(|killed| killed == place)).collect();
        ensure!(missed.is_empty() && killed.len() > 200, "{} kills, none at {missed:?}", killed.len());
        same(&built, &picture(host).await?)?;
        for number in 1..=8 {
            let times = starts(&format!("m{number}")) - started[number - 1];
            ensure!(times == 1, "m{number} was started {times} times");
        }
        ensure!(labwright.ledger().await? == ledger, "the ledger differs: {:?}", labwright.ledger().await?);
        ensure!(phases(&labwright).await? == ["apply succeeded 2", "destroy succeeded 1"], "{:?}", phases(&labwright).await?);
        ensure!(labwright.ok(&apply).await?.contains("nothing to do"));

        let (code, killed) = killed_everywhere(host, &labwright, "destroy-kills", &destroy).await?;
        ensure!(code == Some(0) && killed.len() > 150, "{} kills, ended with {code:?}", killed.len());
        same(&before, &picture(host).await?)?;
        ensure!(labwright.ledger().await?.is_empty(), "the ledger keeps {:?}", labwright.ledger().await?);
        phases(&labwright).await?;
        ensure!(labwright.ok(&destroy).await?.contains("nothing to do"));
        Ok(())
    });
}

/// Equal, or the first difference.
fn same(wanted: &[String], found: &[String]) -> Result<()> {
    for (wanted, found) in wanted.iter().zip(found) {
        ensure!(wanted == found, "there is\n{found}\nin place of\n{wanted}");
    }
    ensure!(wanted.len() == found.len(), "{} entries in place of {}", found.len(), wanted.len());
    Ok(())
}

#[test]
fn killed_from_a_clean_start_it_is_resumed_and_it_is_destroyed() {
    let Some(host) = live::host() else { return };
    journey("kill-clean", TIME, async |_| {
        let images = Images::new()?;
        let labwright = Labwright::with_images(images.folder())?;
        let file = labwright.write("kill.lab.yaml", &lab(1, &images.blank("base.qcow2", 8)?))?;
        let apply = ["apply", &file, "--yes", "--parallel", "1"];
        let destroy = ["destroy", &file, "--yes"];
        let log = labwright.file("places");
        let ended = labwright.run_with(&[("LABWRIGHT_FAULT_LOG", &log)], &apply).await?;
        ensure!(ended.status.success(), "{ended}");
        let built = picture(host).await?;
        let ledger = labwright.ledger().await?;
        labwright.ok(&destroy).await?;
        let before = picture(host).await?;
        let places = std::fs::read_to_string(&log)?;
        let effects: Vec<&str> = places.lines().filter(|place| place.contains("-effect#")).collect();
        ensure!(effects.iter().any(|place| place.contains("@amid-effect")), "no upload was interrupted: {effects:?}");

        let kill = async |place: &str| -> Result<()> {
            let ended = labwright.run_with(&[("LABWRIGHT_FAULT", place)], &apply).await?;
            ensure!(ended.was_killed(), "not killed at {place}: {ended}");
            if place.contains("amid-effect") {
                host.until_it_answers().await?;
            }
            Ok(())
        };
        for place in effects {
            kill(place).await?;
            labwright.ok(&apply).await?;
            same(&built, &picture(host).await?)?;
            ensure!(labwright.ledger().await? == ledger, "after {place}: {:?}", labwright.ledger().await?);
            labwright.ok(&destroy).await?;
            same(&before, &picture(host).await?)?;

            kill(place).await?;
            labwright.ok(&destroy).await?;
            same(&before, &picture(host).await?)?;
            ensure!(labwright.ledger().await?.is_empty(), "destroyed after {place}: {:?}", labwright.ledger().await?);
        }
        phases(&labwright).await?;
        Ok(())
    });
}

#[test]
fn an_unwind_killed_at_every_place_is_finished() {
    let Some(host) = live::host() else { return };
    journey("kill-unwind", TIME, async |_| {
        let images = Images::new()?;
        let labwright = Labwright::with_images(images.folder())?;
        let text = lab(2, &images.blank("base.qcow2", 2)?);
        // The second machine's image is not what the lab says, and everything of the first is done by then.
        images.blank("other.qcow2", 1)?;
        let wrong = "0".repeat(64);
        let text = text.replace("pools:", &format!("- {{name: other, path: other.qcow2, format: qcow2, sha256: {wrong}}}\npools:"));
        let at = text.rfind("image: base").expect("the second machine's disk");
        let text = format!("{}image: other{}", &text[..at], &text[at + "image: base".len()..]);
        let file = labwright.write("kill.lab.yaml", &text)?;
        let before = picture(host).await?;
        let (code, killed) =
            killed_everywhere(host, &labwright, "kills", &["apply", &file, "--yes", "--parallel", "1", "--on-failure", "unwind"]).await?;
        ensure!(code == Some(1), "ended with {code:?}");
        ensure!(
            killed.iter().any(|place| place.contains("@before-undone")) && killed.iter().any(|place| place.contains("@after-undone")),
            "{killed:?}"
        );
        same(&before, &picture(host).await?)?;
        ensure!(labwright.ledger().await?.is_empty(), "the ledger keeps {:?}", labwright.ledger().await?);
        ensure!(phases(&labwright).await? == ["apply failed 1"], "{:?}", phases(&labwright).await?);
        Ok(())
    });
}
