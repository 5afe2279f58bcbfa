//! What goes into the blanks of labs: each kind, the shipped templates, and what must hold of made-up labs.

#[path = "blanks/ipv6.rs"]
mod ipv6;
#[path = "blanks/kinds.rs"]
mod kinds;
#[path = "blanks/laws.rs"]
mod laws;

use labwright_shared::{
    addresses::blanks::{Filling, fill},
    document::{self, Document},
    facts::HostFacts,
    yaml,
};

/// A lab of these sections.
fn lab(sections: &str) -> Document {
    let text = format!("apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: t}}\n{sections}");
    document::read(&text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}")).document
}

/// A host with libvirt's network, an interface and a route.
fn host() -> HostFacts {
    let text = "apiVersion: labwright.dev/v1alpha1\nkind: HostFacts\nname: h\n\
         cpu: {threads: 64, numaCells: 1, sockets: 1, coresPerSocket: 64, threadsPerCore: 1}\n\
         memory: {total: 900 GiB}\nkvm: {offered: true, works: true, nested: true}\n\
         interfaces: [{name: eth0, addresses: [10.64.0.7/24]}]\nroutes: [10.64.1.0/24]\n\
         networks:\n- {name: default, active: true, persistent: true, autostart: true, mode: nat, bridge: virbr0, addresses: [192.168.122.1/24], \
         dhcp: [{start: 192.168.122.2, end: 192.168.122.254}]}\n";
    yaml::from_str(text).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// A filling in lines.
fn lines(filling: &Filling) -> String {
    let mut text = String::new();
    for filled in &filling.filled {
        text += &format!("{} = {} ({})\n", filled.subject, filled.value, filled.why);
    }
    for left in &filling.left {
        text += &format!("{} stays blank: {} ({})\n", left.subject, left.reason, left.why);
    }
    text
}

/// A document with its blanks filled.
fn filled(document: &Document, facts: Option<&HostFacts>) -> Document {
    let mut filled = document.clone();
    filled.apply(&fill(document, facts).command()).unwrap();
    filled
}
