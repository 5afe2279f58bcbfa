//! What goes wrong on a real host: a clear error with the remedy, nothing half-done, and a way on.

use anyhow::{Context, Result, ensure};
use labwright_e2e::disk::{Images, run};
use labwright_e2e::{Labwright, journey, live, wait};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(150);
const FOLDER: &str = "/var/lib/libvirt/images/fail";

/// A network, a pool and two machines of 32 MiB; what is in `more` comes before the machines.
fn lab(more: &str, m1: &str, m2: &str) -> String {
    let machine = |name: &str, rest: &str| {
        format!("- name: {name}\n  vcpus: 1\n  memory: 32 MiB\n  ports: [{{name: eth0, network: fail}}]\n{rest}\n")
    };
    format!(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: fail}}\nhost: {{name: host, overcommit: {{vcpus: 16, memory: 1, disk: 40}}}}\n{more}\n\
         pools:\n- {{name: fail, path: {FOLDER}}}\nnetworks:\n- {{name: fail, mode: isolated, ip: 10.92.0.1/24}}\nmachines:\n{}{}",
        machine("m1", m1),
        machine("m2", m2)
    )
}

const BLANK: &str = "  disks: [{name: vda, pool: fail, size: 8 MiB}]";

/// The first machine counts as up when the test writes GO into its console's log; the second one starts after it.
fn waiting_lab() -> String {
    lab("", &format!("{BLANK}\n  up: {{signal: serial, marker: GO, timeoutSecs: 120}}"), &format!("{BLANK}\n  after: [m1]"))
}

/// Lets the first machine of the waiting lab come up.
fn go() -> Result<()> {
    let log = Path::new(FOLDER).join("m1-serial.log");
    let mut log = fs::OpenOptions::new().append(true).open(&log)?;
    Ok(log.write_all(b"\nGO\n")?)
}

fn run_id(said: &str) -> Result<&str> {
    said.lines().find_map(|line| line.strip_prefix("run ")).with_context(|| format!("no run in: {said}"))
}

#[test]
fn a_wrong_image_is_kept_and_resumed_or_unwound() {
    let Some(host) = live::host() else { return };
    journey("failure-policy", TIME, async |_| {
        let images = Images::new()?;
        let base = images.blank("base.qcow2", 1)?;
        let wanted = images.blank("other.qcow2", 2)?;
        let found = images.blank("other.qcow2", 3)?;
        let more =
            format!("images:\n- {{name: base, path: base.qcow2, sha256: {base}}}\n- {{name: other, path: other.qcow2, sha256: {wanted}}}");
        let with = |image: &str| format!("  disks: [{{name: vda, pool: fail, size: 32 MiB, image: {image}}}]");
        let labwright = Labwright::with_images(images.folder())?;
        let file = labwright.write("fail.lab.yaml", &lab(&more, &with("base"), &with("other")))?;

        let unwound = labwright.refused(1, &["apply", &file, "--yes", "--on-failure", "unwind"]).await?;
        ensure!(unwound.contains(&wanted) && unwound.contains(&found), "not both digests: {unwound}");
        ensure!(host.inventory().await?.is_empty(), "unwound, and there is {:?}", host.inventory().await?);
        ensure!(labwright.ledger().await?.is_empty() && !Path::new(FOLDER).exists());

        let kept = labwright.refused(1, &["apply", &file, "--yes", "--parallel", "1"]).await?;
        ensure!(kept.contains(&wanted) && kept.contains(&found), "not both digests: {kept}");
        let inventory = host.inventory().await?;
        ensure!(inventory.contains(&"pool fail".to_owned()), "kept: {inventory:?}");
        ensure!(!inventory.iter().any(|entry| entry.contains("other")), "the wrong image stays: {inventory:?}");
        let again = labwright.refused(1, &["resume", run_id(&kept)?]).await?;
        ensure!(again.contains(&found), "resumed with the same file: {again}");
        ensure!(images.blank("other.qcow2", 2)? == wanted);
        labwright.ok(&["resume", run_id(&kept)?]).await?;
        ensure!(host.domains(true).await?.len() == 2);
        let said = labwright.refused(1, &["resume", run_id(&kept)?]).await?;
        ensure!(said.contains("succeeded"), "a finished run was resumed: {said}");
        ensure!(labwright.ok(&["apply", &file, "--yes"]).await?.contains("nothing to do"));

        // Another image under the same name: disks lie on the old one.
        let changed = images.blank("other.qcow2", 3)?;
        let file = labwright.write("changed.lab.yaml", &lab(&more.replace(&wanted, &changed), &with("base"), &with("other")))?;
        let said = labwright.refused(1, &["apply", &file, "--yes"]).await?;
        ensure!(said.contains("holds another image") && said.contains(&wanted), "{said}");
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await?.is_empty());
        Ok(())
    });
}

