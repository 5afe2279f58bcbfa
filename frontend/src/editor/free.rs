//! Names that are still free.

use std::collections::BTreeSet;

use labwright_shared::{
    document::records,
    model::{Kind, Lab, Machine},
    value::Name,
};

/// `base`, or `base2`, `base3` … : a name and identity that no record of the kind has.
pub fn name(lab: &Lab, kind: Kind, base: &str) -> Name {
    let taken: BTreeSet<&str> = records::names(lab, kind).into_iter().flat_map(|(id, name)| [id.as_str(), name.as_str()]).collect();
    numbered(base, |name| taken.contains(name))
}

/// `base` without a number if it is free, then with 2, 3 and so on; a base that ends in a digit counts on from it.
pub fn numbered(base: &str, is_taken: impl Fn(&str) -> bool) -> Name {
    let stem = base.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = base.len() - stem.len();
    let first: u32 = base[stem.len()..].parse().unwrap_or(1);
    let candidates = std::iter::once(base.to_owned()).chain((first + 1..).map(|number| format!("{stem}{number:0digits$}")));
    let free = candidates.into_iter().find(|name| !is_taken(name)).unwrap_or_else(|| base.to_owned());
    free.parse().unwrap_or_else(|_| "unnamed".parse().expect("a well-formed name"))
}

/// The first `ethN` that the machine has not.
pub fn port(machine: &Machine) -> Name {
    numbered("eth0", |name| machine.ports.iter().any(|port| port.name == *name))
}

/// The first disk name `vdX` that the machine has not.
pub fn disk(machine: &Machine) -> Name {
    let names = ('a'..='z').map(|letter| format!("vd{letter}"));
    let free = names.into_iter().find(|name| !machine.disks.iter().any(|disk| disk.name == **name));
    free.and_then(|name| name.parse().ok()).unwrap_or_else(|| numbered("disk1", |name| machine.disks.iter().any(|disk| disk.name == *name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::document::read;

    const LAB: &str =
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: a}\nnetworks:\n- {name: nat, mode: nat, ip: 10.10.1.1/23}\n";

    #[test]
    fn names_count_on() {
        let lab = read(LAB).unwrap().document.lab().clone();
        assert_eq!(name(&lab, Kind::Networks, "nat").as_str(), "nat2");
        assert_eq!(name(&lab, Kind::Networks, "isolated").as_str(), "isolated");
        assert_eq!(numbered("eth0", |name| name == "eth0" || name == "eth1").as_str(), "eth2");
        assert_eq!(numbered("overcloud-ceph01", |name| name.ends_with('1')).as_str(), "overcloud-ceph02");
    }
}
