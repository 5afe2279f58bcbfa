//! Networks on a real Open vSwitch: VLANs told apart by traffic, bridges made and taken away, and nothing else touched.

use anyhow::{Context, Result, ensure};
use labwright_e2e::console::Console;
use labwright_e2e::disk::run;
use labwright_e2e::{Labwright, journey, live, wait};
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(180);

/// What a guest with `lab.serve=1` serves.
const BLOB: usize = 512 << 10;

const NETWORK: &str = "
pools:
- {name: ovs, path: /var/lib/libvirt/images/ovs}
networks:
- name: switch
  mode: open-vswitch
  bridge: ovslab
  portgroups:
  - {name: trunk, trunk: [100, 101], native: 1, default: true}
  - {name: access-100, access: 100}
  - {name: access-101, access: 101}
  segments: [{vlan: 100, ip: 10.79.0.254/24}, {vlan: 101}]
";

/// All guests in one prefix, so that nothing but the VLANs keeps them apart.
const GUESTS: [(&str, &str, &str); 5] = [
    ("a1", "access-100", "lab.ip.eth0=10.79.0.1/24 lab.serve=1"),
    ("b1", "access-101", "lab.ip.eth0=10.79.0.3/24 lab.serve=1"),
    ("t1", "trunk", "lab.ip.eth0=10.79.0.4/24 lab.vlan=100 lab.serve=1"),
    ("a2", "access-100", "lab.ip.eth0=10.79.0.2/24 lab.ping=10.79.0.1,10.79.0.4,10.79.0.254,10.79.0.3 lab.get=10.79.0.1,10.79.0.4"),
    ("b2", "access-101", "lab.ip.eth0=10.79.0.5/24 lab.ping=10.79.0.3,10.79.0.1 lab.get=10.79.0.3"),
];

fn lab(guests: &[(&str, &str, &str)]) -> String {
    let mut text = format!(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: ovs}}\nhost: {{name: host, overcommit: {{vcpus: 16, memory: 1, disk: 40}}}}\n\
         images:\n- {{name: kernel, kind: kernel, path: tiny-vmlinuz}}\n- {{name: initrd, kind: initrd, path: tiny-initrd.img}}{NETWORK}"
    );
    if guests.is_empty() {
        return text;
    }
    text.push_str("machines:\n");
    for (name, portgroup, arguments) in guests {
        let _ = write!(
            text,
            "- name: {name}\n  vcpus: 1\n  memory: 128 MiB\n  ports: [{{name: eth0, network: switch, portgroup: {portgroup}}}]\n\
             \x20 boot: {{kernel: {{kernel: kernel, initrd: initrd, args: \"console=ttyS0 quiet {arguments}\"}}}}\n\
             \x20 up: {{signal: serial, marker: READY, timeoutSecs: 90}}\n"
        );
        if name.ends_with('2') {
            text.push_str("  after: [a1, b1, t1]\n");
        }
    }
    text
}

