use serde_json::json;

use crate::{
    model::{Cloud, Kind, Project},
    render::{File, Given, Make, Place, Renderer},
};

use super::clouds_yaml;

pub const RENDERER: Renderer = Renderer::new(
    "projects/PROJECT/secure.yaml",
    "the password that belongs to clouds.yaml, by reference",
    "openstack/openstacksdk, doc/source/user/config/configuration.rst (splitting secrets)",
    Make::Project(files),
);

fn files(given: &Given<'_>, project: &Project, cloud: &Cloud) -> Vec<File> {
    let Some(password) = clouds_yaml::user(project).and_then(|user| user.password.as_ref()) else { return Vec::new() };
    let value = json!({ "clouds": { cloud.name.as_str(): { "auth": { "password": password.placeholder() } } } });
    let about = given.about("Its owner alone may read it.", Kind::Projects, project);
    vec![File::yaml(Place::Project(project.name.clone()), "/secure.yaml", &about, &value)]
}
