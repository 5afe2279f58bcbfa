//! Rendered files, read by the programs that they are for: HAProxy, nginx, BIND (a real server that answers each record) and bash.

use anyhow::{Context, Result, bail, ensure};
use labwright_e2e::rendered::{all, program, rendered, run, said};
use labwright_e2e::{Labwright, journey, wait};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::process::{Child, Command};

const TIME: Duration = Duration::from_secs(120);

#[test]
fn haproxy_takes_its_configuration() {
    journey("rendered-haproxy", TIME, async |_| {
        let labwright = Labwright::new()?;
        let found = all(&labwright, |name| name == "haproxy.cfg").await?;
        ensure!(found.len() >= 3, "{found:?}");
        for path in found {
            // The user is the package's, which is unpacked here and not installed.
            let text = fs::read_to_string(&path)?.replace("user haproxy", "user root").replace("group haproxy", "group root");
            let own = path.with_extension("checked");
            fs::write(&own, text)?;
            let output = run(program("usr/sbin/haproxy")?.args(["-c", "-f"]).arg(&own)).await?;
            ensure!(output.status.success(), "{}: {}", path.display(), said(&output));
        }
        Ok(())
    });
}

#[test]
fn bash_and_shellcheck_take_every_script() {
    journey("rendered-scripts", TIME, async |_| {
        let labwright = Labwright::new()?;
        let found = all(&labwright, |name| name.ends_with(".sh")).await?;
        ensure!(found.len() >= 30, "{}", found.len());
        for path in &found {
            let output = run(Command::new("bash").arg("-n").arg(path)).await?;
            ensure!(output.status.success(), "{}: {}", path.display(), said(&output));
        }
        let output = run(program("usr/bin/shellcheck")?.args(["--shell=bash", "--severity=style"]).args(&found)).await?;
        ensure!(output.status.success(), "{}", said(&output));
        Ok(())
    });
}

/// A configuration of nginx that has a site and keeps all else in a folder.
fn nginx(folder: &Path, site: &Path) -> Result<PathBuf> {
    let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary: String = folders.iter().map(|name| format!("{name}_temp_path {}/{name}; ", folder.display())).collect();
    let text = format!(
        "daemon off;\nmaster_process off;\nuser root;\npid {0}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{ access_log off; {temporary}include {1}; }}\n",
        folder.display(),
        site.display()
    );
    let path = folder.join("nginx.conf");
    fs::write(&path, text)?;
    Ok(path)
}

/// What a path is answered with: the status and the body.
fn get(port: u16, path: &str) -> Result<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: x\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).context("a status")?.parse()?;
    Ok((status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()))
}

#[test]
fn nginx_serves_what_nodes_ask_for_and_no_key_of_the_cluster() {
    journey("rendered-nginx", TIME, async |_| {
        let labwright = Labwright::new()?;
        let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/templates/okd45-upi.lab.yaml");
        let out = rendered(&labwright, &lab).await?;
        let site = out.join("machines/bastion/etc/nginx/conf.d/okd-ignition.conf");
        let folder = tempfile::tempdir_in("/run")?;
        let check = nginx(folder.path(), &site)?;
        let output = run(program("usr/sbin/nginx")?.arg("-t").arg("-c").arg(&check)).await?;
        ensure!(output.status.success(), "{}", said(&output));
        let www = folder.path().join("www");
        for path in
            ["install/coreos.raw.xz", "ignition/bootstrap.ign", "ignition/master.ign", "ignition/worker.ign", "ignition/auth/kubeconfig"]
        {
            let file = www.join(path);
            fs::create_dir_all(file.parent().context("a folder")?)?;
            fs::write(file, path)?;
        }
        let moved = folder.path().join("site.conf");
        let text = fs::read_to_string(&site)?;
        ensure!(text.contains("root /var/www/okd;"), "{text}");
        fs::write(&moved, text.replace("/var/www/okd", &www.to_string_lossy()))?;
        let configuration = nginx(folder.path(), &moved)?;
        let _nginx: Child = program("usr/sbin/nginx")?.arg("-c").arg(&configuration).spawn()?;
        wait::until(wait::PAGE, "nginx", async || Ok(TcpStream::connect(("127.0.0.1", 8080)).ok())).await?;
        for role in ["bootstrap", "master", "worker"] {
            let arguments = fs::read_to_string(out.join(format!("machines/{role}/kernel-arguments")))?;
            let url =
                arguments.split_whitespace().find_map(|word| word.strip_prefix("coreos.inst.ignition_url=http://192.168.120.101:8080"));
            let path = url.with_context(|| format!("no URL of ignition in {arguments}"))?;
            ensure!(get(8080, path)? == (200, path.trim_start_matches('/').to_owned()), "{path}: {:?}", get(8080, path)?);
        }
        ensure!(get(8080, "/install/coreos.raw.xz")?.0 == 200);
        for hidden in ["/", "/ignition/", "/ignition/auth/kubeconfig", "/ignition/other.ign"] {
            ensure!(get(8080, hidden)?.0 == 404, "{hidden}: {:?}", get(8080, hidden)?);
        }
        Ok(())
    });
}