#[test]
fn cancelled_by_interrupt_and_from_elsewhere_and_two_at_once() {
    let Some(host) = live::host() else { return };
    journey("failure-cancel", TIME, async |_| {
        let labwright = Labwright::new()?;
        let file = labwright.write("fail.lab.yaml", &waiting_lab())?;
        let apply = ["apply", &file, "--yes"];

        // One at a time: whoever comes second is told so and changes nothing.
        let mut first = labwright.start(&apply)?;
        first.until("waiting for GO", wait::GUEST).await?;
        for second in [&apply[..], &["destroy", &file, "--yes"], &["resume", &first.run().await?]] {
            let said = labwright.refused(1, second).await?;
            ensure!(said.contains("under way"), "{second:?}: {said}");
        }
        // Asked by an interrupt it stops before the next step, and says how to go on.
        let run = first.run().await?;
        first.signal("INT").await?;
        let ended = first.end(wait::GUEST).await?;
        ensure!(
            ended.status.code() == Some(1)
                && ended.said().contains("cancelled")
                && ended.said().contains(&format!("labwright resume {run}")),
            "{ended}"
        );
        ensure!(host.domains(true).await? == ["m1"], "{:?}", host.domains(true).await?);
        ensure!(labwright.ok(&["runs", "fail"]).await?.contains("cancelled"));
        let mut resumed = labwright.start(&["resume", &run])?;
        resumed.until("waiting for GO", wait::GUEST).await?;

        // Asked by another process.
        labwright.ok(&["cancel", &run]).await?;
        let ended = resumed.end(wait::GUEST).await?;
        ensure!(ended.status.code() == Some(1) && ended.stdout.contains("asked to stop") && ended.stdout.contains("cancelled"), "{ended}");
        ensure!(host.domains(true).await? == ["m1"]);
        let said = labwright.refused(1, &["cancel", &run]).await?;
        ensure!(said.contains("over"), "cancelled twice: {said}");

        let mut resumed = labwright.start(&["resume", &run])?;
        resumed.until("waiting for GO", wait::GUEST).await?;
        go()?;
        let ended = resumed.end(wait::GUEST).await?;
        ensure!(ended.status.success(), "{ended}");
        let mut running = host.domains(true).await?;
        running.sort();
        ensure!(running == ["m1", "m2"]);
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty());

        // Killed, and called off before anybody resumed it.
        let mut lost = labwright.start(&apply)?;
        lost.until("waiting for GO", wait::GUEST).await?;
        let run = lost.run().await?;
        lost.signal("KILL").await?;
        lost.end(wait::GUEST).await?;
        ensure!(labwright.ok(&["runs", "fail"]).await?.contains("interrupted"));
        labwright.ok(&["cancel", &run]).await?;
        go()?;
        labwright.ok(&["resume", &run]).await?;
        ensure!(host.domains(true).await?.len() == 2);
        Ok(())
    });
}

#[test]
fn a_plan_whose_host_has_changed_is_refused() {
    let Some(host) = live::host() else { return };
    journey("failure-changed", TIME, async |_| {
        let labwright = Labwright::new()?;
        let file = labwright.write("fail.lab.yaml", &lab("", BLANK, BLANK))?;
        let plan = labwright.file("plan.yaml");
        labwright.ok(&["plan", &file, "-o", &plan]).await?;
        host.define("net-define", "<network><name>fail</name></network>").await?;
        let said = labwright.refused(1, &["apply", &plan, "--yes"]).await?;
        ensure!(said.contains("network fail was absent; it is not ours"), "{said}");
        ensure!(host.inventory().await? == ["network fail"]);
        host.virsh(&["net-undefine", "fail"]).await?;

        // As it was when the plan was made: its file applies, also after a kill.
        let ended = labwright.run_with(&[("LABWRIGHT_FAULT", "domain.define/m1@after-effect")], &["apply", &plan, "--yes"]).await?;
        ensure!(ended.was_killed(), "{ended}");
        labwright.ok(&["apply", &plan, "--yes"]).await?;
        ensure!(host.domains(true).await?.len() == 2);
        let said = labwright.refused(1, &["apply", &plan, "--yes"]).await?;
        ensure!(said.contains("changed"), "applied twice: {said}");
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await?.is_empty());
        Ok(())
    });
}

