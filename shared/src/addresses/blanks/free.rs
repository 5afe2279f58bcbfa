//! What is still free: prefixes, runs of addresses, single addresses.

use std::net::{IpAddr, Ipv4Addr};

use crate::value::{Cidr, IpRange, Sha256, Subnet};

/// Where prefixes for the lab's networks are taken from: 10.64.0.0/10, the half of 10.0.0.0/8 that neither OpenShift nor OVN-Kubernetes nor
/// OpenStack takes unless told otherwise (`shared/data/openshift.yaml`, `shared/data/ranges.yaml` but for Magnum's, which is used when it is there).
const FROM: Ipv4Addr = Ipv4Addr::new(10, 64, 0, 0);
const TO: Ipv4Addr = Ipv4Addr::new(10, 128, 0, 0);

/// The length of the IPv6 prefix of a network: what a host needs to make its own address of it (RFC 4291, section 2.5.4).
pub const LOCAL_LENGTH: u8 = 64;

/// The lowest IPv4 prefix of that length from 10.64.0.0 on that meets none that is used.
pub fn free_prefix(used: &[Subnet], length: u8) -> Option<Subnet> {
    lowest_prefix(used, range(u32::from(FROM).into(), u128::from(u32::from(TO)) - 1, true), length)
}

/// The lowest /64 of a lab's own unique local prefix that meets none that is used.
///
/// RFC 4193 wants 40 bits of chance after fd00::/8, so that two sites that are joined later seldom have the same. They are taken from the
/// digest of the lab's name: the same lab has the same prefix everywhere.
pub fn free_local_prefix(used: &[Subnet], lab: &str) -> Option<Subnet> {
    let digest = Sha256::of_parts(&["unique local prefix", lab]);
    let chance = digest.as_bytes()[..5].iter().fold(0u128, |chance, byte| (chance << 8) | u128::from(*byte));
    let from = (0xfd << 120) | (chance << 80);
    lowest_prefix(used, range(from, from | ((1 << 80) - 1), false), LOCAL_LENGTH)
}

/// The lowest prefix of that length in a range that meets none that is used. The range begins with one.
fn lowest_prefix(used: &[Subnet], within: IpRange, length: u8) -> Option<Subnet> {
    let is_v4 = within.start.is_ipv4();
    let size = 1u128.checked_shl((if is_v4 { 32u32 } else { 128 }).checked_sub(length.into())?)?;
    let mut base = number(within.start);
    // Each try that fails passes a used prefix.
    for _ in 0..=used.len() {
        let candidate = Cidr::new(range(base, base, is_v4).start, length)?.subnet();
        let Some(end) = used.iter().filter(|other| other.overlaps(candidate)).map(|other| other.last()).max() else {
            return Some(candidate);
        };
        base = number(end).max(base).checked_add(1)?.checked_next_multiple_of(size)?;
        if base > number(within.end) {
            return None;
        }
    }
    None
}

/// The lowest address of a prefix that a host may have and nobody in `taken` has.
pub fn lowest_address(prefix: Subnet, taken: &[IpRange]) -> Option<IpAddr> {
    gaps(usable(prefix), taken).first().map(|gap| gap.start)
}

/// The addresses of a prefix that a host may have.
pub(in crate::addresses) fn usable(prefix: Subnet) -> IpRange {
    let (mut start, mut end) = (number(prefix.first()), number(prefix.last()));
    // The first address of IPv6 is all routers' (RFC 4291, section 2.6.1).
    let is_anycast = !prefix.is_ipv4() && prefix.prefix() < 127;
    if is_anycast || !prefix.is_usable(prefix.first()) {
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
        assert_eq!(
            free_prefix(&["10.64.0.0/11".parse().unwrap(), "10.96.0.0/12".parse().unwrap()], 12),
            Some("10.112.0.0/12".parse().unwrap())
        );
    }

    #[test]
    fn a_lab_has_a_local_prefix_of_its_own() {
        let first = free_local_prefix(&[], "a").unwrap();
        let own: Subnet = Cidr::new(first.first(), 48).unwrap().subnet();
        assert!(first.prefix() == 64 && first.first() == own.first() && "fd00::/8".parse::<Subnet>().unwrap().overlaps(own));
        let second = free_local_prefix(&[first, "10.0.0.0/8".parse().unwrap()], "a").unwrap();
        assert!(second != first && own.overlaps(second));
        assert!(!own.overlaps(free_local_prefix(&[], "b").unwrap()));
        assert_eq!(free_local_prefix(&[own], "a"), None);
    }

    #[test]
    fn the_lowest_address_is_nobodys() {
        let taken = [between("fd00::1", "fd00::f"), between("10.0.0.1", "10.0.0.9")];
        assert_eq!(lowest_address("fd00::/64".parse().unwrap(), &taken), Some("fd00::10".parse().unwrap()));
        assert_eq!(lowest_address("10.0.0.0/28".parse().unwrap(), &taken), Some("10.0.0.10".parse().unwrap()));
        assert_eq!(lowest_address("10.0.0.0/29".parse().unwrap(), &taken), None);
    }
}
