//! The kernel's arguments of a machine that installs CoreOS, as several rules need them.

use std::net::IpAddr;

/// Arguments, in their order.
pub struct Arguments<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Arguments<'a> {
    pub fn of(text: &'a str) -> Self {
        Arguments(text.split_whitespace().map(|word| word.split_once('=').unwrap_or((word, ""))).collect())
    }

    /// The value of an argument; of several the last.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    /// The values of an argument that may be given several times.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'a str> + 's {
        self.0.iter().filter(move |(key, _)| *key == name).map(|(_, value)| *value)
    }

    /// The parts of `ip=`: address, peer, gateway, netmask, host name, port, method (dracut.cmdline(7)).
    pub fn ip(&self) -> Option<Vec<&'a str>> {
        let value = self.get("ip")?;
        // An IPv6 address stands in brackets, with colons of its own.
        let mut parts = Vec::new();
        let mut rest = value;
        loop {
            let end = match rest.strip_prefix('[').and_then(|inside| inside.find(']')) {
                Some(close) => close + 2,
                None => rest.find(':').unwrap_or(rest.len()),
            };
            let (part, after) = rest.split_at(end.min(rest.len()));
            parts.push(part.trim_matches(['[', ']']));
            match after.strip_prefix(':') {
                Some(after) => rest = after,
                None => break,
            }
        }
        (parts.len() > 2).then_some(parts)
    }

    /// The fixed address that the machine is given.
    pub fn address(&self) -> Option<IpAddr> {
        self.ip()?.first()?.parse().ok()
    }

    /// The host name that the machine is given.
    pub fn hostname(&self) -> Option<&'a str> {
        self.ip()?.get(4).copied().filter(|name| !name.is_empty())
    }
}

/// A URL's scheme, host and port, and its last part.
pub struct Url<'a> {
    pub scheme: &'a str,
    pub host: &'a str,
    pub port: u16,
    pub file: &'a str,
}

impl<'a> Url<'a> {
    pub fn of(text: &'a str) -> Option<Url<'a>> {
        let (scheme, rest) = text.split_once("://")?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let bracket = authority.rfind(']').map_or(0, |at| at + 1);
        let (host, port) = match authority.get(bracket..).and_then(|tail| tail.rfind(':')).map(|at| at + bracket) {
            Some(colon) => (&authority[..colon], authority[colon + 1..].parse().ok()?),
            None => (authority, if scheme == "https" { 443 } else { 80 }),
        };
        let file = path.split(['?', '#']).next()?.rsplit('/').next()?;
        Some(Url { scheme, host: host.trim_matches(['[', ']']), port, file })
    }
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Url};

    #[test]
    fn parts_of_ip_are_found() {
        let text = "quiet ip=192.168.120.104::192.168.120.101:255.255.255.0:worker1.okd.example:ens3:none nameserver=192.168.120.101";
        let arguments = Arguments::of(text);
        assert_eq!(arguments.address(), Some("192.168.120.104".parse().unwrap()));
        assert_eq!(arguments.hostname(), Some("worker1.okd.example"));
        let six = Arguments::of("ip=[fd00::5]::[fd00::1]:64:node:ens3:none");
        assert_eq!((six.address(), six.hostname()), (Some("fd00::5".parse().unwrap()), Some("node")));
        for odd in ["ip=dhcp", "ip=", "ip=[", "ip=[]:", "ip=:::::", "ip", "ip=ens3:dhcp"] {
            assert_eq!(Arguments::of(odd).address(), None, "{odd}");
        }
    }

    #[test]
    fn parts_of_a_url_are_found() {
        let url = Url::of("http://192.168.120.101:8080/ignition/worker.ign").unwrap();
        assert_eq!((url.scheme, url.host, url.port, url.file), ("http", "192.168.120.101", 8080, "worker.ign"));
        let url = Url::of("https://u@[fd00::1]/x?y#z").unwrap();
        assert_eq!((url.scheme, url.host, url.port, url.file), ("https", "fd00::1", 443, "x"));
        assert!(Url::of("worker.ign").is_none() && Url::of("http://a:b/").is_none());
    }
}
