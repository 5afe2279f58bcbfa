//! What makes labs fit hosts: what is advised for the shipped templates on hosts that are too small, and made-up labs against brute force.

#[path = "advisor/brute.rs"]
mod brute;
#[path = "advisor/kinds.rs"]
mod kinds;
#[path = "advisor/made_up.rs"]
mod made_up;
#[path = "advisor/templates.rs"]
mod templates;

use labwright_shared::{
    document::{self, Document},
    facts::HostFacts,
    yaml,
};

/// A lab of these sections.
fn lab(sections: &str) -> Document {
    let text = format!("apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: t}}\n{sections}");
    document::read(&text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}")).document
}

/// A host with file systems at `/a` and `/b`.
fn host(threads: u32, gib: u64, disks: [u64; 2]) -> HostFacts {
    let [a, b] = disks;
    let text = format!(
        "apiVersion: labwright.dev/v1alpha1\nkind: HostFacts\nname: h\n\
         cpu: {{threads: {threads}, numaCells: 1, sockets: 1, coresPerSocket: {threads}, threadsPerCore: 1}}\n\
         memory: {{total: {gib} GiB, free: {gib} GiB, swap: 0 B}}\nkvm: {{offered: true, works: true, nested: true}}\n\
         filesystems:\n- {{mount: /a, total: {a} GiB, free: {a} GiB}}\n- {{mount: /b, total: {b} GiB, free: {b} GiB}}\ninterfaces: []\nroutes: []\n"
    );
    yaml::from_str(&text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
}
