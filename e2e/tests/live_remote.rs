//! A host over SSH and over TLS: everything that a lab needs goes through the one connection, and what can be wrong with it is said.

use anyhow::{Context, Result, ensure};
use labwright_e2e::disk::run;
use labwright_e2e::ssh::SshServer;
use labwright_e2e::{Labwright, journey, live, wait};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

const TIME: Duration = Duration::from_secs(150);

const LAB: &str = "apiVersion: labwright.dev/v1alpha1
kind: Lab
metadata: {name: remote}
host: {name: host, overcommit: {vcpus: 16, memory: 1, disk: 40}}
images:
- {name: tiny-disk, path: tiny-disk.qcow2}
pools:
- {name: remote, path: /var/lib/libvirt/images/remote}
networks:
- {name: remote, mode: isolated, ip: 10.101.0.1/24, dhcp: {start: 10.101.0.10, end: 10.101.0.99}}
machines:
- name: one
  vcpus: 1
  memory: 128 MiB
  disks: [{name: vda, pool: remote, size: 64 MiB, image: tiny-disk}]
  ports: [{name: eth0, network: remote}]
  cloudInit: {hostname: far-away}
  up: {signal: serial, marker: READY, timeoutSecs: 60}
";

#[test]
fn a_lab_is_built_watched_and_removed_over_ssh() {
    let Some(host) = live::host() else { return };
    journey("remote-ssh", TIME, async |_| {
        let ssh = SshServer::start().await?;
        let uri = format!("qemu+ssh://root@127.0.0.1:{}/system", ssh.port());
        let labwright = Labwright::new()?;
        let there: Value = serde_json::from_str(&labwright.ok(&["facts", "--host", &uri, "--format", "json"]).await?)?;
        let here: Value = serde_json::from_str(&labwright.ok(&["facts", "--format", "json"]).await?)?;
        for same in ["name", "cpu", "libvirtVersion", "qemuVersion", "uefi"] {
            ensure!(there[same] == here[same], "{same}: {} there, {} here", there[same], here[same]);
        }
        ensure!(there["kvm"]["works"].is_boolean(), "whether KVM works was not found out: {}", there["kvm"]);
        // What only a look at the machine itself tells is not known, and is not taken from this one.
        ensure!(there["interfaces"].is_null() && there["routes"].is_null() && there["filesystems"].is_null(), "{there}");

        let file = labwright.write("remote.lab.yaml", LAB)?;
        let said = labwright.ok(&["apply", &file, "--yes", "--host", &uri]).await?;
        ensure!(said.contains("wait domain one: done"), "{said}");
        ensure!(host.domains(true).await? == ["one"]);
        let status: Value = serde_json::from_str(&labwright.ok(&["status", &file, "--host", &uri, "--format", "json"]).await?)?;
        let address = status["machines"][0]["addresses"][0]["address"].as_str().with_context(|| format!("no address in {status}"))?;
        ensure!(address.starts_with("10.101.0.") && status["drift"].as_array().is_some_and(Vec::is_empty), "{status}");
        ensure!(labwright.ok(&["apply", &file, "--yes", "--host", &uri]).await?.contains("nothing to do"));
        labwright.ok(&["destroy", &file, "--yes", "--host", &uri]).await?;
        ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty(), "{:?}", host.inventory().await?);
        Ok(())
    });
}

#[test]
fn what_is_wrong_with_a_connection_is_said_in_time() {
    if live::host().is_none() {
        return;
    }
    journey("remote-refused", TIME, async |_| {
        let ssh = SshServer::start().await?;
        let labwright = Labwright::new()?;
        let (good, silent) = (ssh.port(), TcpListener::bind("127.0.0.1:0").await?);
        let closed = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
        // One that takes connections and never says a word.
        let mute = silent.local_addr()?.port();
        for (what, key, known, uri, says) in [
            (
                "a key that is not let in",
                "stranger",
                true,
                format!("qemu+ssh://root@127.0.0.1:{good}/system"),
                &["Permission denied", "root@127.0.0.1`"][..],
            ),
            (
                "a host key that nobody accepted",
                "user",
                false,
                format!("qemu+ssh://root@127.0.0.1:{good}/system"),
                &["Host key verification failed", "ssh"],
            ),
            (
                "a port where nobody listens",
                "user",
                true,
                format!("qemu+ssh://root@127.0.0.1:{closed}/system"),
                &["Connection refused", "SSH"],
            ),
            (
                "a host without a libvirt",
                "user",
                true,
                format!("qemu+ssh://root@127.0.0.1:{good}/system?socket=/nowhere"),
                &["/nowhere", "libvirt"],
            ),
            ("a name that is none", "user", true, "qemu+ssh://root@nowhere.invalid/system".to_owned(), &["nowhere.invalid"]),
            (
                "a server that says nothing",
                "user",
                true,
                format!("qemu+ssh://root@127.0.0.1:{mute}/system"),
                &["no answer within", "127.0.0.1"],
            ),
        ] {
            ssh.client(key, known)?;
            let begin = Instant::now();
            let said = labwright.refused(2, &["facts", "--host", &uri]).await?;
            eprintln!("{what}: {:?}: {said}", begin.elapsed());
            for word in says {
                ensure!(said.contains(word), "{what}: no {word:?} in: {said}");
            }
            ensure!(!said.contains("usermod") && !said.contains("cargo xtask"), "{what}: another case's remedy: {said}");
            ensure!(begin.elapsed() < Duration::from_secs(35), "{what}: found out after {:?}", begin.elapsed());
        }
        Ok(())
    });
}