#[test]
fn what_is_not_ours_is_refused_and_untouched() {
    let Some(host) = live::host() else { return };
    journey("failure-foreign", TIME, async |_| {
        let labwright = Labwright::new()?;
        let file = labwright.write("fail.lab.yaml", &lab("", BLANK, BLANK))?;
        let apply = ["apply", &file, "--yes"];
        let domain = "<domain type='qemu'><name>m2</name><memory unit='MiB'>32</memory><os><type arch='x86_64'>hvm</type></os></domain>";
        let network = "<network><name>fail</name></network>";
        let pool = "<pool type='dir'><name>fail</name><target><path>/tmp</path></target></pool>";
        for (define, xml, show, undefine) in [
            ("define", domain, ["dumpxml", "m2"], ["undefine", "m2"]),
            ("net-define", network, ["net-dumpxml", "fail"], ["net-undefine", "fail"]),
            ("pool-define", pool, ["pool-dumpxml", "fail"], ["pool-undefine", "fail"]),
        ] {
            host.define(define, xml).await?;
            let before = (host.inventory().await?, host.virsh(&show).await?);
            let said = labwright.refused(1, &apply).await?;
            ensure!(said.contains(show[1]) && said.contains("not this lab's"), "{said}");
            labwright.ok(&["destroy", &file, "--yes"]).await?;
            ensure!((host.inventory().await?, host.virsh(&show).await?) == before, "{show:?} was touched");
            host.virsh(&undefine).await?;
        }

        // A file in the pool's folder, which nobody sees before the pool is there.
        fs::create_dir(FOLDER)?;
        let theirs = Path::new(FOLDER).join("m2-vda.qcow2");
        fs::write(&theirs, "theirs")?;
        let said = labwright.refused(1, &["apply", &file, "--yes", "--on-failure", "unwind"]).await?;
        ensure!(said.contains("fail/m2-vda.qcow2") && said.contains("labwright did not make"), "{said}");
        ensure!(fs::read_to_string(&theirs)? == "theirs");
        ensure!(host.inventory().await?.is_empty(), "unwound, and there is {:?}", host.inventory().await?);
        ensure!(labwright.ledger().await?.is_empty(), "{:?}", labwright.ledger().await?);

        // Replaced behind our back after the apply: not ours any more, so a destroy leaves it.
        fs::remove_file(&theirs)?;
        labwright.ok(&apply).await?;
        host.script(&["destroy m2", "undefine m2"].map(str::to_owned)).await?;
        host.define("define", domain).await?;
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await? == ["domain m2"], "{:?}", host.inventory().await?);
        ensure!(Path::new(FOLDER).exists(), "the folder was there before");
        Ok(())
    });
}

#[test]
fn the_host_goes_away_and_comes_back() {
    let Some(host) = live::host() else { return };
    journey("failure-away", TIME, async |_| {
        let labwright = Labwright::new()?;
        let file = labwright.write("fail.lab.yaml", &waiting_lab())?;
        // Shortly: the run goes on by itself.
        let mut away = labwright.start(&["apply", &file, "--yes"])?;
        away.until("waiting for GO", wait::GUEST).await?;
        host.kill_libvirtd().await?;
        host.start_libvirtd().await?;
        go()?;
        let ended = away.end(wait::GUEST).await?;
        ensure!(ended.status.success(), "{ended}");
        ensure!(host.domains(true).await?.len() == 2);
        labwright.ok(&["destroy", &file, "--yes"]).await?;

        // For long: it says so, and is resumed.
        let mut away = labwright.start(&["apply", &file, "--yes"])?;
        away.until("waiting for GO", wait::GUEST).await?;
        host.kill_libvirtd().await?;
        let ended = away.end(wait::GUEST).await?;
        ensure!(ended.status.code() == Some(1) && ended.stdout.contains("domain.wait/m1 failed"), "{ended}");
        let said = labwright.refused(2, &["resume", run_id(&ended.stdout)?]).await?;
        ensure!(said.contains("no host"), "{said}");
        host.start_libvirtd().await?;
        go()?;
        labwright.ok(&["resume", run_id(&ended.stdout)?]).await?;
        ensure!(host.domains(true).await?.len() == 2);
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty());
        Ok(())
    });
}

#[test]
fn a_pool_that_fills_up() {
    let Some(host) = live::host() else { return };
    journey("failure-full", TIME, async |_| {
        let images = Images::new()?;
        let base = images.blank("base.qcow2", 12)?;
        fs::create_dir(FOLDER)?;
        run("mount", &["-t", "tmpfs", "-o", "size=6m", "tmpfs", FOLDER])?;
        let labwright = Labwright::with_images(images.folder())?;
        let disk = "  disks: [{name: vda, pool: fail, size: 16 MiB, image: base}]";
        let more = format!("images:\n- {{name: base, path: base.qcow2, sha256: {base}}}");
        let file = labwright.write("fail.lab.yaml", &lab(&more, disk, disk))?;
        let said = labwright.refused(1, &["apply", &file, "--yes"]).await?;
        ensure!(said.contains("pool fail") && said.contains("MiB"), "{said}");
        ensure!(host.volumes("fail").await?.is_empty(), "something half-made stays: {:?}", host.volumes("fail").await?);
        run("mount", &["-o", "remount,size=64m", FOLDER])?;
        labwright.ok(&["resume", run_id(&said)?]).await?;
        ensure!(host.domains(true).await?.len() == 2);
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty());
        Ok(())
    });
}