/// What a DNS server on loopback says to a question.
async fn ask(kind: &str, name: &str) -> Result<String> {
    let mut dig = program("usr/bin/dig")?;
    let output = run(dig.args(["@127.0.0.1", "-p", "5353", "+short", "+tries=1", "+time=3", "-t", kind, name])).await?;
    if !output.status.success() {
        bail!("{kind} {name}: {}", said(&output));
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

#[test]
fn a_name_server_answers_every_record_of_the_zones() {
    journey("rendered-zones", TIME, async |_| {
        let labwright = Labwright::new()?;
        for path in all(&labwright, |name| name.starts_with("db.")).await? {
            let name = path.file_name().context("a name")?.to_string_lossy().trim_start_matches("db.").to_owned();
            let output = run(program("usr/bin/named-checkzone")?.arg(&name).arg(&path)).await?;
            ensure!(output.status.success(), "{}: {}", path.display(), said(&output));
        }
        let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/templates/okd45-upi.lab.yaml");
        let zones = rendered(&labwright, &lab).await?.join("machines/bastion/etc/coredns");
        let folder = tempfile::tempdir_in("/run")?;
        let zone = |name: &str| format!("zone \"{name}\" {{ type primary; file \"{}/db.{name}\"; }};\n", zones.display());
        let configuration = folder.path().join("named.conf");
        let options = format!(
            "options {{ directory \"{0}\"; listen-on port 5353 {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; recursion no; pid-file none; session-keyfile none; managed-keys-directory \"{0}\"; dnssec-validation no; }};\ncontrols {{}};\n",
            folder.path().display()
        );
        fs::write(&configuration, options + &zone("okd.example") + &zone("120.168.192.in-addr.arpa"))?;
        let log = fs::File::create(folder.path().join("log"))?;
        let mut named = program("usr/sbin/named")?;
        let _named = named.args(["-g", "-c"]).arg(&configuration).stderr(log).spawn().context("cannot start named")?;
        let answers = async || Ok(ask("SOA", "okd.example").await.ok().filter(|answer| !answer.is_empty()));
        let up = wait::until(wait::PAGE, "the name server", answers).await;
        up.with_context(|| fs::read_to_string(folder.path().join("log")).unwrap_or_default())?;
        for (kind, name, answer) in [
            ("A", "api.okd.example", "192.168.120.101"),
            ("A", "api-int.okd.example", "192.168.120.101"),
            ("A", "registry.okd.example", "192.168.120.101"),
            ("A", "bastion.okd.example", "192.168.120.101"),
            ("A", "bootstrap.okd.example", "192.168.120.102"),
            ("A", "master.okd.example", "192.168.120.103"),
            ("A", "etcd-0.okd.example", "192.168.120.103"),
            ("A", "worker.okd.example", "192.168.120.104"),
            ("A", "console-openshift-console.apps.okd.example", "172.18.22.243"),
            ("SRV", "_etcd-server-ssl._tcp.okd.example", "0 10 2380 etcd-0.okd.example."),
            ("PTR", "103.120.168.192.in-addr.arpa", "master.okd.example."),
            ("PTR", "104.120.168.192.in-addr.arpa", "worker.okd.example."),
            ("NS", "okd.example", "bastion.okd.example."),
        ] {
            let told = ask(kind, name).await?;
            ensure!(told == answer, "{kind} {name} is answered with {told:?}, not {answer:?}");
        }
        ensure!(ask("A", "nobody.okd.example").await?.is_empty());
        Ok(())
    });
}
