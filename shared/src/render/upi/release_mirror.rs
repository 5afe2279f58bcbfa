use crate::{
    model::{Cluster, Distribution, Kind},
    render::{
        File, Given, Make, Renderer,
        script::{Script, quote},
    },
};

use super::{registry_config::own, registry_config::port, script};

pub const RENDERER: Renderer = Renderer::new(
    "…/mirror-release.sh",
    "the release copied into the registry",
    "openshift/oc, docs of `oc adm release mirror`; openshift/openshift-docs, modules/installation-mirror-repository.adoc",
    Make::Openshift(files),
);

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    let parts = own(cluster).zip(cluster.version.as_ref());
    let Some(((mirror, _), version)) = parts else { return Vec::new() };
    let (Some(repository), Some(secret)) = (&mirror.repository, &cluster.pull_secret) else { return Vec::new() };
    let from = match cluster.distribution {
        Distribution::Okd => format!("quay.io/openshift/okd:{version}"),
        Distribution::Openshift | Distribution::Kubernetes => format!("quay.io/openshift-release-dev/ocp-release:{version}-x86_64"),
    };
    let to = format!("{}:{}/{repository}", mirror.host, port(mirror));
    let mut lines = Script::new(given.about("Copies the release into the registry.", Kind::Clusters, cluster));
    let secret = lines.secret(secret);
    lines.line("cd \"$(dirname \"$0\")\"");
    lines.why("The registries' keys stand in a file for as long as it takes, which nobody else can read.");
    lines.line("keys=\"$(mktemp)\"");
    lines.line("trap 'rm -f \"$keys\"' EXIT");
    lines.line(format!("printf %s {} > \"$keys\"", secret.as_str()));
    lines.line(format!(
        "oc adm release mirror -a \"$keys\" --from={} \\\n  --to={} --to-release-image={}",
        quote(&from),
        quote(&to),
        quote(&format!("{to}:{version}"))
    ));
    lines.why("An installer that takes its release from the registry.");
    lines.line(format!("oc adm release extract -a \"$keys\" --command=openshift-install {}", quote(&format!("{to}:{version}"))));
    vec![script(given, cluster, "mirror-release.sh", &lines)]
}
