//! What a field may name: records of the lab, or what the record's cloud and project have.

use labwright_shared::{
    capacity::guests,
    document::records,
    model::{Cloud, Kind, Lab, Project, RecordRef},
    value::Name,
};

/// The names that a field of a record may hold; `what` is a kind of record, or `flavors`, `subnets` and so on of the record's surroundings.
pub fn names(lab: &Lab, record: &RecordRef, what: &str) -> Vec<String> {
    if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.key() == what && !kind.is_single()) {
        return records::names(lab, kind).into_iter().map(|(_, name)| name.to_string()).collect();
    }
    let (cloud, project) = around(lab, record);
    let mut found: Vec<&Name> = Vec::new();
    if let Some(project) = project {
        match what {
            "flavors" => found.extend(project.flavors.iter().map(|one| &one.name)),
            "cloud-images" => found.extend(project.images.iter().map(|one| &one.name)),
            "project-networks" => found.extend(project.networks.iter().map(|one| &one.name)),
            "subnets" => found.extend(project.networks.iter().flat_map(|network| &network.subnets).map(|one| &one.name)),
            "security-groups" => found.extend(project.security_groups.iter().map(|one| &one.name)),
            "server-groups" => found.extend(project.server_groups.iter().map(|one| &one.name)),
            "project-ports" => found.extend(project.ports.iter().map(|one| &one.name)),
            _ => {}
        }
    }
    if let Some(cloud) = cloud {
        match what {
            "flavors" => found.extend(cloud.flavors.iter().map(|one| &one.name)),
            "cloud-images" => found.extend(cloud.images.iter().map(|one| &one.name)),
            // A server may stand on an external network itself.
            "external-networks" | "project-networks" => found.extend(cloud.external_networks.iter().map(|one| &one.name)),
            _ => {}
        }
    }
    let mut names: Vec<String> = found.into_iter().map(ToString::to_string).collect();
    names.dedup();
    names
}

/// The cloud and the project that a record stands in.
fn around<'a>(lab: &'a Lab, record: &RecordRef) -> (Option<&'a Cloud>, Option<&'a Project>) {
    let id = record.id.as_ref().map(Name::as_str).unwrap_or_default();
    let project = match record.kind {
        Kind::Clouds => return (lab.clouds.by_id(id), None),
        Kind::Projects => lab.projects.by_id(id),
        Kind::Servers => lab.servers.by_id(id).and_then(|server| lab.projects.get(server.project.as_str())),
        Kind::Clusters => {
            lab.clusters.by_id(id).and_then(|cluster| cluster.project.as_ref()).and_then(|name| lab.projects.get(name.as_str()))
        }
        _ => None,
    };
    (project.and_then(|project| guests::cloud_of(lab, project)), project)
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::document::read;

    #[test]
    fn a_cluster_chooses_from_its_project_and_cloud() {
        let text = include_str!("../../../static/templates/osp13-ocp42.lab.yaml");
        let lab = read(text).unwrap().document.lab().clone();
        let cluster: RecordRef = "clusters[ocp4]".parse().unwrap();
        assert_eq!(names(&lab, &cluster, "flavors"), ["master"]);
        assert_eq!(names(&lab, &cluster, "external-networks"), ["external"]);
        assert_eq!(names(&lab, &cluster, "projects"), ["ocp-tenant"]);
    }
}
