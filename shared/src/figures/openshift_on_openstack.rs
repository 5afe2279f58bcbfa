use serde::Deserialize;

use crate::value::{Size, Version};

/// OpenShift on OpenStack, and its installer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenshiftOnOpenstack {
    /// What the installer makes beside the nodes, by release, the oldest first.
    pub infrastructure: Vec<Infrastructure>,
    /// The same where pods are connected by Kuryr.
    pub kuryr: Kuryr,
    /// The least flavor of a control plane node, and of the bootstrap.
    pub control_plane_flavor: Least,
    /// The least flavor of a worker.
    pub worker_flavor: Least,
    /// What is advised of the disk of a node.
    pub advised_disk: Advised,
    /// The least machine of a control plane node that the user provides.
    pub control_plane_machine: Least,
    /// The least machine of a worker that the user provides.
    pub worker_machine: Least,
    /// The last release whose bootstrap reads from Swift.
    pub ignition_in_swift: Release,
    /// The first release that wants subject alternative names.
    pub alternative_name: Release,
}

/// A release.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Release {
    pub version: Version,
    pub source: String,
}

/// What is advised of a disk from a release on.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Advised {
    pub from: Version,
    pub disk: Size,
    pub source: String,
}

/// What the installer makes in a project beside the nodes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Infrastructure {
    /// The first release.
    pub from: Version,
    pub ports: u32,
    pub networks: u32,
    pub subnets: u32,
    pub routers: u32,
    pub security_groups: u32,
    pub security_group_rules: u32,
    pub server_groups: u32,
    /// Floating IPs that are there during the installation only.
    pub temporary_floating_ips: u32,
    /// The registry's volume where there is no object store.
    pub registry_volume: Size,
    pub source: String,
}

/// What Kuryr needs in a project beside the nodes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Kuryr {
    pub ports: u32,
    pub networks: u32,
    pub subnets: u32,
    pub security_groups: u32,
    pub security_group_rules: u32,
    pub load_balancers: u32,
    pub source: String,
}

/// The least size of a node.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Least {
    pub vcpus: u32,
    pub memory: Size,
    pub disk: Size,
    pub source: String,
}

impl OpenshiftOnOpenstack {
    /// What the installer of a release makes; that of the newest where the release is not said.
    pub fn infrastructure_of(&self, version: Option<&Version>) -> Option<&Infrastructure> {
        let known = |infrastructure: &&Infrastructure| version.is_none_or(|version| infrastructure.from.minor() <= version.minor());
        self.infrastructure.iter().rev().find(known).or(self.infrastructure.first())
    }

    /// Whether a cluster's bootstrap reads its ignition from Swift.
    pub fn reads_from_swift(&self, version: Option<&Version>) -> bool {
        version.is_some_and(|version| version.minor() <= self.ignition_in_swift.version.minor())
    }
}
