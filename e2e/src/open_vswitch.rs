//! Open vSwitch of the private libvirt's own: its daemons, and its database as its own tools tell of it.

use crate::daemon;
use crate::disk::run;
use crate::live::Host;
use anyhow::{Context, Result, ensure};
use std::path::Path;

const DATABASE: &str = "/etc/openvswitch/conf.db";

impl Host {
    /// Starts the database's server and the switch daemon, with a database of this test's own.
    pub fn start_open_vswitch(self) -> Result<()> {
        if !Path::new(DATABASE).exists() {
            run("ovsdb-tool", &["create", DATABASE, "/usr/share/openvswitch/vswitch.ovsschema"])?;
        }
        let socket = "--remote=punix:/run/openvswitch/db.sock";
        run("ovsdb-server", &[DATABASE, socket, "--pidfile", "--detach", "--no-chdir", "--log-file"])?;
        self.ovs(&["--no-wait", "init"])?;
        run("ovs-vswitchd", &["--pidfile", "--detach", "--no-chdir", "--log-file"])?;
        Ok(())
    }

    /// Ends both, by their own control sockets, as a reboot of the host does. A daemon answers before it ends, and one
    /// that has not ended keeps the next from starting.
    pub async fn stop_open_vswitch(self) -> Result<()> {
        for (daemon, exit) in [("ovs-vswitchd", &["exit", "--cleanup"][..]), ("ovsdb-server", &["exit"][..])] {
            let id = daemon::id(&format!("/run/openvswitch/{daemon}.pid"))?;
            run("ovs-appctl", &[&["-t", daemon], exit].concat())?;
            daemon::gone(id).await?;
        }
        Ok(())
    }

    /// What ovs-vsctl prints.
    pub fn ovs(self, arguments: &[&str]) -> Result<String> {
        let mut all = vec!["--timeout=20"];
        all.extend(arguments);
        Ok(run("ovs-vsctl", &all).with_context(|| format!("ovs-vsctl {}", arguments.join(" ")))?.trim().to_owned())
    }

    /// Makes a bridge that is nobody's of ours, with a port in it, and where new bridges forward here.
    pub fn foreign_bridge(self) -> Result<Vec<String>> {
        let netdev = "datapath_type=netdev";
        self.ovs(&["add-br", "foreign", "--", "set", "Bridge", "foreign", netdev, "external_ids:owner=somebody"])?;
        self.ovs(&["add-port", "foreign", "foreign-7", "tag=7", "--", "set", "Interface", "foreign-7", "type=internal"])?;
        self.bridge_to_the_letter("foreign")
    }

    /// Everything that the database says of a bridge, its ports and its own interfaces, but for what the daemon counts.
    pub fn bridge_to_the_letter(self, bridge: &str) -> Result<Vec<String>> {
        let mut all = vec![self.ovs(&["list", "Bridge", bridge])?];
        for port in self.ovs(&["list-ports", bridge])?.lines() {
            all.push(self.ovs(&["list", "Port", port])?);
            all.push(self.ovs(&["--columns=_uuid,name,type,external_ids,mtu_request,options,ofport", "list", "Interface", port])?);
        }
        ensure!(all.len() > 1, "{bridge} has no port");
        // Counters of the daemon.
        let counts = |line: &&str| !["statistics", "rstp_statistics", "status"].iter().any(|word| line.starts_with(word));
        Ok(all.iter().map(|text| text.lines().filter(counts).collect::<Vec<_>>().join("\n")).collect())
    }

    /// `tag trunks vlan_mode` of the port that a guest's interface is.
    pub async fn port_of(self, domain: &str) -> Result<String> {
        let xml = self.virsh(&["dumpxml", domain]).await?;
        let device =
            xml.split("<target dev='").find_map(|part| part.split_once('\'').map(|(device, _)| device).filter(|d| d.starts_with("vnet")));
        let device = device.with_context(|| format!("{domain} has no port"))?;
        Ok(self.ovs(&["get", "Port", device, "tag", "trunks", "vlan_mode"])?.replace('\n', " "))
    }
}
