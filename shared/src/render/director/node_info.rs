use serde_json::{Map, Value, json};

use crate::{
    model::{Cloud, Director, Kind},
    render::{File, Given, Make, Renderer},
};

use super::{has_scale_options, is_by_heat, roles, template};

pub const RENDERER: Renderer = Renderer::new(
    "machines/DIRECTOR/home/stack/templates/node-info.yaml",
    "how many nodes of each role are deployed, by which flavor, and the host names that differ from TripleO's own; up to Queens counts and flavors are the deploy command's options",
    "openstack/tripleo-docs, deploy-guide/source/features/custom_roles.rst and hostname_format; openstack/tripleo-heat-templates, environments/predictable-placement/",
    Make::Director(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, director: &Director) -> Vec<File> {
    let parameters = parameters(given, cloud, director);
    if parameters.is_empty() || !is_by_heat(cloud) {
        return Vec::new();
    }
    let about = given.about("The overcloud's nodes.", Kind::Clouds, cloud);
    vec![template(director, "node-info.yaml", &about, &json!({ "parameter_defaults": parameters }))]
}

/// What stands in the file; nothing where TripleO's own names and the command's options say it all.
pub fn parameters(given: &Given<'_>, cloud: &Cloud, director: &Director) -> Map<String, Value> {
    let mut parameters = Map::new();
    if !has_scale_options(cloud) {
        for count in &director.counts {
            let Some(role) = roles::of(cloud, count.role) else { continue };
            parameters.insert(format!("{}Count", role.name), count.count.into());
            if let Some(flavor) = &count.flavor {
                parameters.insert(role.flavor.to_owned(), json!(flavor));
            }
        }
    }
    let mut numbers: Map<String, Value> = Map::new();
    let mut names = Map::new();
    for (node, _, role) in given.nodes(cloud) {
        let Some(role) = roles::of(cloud, role) else { continue };
        let number = numbers.get(role.host).and_then(Value::as_u64).unwrap_or_default();
        numbers.insert(role.host.to_owned(), (number + 1).into());
        let own = format!("{}-{}-{number}", roles::stack(cloud), role.host);
        if let Some(hostname) = node.hostname.as_ref().filter(|hostname| hostname.as_str() != own) {
            names.insert(own, json!(hostname));
        }
    }
    if !names.is_empty() {
        parameters.insert("HostnameMap".to_owned(), names.into());
    }
    parameters
}
