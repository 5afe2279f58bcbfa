use crate::model::{Cloud, Cluster, Deployment, Director, Distribution, Installer, Machine, OpenStackAnsible, Project};

use super::{File, Given};

/// What writes one kind of file.
pub struct Renderer {
    /// Where its files stand; a word in capitals is a name.
    pub path: &'static str,
    /// What they are.
    pub what: &'static str,
    /// Where their vendor says what stands in them.
    pub format: &'static str,
    pub make: Make,
}

/// For which records a renderer is asked.
#[derive(Clone, Copy)]
pub enum Make {
    /// The lab's host.
    Host(fn(&Given<'_>) -> Vec<File>),
    /// Each machine.
    Machine(fn(&Given<'_>, &Machine) -> Vec<File>),
    /// Each cloud that a director deploys.
    Director(fn(&Given<'_>, &Cloud, &Director) -> Vec<File>),
    /// Each cloud that OpenStack-Ansible deploys.
    Ansible(fn(&Given<'_>, &Cloud, &OpenStackAnsible) -> Vec<File>),
    /// Each cloud.
    Cloud(fn(&Given<'_>, &Cloud) -> Vec<File>),
    /// Each project whose cloud the lab has.
    Project(fn(&Given<'_>, &Project, &Cloud) -> Vec<File>),
    /// Each cluster of OpenShift or OKD.
    Openshift(fn(&Given<'_>, &Cluster) -> Vec<File>),
    /// Each cluster that Magnum makes, in its project.
    Magnum(fn(&Given<'_>, &Cluster, &Project) -> Vec<File>),
}

impl Make {
    /// The records, in words.
    pub fn of(self) -> &'static str {
        match self {
            Make::Host(_) => "the host",
            Make::Machine(_) => "each machine",
            Make::Director(_) => "each cloud that a director deploys",
            Make::Ansible(_) => "each cloud that OpenStack-Ansible deploys",
            Make::Cloud(_) => "each cloud",
            Make::Project(_) => "each project",
            Make::Openshift(_) => "each cluster of OpenShift or OKD",
            Make::Magnum(_) => "each cluster that Magnum makes",
        }
    }
}

impl Renderer {
    pub const fn new(path: &'static str, what: &'static str, format: &'static str, make: Make) -> Renderer {
        Renderer { path, what, format, make }
    }

    /// What it writes for a lab.
    pub fn files(&self, given: &Given<'_>) -> Vec<File> {
        let lab = given.lab;
        match self.make {
            Make::Host(make) => make(given),
            Make::Machine(make) => lab.machines.iter().flat_map(|machine| make(given, machine)).collect(),
            Make::Director(make) => {
                let directed = lab.clouds.iter().filter_map(|cloud| Some((cloud, cloud.deployment.director()?)));
                directed.flat_map(|(cloud, director)| make(given, cloud, director)).collect()
            }
            Make::Ansible(make) => {
                let deployed = lab.clouds.iter().filter_map(|cloud| match &cloud.deployment {
                    Deployment::OpenstackAnsible(ansible) => Some((cloud, ansible)),
                    _ => None,
                });
                deployed.flat_map(|(cloud, ansible)| make(given, cloud, ansible)).collect()
            }
            Make::Cloud(make) => lab.clouds.iter().flat_map(|cloud| make(given, cloud)).collect(),
            Make::Project(make) => {
                let known = lab.projects.iter().filter_map(|project| Some((project, lab.clouds.get(project.cloud.as_str())?)));
                known.flat_map(|(project, cloud)| make(given, project, cloud)).collect()
            }
            Make::Openshift(make) => {
                let is_openshift =
                    |cluster: &&Cluster| cluster.distribution != Distribution::Kubernetes && cluster.installer != Installer::Magnum;
                lab.clusters.iter().filter(is_openshift).flat_map(|cluster| make(given, cluster)).collect()
            }
            Make::Magnum(make) => {
                let made = lab.clusters.iter().filter(|cluster| cluster.installer == Installer::Magnum);
                let known = made.filter_map(|cluster| Some((cluster, lab.projects.get(cluster.project.as_ref()?.as_str())?)));
                known.flat_map(|(cluster, project)| make(given, cluster, project)).collect()
            }
        }
    }
}
