use crate::{
    model::{Cluster, Kind, Tls},
    render::{
        File, Given, Make, Place, Renderer,
        script::{Script, quote},
    },
};

use super::registry_config::{FOLDER, has_tls, own, port};

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/root/registry.sh",
    "the registry's certificate, users and container",
    "openshift/openshift-docs, modules/installation-creating-mirror-registry.adoc; htpasswd(1); openssl-req(1); podman-run(1)",
    Make::Openshift(files),
);

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    let Some((mirror, machine)) = own(cluster) else { return Vec::new() };
    let mut script = Script::new(given.about("Runs the registry; run by root, as often as one likes.", Kind::Clusters, cluster));
    script.run(["mkdir", "-p", FOLDER, "/var/lib/registry"]);
    if has_tls(mirror) && matches!(mirror.tls, Some(Tls::SelfSigned) | None) {
        let host = quote(&format!("/CN={}", mirror.host));
        let alternative = quote(&format!("subjectAltName=DNS:{}", mirror.host));
        script.why("A certificate that signs itself, with the name as alternative name: clients look at no other.\nThe nodes trust it only if it stands in the lab as additionalTrustBundle.");
        script.line(format!(
            "[ -e {FOLDER}/registry.crt ] ||\n  openssl req -x509 -newkey rsa:4096 -nodes -sha256 -days 3650 -subj {host} -addext {alternative} \\\n    -keyout {FOLDER}/registry.key -out {FOLDER}/registry.crt"
        ));
        script.why("This machine must trust it, too: it fills the registry.");
        script.run(["cp", &format!("{FOLDER}/registry.crt"), &format!("/etc/pki/ca-trust/source/anchors/{}.crt", mirror.host)]);
        script.run(["update-ca-trust", "extract"]);
    }
    if let Some((user, password)) = mirror.username.as_ref().zip(mirror.password.as_ref()) {
        let password = script.secret(password);
        script.why("The password comes by a pipe: an argument could be seen by everybody on this machine.");
        script.line(format!("printf %s {} | htpasswd -ciB {FOLDER}/htpasswd {}", password.as_str(), quote(user.as_str())));
    }
    let port = port(mirror);
    script.why("The container takes the configuration from beside the certificate.");
    script.line("podman rm -f registry >/dev/null 2>&1 || true");
    script.line(format!(
        "podman run -d --name registry --restart always -p {port}:{port} -v /var/lib/registry:/var/lib/registry:z \\\n  -v {FOLDER}:{FOLDER}:ro,z docker.io/library/registry:2 {FOLDER}/config.yml"
    ));
    vec![File::script(Place::Machine(machine.clone()), "/root/registry.sh", &script)]
}
