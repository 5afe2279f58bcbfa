//! The files of OpenStack-Ansible deployments, read by Ansible: its loaders, its inventory, and a playbook that asks for each variable.

use anyhow::{Context, Result, ensure};
use labwright_e2e::rendered::{all, rendered, run, said};
use labwright_e2e::{Labwright, files, journey};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;
use tokio::process::Command;

const TIME: Duration = Duration::from_secs(180);

/// A program of Ansible's, or Python itself, in the folder of a deployment.
fn program(name: &str, folder: &Path) -> Result<Command> {
    let mut command = Command::new(files::python()?.join("bin").join(name));
    command.current_dir(folder).env("HOME", folder.parent().context("a folder above")?).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("ANSIBLE_LOCALHOST_WARNING", "false").env("ANSIBLE_INVENTORY", "hosts.json").env("ANSIBLE_NOCOWS", "1");
    Ok(command)
}

fn own(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(name)
}

async fn loaded(folder: &Path) -> Result<Output> {
    run(program("python", folder)?.arg(own("deploy_files.py")).arg(folder)).await
}

/// As `openstack-ansible` calls it: with the files of variables in the order of their names.
async fn played(folder: &Path, syntax: bool) -> Result<Output> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("user_")));
    files.sort();
    let mut playbook = program("ansible-playbook", folder)?;
    playbook.arg(own("variables.yml")).args(syntax.then_some("--syntax-check"));
    for path in files.iter().chain([&folder.join("names.json")]) {
        playbook.arg("--extra-vars").arg(format!("@{}", path.display()));
    }
    run(&mut playbook).await
}

async fn takes(folder: &Path) -> Result<String> {
    for output in [loaded(folder).await?, played(folder, true).await?, played(folder, false).await?] {
        ensure!(output.status.success(), "{}: {}", folder.display(), said(&output));
    }
    let output = run(program("ansible-inventory", folder)?.arg("--list")).await?;
    ensure!(output.status.success(), "{}: {}", folder.display(), said(&output));
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn ansible_takes_the_files_of_every_deployment() {
    journey("rendered-ansible", TIME, async |_| {
        let labwright = Labwright::new()?;
        let mut inventories = String::new();
        let mut taken = 0;
        for path in all(&labwright, |name| name == "user_variables_lab.yml").await? {
            inventories += &takes(path.parent().context("a folder")?).await?;
            taken += 1;
        }
        ensure!(taken >= 3, "{taken}");
        for said in
            ["\"ansible_host\": \"10.20.40.12\"", "\"cilium_ipv4_cidr\": \"172.29.200.0/22\"", "\"shared-infra_hosts\"", "\"magnum_all\""]
        {
            ensure!(inventories.contains(said), "no inventory says {said}: {inventories}");
        }
        Ok(())
    });
}

#[test]
fn ansible_refuses_files_that_are_wrong() {
    journey("rendered-ansible-refused", TIME, async |_| {
        let labwright = Labwright::new()?;
        let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/templates/osa-magnum-capi.lab.yaml");
        let folder = rendered(&labwright, &lab).await?.join("machines/aio1/etc/openstack_deploy");
        takes(&folder).await?;
        for (name, from, to, why) in [
            ("user_variables_lab.yml", "nova_nova_conf_overrides:", "neutron_plugin_type:", "duplicate"),
            ("env.d/k8s.yml", "container_skel:", "\tcontainer_skel:", "found a tab character"),
            ("user-collection-requirements.yml", "  type: git", "  type: cvs", "'type' must be one of"),
        ] {
            let path = folder.join(name);
            let right = fs::read_to_string(&path)?;
            ensure!(right.contains(from), "{right}");
            fs::write(&path, right.replace(from, to))?;
            let output = loaded(&folder).await?;
            ensure!(!output.status.success() && said(&output).contains(why), "{name}: {}", said(&output));
            fs::write(&path, right)?;
        }
        let path = folder.join("group_vars/k8s_all/main.yml");
        let right = fs::read_to_string(&path)?;
        for (to, why) in [("{{ managed_address }}", "'managed_address' is undefined"), ("{{ management_address", "template")] {
            fs::write(&path, right.replace("{{ management_address }}", to))?;
            let output = played(&folder, false).await?;
            ensure!(!output.status.success() && said(&output).contains(why), "{to}: {}", said(&output));
        }
        Ok(())
    });
}