/// A folder as libvirt's `pkipath` wants it: an authority, and a certificate by it for server and client.
fn authority(folder: &Path, name: &str) -> Result<()> {
    let path = |file: &str| folder.join(file).display().to_string();
    fs::create_dir(folder)?;
    fs::write(
        folder.join("openssl.cnf"),
        "[req]\ndistinguished_name = name\n[name]\n[authority]\nbasicConstraints = critical, CA:true\nkeyUsage = critical, keyCertSign\n\
         [peer]\nbasicConstraints = critical, CA:false\nkeyUsage = critical, digitalSignature, keyEncipherment\nextendedKeyUsage = serverAuth, clientAuth\nsubjectAltName = IP:127.0.0.1\n",
    )?;
    let (config, subject) = (path("openssl.cnf"), format!("/CN={name}"));
    let request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config", &config];
    let (key, certificate) = (path("cakey.pem"), path("cacert.pem"));
    run("openssl", &[&request[..], &["-extensions", "authority", "-subj", &subject, "-keyout", &key, "-out", &certificate]].concat())?;
    let signed = ["-CA", &certificate, "-CAkey", &key, "-extensions", "peer", "-subj", "/CN=127.0.0.1"];
    run("openssl", &[&request[..], &signed, &["-keyout", &path("clientkey.pem"), "-out", &path("clientcert.pem")]].concat())?;
    Ok(())
}

#[test]
fn a_lab_is_built_over_tls_with_certificates_that_fit() {
    let Some(host) = live::host() else { return };
    journey("remote-tls", TIME, async |_| {
        let folder = tempfile::tempdir_in("/run")?;
        let [ours, theirs] = ["ours", "theirs"].map(|name| folder.path().join(name));
        authority(&ours, "ours")?;
        authority(&theirs, "theirs")?;
        let settings = folder.path().join("libvirtd.conf");
        let place = ours.display();
        fs::write(
            &settings,
            format!(
                "listen_tls = 1\nlisten_tcp = 0\nlisten_addr = \"127.0.0.1\"\nauth_tls = \"none\"\nauth_unix_rw = \"none\"\n\
                 ca_file = \"{place}/cacert.pem\"\nkey_file = \"{place}/clientkey.pem\"\ncert_file = \"{place}/clientcert.pem\"\n"
            ),
        )?;
        host.kill_libvirtd().await?;
        run("libvirtd", &["-d", "--listen", "--config", &settings.display().to_string()])?;
        wait::until(wait::PAGE, "libvirtd to answer", async || host.virsh(&["version"]).await.map(Some)).await?;

        let labwright = Labwright::new()?;
        let uri = |pki: &Path| format!("qemu+tls://127.0.0.1/system?pkipath={}", pki.display());
        let begin = Instant::now();
        let said = labwright.refused(2, &["facts", "--host", &uri(&theirs)]).await?;
        ensure!(said.contains("certificate") && begin.elapsed() < Duration::from_secs(15), "after {:?}: {said}", begin.elapsed());
        let file = labwright.write("remote.lab.yaml", LAB)?;
        let said = labwright.ok(&["apply", &file, "--yes", "--host", &uri(&ours)]).await?;
        ensure!(said.contains("wait domain one: done"), "{said}");
        labwright.ok(&["destroy", &file, "--yes", "--host", &uri(&ours)]).await?;
        ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty(), "{:?}", host.inventory().await?);
        Ok(())
    });
}
