//! What is still free: prefixes, runs of addresses, single addresses.

use std::net::{IpAddr, Ipv4Addr};

use crate::value::{Cidr, IpRange, Subnet};

/// Where prefixes for the lab's networks are taken from: 10.64.0.0/10, the half of 10.0.0.0/8 that neither OpenShift nor OVN-Kubernetes nor
/// OpenStack takes unless told otherwise (`shared/data/openshift.yaml`, `shared/data/ranges.yaml` but for Magnum's, which is used when it is there).
const FROM: Ipv4Addr = Ipv4Addr::new(10, 64, 0, 0);
const TO: Ipv4Addr = Ipv4Addr::new(10, 128, 0, 0);

/// The lowest IPv4 prefix of that length from 10.64.0.0 on that meets none that is used.
pub fn free_prefix(used: &[Subnet], length: u8) -> Option<Subnet> {
    let size = 1u32.checked_shl(32u32.checked_sub(length.into())?)?;
    let mut base = u32::from(FROM);
    // Each try that fails passes a used prefix.
    for _ in 0..=used.len() {
        let candidate = Cidr::new(IpAddr::V4(base.into()), length)?.subnet();
        let Some(IpAddr::V4(end)) = used.iter().filter(|other| other.overlaps(candidate)).map(|other| other.last()).max() else {
            return Some(candidate);
        };
        base = u32::from(end).max(base).checked_add(1)?.checked_next_multiple_of(size)?;
        if base >= u32::from(TO) {
            return None;
        }
    }
    None
}

/// The addresses of a prefix that a host may have.
pub(in crate::addresses) fn usable(prefix: Subnet) -> IpRange {
    let (mut start, mut end) = (number(prefix.first()), number(prefix.last()));
    if !prefix.is_usable(prefix.first()) {
        start += 1;
    }
    if !prefix.is_usable(prefix.last()) {
        end -= 1;
    }
    range(start, end, prefix.is_ipv4())
}

/// The upper half of a prefix: ranges go there, so that the lower half is left for single addresses.
pub(super) fn upper_half(prefix: Subnet) -> IpRange {
    let all = usable(prefix);
    let (start, end) = (number(all.start), number(all.end));
    range(start + (end - start) / 2 + 1, end, prefix.is_ipv4())
}

/// The runs of addresses in `within` that nobody in `taken` has, from the lowest on.
pub(in crate::addresses) fn gaps(within: IpRange, taken: &[IpRange]) -> Vec<IpRange> {
    let is_v4 = within.start.is_ipv4();
    let mut taken: Vec<(u128, u128)> = taken
        .iter()
        .filter(|range| range.start.is_ipv4() == is_v4 && range.start <= range.end)
        .map(|range| (number(range.start), number(range.end)))
        .collect();
    taken.sort_unstable();
    let (mut from, to) = (number(within.start), number(within.end));
    let mut gaps = Vec::new();
    for (start, end) in taken {
        if start > to {
            break;
        }
        if start > from {
            gaps.push(range(from, start - 1, is_v4));
        }
        from = from.max(end.saturating_add(1));
    }
    if from <= to {
        gaps.push(range(from, to, is_v4));
    }
    gaps
}

/// The lowest run of that many addresses in the upper half of a prefix, or else anywhere in it.
pub(super) fn run(prefix: Subnet, taken: &[IpRange], size: u128) -> Option<IpRange> {
    [upper_half(prefix), usable(prefix)].into_iter().find_map(|within| {
        let gap = gaps(within, taken).into_iter().find(|gap| length(gap) >= size)?;
        let start = number(gap.start);
        Some(range(start, start + size - 1, prefix.is_ipv4()))
    })
}

/// The longest run in the upper half of a prefix, the lowest of several.
pub(super) fn longest(prefix: Subnet, taken: &[IpRange]) -> Option<IpRange> {
    let gaps = gaps(upper_half(prefix), taken);
    gaps.into_iter().rev().max_by_key(length)
}

pub(super) fn length(range: &IpRange) -> u128 {
    (number(range.end) - number(range.start)).saturating_add(1)
}

pub(super) fn single(address: IpAddr) -> IpRange {
    IpRange { start: address, end: address }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u32::from(v4).into(),
        IpAddr::V6(v6) => v6.into(),
    }
}

fn range(start: u128, end: u128, is_v4: bool) -> IpRange {
    let address = |number: u128| match u32::try_from(number) {
        Ok(v4) if is_v4 => IpAddr::V4(v4.into()),
        _ => IpAddr::V6(number.into()),
    };
    IpRange { start: address(start), end: address(end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(start: &str, end: &str) -> IpRange {
        IpRange { start: start.parse().unwrap(), end: end.parse().unwrap() }
    }

    #[test]
    fn runs_stand_between_what_is_taken() {
        let prefix: Subnet = "10.0.0.0/24".parse().unwrap();
        let taken = [between("10.0.0.1", "10.0.0.1"), between("10.0.0.140", "10.0.0.149"), between("10.0.0.200", "10.0.0.254")];
        assert_eq!(run(prefix, &taken, 5), Some(between("10.0.0.128", "10.0.0.132")));
        assert_eq!(run(prefix, &taken, 20), Some(between("10.0.0.150", "10.0.0.169")));
        assert_eq!(run(prefix, &taken, 100), Some(between("10.0.0.2", "10.0.0.101")));
        assert_eq!(run(prefix, &taken, 200), None);
        assert_eq!(longest(prefix, &taken), Some(between("10.0.0.150", "10.0.0.199")));
    }

    #[test]
    fn prefixes_pass_what_is_used() {
        let used = ["10.64.0.0/16".parse().unwrap(), "10.65.0.128/25".parse().unwrap()];
        assert_eq!(free_prefix(&used, 24), Some("10.65.1.0/24".parse().unwrap()));
        assert_eq!(free_prefix(&[], 24), Some("10.64.0.0/24".parse().unwrap()));
        assert_eq!(free_prefix(&["10.0.0.0/8".parse().unwrap()], 24), None);
    }
}
