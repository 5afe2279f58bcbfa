//! Readers of /proc: text in, values out.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use labwright_shared::value::{Cidr, Size, Subnet};

/// A field of /proc/meminfo.
pub(super) fn memory_field(meminfo: &str, field: &str) -> Option<Size> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(Size::from_bytes(kib << 10))
}

/// A route: its prefix and its interface. Default routes are left out: they say nothing about a prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub prefix: Subnet,
    pub interface: String,
}

/// /proc/net/route: hexadecimal in the host's byte order.
pub(super) fn routes_v4(text: &str) -> Vec<Route> {
    let route = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [interface, destination, _, _, _, _, _, mask, ..] = fields[..] else { return None };
        let address = |hex| Some(Ipv4Addr::from(u32::from_str_radix(hex, 16).ok()?.to_ne_bytes()));
        let bits = u32::from(address(mask)?);
        subnet(address(destination)?.into(), bits.leading_ones() as u8).map(|prefix| Route { prefix, interface: interface.to_owned() })
    };
    text.lines().skip(1).filter_map(route).filter(|route| route.prefix.prefix() > 0).collect()
}

/// /proc/net/ipv6_route. Host routes, multicast and link-local prefixes are the kernel's own.
pub(super) fn routes_v6(text: &str) -> Vec<Route> {
    let route = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [destination, length, _, _, _, _, _, _, flags, interface] = fields[..] else { return None };
        let address = IpAddr::V6(Ipv6Addr::from(u128::from_str_radix(destination, 16).ok()?));
        let reject = u32::from_str_radix(flags, 16).ok()? & 0x0200 != 0;
        let own = matches!(address, IpAddr::V6(v6) if v6.is_multicast() || v6.is_unicast_link_local());
        let prefix = subnet(address, u8::from_str_radix(length, 16).ok()?)?;
        (!reject && !own).then(|| Route { prefix, interface: interface.to_owned() })
    };
    text.lines().filter_map(route).filter(|route| (1..128).contains(&route.prefix.prefix())).collect()
}

fn subnet(address: IpAddr, prefix: u8) -> Option<Subnet> {
    Cidr::new(address, prefix).map(Cidr::subnet)
}

/// A mount: its place, its file system's device (`8:2`) and type.
pub(super) fn mounts(mountinfo: &str) -> Vec<(String, String, String)> {
    let mount = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        let fields: Vec<&str> = before.split_whitespace().collect();
        let [_, _, device, _, place, ..] = fields[..] else { return None };
        Some((unescape(place), device.to_owned(), after.split_whitespace().next()?.to_owned()))
    };
    mountinfo.lines().filter_map(mount).collect()
}

/// Spaces and the like stand in mountinfo as octal escapes.
fn unescape(text: &str) -> String {
    ["\\040", "\\011", "\\012", "\\134"]
        .iter()
        .zip([" ", "\t", "\n", "\\"])
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_memory() {
        let text = "MemTotal:       16303148 kB\nSwapTotal:             0 kB\n";
        assert_eq!(memory_field(text, "SwapTotal"), Some(Size::ZERO));
        assert_eq!(memory_field(text, "MemTotal").map(Size::kib), Some(16_303_148));
        assert_eq!(memory_field(text, "Nothing"), None);
    }

    #[test]
    fn reads_routes() {
        let v4 = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n\
                  eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n\
                  eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
        assert_eq!(routes_v4(v4), [Route { prefix: "192.168.2.0/24".parse().unwrap(), interface: "eth0".to_owned() }]);
        let v6 = "fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0\n\
                  fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0\n";
        assert_eq!(routes_v6(v6), [Route { prefix: "fd00::/64".parse().unwrap(), interface: "eth0".to_owned() }]);
    }

    #[test]
    fn reads_mounts_with_spaces() {
        let text = "36 35 98:0 / /mnt/my\\040disk rw,noatime master:1 - ext4 /dev/root rw\n";
        assert_eq!(mounts(text), [("/mnt/my disk".to_owned(), "98:0".to_owned(), "ext4".to_owned())]);
    }
}
