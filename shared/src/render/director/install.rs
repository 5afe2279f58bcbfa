use crate::{
    model::{Cloud, Director, Kind},
    render::{File, Given, Make, Renderer, releases, script::Script},
};

use super::{HOME, place};

pub const RENDERER: Renderer = Renderer::new(
    "machines/DIRECTOR/root/install-undercloud.sh",
    "from an installed system to an undercloud: the user stack, its name, the packages, the installation",
    "openstack/tripleo-docs, deploy-guide/source/deployment/install_undercloud.rst; Red Hat OpenStack Platform 13, Director Installation and Usage, chapter 4",
    Make::Director(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, director: &Director) -> Vec<File> {
    let mut script = Script::new(given.about("Installs the undercloud; run by root, takes 10 to 30 minutes.", Kind::Clouds, cloud));
    script.why("The installer runs as stack, who may do everything without being asked for a password.");
    script.line("id stack >/dev/null 2>&1 || useradd --create-home stack");
    script.line("echo 'stack ALL=(root) NOPASSWD:ALL' > /etc/sudoers.d/stack");
    script.run(["chmod", "0440", "/etc/sudoers.d/stack"]);
    if let Some(hostname) = &director.hostname {
        let short = hostname.as_str().split('.').next().unwrap_or_default();
        script.why("The installer refuses a host that does not know its own name.");
        script.run(["hostnamectl", "set-hostname", hostname.as_str()]);
        let entry = format!("127.0.0.1 {hostname} {short}");
        let known = crate::render::script::quote(&entry);
        script.line(format!("grep -qxF {known} /etc/hosts || echo {known} >> /etc/hosts"));
    }
    script.why("Repositories of the release must be there already: which ones is a matter of subscription or mirror.");
    let client = if releases::is_until(cloud, "train") { "python-tripleoclient" } else { "python3-tripleoclient" };
    let has_ceph = cloud.storage.ceph.is_some();
    script.run(["yum", "install", "-y", client].into_iter().chain(has_ceph.then_some("ceph-ansible")));
    script.run(["chown", "-R", "stack:stack", HOME]);
    if !releases::is_until(cloud, "queens") {
        script.why("Services run in containers, whose images undercloud.conf names by this file.");
        script.run([
            "sudo",
            "-iu",
            "stack",
            "openstack",
            "tripleo",
            "container",
            "image",
            "prepare",
            "default",
            "--local-push-destination",
            "--output-env-file",
            &format!("{HOME}/containers-prepare-parameter.yaml"),
        ]);
    }
    script.why("Reads ~/undercloud.conf.");
    script.run(["sudo", "-iu", "stack", "openstack", "undercloud", "install"]);
    vec![File::script(place(director), "/root/install-undercloud.sh", &script)]
}
