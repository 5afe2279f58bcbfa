//! The address book as rows of a table: who has what, where, and who collides.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use labwright_shared::{
    addresses::{AddressBook, Entry, What, clash},
    diagnostic::{Diagnostic, Report, Subject},
    facts::HostFacts,
    model::Lab,
    topology::{SegmentId, Topology},
};

/// One line of the book.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// An address, a range or a prefix.
    pub what: String,
    pub kind: &'static str,
    /// Whose it is, in words.
    pub who: String,
    /// The segment on which it counts; empty where that is not known.
    pub segment: String,
    pub subject: Option<Subject>,
    /// What it collides with.
    pub clash: Option<String>,
    /// The next free address of a prefix.
    pub free: Option<IpAddr>,
    /// First address and size: what the table is sorted by.
    order: (IpAddr, IpAddr),
}

/// What a table is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Address,
    Kind,
    Who,
    Segment,
    Clash,
}

/// Families of rules whose findings are about addresses, and what their names have if two holders collide.
const FAMILIES: [&str; 2] = ["addressing/", "cidr/"];
const COLLIDING: [&str; 6] = ["overlap", "duplicate-address", "address-taken", "address-in-", "in-cluster", "holds-host"];

/// Every line of a lab's book, as the rules see it.
pub fn rows(lab: &Lab, facts: Option<&HostFacts>, report: &Report) -> Vec<Row> {
    let topology = Topology::of(lab, facts);
    let book = AddressBook::of(&topology);
    let found = found(report);
    let shared = shared(&book);
    let row = |entry: &Entry<'_>| {
        let (what, kind, order) = match entry.what {
            What::Prefix(subnet) => (subnet.to_string(), "prefix", (subnet.first(), subnet.last())),
            What::Pool(range) => (format!("{} to {}", range.start, range.end), "range", (range.start, range.end)),
            What::Address(address) => (address.to_string(), "address", (address, address)),
        };
        let told = entry.subject.as_ref().and_then(|subject| found.get(&subject.to_string())).map(|one| one.message.clone());
        let same = match (entry.segment, entry.what) {
            (Some(segment), What::Address(address)) => shared.get(&(segment, address)),
            _ => None,
        };
        let same = same.and_then(|holders| {
            let others: BTreeSet<&str> =
                holders.iter().filter(|other| clash(&topology, entry, other)).map(|other| other.label.as_str()).collect();
            (!others.is_empty()).then(|| format!("{} has it too", others.into_iter().collect::<Vec<_>>().join(", ")))
        });
        let free = match (entry.segment, entry.what) {
            (Some(segment), What::Prefix(subnet)) => book.free(segment, subnet),
            _ => None,
        };
        Row {
            what,
            kind,
            who: entry.label.clone(),
            segment: entry.segment.map(|segment| topology.segment(segment).label()).unwrap_or_default(),
            subject: entry.subject.clone(),
            clash: told.or(same),
            free,
            order,
        }
    };
    book.entries.iter().map(row).collect()
}

/// The findings on addresses, by their subject.
fn found(report: &Report) -> BTreeMap<String, &Diagnostic> {
    let on_addresses = |one: &&Diagnostic| FAMILIES.iter().any(|family| one.rule.starts_with(family));
    let collides = |one: &&Diagnostic| COLLIDING.iter().any(|word| one.rule.contains(word));
    report.diagnostics.iter().filter(on_addresses).filter(collides).map(|one| (one.subject.to_string(), one)).collect()
}

/// The entries of each address on a segment, where there are several.
fn shared<'a, 'b>(book: &'b AddressBook<'a>) -> BTreeMap<(SegmentId, IpAddr), Vec<&'b Entry<'a>>> {
    let mut holders: BTreeMap<(SegmentId, IpAddr), Vec<&Entry<'a>>> = BTreeMap::new();
    for entry in &book.entries {
        if let (Some(segment), What::Address(address)) = (entry.segment, entry.what) {
            holders.entry((segment, address)).or_default().push(entry);
        }
    }
    holders.retain(|_, of| of.len() > 1);
    holders
}

/// The rows that say what is looked for, in the order that is asked for.
pub fn chosen(rows: &[Row], wanted: &str, sort: Sort) -> Vec<Row> {
    let wanted = wanted.trim().to_lowercase();
    let says = |row: &&Row| {
        wanted.is_empty()
            || [&row.what, &row.who, &row.segment].iter().any(|text| text.to_lowercase().contains(&wanted))
            || row.kind == wanted
    };
    let mut rows: Vec<Row> = rows.iter().filter(says).cloned().collect();
    match sort {
        Sort::Address => rows.sort_by_key(|row| row.order),
        Sort::Kind => rows.sort_by_key(|row| (row.kind, row.order)),
        Sort::Who => rows.sort_by(|one, other| one.who.cmp(&other.who)),
        Sort::Segment => rows.sort_by(|one, other| {
            (one.segment.is_empty(), &one.segment, one.order).cmp(&(other.segment.is_empty(), &other.segment, other.order))
        }),
        Sort::Clash => rows.sort_by_key(|row| (row.clash.is_none(), row.order)),
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::{document::read, rules};

    const LAB: &str = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: l}\nnetworks: [{name: n, mode: nat, ip: 10.1.0.1/24}]\nmachines:\n- {name: a, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: n, address: 10.1.0.2}]}\n- {name: b, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: n, address: 10.1.0.2}]}\n";

    #[test]
    fn both_holders_of_an_address_are_marked_and_the_next_is_told() {
        let lab = read(LAB).unwrap().document.lab().clone();
        let rows = rows(&lab, None, &rules::check(&lab, None, None));
        let clashing: Vec<&str> = rows.iter().filter(|row| row.clash.is_some()).map(|row| row.who.as_str()).collect();
        assert_eq!(clashing, ["eth0 of a", "eth0 of b"]);
        let prefix = rows.iter().find(|row| row.what == "10.1.0.0/24").unwrap();
        assert_eq!(prefix.free.unwrap().to_string(), "10.1.0.3");
    }

    #[test]
    fn the_book_is_searched_and_sorted() {
        let lab = read(LAB).unwrap().document.lab().clone();
        let rows = rows(&lab, None, &Report::default());
        assert_eq!(chosen(&rows, "ETH0 of b", Sort::Address).len(), 1);
        let addresses: Vec<_> = chosen(&rows, "10.1.0.", Sort::Address).into_iter().map(|row| row.what).collect();
        assert_eq!(addresses[0], "10.1.0.0/24");
        assert!(chosen(&rows, "", Sort::Clash)[0].clash.is_some());
    }
}