#[test]
fn images_that_lead_elsewhere() {
    let Some(host) = live::host() else { return };
    journey("failure-images", TIME, async |_| {
        let images = Images::new()?;
        images.blank("base.qcow2", 1)?;
        let labwright = Labwright::with_images(images.folder())?;
        let secret = labwright.write("outside", "not for guests")?;
        let layer = images.folder().join("layer.qcow2").display().to_string();
        run("qemu-img", &["create", "-q", "-u", "-f", "qcow2", "-F", "raw", "-b", &secret, &layer, "8M"])?;
        std::os::unix::fs::symlink(&secret, images.folder().join("link.qcow2"))?;
        let disk = "  disks: [{name: vda, pool: fail, size: 16 MiB, image: base}]";
        for (path, said_of_it) in [
            (secret.as_str(), "not in an image folder"),
            ("../../etc/passwd", "image"),
            ("link.qcow2", "not in an image folder"),
            ("layer.qcow2", "only a layer on"),
            ("none.qcow2", "none.qcow2"),
        ] {
            let more = format!("images:\n- {{name: base, path: {path}, format: qcow2}}");
            let file = labwright.write("fail.lab.yaml", &lab(&more, disk, BLANK))?;
            let said = labwright.refused(1, &["apply", &file, "--yes"]).await?;
            ensure!(said.contains(said_of_it), "of {path} it says {said}");
            ensure!(host.inventory().await?.is_empty(), "{path}: half-done: {:?}", host.inventory().await?);
        }
        Ok(())
    });
}

#[test]
fn secrets_stay_where_they_belong() {
    let Some(host) = live::host() else { return };
    journey("failure-secret", TIME, async |_| {
        const VALUE: &str = "hunter2-very-secret";
        let labwright = Labwright::new()?;
        let seeded = format!("{BLANK}\n  cloudInit: {{hostname: m1, password: 'secret:root'}}");
        let file = labwright.write("fail.lab.yaml", &lab("", &seeded, BLANK))?;
        let plan = labwright.file("plan.yaml");
        labwright.keep_secret("root", VALUE).await?;
        let mut said = Vec::new();
        let debug = [("LABWRIGHT_LOG", "trace")];
        for arguments in [
            &["plan", &file, "-o", &plan][..],
            &["apply", &file, "--yes", "--format", "json"],
            &["status", &file, "--format", "json"],
            &["secret", "list"],
            &["render", &file, "-d", &labwright.file("rendered")],
            &["destroy", &file, "--yes"],
            &["apply", &file, "--yes"],
        ] {
            let ended = labwright.run_with(&debug, arguments).await?;
            ensure!(ended.status.success(), "{ended}");
            said.push((arguments.join(" "), ended.said().into_bytes()));
        }
        said.push(("the plan's file".to_owned(), fs::read(&plan)?));
        for entry in fs::read_dir(labwright.file("rendered/seeds/m1-cidata")).or_else(|_| fs::read_dir(labwright.file("rendered")))? {
            let path = entry?.path();
            if path.is_file() {
                said.push((path.display().to_string(), fs::read(&path)?));
            }
        }
        for xml in ["dumpxml m1", "net-dumpxml fail", "pool-dumpxml fail"] {
            let words: Vec<&str> = xml.split(' ').collect();
            said.push((xml.to_owned(), host.virsh(&words).await?.into_bytes()));
        }
        // Forgotten, it is nowhere in the store: neither in plans and events nor where it lay itself.
        let seed = host.volumes("fail").await?.into_iter().find(|name| name.ends_with(".iso")).context("a seed")?;
        ensure!(has(&fs::read(Path::new(FOLDER).join(seed))?, VALUE), "the guest is not told the secret");
        labwright.ok(&["secret", "delete", "root"]).await?;
        for entry in fs::read_dir(labwright.state())? {
            let path = entry?.path();
            if path.is_file() {
                said.push((path.display().to_string(), fs::read(&path)?));
            }
        }
        for (place, bytes) in said {
            ensure!(!has(&bytes, VALUE), "the secret stands in: {place}");
        }
        Ok(())
    });
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
