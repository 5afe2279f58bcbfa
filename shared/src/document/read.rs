use crate::{
    model::{Cloud, Cluster, Host, Image, Lab, Machine, Network, Parameter, Pool, Project, Scale, Server, Settings},
    yaml::{self, Comments, Limits, Node, SourceMap, YamlError},
};

use super::{Bindings, Document};

/// A document with the places of its text.
#[derive(Clone, Debug)]
pub struct ReadDocument {
    pub document: Document,
    pub source: SourceMap,
}

/// Reads a lab from its text. Every part that does not fit is named, not the first one only.
pub fn read(text: &str) -> Result<ReadDocument, Vec<YamlError>> {
    let mut node = Node::parse(text, &Limits::default()).map_err(|error| vec![error])?;
    let bindings = Bindings::resolve(&mut node)?;
    match yaml::from_node::<Lab>(&node, "") {
        Ok(lab) => {
            let comments = Comments::of(text, &node);
            Ok(ReadDocument { document: Document { lab, comments, bindings }, source: SourceMap::of(node) })
        }
        Err(first) => Err(all_errors(&node, first)),
    }
}

/// Looks at each part for itself, because the reading of the whole stops at the first part that does not fit.
fn all_errors(node: &Node, first: Vec<YamlError>) -> Vec<YamlError> {
    let mut errors = first;
    errors.extend(node.get("host").and_then(|part| yaml::from_node::<Host>(part, "host").err()).unwrap_or_default());
    errors.extend(node.get("settings").and_then(|part| yaml::from_node::<Settings>(part, "settings").err()).unwrap_or_default());
    items::<Parameter>(node, "parameters", &mut errors);
    items::<Image>(node, "images", &mut errors);
    items::<Pool>(node, "pools", &mut errors);
    items::<Network>(node, "networks", &mut errors);
    items::<Machine>(node, "machines", &mut errors);
    items::<Cloud>(node, "clouds", &mut errors);
    items::<Project>(node, "projects", &mut errors);
    items::<Server>(node, "servers", &mut errors);
    items::<Cluster>(node, "clusters", &mut errors);
    items::<Scale>(node, "scales", &mut errors);
    yaml::in_order(&mut errors);
    errors.dedup();
    errors
}

fn items<T: serde::de::DeserializeOwned>(node: &Node, key: &str, errors: &mut Vec<YamlError>) {
    for (path, item) in node.get(key).map(|list| list.items(key)).unwrap_or_default() {
        errors.extend(yaml::from_node::<T>(item, &path).err().unwrap_or_default());
    }
}
