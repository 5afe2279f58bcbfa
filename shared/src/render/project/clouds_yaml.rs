use serde_json::{Value, json};

use crate::{
    model::{Cloud, Deployment, Keyed, Kind, Project, RecordRef, Tls, User},
    render::{File, Given, Make, Output, OutputValue, Place, Renderer, text},
};

pub const RENDERER: Renderer = Renderer::new(
    "projects/PROJECT/clouds.yaml",
    "how the project's first user reaches the cloud, without the password",
    "openstack/openstacksdk, doc/source/user/config/configuration.rst",
    Make::Project(files),
);

fn files(given: &Given<'_>, project: &Project, cloud: &Cloud) -> Vec<File> {
    let Some((user, url)) = user(project).zip(auth_url(cloud)) else { return Vec::new() };
    let id = Output::new(RecordRef::new(Kind::Projects, project.id()), OutputValue::Id);
    let value = json!({ "clouds": { cloud.name.as_str(): {
        "auth": {
            "auth_url": url,
            "username": user.name,
            "project_id": id.placeholder(),
            "project_name": project.name,
            "user_domain_name": "Default",
        },
        "region_name": region(cloud),
        "interface": "public",
        "identity_api_version": 3,
    } } });
    let about = given.about("The password stands in secure.yaml beside this file.", Kind::Projects, project);
    vec![File::yaml(Place::Project(project.name.clone()), "/clouds.yaml", &about, &value)]
}

/// The first user whom the lab makes: one with a password.
pub fn user(project: &Project) -> Option<&User> {
    project.users.iter().find(|user| user.password.is_some())
}

/// The region; what TripleO calls it where the lab says nothing.
pub fn region(cloud: &Cloud) -> Value {
    cloud.endpoints.region.as_ref().map_or_else(|| "regionOne".into(), |region| json!(region))
}

/// Keystone's public endpoint: on its own port, which with TLS is another one in TripleO
/// (openstack/tripleo-heat-templates, network/endpoints/endpoint_data.yaml: 5000 and 13000).
fn auth_url(cloud: &Cloud) -> Option<String> {
    let endpoints = &cloud.endpoints;
    let host = match &endpoints.public_name {
        Some(name) => name.to_string(),
        None => text::in_url(endpoints.public?),
    };
    Some(match (endpoints.tls, &cloud.deployment) {
        (Tls::None, _) => format!("http://{host}:5000/v3"),
        (_, Deployment::Director(_)) => format!("https://{host}:13000/v3"),
        _ => format!("https://{host}:5000/v3"),
    })
}
