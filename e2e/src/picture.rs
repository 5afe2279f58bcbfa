//! What libvirt has, as text that two ways of building the same lab can be compared by.

use crate::disk::run;
use crate::live::Host;
use anyhow::{Context, Result, ensure};

impl Host {
    /// Every definition, state and volume, to the byte, but for what libvirt, the guests or the medium decide: the MACs of bridges,
    /// times, how much of a medium is taken, and how a seed's ISO image is laid out (its files are compared instead).
    pub async fn picture(self) -> Result<Vec<String>> {
        let mut all = self.inventory().await?;
        let mut commands = Vec::new();
        let mut contents = Vec::new();
        for entry in &all {
            let (kind, name) = entry.split_once(' ').context("a kind and a name")?;
            match kind {
                "domain" => commands.extend([format!("dumpxml --inactive {name}"), format!("domstate {name}"), format!("dominfo {name}")]),
                "network" => commands.extend([format!("net-dumpxml --inactive {name}"), format!("net-info {name}")]),
                "pool" => commands.extend([format!("pool-dumpxml --inactive {name}"), format!("pool-info {name}")]),
                // A console's log is what a guest said.
                "volume" if name.ends_with(".log") => {}
                _ => {
                    let (pool, volume) = name.split_once('/').context("a pool and a volume")?;
                    commands.extend([format!("vol-dumpxml --pool {pool} {volume}"), format!("vol-path --pool {pool} {volume}")]);
                }
            }
        }
        for (command, answer) in commands.iter().zip(self.script(&commands).await?) {
            if command.starts_with("vol-path") {
                contents.push(answer);
                continue;
            }
            let is_seed = answer.contains(".iso</name>");
            let is_wanted = |line: &&str| {
                let word = line.trim_start().split([' ', '>', ':']).next().unwrap_or_default();
                let by_word = match command.split(' ').next().unwrap_or_default() {
                    "dominfo" => word == "Autostart" || word == "Persistent",
                    "net-info" | "pool-info" => matches!(word, "State" | "Active" | "Persistent" | "Autostart"),
                    "net-dumpxml" => word != "<mac",
                    "pool-dumpxml" => word != "<available" && word != "<allocation",
                    "vol-dumpxml" => !matches!(word, "<allocation" | "<physical" | "<atime" | "<mtime" | "<ctime" | "<btime"),
                    _ => true,
                };
                by_word && !(is_seed && word == "<capacity")
            };
            all.push(format!("{command}\n{}", answer.lines().filter(is_wanted).collect::<Vec<_>>().join("\n")));
        }
        for path in contents {
            all.extend(content(&path)?);
        }
        Ok(all)
    }
}

/// What is in an image that was brought in, or in each file of a seed.
fn content(path: &str) -> Result<Vec<String>> {
    if path.ends_with(".iso") {
        let about = run("isoinfo", &["-d", "-i", path])?;
        let mut all: Vec<String> =
            about.lines().filter(|line| line.starts_with("Volume id") || line.contains("with Rock Ridge")).map(str::to_owned).collect();
        ensure!(!all.is_empty(), "{path}: {about}");
        for file in run("isoinfo", &["-R", "-f", "-i", path])?.lines() {
            all.push(format!("{path} {file}\n{}", run("isoinfo", &["-R", "-x", file, "-i", path])?));
        }
        return Ok(all);
    }
    // What guests write into is theirs; its format, size and base image are in the volume's XML.
    let is_disk = ["-vd", "-disk"].iter().any(|word| path.contains(word));
    Ok(if is_disk { Vec::new() } else { vec![run("sha256sum", &[path])?] })
}
