//! undercloud.conf, read and looked at by the installers of the releases that it is rendered for.

use anyhow::{Context, Result, ensure};
use labwright_e2e::rendered::{labs, rendered, run, said};
use labwright_e2e::{Labwright, files, journey};
use labwright_shared::document;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;
use tokio::process::Command;

const TIME: Duration = Duration::from_secs(180);

/// The installer of a release, given the undercloud.conf in a home folder.
async fn installer(release: &str, home: &Path) -> Result<Output> {
    let python = files::python()?;
    let own = python.join("tripleo").join(release);
    let kind = if release == "queens" { "queens" } else { "tripleo" };
    ensure!(kind == "queens" || own.is_dir(), "e2e/python/tripleo.txt has no client of {release}");
    let mut command = Command::new(python.join("bin/python"));
    command.args(["-W", "ignore"]).arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("python/undercloud.py")).arg(kind);
    command.env("HOME", home).env("PYTHONPATH", own).env("PYTHONDONTWRITEBYTECODE", "1").env_remove("SUDO_USER");
    run(command.current_dir(home)).await
}

/// The folder of a director's undercloud.conf: the machine is the lab's first director's.
fn home(text: &str, out: &Path) -> Result<Option<(String, PathBuf)>> {
    let read = document::read(text).map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
    let mut clouds = read.document.lab().clouds.iter();
    let Some((cloud, director)) = clouds.find_map(|cloud| Some((cloud, cloud.deployment.director()?))) else { return Ok(None) };
    let release = cloud.release.as_ref().context("a release")?.as_str().to_owned();
    Ok(Some((release, out.join(format!("machines/{}/home/stack", director.machine)))))
}

/// The interface that all labs have for the provisioning network: installers look for it on the machine.
async fn provisioning_interface() -> Result<()> {
    let output = run(Command::new("ip").args(["link", "add", "eth0", "type", "bridge"])).await?;
    ensure!(output.status.success(), "{}", said(&output));
    Ok(())
}

async fn takes(release: &str, home: &Path) -> Result<()> {
    let output = installer(release, home).await?;
    ensure!(output.status.success(), "{release}, {}: {}", home.display(), said(&output));
    Ok(())
}

#[test]
fn installers_take_the_undercloud_conf_of_every_lab() {
    journey("rendered-undercloud", TIME, async |_| {
        provisioning_interface().await?;
        let labwright = Labwright::new()?;
        let mut taken = 0;
        for lab in labs()? {
            let out = rendered(&labwright, &lab).await?;
            if let Some((release, home)) = home(&fs::read_to_string(&lab)?, &out)? {
                takes(&release, &home).await?;
                taken += 1;
            }
        }
        ensure!(taken >= 4, "{taken}");
        Ok(())
    });
}

/// The lab with all files, for another release.
async fn of_release(labwright: &Labwright, release: &str) -> Result<PathBuf> {
    let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tests/rendered/every-file.lab.yaml");
    let text = fs::read_to_string(lab)?;
    ensure!(text.contains("  release: train\n"));
    let text = text.replace("  release: train\n", &format!("  release: {release}\n"));
    let own = PathBuf::from(labwright.file(&format!("{release}.lab.yaml")));
    fs::write(&own, &text)?;
    let out = rendered(labwright, &own).await?;
    Ok(home(&text, &out)?.context("a director")?.1)
}

#[test]
fn each_release_takes_its_undercloud_conf() {
    journey("rendered-undercloud-releases", TIME, async |_| {
        provisioning_interface().await?;
        let labwright = Labwright::new()?;
        let list = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("python/tripleo.txt"))?;
        let releases = list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(' ').next());
        for release in releases.chain(["queens"]) {
            takes(release, &of_release(&labwright, release).await?).await?;
        }
        Ok(())
    });
}

#[test]
fn installers_refuse_an_undercloud_conf_that_is_wrong() {
    journey("rendered-undercloud-refused", TIME, async |_| {
        provisioning_interface().await?;
        let labwright = Labwright::new()?;
        for release in ["queens", "train"] {
            let home = of_release(&labwright, release).await?;
            let path = home.join("undercloud.conf");
            let right = fs::read_to_string(&path)?;
            for (from, to, why) in [
                ("local_interface = eth0", "local_interfaces = eth0", "keys that nothing reads: ['local_interfaces']"),
                ("local_interface = eth0", "local_interface = eth7", "eth7 is not available"),
                ("[DEFAULT]\n", "[DEFAULT]\nlocal_mtu = large\n", "local_mtu"),
                ("dhcp_start = 10.20.0.10", "dhcp_start = 10.20.0.99", "does not come before"),
                ("dhcp_start = 10.20.0.10", "dhcp_start = 10.20.1.10", "not in defined CIDR"),
                ("inspection_iprange = 10.20.0.100,", "inspection_iprange = 10.20.0.200,", "does not come before"),
                ("gateway = 10.20.0.1", "gateway = 10.30.0.1", "not in defined CIDR"),
            ] {
                ensure!(right.contains(from), "{release}: {right}");
                fs::write(&path, right.replace(from, to))?;
                let output = installer(release, &home).await?;
                ensure!(!output.status.success() && said(&output).contains(why), "{release}, {to}: {}", said(&output));
            }
            fs::write(&path, right)?;
            takes(release, &home).await?;
        }
        Ok(())
    });
}
