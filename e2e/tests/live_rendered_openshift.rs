//! install-config.yaml, compared with the schema of the release that it is rendered for.

use anyhow::{Context, Result, ensure};
use labwright_e2e::rendered::{labs, rendered, run, said};
use labwright_e2e::{Labwright, files, journey};
use labwright_shared::document;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;
use tokio::process::Command;

const TIME: Duration = Duration::from_secs(120);

async fn compared(release: &str, path: &Path) -> Result<Output> {
    let mut python = Command::new(files::python()?.join("bin/python"));
    python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("python/install_config.py")).arg(release).arg(path);
    run(python.env("PYTHONDONTWRITEBYTECODE", "1")).await
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            below(&path, found)?;
        } else if path.ends_with("install-config.yaml") {
            found.push(path);
        }
    }
    Ok(())
}

/// The files of a lab, each with the release of the cluster whose name it says.
fn of_lab(text: &str, out: &Path) -> Result<Vec<(String, PathBuf)>> {
    let read = document::read(text).map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
    let mut paths = Vec::new();
    below(out, &mut paths)?;
    let release = |path: &PathBuf| {
        let content = fs::read_to_string(path)?;
        let mut clusters = read.document.lab().clusters.iter();
        let own = clusters.find(|cluster| content.contains(&format!("metadata:\n  name: {}\n", cluster.name))).context("a cluster")?;
        let (major, minor) = own.version.as_ref().context("a version")?.minor();
        Ok((format!("{major}.{minor}"), path.clone()))
    };
    paths.iter().map(release).collect()
}

#[test]
fn every_install_config_fits_the_schema_of_its_release() {
    journey("rendered-install-config", TIME, async |_| {
        let labwright = Labwright::new()?;
        let mut releases = Vec::new();
        for lab in labs()? {
            let out = rendered(&labwright, &lab).await?;
            for (release, path) in of_lab(&fs::read_to_string(&lab)?, &out)? {
                let output = compared(&release, &path).await?;
                ensure!(output.status.success(), "{release}, {}: {}", path.display(), said(&output));
                releases.push(release);
            }
        }
        ensure!(["4.2", "4.5", "4.14", "4.16"].iter().all(|wanted| releases.iter().any(|own| own == wanted)), "{releases:?}");
        Ok(())
    });
}

/// One cluster in every release whose file differs: the lab with all files, and the reference lab on OpenStack.
#[test]
fn a_cluster_fits_the_schema_of_each_release() {
    journey("rendered-install-config-releases", TIME, async |_| {
        let labwright = Labwright::new()?;
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for (lab, cluster, version, releases) in [
            ("static/templates/osp13-ocp42.lab.yaml", "ocp4", "version: 4.2.4\n", &[2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 17][..]),
            ("shared/tests/rendered/every-file.lab.yaml", "modern", "version: 4.16.3\n", &[10, 12, 13, 14, 15, 17][..]),
        ] {
            let text = fs::read_to_string(root.join(lab))?;
            ensure!(text.matches(version).count() == 1, "{lab} says {version} once");
            for minor in releases {
                let own = PathBuf::from(labwright.file(&format!("{cluster}-4.{minor}.lab.yaml")));
                let text = text.replace(version, &format!("version: 4.{minor}.0\n"));
                fs::write(&own, &text)?;
                let found = of_lab(&text, &rendered(&labwright, &own).await?)?;
                let wanted = format!("4.{minor}");
                let (release, path) = found.iter().find(|(release, _)| *release == wanted).context("its file")?;
                let output = compared(release, path).await?;
                ensure!(output.status.success(), "{release}, {}: {}", path.display(), said(&output));
            }
        }
        Ok(())
    });
}

#[test]
fn an_install_config_that_is_wrong_does_not_fit() {
    journey("rendered-install-config-refused", TIME, async |_| {
        let labwright = Labwright::new()?;
        let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/templates/osp13-ocp42.lab.yaml");
        let out = rendered(&labwright, &lab).await?;
        let path = out.join("machines/undercloud/home/stack/ocp4/install-config.yaml");
        let right = fs::read_to_string(&path)?;
        for (from, to, why) in [
            ("baseDomain:", "baseDomains:", "'baseDomains' was unexpected"),
            ("pullSecret:", "pullSecrets:", "'pullSecret' is a required property"),
            ("lbFloatingIP:", "apiFloatingIP:", "'apiFloatingIP' was unexpected"),
            ("machineCIDR: 10.0.0.0/16", "machineNetwork: []", "'machineNetwork' was unexpected"),
            ("replicas: 3", "replicas: three", "'three' is not of type 'integer'"),
            ("name: worker", "name: workers", "'worker' was expected"),
            ("192.168.122.164", "192.168.122.264", "192.168.122.264"),
            ("trunkSupport: \"0\"", "trunkSupport: no", "trunkSupport"),
            ("platform:\n  openstack:", "platform:\n  openstacks:", "'openstacks' was unexpected"),
        ] {
            ensure!(right.contains(from), "{from} is not in {right}");
            fs::write(&path, right.replace(from, to))?;
            let output = compared("4.2", &path).await?;
            ensure!(!output.status.success() && said(&output).contains(why), "{to}: {}", said(&output));
        }
        Ok(())
    });
}
