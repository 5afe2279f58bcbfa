use crate::{
    model::{Cloud, Kind, Project, Quota},
    render::{
        File, Given, Make, Place, Renderer,
        script::{Script, Word, quote},
    },
    value::{Limit, SizeLimit},
};

use super::{
    create::{Words, unless_shown},
    networks, offer,
};

pub const RENDERER: Renderer = Renderer::new(
    "projects/PROJECT/prepare.sh",
    "the project as the cloud's administrator makes it: users and roles, quotas, flavors, images, networks, routers, floating IPs",
    "openstack/python-openstackclient, doc/source/cli/command-objects/",
    Make::Project(files),
);

fn files(given: &Given<'_>, project: &Project, cloud: &Cloud) -> Vec<File> {
    let name = project.name.as_str();
    let about = given.about("Run with the cloud administrator's credentials, as often as one likes.", Kind::Projects, project);
    let mut script = Script::new(about);
    script.why("The project, who may use it, and as what.");
    script.run(["openstack", "project", "create", "--or-show", name]);
    for user in &project.users {
        if let Some(password) = &user.password {
            let password = script.secret(password);
            let words = Words::new("user create --or-show").option("--project", name).option("--password", password);
            script.line(words.word(&user.name).text());
        }
        for role in &user.roles {
            script.run(["openstack", "role", "add", "--project", name, "--user", user.name.as_str(), role.as_str()]);
        }
    }
    let quota = quota(&project.quota);
    if !quota.is_empty() {
        script.why("How much it may use.");
        let words = quota.into_iter().fold(Words::new("quota set"), |words, (option, value)| words.option(option, value));
        script.line(words.word(name).text());
    }
    if !project.flavors.is_empty() {
        script.why("Sizes of servers.");
        offer::flavors(&mut script, &project.flavors);
    }
    if !project.images.is_empty() {
        script.why("Images.");
        offer::images(&mut script, given.lab, &project.images);
    }
    networks::all(&mut script, project, cloud);
    if !project.floating_ips.is_empty() {
        script.why("Addresses that are kept for the project.");
    }
    for (index, floating) in project.floating_ips.iter().enumerate() {
        let words = Words::new("floating ip create").option("--project", name).option_if("--floating-ip-address", floating.address);
        let words = words.option_if("--port", floating.port.as_ref()).option_if("--description", floating.description.as_ref());
        let words = words.word(&floating.network);
        match floating.address {
            Some(address) => unless_shown(&mut script, "floating ip", &address.to_string(), words),
            // Any of the pool: a mark tells it from others.
            None => {
                let mark = quote(&format!("{name}-{index}"));
                let command = words.option("--tag", format!("{name}-{index}")).text();
                script.line(format!("[ -n \"$(openstack floating ip list --tags {mark} -f value -c ID)\" ] ||\n  {command}"));
            }
        }
    }
    vec![File::script(Place::Project(project.name.clone()), "/prepare.sh", &script)]
}

/// Options of `openstack quota set`; -1 is without limit.
fn quota(quota: &Quota) -> Vec<(&'static str, Word)> {
    let number = |limit: &Limit| match limit {
        Limit::At(count) => Word::from(count),
        Limit::Unlimited => Word::from("-1"),
    };
    let counts = [
        ("--instances", &quota.instances),
        ("--cores", &quota.cores),
        ("--server-groups", &quota.server_groups),
        ("--server-group-members", &quota.server_group_members),
        ("--key-pairs", &quota.key_pairs),
        ("--networks", &quota.networks),
        ("--subnets", &quota.subnets),
        ("--ports", &quota.ports),
        ("--routers", &quota.routers),
        ("--floating-ips", &quota.floating_ips),
        ("--secgroups", &quota.security_groups),
        ("--secgroup-rules", &quota.security_group_rules),
        ("--volumes", &quota.volumes),
    ];
    let mut options: Vec<(&str, Word)> = counts.into_iter().filter_map(|(name, limit)| Some((name, number(limit.as_ref()?)))).collect();
    let size = |limit: &SizeLimit, unit: fn(crate::value::Size) -> u64| match limit {
        SizeLimit::At(size) => Word::from(unit(*size)),
        SizeLimit::Unlimited => Word::from("-1"),
    };
    options.extend(quota.memory.as_ref().map(|limit| ("--ram", size(limit, |size| size.mib()))));
    options.extend(quota.volume_storage.as_ref().map(|limit| ("--gigabytes", size(limit, crate::render::text::gib))));
    options
}
