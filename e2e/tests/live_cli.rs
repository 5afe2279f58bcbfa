//! The command line's word: exit codes, JSON, and what it says of bad documents. Needs no host.

use anyhow::{Context, Result, ensure};
use labwright_e2e::{Labwright, journey};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const TIME: Duration = Duration::from_secs(60);

const GOOD: &str = "apiVersion: labwright.dev/v1alpha1
kind: Lab
metadata: {name: words}
pools:
- {name: words, path: /var/lib/libvirt/images/words}
networks:
- {name: lan, mode: isolated, ip: 10.95.0.1/24}
machines:
- name: one
  vcpus: 1
  memory: 64 MiB
  disks: [{name: vda, pool: words, size: 8 MiB}]
  ports:
  - {name: eth0, network: lan, address: 10.95.0.7}
";

/// A program with no images, whose host answers nobody.
fn program() -> Result<(tempfile::TempDir, Labwright)> {
    let images = tempfile::tempdir()?;
    let labwright = Labwright::with_images(images.path())?;
    Ok((images, labwright))
}

#[test]
fn exit_codes_and_json() {
    journey("cli-words", TIME, async |_| {
        let (_images, labwright) = program()?;
        let good = labwright.write("good.lab.yaml", GOOD)?;
        let json: Value = serde_json::from_str(&labwright.ok(&["check", &good, "--format", "json"]).await?)?;
        ensure!(json["diagnostics"].is_array(), "{json}");

        // 1: findings of severity error.
        let bad = labwright.write("bad.lab.yaml", &GOOD.replace("10.95.0.7", "10.99.0.7"))?;
        let said = labwright.run(&["check", &bad, "--format", "json"]).await?;
        ensure!(said.status.code() == Some(1) && said.stderr.is_empty(), "{said}");
        let json: Value = serde_json::from_str(&said.stdout)?;
        let found = json["diagnostics"].as_array().and_then(|all| all.iter().find(|one| one["severity"] == "error"));
        let found = found.with_context(|| format!("no error in {json}"))?;
        for key in ["rule", "severity", "subject", "message", "line", "fixes"] {
            ensure!(found.get(key).is_some(), "no {key} in {found}");
        }
        let is_text = ["rule", "subject", "message"].iter().all(|key| found[key].as_str().is_some_and(|text| !text.is_empty()));
        ensure!(is_text && found["line"] == 14 && found["fixes"].is_array(), "{found}");
        let text = labwright.refused(1, &["check", &bad]).await?;
        ensure!(text.contains(&format!("{bad}:14: error ")) && text.contains("1 error"), "{text}");

        // 2: what could not be tried.
        for (arguments, says) in [
            (&["check", "/nowhere.yaml"][..], "/nowhere.yaml"),
            (&["check"], "Usage"),
            (&["chekc", &good], "check"),
            (&["check", &good, "--facts", &bad], "error"),
            (&["check", &good, "--scale", "none"], "no scale none"),
            (&["apply", &good, "--parallel", "0"], "--parallel"),
            (&["apply", &good, "--yes", "--host", "qemu+unix:///system?socket=/nowhere"], "no host"),
            (&["resume", "nothing"], "no run nothing"),
            (&["cancel", "nothing"], "no run nothing"),
            (&["secret", "set", "empty"], "empty"),
            (&["secret", "delete", "none"], "no secret none"),
        ] {
            let said = labwright.refused(2, arguments).await?;
            ensure!(said.contains(says), "{arguments:?} does not say {says:?}: {said}");
        }
        // An error in JSON is one object on standard output.
        let said = labwright.run(&["check", "/nowhere.yaml", "--format", "json"]).await?;
        let json: Value = serde_json::from_str(&said.stdout)?;
        ensure!(
            json["error"]["code"].is_string() && json["error"]["message"].as_str().is_some_and(|text| text.contains("/nowhere.yaml")),
            "{json}"
        );
        Ok(())
    });
}

#[test]
fn hostile_documents_are_refused_clearly_and_at_once() {
    journey("cli-hostile", TIME, async |_| {
        let (_images, labwright) = program()?;
        let folder = tempfile::tempdir()?;
        let write = |name: &str, bytes: &[u8]| -> Result<PathBuf> {
            let path = folder.path().join(name);
            fs::write(&path, bytes)?;
            Ok(path)
        };
        let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (one, other) in ["ab", "bc", "cd", "de", "ef"].iter().filter_map(|pair| pair.split_at_checked(1)) {
            bomb.push_str(&format!("{other}: &{other} [{}]\n", vec![format!("*{one}"); 10].join(",")));
        }
        bomb.push_str("g: [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\n");
        let deep = format!("a: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
        let big: String = (0..27_000_000_u32).map(|n| char::from(b'a' + (n.wrapping_mul(2_654_435_761) >> 28) as u8)).collect();
        let documents = [
            write("bomb.yaml", bomb.as_bytes())?,
            write("deep.yaml", deep.as_bytes())?,
            write("big.yaml", big.as_bytes())?,
            write("binary.yaml", b"\xff\xfe\x00")?,
            write("empty.yaml", b"")?,
            write("wrong.yaml", b"machines: 3\n")?,
            write("meta.yaml", b"machines:\n- name: \"a; rm -rf $(x) <b>\"\n")?,
            write("unknown.yaml", GOOD.replace("vcpus", "vcpu").as_bytes())?,
            write("cycle.yaml", GOOD.replace("  vcpus: 1", "  vcpus: 1\n  after: [one]").as_bytes())?,
        ];
        for document in documents {
            let path = document.display().to_string();
            let begin = Instant::now();
            let ended = labwright.run(&["check", &path]).await?;
            let said = ended.said();
            ensure!(matches!(ended.status.code(), Some(1 | 2)), "{path}: {ended}");
            ensure!(!said.contains("panicked") && !said.trim().is_empty() && said.len() < 10_000, "{path}: {said}");
            ensure!(begin.elapsed() < Duration::from_secs(10), "{path} took {:?}", begin.elapsed());
            if path.ends_with("unknown.yaml") {
                ensure!(said.contains("vcpus") && said.contains("10"), "no place or no \"did you mean\": {said}");
            }
            let ended = labwright.run(&["check", &path, "--format", "json"]).await?;
            serde_json::from_str::<Value>(&ended.stdout).with_context(|| format!("{path}: {ended}"))?;
        }
        Ok(())
    });
}
