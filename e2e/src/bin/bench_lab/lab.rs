use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

/// The lab that every tool builds: machines with an overlay disk each on one network, and a blank base image.
pub struct Lab {
    pub machines: usize,
    /// Where the lab document, its rendered files and the base image lie.
    pub folder: PathBuf,
    pub program: PathBuf,
}

/// The pool's folder.
pub const POOL: &str = "/var/lib/libvirt/images/bench";

impl Lab {
    pub fn prepare(machines: usize) -> Result<Lab> {
        let folder = PathBuf::from("/var/lib/libvirt/images/bench-files");
        fs::create_dir_all(&folder)?;
        let program = std::env::var_os("LABWRIGHT_PROGRAM").map(PathBuf::from).context("LABWRIGHT_PROGRAM names the program to time")?;
        let lab = Lab { machines, folder, program };
        lab.run("qemu-img create -q -f qcow2 $FILES/base.qcow2 64M")?;
        fs::write(lab.folder.join("bench.lab.yaml"), lab.document())?;
        lab.run("$LABWRIGHT facts >$FILES/host.facts.yaml")?;
        // The other tools get the very same definitions.
        lab.run("$LABWRIGHT render $FILES/bench.lab.yaml --facts $FILES/host.facts.yaml -d $FILES/rendered")?;
        fs::write(lab.folder.join("plan.kcli.yaml"), lab.kcli_plan()?)?;
        Ok(lab)
    }

    pub fn names(&self) -> Vec<String> {
        (1..=self.machines).map(|number| format!("m{number:02}")).collect()
    }

    fn document(&self) -> String {
        let mut text = String::from(
            "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: bench}\nhost: {name: host, overcommit: {vcpus: 100, memory: 1, disk: 100}}\nimages:\n- {name: base, path: base.qcow2, format: qcow2}\n",
        );
        let _ = writeln!(
            text,
            "pools:\n- {{name: bench, path: {POOL}}}\nnetworks:\n- {{name: bench, mode: isolated, ip: 10.84.0.1/24}}\nmachines:"
        );
        for name in self.names() {
            let _ = writeln!(
                text,
                "- name: {name}\n  vcpus: 1\n  memory: 32 MiB\n  disks:\n  - {{name: vda, pool: bench, image: base}}\n  ports:\n  - {{name: eth0, network: bench}}"
            );
        }
        text
    }

    fn kcli_plan(&self) -> Result<String> {
        let xml = fs::read_to_string(self.folder.join("rendered/domains/m01.xml"))?;
        let (accelerator, model) = if xml.starts_with("<domain type='kvm'") { ("kvm", "host-passthrough") } else { ("qemu", "qemu64") };
        let mut text = String::from("bench:\n type: network\n cidr: 10.84.0.0/24\n dhcp: false\n nat: false\n");
        for name in self.names() {
            let _ = write!(
                text,
                "{name}:\n image: base.qcow2\n numcpus: 1\n memory: 32\n pool: bench\n disks: [{{size: 1}}]\n nets: [bench]\n cloudinit: false\n nested: false\n virttype: {accelerator}\n cpumodel: {model}\n vnc: false\n start: true\n"
            );
        }
        Ok(text)
    }

    /// Runs a shell script with the lab's names in its environment.
    pub fn run(&self, script: &str) -> Result<()> {
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", script])
            .env("FILES", &self.folder)
            .env("POOL", POOL)
            .env("NAMES", self.names().join(" "))
            .env("LABWRIGHT", &self.program)
            .env("LABWRIGHT_STATE", self.folder.join("state"))
            .env("LABWRIGHT_IMAGES", &self.folder)
            .output()
            .context("bash can't be started")?;
        if !output.status.success() {
            bail!("{script}\n{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    /// How many machines libvirt says run.
    pub fn running(&self) -> Result<usize> {
        Ok(virsh(&["list", "--name"])?.lines().filter(|line| !line.trim().is_empty()).count())
    }

    /// An error when anything of the lab is left.
    pub fn must_be_gone(&self) -> Result<()> {
        let left = [virsh(&["list", "--all", "--name"])?, virsh(&["net-list", "--all", "--name"])?].concat();
        let files: Vec<_> = fs::read_dir(Path::new(POOL)).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect();
        if !left.trim().is_empty() || !files.is_empty() {
            bail!("something is left: {} {files:?}", left.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        Ok(())
    }
}

fn virsh(arguments: &[&str]) -> Result<String> {
    let output = Command::new("virsh").args(arguments).output().context("virsh can't be started")?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
