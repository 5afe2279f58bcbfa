//! An SSH server of the test's own on loopback, and a client that knows it or does not.

use crate::{files, wait};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// A server that lets root in with one key. Dropped, it is killed.
///
/// Only for tests in private namespaces: files of the machine are covered with others.
pub struct SshServer {
    folder: TempDir,
    port: u16,
    _child: Child,
}

impl SshServer {
    /// Starts it, and lets every `ssh` in this namespace know its host key and have its key.
    pub async fn start() -> Result<SshServer> {
        let folder = tempfile::tempdir_in("/run")?;
        let path = |name: &str| folder.path().join(name);
        install()?;
        may_log_in(folder.path())?;
        fs::create_dir_all("/run/sshd")?;
        for name in ["host", "user", "stranger"] {
            crate::disk::run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", &path(name).display().to_string()])?;
        }
        fs::copy(path("user.pub"), path("authorized"))?;
        let port = free_port()?;
        let configuration = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {0}/host\nAuthorizedKeysFile {0}/authorized\nPidFile none\nUsePAM no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nStrictModes no\n",
            folder.path().display()
        );
        fs::write(path("sshd_config"), configuration)?;
        let log = fs::File::create(path("log"))?;
        let mut server = Command::new("/usr/sbin/sshd");
        server.args(["-D", "-e", "-f"]).arg(path("sshd_config"));
        server.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        let child = server.spawn().context("cannot start sshd")?;
        let listens = async || Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok());
        let listening = wait::until(Duration::from_secs(10), "the SSH server", listens).await;
        listening.with_context(|| fs::read_to_string(path("log")).unwrap_or_default())?;
        let server = SshServer { folder, port, _child: child };
        fs::write(server.path("ssh_config"), "")?;
        cover(&server.path("ssh_config"), "/etc/ssh/ssh_config")?;
        server.client("user", true)?;
        Ok(server)
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What `ssh` does from now on: which key it shows (`user` is let in, `stranger` is not), and whether it knows the server.
    pub fn client(&self, key: &str, known: bool) -> Result<()> {
        let host = fs::read_to_string(self.path("host.pub"))?;
        let line = if known { format!("[127.0.0.1]:{} {host}", self.port) } else { String::new() };
        fs::write(self.path("known_hosts"), line)?;
        let configuration = format!(
            "IdentityFile {0}/{key}\nIdentitiesOnly yes\nIdentityAgent none\nUserKnownHostsFile {0}/known_hosts\nGlobalKnownHostsFile /dev/null\n",
            self.folder.path().display()
        );
        Ok(fs::write(self.path("ssh_config"), configuration)?)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// The package's files where they belong, in this namespace alone, if the machine has no SSH server.
fn install() -> Result<()> {
    if Path::new("/usr/sbin/sshd").exists() {
        return Ok(());
    }
    let unpacked = files::sshd()?;
    let folders = format!("lowerdir={}:/usr", unpacked.join("usr").display());
    crate::disk::run("mount", &["-t", "overlay", "overlay", "-o", &folders, "/usr"])?;
    Ok(())
}

/// The user for separated privileges, and a root whose account is not locked.
fn may_log_in(folder: &Path) -> Result<()> {
    let mut users = fs::read_to_string("/etc/passwd")?;
    if !users.lines().any(|line| line.starts_with("sshd:")) {
        users.push_str("sshd:x:64999:65534::/run/sshd:/usr/sbin/nologin\n");
    }
    let passwords = fs::read_to_string("/etc/shadow")?;
    let open = |line: &str| if line.starts_with("root:") { "root:*:19000:0:99999:7:::".to_owned() } else { line.to_owned() };
    let passwords: String = passwords.lines().map(|line| open(line) + "\n").collect();
    for (name, text) in [("passwd", users), ("shadow", passwords)] {
        fs::write(folder.join(name), text)?;
        cover(&folder.join(name), &format!("/etc/{name}"))?;
    }
    Ok(())
}

/// Lays a file over one of the machine's, in this namespace alone.
fn cover(file: &Path, over: &str) -> Result<()> {
    crate::disk::run("chmod", &["644", &file.display().to_string()])?;
    crate::disk::run("mount", &["--bind", &file.display().to_string(), over])?;
    Ok(())
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
