//! Plans as scripts: what bash makes of one is what the engine makes of the plan, and shellcheck has nothing to say.

use anyhow::{Context, Result, ensure};
use labwright_e2e::live::Host;
use labwright_e2e::web::Web;
use labwright_e2e::{Labwright, disk, files, journey, live};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

const TIME: Duration = Duration::from_secs(480);

/// With a double quote, a backslash and an ampersand, which are what substitutions stumble over.
const SECRET: &str = r#"pass "word" \& $HOME `id`"#;

/// Overlays on an image by path and by URL, volumes of each kind, a seed with a secret, the guest agent and the console as signs of
/// life, and a network of somebody else's whose DHCP range the lab takes away.
fn lab(url: &str, sha256: &str) -> String {
    format!(
        "apiVersion: labwright.dev/v1alpha1
kind: Lab
metadata: {{name: script}}
host: {{name: host, overcommit: {{vcpus: 16, memory: 1, disk: 40}}}}
images:
- {{name: tiny-disk, path: tiny-disk.qcow2}}
- {{name: remote, url: \"{url}\", sha256: {sha256}}}
- {{name: tiny-vmlinuz, kind: kernel, path: tiny-vmlinuz}}
- {{name: tiny-initrd, kind: initrd, path: tiny-agent-initrd.img}}
pools:
- {{name: script, path: /var/lib/libvirt/images/script}}
networks:
- {{name: lan, mode: isolated, ip: 10.103.0.1/24, dhcp: {{start: 10.103.0.10, end: 10.103.0.99}}}}
- {{name: theirs, mode: isolated, existing: true, dhcp: none}}
machines:
- name: \"1\"
  vcpus: 1
  memory: 128 MiB
  disks:
  - {{name: vda, pool: script, size: 64 MiB, image: tiny-disk}}
  - {{name: vdb, pool: script, size: 8 MiB, allocation: full}}
  - {{name: vdc, pool: script, size: 8 MiB, format: raw}}
  ports: [{{name: eth0, network: lan, address: 10.103.0.7}}]
  cloudInit:
    hostname: seeded
    userData: |
      #cloud-config
      password: \"${{secret:root}}\"
      runcmd: [\"echo $HOME `id` '\\\\' END\"]
  up: {{signal: serial, marker: READY, timeoutSecs: 120}}
- name: two
  vcpus: 1
  memory: 128 MiB
  autostart: true
  disks: [{{name: vda, pool: script, image: remote}}]
  ports: [{{name: eth0, network: lan}}, {{name: eth1, network: theirs}}]
  boot: {{kernel: {{kernel: tiny-vmlinuz, initrd: tiny-initrd, args: console=ttyS0 quiet}}}}
  up: {{signal: agent, timeoutSecs: 120}}
  after: [\"1\"]
"
    )
}

const THEIRS: &str = "<network><name>theirs</name><ip address='10.104.0.1' prefix='24'><dhcp><range start='10.104.0.10' end='10.104.0.99'/></dhcp></ip></network>";

/// Runs bash on a script with the test's images, a home of its own and the secret.
async fn bash(labwright: &Labwright, script: &Path, options: &[&str]) -> Result<(bool, String)> {
    let mut command = Command::new("bash");
    command
        .arg(script)
        .args(options)
        .env("HOME", labwright.file("home"))
        .env_remove("XDG_STATE_HOME")
        .env_remove("XDG_CACHE_HOME")
        .env("LABWRIGHT_IMAGES", files::images()?)
        .env("SECRET_ROOT", SECRET)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let out = command.output().await.context("cannot start bash")?;
    Ok((out.status.success(), format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))))
}

async fn succeeds(labwright: &Labwright, script: &Path, options: &[&str]) -> Result<String> {
    let (success, said) = bash(labwright, script, options).await?;
    ensure!(success, "{}: {said}", script.display());
    ensure!(!said.contains(SECRET), "a secret is shown: {said}");
    Ok(said)
}

async fn refuses(labwright: &Labwright, script: &Path, options: &[&str], says: &str) -> Result<()> {
    let (success, said) = bash(labwright, script, options).await?;
    ensure!(!success && said.contains(says), "{} was to be refused with {says:?}: {said}", script.display());
    Ok(())
}

/// The script of a plan, read by shellcheck.
async fn script(labwright: &Labwright, name: &str, arguments: &[&str]) -> Result<PathBuf> {
    let path = PathBuf::from(labwright.file(name));
    let output = path.display().to_string();
    labwright.ok(&[&["script", "--output", &output], arguments].concat()).await?;
    shellcheck(std::slice::from_ref(&path)).await?;
    Ok(path)
}

async fn shellcheck(scripts: &[PathBuf]) -> Result<()> {
    let tree = files::checkers()?;
    let mut command = Command::new(tree.join("usr/bin/shellcheck"));
    command.env("LD_LIBRARY_PATH", tree.join("usr/lib/x86_64-linux-gnu")).args(["--shell=bash", "--severity=style"]).args(scripts);
    let out = command.output().await?;
    ensure!(out.status.success(), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    Ok(())
}

/// Fails with the first part in which two pictures differ.
fn same(what: &str, expected: &[String], found: &[String]) -> Result<()> {
    let one = |from: &[String], other: &[String]| from.iter().filter(|part| !other.contains(part)).cloned().collect::<Vec<_>>().join("\n");
    ensure!(expected == found, "{what}: expected\n{}\nbut found\n{}", one(expected, found), one(found, expected));
    Ok(())
}

async fn nothing_is_left(host: Host, what: &str) -> Result<()> {
    let left = host.inventory().await?;
    ensure!(left.is_empty(), "{what} leaves {left:?}");
    Ok(())
}

#[test]
fn the_first_lab_from_nothing() {
    let Some(host) = live::host() else { return };
    journey("script-first-lab", TIME, async |_| {
        let labwright = Labwright::new()?;
        let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/templates/first-lab.lab.yaml").display().to_string();
        let apply = script(&labwright, "apply.sh", &[&lab]).await?;
        labwright.ok(&["apply", &lab, "--yes"]).await?;
        let engine = host.picture().await?;
        let destroy = script(&labwright, "destroy.sh", &[&lab, "--for", "destroy"]).await?;
        labwright.ok(&["destroy", &lab, "--yes"]).await?;
        nothing_is_left(host, "the engine").await?;

        succeeds(&labwright, &apply, &[]).await?;
        same("the script", &engine, &host.picture().await?)?;
        // The ledger knows of nothing: machines are found by their marks, and what carries none is not the lab's there.
        labwright.ok(&["stop", &lab, "--yes"]).await?;
        ensure!(host.domains(true).await?.is_empty());
        let said = labwright.refused(1, &["plan", &lab]).await?;
        ensure!(said.contains("the host has a pool labwright that is not this lab's"), "{said}");

        refuses(&labwright, &destroy, &[], "pass --yes").await?;
        succeeds(&labwright, &destroy, &["--yes"]).await?;
        nothing_is_left(host, "the script").await?;
        ensure!(!Path::new("/var/lib/libvirt/images/labwright-first-lab").exists(), "the folder that the script made is left");
        // Once more: there is nothing to remove, and the script is content.
        succeeds(&labwright, &destroy, &["--yes"]).await?;
        Ok(())
    });
}

#[test]
fn every_kind_of_step_and_back() {
    let Some(host) = live::host() else { return };
    journey("script-steps", TIME, async |_| {
        let images = disk::Images::new()?;
        let sha256 = images.blank("remote.qcow2", 4)?;
        let web = Web::start(fs::read(images.folder().join("remote.qcow2"))?).await?;
        host.define("net-define", THEIRS).await?;
        host.virsh(&["net-start", "theirs"]).await?;
        let before = host.picture().await?;

        let labwright = Labwright::new()?;
        labwright.keep_secret("root", SECRET).await?;
        let file = labwright.write("script.lab.yaml", &lab(&web.url("/whole"), &sha256))?;
        labwright.ok(&["apply", &file, "--yes", "--consent", "all"]).await?;
        let engine = host.picture().await?;
        ensure!(engine.iter().any(|part| part.contains("echo $HOME `id`") && part.contains(r"pass \")), "no seed in {engine:?}");

        // What the engine built, a script removes; all but the folder, of which only the ledger knows whose it is.
        let destroy = script(&labwright, "destroy.sh", &[&file, "--for", "destroy"]).await?;
        let said = succeeds(&labwright, &destroy, &["--yes"]).await?;
        ensure!(said.contains("the folder /var/lib/libvirt/images/script stays"), "{said}");
        same("the destroy script", &before, &host.picture().await?)?;

        // The ledger still holds the lab's pool and volumes: what the script makes is all the engine's again.
        let apply = script(&labwright, "apply.sh", &[&file]).await?;
        refuses(&labwright, &apply, &[], "pass --consent").await?;
        succeeds(&labwright, &apply, &["--consent"]).await?;
        same("the script", &engine, &host.picture().await?)?;
        let said = labwright.ok(&["plan", &file]).await?;
        ensure!(said.contains("nothing to do"), "{said}");
        // A second run finds all done.
        succeeds(&labwright, &apply, &["--consent"]).await?;
        same("the second run", &engine, &host.picture().await?)?;

        powered(host, &labwright, &file).await?;
        changed(host, &labwright, &file).await?;
        labwright.ok(&["destroy", &file, "--yes"]).await?;
        same("the engine's destroy", &before, &host.picture().await?)?;
        ensure!(labwright.ledger().await?.is_empty());
        Ok(())
    });
}

/// Machines go off and on by scripts as they do by the engine.
async fn powered(host: Host, labwright: &Labwright, file: &str) -> Result<()> {
    let stop = script(labwright, "stop.sh", &[file, "two", "--for", "stop"]).await?;
    succeeds(labwright, &stop, &[]).await?;
    ensure!(host.domains(true).await? == ["1"], "{:?}", host.domains(true).await?);
    succeeds(labwright, &script(labwright, "start.sh", &[file, "--for", "start"]).await?, &[]).await?;
    succeeds(labwright, &script(labwright, "reboot.sh", &[file, "1", "--for", "reboot"]).await?, &[]).await?;
    ensure!(host.domains(true).await?.len() == 2);
    ensure!(labwright.ok(&["plan", file]).await?.contains("nothing to do"));
    Ok(())
}

/// A network that is defined anew under its guests, a disk that grows and one that is made anew: by the plan's own script, from a kept plan.
async fn changed(host: Host, labwright: &Labwright, file: &str) -> Result<()> {
    let mut text = fs::read_to_string(file)?;
    for (from, to) in [
        ("end: 10.103.0.99", "end: 10.103.0.50"),
        ("size: 64 MiB", "size: 80 MiB"),
        ("size: 8 MiB, format: raw", "size: 8 MiB, volume: 1-vdc.raw"),
    ] {
        ensure!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    fs::write(file, text)?;
    let plan = labwright.file("kept.plan.yaml");
    labwright.ok(&["plan", file, "--output", &plan]).await?;
    let update = script(labwright, "update.sh", &[&plan]).await?;
    let said = succeeds(labwright, &update, &["--yes"]).await?;
    ensure!(said.contains("plugging a port of two in again"), "{said}");
    ensure!(labwright.ok(&["plan", file]).await?.contains("nothing to do"));
    // The guest that ran on is on the new bridge.
    let ports = fs::read_dir("/sys/class/net")?.filter_map(|entry| entry.ok()?.path().join("master").read_link().ok()).count();
    ensure!(ports == 3, "{ports} ports are plugged in");
    let picture = host.picture().await?;
    // The disk that was made anew is not made anew once more.
    succeeds(labwright, &update, &["--yes"]).await?;
    same("the second run", &picture, &host.picture().await?)
}

#[test]
fn what_is_somebody_elses_is_refused() {
    let Some(host) = live::host() else { return };
    journey("script-foreign", TIME, async |_| {
        let images = disk::Images::new()?;
        let sha256 = images.blank("base.qcow2", 1)?;
        let labwright = Labwright::with_images(images.folder())?;
        let image = images.folder().join("base.qcow2");
        let lab = format!(
            "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: foreign}}\nhost: {{name: host, overcommit: {{vcpus: 16, memory: 1, disk: 40}}}}\n\
             images:\n- {{name: base, path: {}, sha256: {sha256}}}\npools:\n- {{name: foreign, path: /var/lib/libvirt/images/foreign}}\n\
             networks:\n- {{name: foreign, mode: isolated, ip: 10.105.0.1/24}}\n\
             machines:\n- name: one\n  vcpus: 1\n  memory: 32 MiB\n  disks: [{{name: vda, pool: foreign, image: base}}]\n  ports: [{{name: eth0, network: foreign}}]\n",
            image.display()
        );
        let file = labwright.write("foreign.lab.yaml", &lab)?;
        let apply = script(&labwright, "apply.sh", &[&file]).await?;
        // A network, then a volume, then a console's log of the names that the lab wants.
        host.define("net-define", "<network><name>foreign</name><ip address='10.106.0.1' prefix='24'/></network>").await?;
        refuses(&labwright, &apply, &[], "network foreign on the host is not this lab's").await?;
        ensure!(host.inventory().await? == ["network foreign"], "{:?}", host.inventory().await?);
        host.virsh(&["net-undefine", "foreign"]).await?;
        // An image that is another one than the lab says, and one that leads to another file.
        let good = fs::read(&image)?;
        fs::write(&image, [&good[..], b"x"].concat())?;
        refuses(&labwright, &apply, &[], "has the SHA-256 sum").await?;
        let overlay = images.folder().join("overlay.qcow2").display().to_string();
        disk::run("qemu-img", &["create", "-f", "qcow2", "-b", &image.display().to_string(), "-F", "qcow2", &overlay])?;
        let sum = disk::run("sha256sum", &[&overlay])?;
        let led = fs::read_to_string(&apply)?.replace(&sha256, sum.split(' ').next().unwrap_or_default());
        let led = PathBuf::from(labwright.write("led.sh", &led.replace(&image.display().to_string(), &overlay))?);
        refuses(&labwright, &led, &[], "needs more than itself").await?;
        fs::write(&image, good)?;
        let folder = Path::new("/var/lib/libvirt/images/foreign");
        fs::write(folder.join("base.qcow2"), "somebody's")?;
        refuses(&labwright, &apply, &[], "volume foreign/base.qcow2 is on the host, and no script of this lab made it").await?;
        ensure!(fs::read_to_string(folder.join("base.qcow2"))? == "somebody's");
        fs::rename(folder.join("base.qcow2"), folder.join("one-serial.log"))?;
        refuses(&labwright, &apply, &[], "one-serial.log is on the host, and no script").await?;
        fs::remove_file(folder.join("one-serial.log"))?;
        succeeds(&labwright, &apply, &[]).await?;
        ensure!(host.domains(true).await? == ["one"]);
        Ok(())
    });
}

#[test]
fn shellcheck_takes_the_script_of_every_template() {
    journey("script-shellcheck", TIME, async |_| {
        let labwright = Labwright::new()?;
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static");
        let facts = shipped.join("facts/newkvm.facts.yaml").display().to_string();
        let mut scripts = Vec::new();
        for entry in fs::read_dir(shipped.join("templates"))? {
            let lab = entry?.path();
            let name = lab.file_name().context("a name")?.to_string_lossy().replace(".lab.yaml", ".sh");
            let path = PathBuf::from(labwright.file(&name));
            let words = ["script", &lab.display().to_string(), "--facts", &facts, "--output", &path.display().to_string()];
            // Some templates have faults on purpose, which stop a plan.
            if name.ends_with(".sh") && labwright.run(&words).await?.status.success() {
                scripts.push(path);
            }
        }
        ensure!(scripts.len() >= 6, "{scripts:?}");
        let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tests/plan/scripts");
        scripts.extend(fs::read_dir(snapshots)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?);
        ensure!(scripts.len() >= 16, "{scripts:?}");
        shellcheck(&scripts).await
    });
}

/// Commands that stand for a hostile plan's: each notes its words and its input.
#[test]
fn nothing_gets_out_of_its_quotes() {
    journey("script-quotes", TIME, async |_| {
        let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tests/plan/scripts");
        let text = fs::read_to_string(snapshots.join("hostile.sh"))?;
        let is_function = |line: &&str| line.contains("() {") && !line.starts_with([' ', '#', '\'']);
        let names = text.lines().filter(is_function).filter_map(|line| line.split("()").next());
        let stubs: String =
            names.map(|name| format!("{name}() {{ todo=yes image=x; printf '%s\\n' \"$@\" >>\"$log\"; cat >>\"$log\"; }}\n")).collect();
        let steps = text.find("\nagree ").context("the steps")?;
        let folder = tempfile::tempdir()?;
        let (log, out) = (folder.path().join("log"), folder.path().join("out"));
        let hostile = text[steps..].replace("/tmp/out", &out.display().to_string());
        let program = folder.path().join("hostile.sh");
        fs::write(
            &program,
            format!("set -euo pipefail\nyes=no consent=no log='{}' SECRET_ROOT='a b' SECRET_PLAIN='c d'\n{stubs}{hostile}", log.display()),
        )?;
        let ran = Command::new("bash").arg(&program).stdin(Stdio::null()).output().await?;
        ensure!(ran.status.success(), "{ran:?}");
        ensure!(!out.exists(), "a text of the plan was carried out");
        let noted = fs::read_to_string(&log)?;
        let whole = format!("x'; touch {0}; $(touch {0}) `touch {0}`\nEND\ntouch {0}\n# ", out.display());
        ensure!(noted.matches(&whole).count() > 20 && noted.contains("a b") && noted.contains("c d") && noted.contains("Done."), "{noted}");
        Ok(())
    });
}
