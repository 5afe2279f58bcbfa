//! Images that come over HTTP and HTTPS: whole, cut off, moved, absent, from servers that are known and from others.

use anyhow::{Result, ensure};
use labwright_e2e::disk::{Images, run};
use labwright_e2e::live::Host;
use labwright_e2e::web::Web;
use labwright_e2e::{Labwright, journey, live, wait};
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::process::Command;

const TIME: Duration = Duration::from_secs(120);
const BASE: &str = "/var/lib/libvirt/images/web/base.qcow2";

fn lab(url: &str, sha256: Option<&str>) -> String {
    let sha256 = sha256.map(|digest| format!(", sha256: {digest}")).unwrap_or_default();
    format!(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: web}}\nhost: {{name: host, overcommit: {{vcpus: 16, memory: 1, disk: 40}}}}\n\
         images:\n- {{name: base, url: \"{url}\"{sha256}}}\n\
         pools:\n- {{name: web, path: /var/lib/libvirt/images/web}}\nnetworks:\n- {{name: web, mode: isolated, ip: 10.94.0.1/24}}\n\
         machines:\n- name: one\n  vcpus: 1\n  memory: 32 MiB\n  disks: [{{name: vda, pool: web, size: 32 MiB, image: base}}]\n  ports: [{{name: eth0, network: web}}]\n"
    )
}

/// Builds the lab with this image, sees that the image reached the host whole, and removes it.
async fn builds(host: Host, labwright: &Labwright, url: &str, sha256: &str, pinned: bool) -> Result<String> {
    let file = labwright.write("web.lab.yaml", &lab(url, pinned.then_some(sha256)))?;
    let said = labwright.ok(&["apply", &file, "--yes"]).await?;
    let there = fs::read_dir("/var/lib/libvirt/images/web")?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut bases = there.filter(|path| path.display().to_string().contains("/base"));
    let base = bases.next().map_or_else(|| BASE.to_owned(), |path| path.display().to_string());
    let sum = run("sha256sum", &[&base])?;
    ensure!(sum.starts_with(sha256), "{url}: another image is on the host: {sum}");
    labwright.ok(&["destroy", &file, "--yes"]).await?;
    ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty());
    Ok(said)
}

#[test]
fn over_http_whole_cut_moved_and_absent() {
    let Some(host) = live::host() else { return };
    journey("download-http", TIME, async |_| {
        let images = Images::new()?;
        let sha256 = images.blank("base.qcow2", 8)?;
        let content = fs::read(images.folder().join("base.qcow2"))?;
        let half = content.len() / 2;
        let web = Web::start(content).await?;
        let empty = tempfile::tempdir()?;
        let labwright = Labwright::with_images(empty.path())?;

        let said = builds(host, &labwright, &web.url("/moved"), &sha256, true).await?;
        ensure!(web.requests() == ["/moved", "/whole"], "{:?}\n{said}", web.requests());
        // A pinned image is kept: the second time nobody is asked.
        builds(host, &labwright, &web.url("/moved"), &sha256, true).await?;
        ensure!(web.requests().len() == 2, "downloaded again: {:?}", web.requests());

        // Cut off in the middle, it is resumed there; from a server that cannot do that, it comes anew.
        let said = builds(host, &labwright, &web.url("/cut"), &sha256, true).await?;
        ensure!(web.requests()[2..] == ["/cut".to_owned(), format!("/cut bytes={half}-")], "{:?}\n{said}", web.requests());
        builds(host, &labwright, &web.url("/forgetful"), &sha256, true).await?;
        ensure!(web.requests()[4..] == ["/forgetful".to_owned(), format!("/forgetful bytes={half}-")], "{:?}", web.requests());
        // A server that is busy is asked again. Without a digest, it is asked before each use whether the file is still the same.
        builds(host, &labwright, &web.url("/busy"), &sha256, false).await?;
        ensure!(web.requests()[6..] == ["/busy", "/busy", "/busy if-none-match"], "{:?}", web.requests());

        // What is not there, or is another file, is an error at once, and nothing of it stays on the host.
        let wrong = sha256.chars().rev().collect::<String>();
        for (path, sha256, says) in [("/absent", &sha256, "the server answered 404 Not Found"), ("/whole", &wrong, sha256.as_str())] {
            let begin = Instant::now();
            let file = labwright.write("web.lab.yaml", &lab(&web.url(path), Some(sha256)))?;
            let said = labwright.refused(1, &["apply", &file, "--yes", "--on-failure", "unwind"]).await?;
            ensure!(said.contains(says) && said.contains(path), "{path}: {said}");
            ensure!(begin.elapsed() < Duration::from_secs(15), "{path}: found out after {:?}", begin.elapsed());
            ensure!(host.inventory().await?.is_empty(), "{path}: half-done: {:?}", host.inventory().await?);
        }
        Ok(())
    });
}

#[test]
fn over_https_from_a_server_that_is_not_known_and_then_is() {
    let Some(host) = live::host() else { return };
    journey("download-https", TIME, async |_| {
        let images = Images::new()?;
        let sha256 = images.blank("base.qcow2", 2)?;
        let place = |name: &str| images.folder().join(name).display().to_string();
        let (key, certificate) = (place("key.pem"), place("certificate.pem"));
        let subject =
            ["-subj", "/CN=images.example", "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"];
        let make = [
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-keyout",
            &key,
            "-out",
            &certificate,
        ];
        run("openssl", &[&make[..], &subject].concat())?;
        let mut server = Command::new("openssl");
        server.args(["s_server", "-quiet", "-WWW", "-accept", "127.0.0.1:4433", "-key", &key, "-cert", &certificate]);
        server.current_dir(images.folder()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let _server = server.spawn()?;
        let listens = async || Ok(tokio::net::TcpStream::connect("127.0.0.1:4433").await.ok());
        wait::until(wait::PAGE, "the HTTPS server", listens).await?;

        let empty = tempfile::tempdir()?;
        let labwright = Labwright::with_images(empty.path())?;
        let file = labwright.write("web.lab.yaml", &lab("https://127.0.0.1:4433/base.qcow2", Some(&sha256)))?;
        let begin = Instant::now();
        let said = labwright.refused(1, &["apply", &file, "--yes", "--on-failure", "unwind"]).await?;
        ensure!(said.contains("certificate is refused") && said.contains("update-ca-certificates"), "{said}");
        ensure!(begin.elapsed() < Duration::from_secs(15), "found out after {:?}", begin.elapsed());
        ensure!(host.inventory().await?.is_empty() && labwright.ledger().await?.is_empty());

        // On the machine's list it is believed.
        let trusting = [("SSL_CERT_FILE", certificate.as_str())];
        let ended = labwright.run_with(&trusting, &["apply", &file, "--yes"]).await?;
        ensure!(ended.status.success(), "{ended}");
        ensure!(host.domains(true).await? == ["one"]);
        Ok(())
    });
}
