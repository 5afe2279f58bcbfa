//! Flavors and images, of a cloud or made for a project.

use crate::{
    model::{CloudImage, Flavor, Lab},
    render::{
        script::{Script, quote},
        text,
    },
};

use super::create::{Words, unless_shown};

pub fn flavors(script: &mut Script, flavors: &[Flavor]) {
    for flavor in flavors {
        let mut words = Words::new("flavor create").option("--vcpus", flavor.vcpus).option("--ram", flavor.memory.mib());
        words = words.option_if("--disk", flavor.disk.map(text::gib)).option_if("--ephemeral", flavor.ephemeral.map(text::gib));
        words = words.option_if("--swap", flavor.swap.map(|swap| swap.mib()));
        for property in &flavor.properties {
            words = words.option("--property", format!("{}={}", property.key, property.value));
        }
        unless_shown(script, "flavor", flavor.name.as_str(), words.word(&flavor.name));
    }
}

/// Images whose files the lab has; the others must be in Glance already.
pub fn images(script: &mut Script, lab: &Lab, images: &[CloudImage]) {
    for image in images {
        let file = image.image.as_ref().and_then(|name| lab.images.get(name.as_str())?.path.as_deref());
        let Some(file) = file else {
            script.why(&format!("The image {} must be in Glance already: the lab has no file of it.", image.name));
            script.run(["openstack", "image", "show", "-c", "status", image.name.as_str()]);
            continue;
        };
        let mut path = file.to_owned();
        if image.compressed {
            path = path.trim_end_matches(".gz").trim_end_matches(".xz").to_owned();
            let unpack = if file.ends_with(".xz") { "xz" } else { "gzip" };
            script.line(format!("[ -e {} ] || {unpack} -dc {} > {}", quote(&path), quote(file), quote(&path)));
        }
        let mut words = Words::new("image create").option("--disk-format", image.format.as_str()).option("--container-format", "bare");
        words = words
            .option_if("--min-disk", image.min_disk.map(text::gib))
            .option_if("--min-ram", image.min_memory.map(|memory| memory.mib()));
        for property in &image.properties {
            words = words.option("--property", format!("{}={}", property.key, property.value));
        }
        unless_shown(script, "image", image.name.as_str(), words.option("--file", path).word(&image.name));
    }
}