/// What the host gets from a guest over TCP.
fn fetch(address: &str) -> Result<usize> {
    let mut stream = TcpStream::connect_timeout(&format!("{address}:80").parse()?, Duration::from_secs(2))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.write_all(b"GET /blob HTTP/1.0\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let begin = answer.windows(4).position(|four| four == b"\r\n\r\n").context("no HTTP answer")?;
    Ok(answer.len() - begin - 4)
}

#[test]
fn vlans_are_kept_apart_for_ping_and_tcp() {
    let Some(host) = live::host() else { return };
    journey("ovs-traffic", TIME, async |_| {
        host.start_open_vswitch()?;
        let foreign = host.foreign_bridge()?;
        let labwright = Labwright::new()?;
        let file = labwright.write("ovs.lab.yaml", &lab(&GUESTS))?;
        labwright.ok(&["apply", &file, "--yes"]).await?;

        for (guest, port) in [("a1", "100 [] []"), ("b1", "101 [] []"), ("t1", "1 [1, 100, 101] native-untagged")] {
            let found = host.port_of(guest).await?;
            ensure!(found == port, "the port of {guest} is {found}, not {port}");
        }
        let facts = labwright.ok(&["facts"]).await?;
        let in_userspace = facts.contains("kernelModule: false");
        for guest in ["a1", "t1"] {
            let xml = host.virsh(&["dumpxml", "--inactive", guest]).await?;
            ensure!(xml.contains("csum='off'") == in_userspace, "{xml}");
        }
        // The same VLAN and the trunk's guest in it are reached, by ping and by a transfer over TCP; the other VLAN is not.
        for (guest, lines) in [
            (
                "a2",
                &[
                    "PING 10.79.0.1 OK",
                    "PING 10.79.0.4 OK",
                    "PING 10.79.0.254 OK",
                    "PING 10.79.0.3 FAIL",
                    "GET 10.79.0.1 OK",
                    "GET 10.79.0.4 OK",
                ][..],
            ),
            ("b2", &["PING 10.79.0.3 OK", "PING 10.79.0.1 FAIL", "GET 10.79.0.3 OK"]),
        ] {
            let console = Console::at(format!("/var/lib/libvirt/images/ovs/{guest}-serial.log"));
            for line in lines {
                let (what, result) = line.rsplit_once(' ').unwrap_or_default();
                let found = console.line(&format!("{what} "), wait::GUEST).await?;
                ensure!(found.ends_with(result), "{guest} says {found}, not {line}:\n{}", console.text()?);
            }
        }
        for address in ["10.79.0.1", "10.79.0.4"] {
            let size = fetch(address).with_context(|| format!("the host gets nothing from {address}"))?;
            ensure!(size == BLOB, "the host gets {size} bytes from {address}");
        }
        ensure!(fetch("10.79.0.3").is_err(), "the host reaches VLAN 101");
        let again = labwright.ok(&["apply", &file, "--yes"]).await?;
        ensure!(again.contains("nothing to do"), "{again}");

        // A portgroup in another VLAN: running guests move without a restart, and out of the host's reach.
        let moved = labwright.write("ovs.lab.yaml", &lab(&GUESTS).replace("access: 100}", "access: 102}"))?;
        let said = labwright.ok(&["apply", &moved, "--yes"]).await?;
        ensure!(said.contains("update network switch") && said.contains("1 to change") && !said.contains("stop domain"), "{said}");
        let ports = (host.port_of("a1").await?, host.port_of("b1").await?);
        ensure!(ports == ("102 [] []".to_owned(), "101 [] []".to_owned()), "{ports:?}");
        ensure!(fetch("10.79.0.1").is_err() && fetch("10.79.0.4")? == BLOB, "the host still reaches a1, or no longer t1");

        labwright.ok(&["destroy", &moved, "--yes"]).await?;
        let left = (host.inventory().await?, host.ovs(&["list-br"])?, labwright.ledger().await?);
        ensure!(left == (Vec::new(), "foreign".to_owned(), Vec::new()), "left: {left:?}");
        ensure!(host.bridge_to_the_letter("foreign")? == foreign, "{:?} in place of {foreign:?}", host.bridge_to_the_letter("foreign")?);
        Ok(())
    });
}

#[test]
fn a_bridge_killed_at_every_place_is_made_and_goes() {
    let Some(host) = live::host() else { return };
    journey("ovs-kill", TIME, async |_| {
        host.start_open_vswitch()?;
        let foreign = host.foreign_bridge()?;
        let labwright = Labwright::new()?;
        let file = labwright.write("ovs.lab.yaml", &lab(&[]))?;
        let changed = labwright.write("changed.lab.yaml", &lab(&[]).replace("{vlan: 101}", "{vlan: 101, ip: 10.80.0.254/24}"))?;
        let ports = || -> Result<String> {
            let all = host.ovs(&["list-ports", "ovslab"])?;
            let tags: Result<Vec<String>> =
                all.lines().map(|port| Ok(format!("{port} {}", host.ovs(&["get", "Port", port, "tag"])?))).collect();
            Ok(tags?.join(", "))
        };
        for (number, (command, file, expected)) in
            [("apply", &file, "ovslab-100 100"), ("apply", &changed, "ovslab-100 100, ovslab-101 101"), ("destroy", &changed, "")]
                .into_iter()
                .enumerate()
        {
            let places = labwright.file(&format!("places-{number}"));
            let mut kills = 0;
            let ended = loop {
                let ended = labwright.run_with(&[("LABWRIGHT_FAULT_EACH", &places)], &[command, file, "--yes", "--parallel", "1"]).await?;
                if !ended.was_killed() {
                    break ended;
                }
                kills += 1;
            };
            ensure!(ended.status.success() && kills > 5, "{kills} kills: {ended}");
            let places = std::fs::read_to_string(&places)?;
            ensure!(places.contains("bridge.") && places.contains("@after-effect"), "{places}");
            if expected.is_empty() {
                continue;
            }
            ensure!(ports()? == expected, "{}", ports()?);
            let addresses = run("ip", &["-brief", "address"])?;
            ensure!(
                addresses.contains("10.79.0.254/24") && addresses.contains("10.80.0.254/24") == expected.contains("101"),
                "{addresses}"
            );
            ensure!(labwright.ok(&["apply", file, "--yes"]).await?.contains("nothing to do"));
        }
        let left = (host.inventory().await?, host.ovs(&["list-br"])?, labwright.ledger().await?);
        ensure!(left == (Vec::new(), "foreign".to_owned(), Vec::new()), "left: {left:?}");
        ensure!(host.bridge_to_the_letter("foreign")? == foreign);
        Ok(())
    });
}

#[test]
fn what_is_not_the_labs_is_used_asked_for_and_left() {
    let Some(host) = live::host() else { return };
    journey("ovs-foreign", TIME, async |_| {
        let labwright = Labwright::new()?;
        let file = labwright.write("ovs.lab.yaml", &lab(&[]))?;
        let said = labwright.refused(1, &["apply", &file, "--yes"]).await?;
        ensure!(said.contains("runs no Open vSwitch") && said.contains("vlan/stopped-open-vswitch"), "{said}");
        host.start_open_vswitch()?;
        let foreign = host.foreign_bridge()?;

        // The host's own bridge below a network of the lab.
        let theirs = labwright.write("theirs.lab.yaml", &lab(&[]).replace("ovslab", "foreign"))?;
        labwright.ok(&["apply", &theirs, "--yes"]).await?;
        ensure!(host.bridge_to_the_letter("foreign")? == foreign, "a bridge that is not the lab's was changed");
        labwright.ok(&["destroy", &theirs, "--yes"]).await?;
        ensure!(host.bridge_to_the_letter("foreign")? == foreign && host.ovs(&["list-br"])? == "foreign");

        // An interface of the host is taken only with consent, and given back.
        run("ip", &["link", "add", "up0", "type", "veth", "peer", "name", "up1"])?;
        let taking = labwright
            .write("taking.lab.yaml", &lab(&[]).replace("  segments:", "  uplinks: [{interface: up0, trunk: [100, 101]}]\n  segments:"))?;
        let refused = labwright.run(&["apply", &taking, "--yes"]).await?;
        ensure!(!refused.status.success() && refused.said().contains("bridge.define/ovslab"), "{refused}");
        ensure!(host.ovs(&["list-br"])? == "foreign");
        labwright.ok(&["apply", &taking, "--yes", "--consent", "bridge.define/ovslab"]).await?;
        ensure!(host.ovs(&["get", "Port", "up0", "trunks"])? == "[100, 101]" && host.ovs(&["port-to-br", "up0"])? == "ovslab");

        // After a reboot of the host the database has bridge and ports, and the addresses are gone.
        host.stop_open_vswitch().await?;
        let said = labwright.refused(1, &["destroy", &taking, "--yes"]).await?;
        ensure!(said.contains("systemctl start openvswitch-switch"), "{said}");
        host.start_open_vswitch()?;
        let said = labwright.ok(&["apply", &taking, "--yes", "--consent", "bridge.define/ovslab"]).await?;
        ensure!(said.contains("as after a restart of the host"), "{said}");
        ensure!(run("ip", &["-brief", "address", "show", "ovslab-100"])?.contains("10.79.0.254/24"));

        // What somebody else put into the lab's bridge keeps it there, and is named.
        host.ovs(&["add-port", "ovslab", "stray", "--", "set", "Interface", "stray", "type=internal"])?;
        let said = labwright.refused(1, &["destroy", &taking, "--yes"]).await?;
        ensure!(said.contains("these ports in it are not: stray"), "{said}");
        host.ovs(&["del-port", "ovslab", "stray"])?;
        labwright.ok(&["destroy", &taking, "--yes"]).await?;
        ensure!(host.bridge_to_the_letter("foreign")? == foreign && host.ovs(&["list-br"])? == "foreign");
        ensure!(run("ip", &["link", "show", "up0"]).is_ok() && labwright.ledger().await?.is_empty());
        Ok(())
    });
}
