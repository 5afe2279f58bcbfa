//! What a libvirt connection URI may ask for where it comes out of a document: documents are shared, and libvirt lets a URI start programs.

/// What leads to a host, without what leads to it by a program (`ext`, and with `command` or `netcat` a parameter).
const TRANSPORTS: [&str; 7] = ["", "unix", "ssh", "libssh", "libssh2", "tls", "tcp"];

/// Parameters that choose keys and how much is asked and verified (libvirt, "Connection URIs", "Remote URI format").
const PARAMETERS: [&str; 9] =
    ["keyfile", "pkipath", "no_tty", "no_verify", "sshauth", "known_hosts", "known_hosts_verify", "mode", "tls_priority"];

/// Why a document may not name the host by this URI; absent where it may. The user may by the command line.
#[must_use]
pub fn refusal(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once(':').unwrap_or(("", uri));
    let (_, transport) = scheme.split_once('+').unwrap_or((scheme, ""));
    if !TRANSPORTS.contains(&transport) {
        return Some(format!("of a document's URI the transport may be ssh, tls, tcp, unix, libssh or libssh2, not {transport:?}"));
    }
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = place.trim_start_matches('/').split('/').next().unwrap_or_default();
    if place.starts_with("//") && !place.starts_with("///") && authority.split('@').any(|part| part.starts_with('-')) {
        return Some("a host or user that begins with a hyphen would be an option of ssh".to_owned());
    }
    let names = query.split(['&', ';']).map(|pair| pair.split('=').next().unwrap_or_default());
    let foreign = names.filter(|name| !name.is_empty()).find(|name| !PARAMETERS.contains(name))?;
    Some(format!("of a document's URI the parameters may be {}, not {foreign:?}", PARAMETERS.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn no_document_starts_a_program() {
        for uri in [
            "qemu+ssh://host/system?command=/tmp/evil",
            "qemu+ssh://host/system?keyfile=/k&command=/tmp/evil",
            "qemu+ssh://host/system?keyfile=/k;command=/tmp/evil",
            "qemu+ssh://host/system?%63ommand=/tmp/evil",
            "qemu+ssh://host/system?netcat=sh",
            "qemu+ssh://host/system?Command=x",
            "qemu+ext:///system?command=x",
            "qemu+ext:///system",
            "test+ext:///default",
            "qemu+EXT:///system",
            "qemu+unix:///system?socket=/tmp/theirs",
            "qemu+ssh://-oProxyCommand=x/system",
            "qemu+ssh://-l@host/system",
            "qemu+ssh://root@-oProxyCommand=x/system",
            "qemu+ssh:host?command=x",
        ] {
            assert!(refusal(uri).is_some(), "{uri}");
        }
    }

    #[test]
    fn hosts_are_reached_as_usual() {
        for uri in [
            "qemu:///system",
            "qemu+ssh://root@host:2222/system?keyfile=/k&no_tty=1",
            "qemu+ssh://root@host/system?no_verify=1",
            "qemu+tls://host.example.com/system?pkipath=/etc/pki",
            "qemu+tcp://[fd00::1]/system",
            "test:///default",
            "alias",
        ] {
            assert_eq!(refusal(uri), None, "{uri}");
        }
    }
}
