//! The command line where there is no host: what it says, in which form, and with which exit code.

#[path = "cli_without_host/address.rs"]
mod address;
#[path = "cli_without_host/advise.rs"]
mod advise;
#[path = "cli_without_host/capacity.rs"]
mod capacity;
#[path = "cli_without_host/script.rs"]
mod script;
#[path = "cli_without_host/stop.rs"]
mod stop;
#[path = "cli_without_host/topology.rs"]
mod topology;
#[path = "cli_without_host/uri.rs"]
mod uri;

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use labwright_shared::{plan::Plan, yaml};
use serde_json::Value;
use tempfile::TempDir;

const HEAD: &str = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata:\n  name: demo\n";

struct Desk {
    folder: TempDir,
}

struct Said {
    code: i32,
    out: String,
    err: String,
    took: Duration,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_labwright"));
        command
            .env_remove("LABWRIGHT_HOST")
            .env_remove("LABWRIGHT_IMAGES")
            .env("LABWRIGHT_STATE", self.folder.path().join("state"))
            .current_dir(self.folder.path());
        command
    }

    fn run(&self, words: &[&str]) -> Said {
        let begun = Instant::now();
        said(self.command().args(words).stdin(Stdio::null()).output().unwrap(), begun)
    }

    fn run_with_input(&self, words: &[&str], input: &str) -> Said {
        let begun = Instant::now();
        let mut child = self.command().args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        said(child.wait_with_output().unwrap(), begun)
    }
}

fn said(output: Output, begun: Instant) -> Said {
    Said {
        code: output.status.code().expect("it ended by itself"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        took: begun.elapsed(),
    }
}

fn shipped(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../static").join(path).canonicalize().unwrap().display().to_string()
}

fn machine(rest: &str) -> String {
    format!("{HEAD}pools:\n- {{name: fast, path: /srv/fast}}\nmachines:\n- name: a\n  vcpus: 1\n  memory: 1 GiB\n{rest}")
}

#[test]
fn a_lab_without_errors_is_fine() {
    let desk = Desk::new();
    for template in ["templates/first-lab.lab.yaml", "templates/osp13-l1.lab.yaml"] {
        let said = desk.run(&["check", &shipped(template)]);
        assert_eq!(said.code, 0, "{template}: {}{}", said.out, said.err);
        assert!(said.out.trim_end().lines().last().unwrap().starts_with("0 errors, "), "{}", said.out);
        assert_eq!(said.err, "");
    }
    let from_input = desk.run_with_input(&["check", "-"], HEAD);
    assert_eq!(from_input.code, 0, "{}", from_input.err);
}

#[test]
fn errors_are_told_with_their_lines_and_exit_with_1() {
    let desk = Desk::new();
    let path = desk.file("demo.yaml", machine("  ports:\n  - {name: eth0, network: nowhere}\n"));
    let said = desk.run(&["check", path.to_str().unwrap(), "--format", "json"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    let json = said.json();
    let found = &json["diagnostics"].as_array().unwrap().iter().find(|found| found["severity"] == "error").expect("an error");
    for key in ["rule", "subject", "message", "help"] {
        assert!(found[key].is_string(), "{key} in {found}");
    }
    assert!(found["line"].is_u64() && found["fixes"].is_array(), "{found}");
    assert!(found["subject"].as_str().unwrap().starts_with("machines[a]"), "{found}");
    assert!(json["accepted"].is_array());
    let text = desk.run(&["check", path.to_str().unwrap()]);
    assert_eq!(text.code, 1);
    assert!(text.out.contains(&format!("demo.yaml:{}: error machines[a]", found["line"])), "{}", text.out);
}

#[test]
fn many_like_findings_are_one_in_text_and_each_in_json() {
    let desk = Desk::new();
    let machines: String = (2..10).map(|number| format!("- {{name: m{number}, vcpus: 0, memory: 1 GiB}}\n")).collect();
    let path = desk.file("many.yaml", machine("") + &machines);
    let json = desk.run(&["check", path.to_str().unwrap(), "--format", "json"]).json();
    let of_rule = json["diagnostics"].as_array().unwrap().iter().filter(|found| found["rule"] == "capacity/no-vcpus");
    assert_eq!(of_rule.count(), 8);
    let text = desk.run(&["check", path.to_str().unwrap()]);
    assert_eq!(text.code, 1);
    assert_eq!(text.out.matches("[capacity/no-vcpus]").count(), 1, "{}", text.out);
    let rest = "the same of 7 machines; --format json lists each: machines[m3].vcpus, machines[m4].vcpus, machines[m5].vcpus, …";
    assert!(text.out.contains(rest), "{}", text.out);
}

#[test]
fn what_cannot_be_read_is_said_at_once_and_exits_with_2() {
    let desk = Desk::new();
    let bomb = {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..10 {
            text += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 10].join(", "));
        }
        text
    };
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty", Vec::new(), "empty"),
        ("blank", b"\n\n  \n".to_vec(), "empty"),
        ("comment", b"# nothing else\n".to_vec(), "empty"),
        ("binary", vec![0x7f, b'E', b'L', b'F', 0, 1, 0xff, 0xfe], "is not text"),
        ("nul", b"kind: \0Lab\n".to_vec(), "line 1"),
        ("bomb", bomb.into_bytes(), "line "),
        ("deep", format!("{HEAD}view: {}{}\n", "[".repeat(20_000), "]".repeat(20_000)).into_bytes(), "line 5"),
        ("large", format!("{HEAD}{}", "# a comment of some length, again and again\n".repeat(250_000)).into_bytes(), "bytes"),
        ("plan", b"apiVersion: labwright.dev/v1alpha1\nkind: Plan\nmetadata: {name: a}\n".to_vec(), "kind"),
        ("scalar", b"just words\n".to_vec(), "line 1"),
        ("twice", format!("{HEAD}kind: Lab\n").into_bytes(), "line 5"),
        ("shell", format!("{HEAD}machines:\n- {{name: \"a; rm -rf /\", vcpus: 1, memory: 1 GiB}}\n").into_bytes(), "contains ';'"),
        ("xml", format!("{HEAD}machines:\n- {{name: \"a<b\", vcpus: 1, memory: 1 GiB}}\n").into_bytes(), "contains '<'"),
    ];
    let mut wrong = Vec::new();
    for (name, content, needle) in cases {
        let path = desk.file(&format!("{name}.yaml"), content);
        let said = desk.run(&["check", path.to_str().unwrap()]);
        if said.code != 2 || !said.err.contains(needle) || said.err.contains("panicked") || said.took > Duration::from_secs(2) {
            wrong.push(format!("{name}: exit {} after {:?}: {}", said.code, said.took, said.err));
        }
        let json = desk.run(&["check", path.to_str().unwrap(), "--format", "json"]).json();
        assert!(json["error"]["message"].is_string() && json["error"]["code"].is_string(), "{name}: {json}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let absent = desk.run(&["check", "no-such.yaml"]);
    assert_eq!(absent.code, 2);
    assert!(absent.err.contains("no-such.yaml can't be read: No such file"), "{}", absent.err);
    let folder = desk.run(&["check", "."]);
    assert_eq!(folder.code, 2, "{}", folder.err);
    assert!(folder.err.contains("can't be read"), "{}", folder.err);
}

#[test]
fn a_word_that_is_nearly_right_is_offered() {
    let desk = Desk::new();
    let path = desk.file("demo.yaml", machine("  memroy: 1 GiB\n"));
    let said = desk.run(&["check", path.to_str().unwrap()]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("line 11, column 3: ") && said.err.contains("did you mean `memory`?"), "{}", said.err);
    let json = desk.run(&["check", path.to_str().unwrap(), "--format", "json"]).json();
    assert_eq!(json["error"]["code"], "unprocessable");
    assert!(json["error"]["details"][0].as_str().unwrap().contains("line 11"), "{json}");
}

#[test]
fn wrong_usage_exits_with_2() {
    let desk = Desk::new();
    for words in [
        &["chekc", "x"][..],
        &["check"],
        &["check", "a", "--parallel", "0"],
        &["check", "a", "--format", "xml"],
        &["check", "a", "--scale", "a b"],
        &[],
    ] {
        let said = desk.run(words);
        assert_eq!(said.code, 2, "{words:?}: {}", said.err);
        assert!(said.err.contains("Usage") || said.err.contains("error:"), "{words:?}: {}", said.err);
    }
    let scale = desk.run(&["check", &shipped("templates/first-lab.lab.yaml"), "--scale", "tiny"]);
    assert_eq!(scale.code, 2);
    assert!(scale.err.contains("scale tiny"), "{}", scale.err);
    assert_eq!(desk.run(&["--help"]).code, 0);
    assert_eq!(desk.run(&["--version"]).code, 0);
}

#[test]
fn without_a_host_commands_that_need_one_exit_with_2() {
    let desk = Desk::new();
    let lab = shipped("templates/first-lab.lab.yaml");
    let nobody = format!("qemu+unix:///system?socket={}/nobody", desk.folder.path().display());
    for words in [&["facts"][..], &["plan", &lab], &["apply", &lab, "--yes"], &["destroy", &lab, "--yes"], &["start", &lab, "--yes"]] {
        let said = desk.run(&[words, &["--host", &nobody]].concat());
        assert_eq!(said.code, 2, "{words:?}: {}{}", said.out, said.err);
        assert!(said.err.starts_with("error: no host: "), "{words:?}: {}", said.err);
    }
    let json = desk.run(&["facts", "--host", &nobody, "--format", "json"]).json();
    assert_eq!(json["error"]["code"], "no-host");
    let odd = desk.run(&["facts", "--host", "nonsense"]);
    assert_eq!(odd.code, 2, "{}", odd.err);
}

#[test]
fn a_plan_is_made_for_a_host_that_is_known_by_its_facts() {
    let desk = Desk::new();
    let (lab, facts) = (shipped("templates/osp13-l1.lab.yaml"), shipped("facts/newkvm.facts.yaml"));
    let said = desk.run(&["plan", &lab, "--facts", &facts, "--output", "plan.yaml"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(
        said.out.starts_with("Apply osp13-l1 on qemu:///system\n") && said.out.contains("24 to create, 1 to change, 1 to start"),
        "{}",
        said.out
    );
    let text = fs::read_to_string(desk.folder.path().join("plan.yaml")).unwrap();
    let plan: Plan = yaml::from_str(&text).unwrap();
    assert!(said.out.contains(&format!("digest {}", plan.digest())), "{}", said.out);
    assert_eq!(plan.to_yaml(), text);
    let again = desk.run(&["plan", &lab, "--facts", &facts, "--format", "json"]);
    assert_eq!(serde_json::from_value::<Plan>(again.json()).unwrap(), plan, "the same instance, the same plan");
    // With findings there is no plan.
    let small = desk.run(&["plan", &lab, "--facts", &shipped("facts/small.facts.yaml")]);
    assert_eq!(small.code, 1, "{}", small.err);
    assert!(small.err.starts_with("error: the lab has findings that stop a plan\n  error "), "{}", small.err);
    let wrong = desk.run(&["plan", &lab, "--facts", &lab]);
    assert_eq!(wrong.code, 2, "a lab is no facts: {}", wrong.err);
}

#[test]
fn render_writes_what_libvirt_and_guests_would_get() {
    let desk = Desk::new();
    let said = desk.run(&["render", &shipped("templates/osp13-l1.lab.yaml"), "--dir", "out"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let out = desk.folder.path().join("out");
    for file in [
        "networks/provisioning.xml",
        "pools/sas.xml",
        "pools/ssd.xml",
        "domains/undercloud.xml",
        "domains/overcloud-compute01.xml",
        "plan.yaml",
    ] {
        assert!(fs::metadata(out.join(file)).is_ok_and(|file| file.len() > 0), "{file}");
    }
    let seed = fs::read_dir(out.join("seeds")).unwrap().flatten().next().expect("a seed").path();
    assert!(fs::read_to_string(seed.join("user-data")).unwrap().contains("${secret:undercloud-root}"), "a secret stays a reference");
    let written: usize = said.out.split(' ').next().unwrap().parse().unwrap();
    assert_eq!(written, files_below(&out), "{}", said.out);
    let said = desk.run(&["render", &shipped("templates/osp13-ocp42.lab.yaml"), "--dir", "all"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let all = desk.folder.path().join("all");
    let mode = |path: &str| fs::metadata(all.join(path)).map(|file| file.permissions().mode() & 0o777).ok();
    assert_eq!(mode("host/root/tune.sh"), Some(0o755));
    assert_eq!(mode("machines/undercloud/home/stack/undercloud.conf"), Some(0o644));
    assert_eq!(mode("projects/ocp-tenant/secure.yaml"), Some(0o600), "what a secret comes into is its owner's alone");
    assert!(!desk.folder.path().join("state").exists(), "it needs no store");
    let taken = desk.file("taken", "a file");
    let refused = desk.run(&["render", &shipped("templates/first-lab.lab.yaml"), "--dir", taken.to_str().unwrap()]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("can't be written"), "{}", refused.err);
}

fn files_below(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files_below(&path) } else { 1 }).sum()
}

#[test]
fn secrets_are_kept_listed_and_never_shown() {
    let desk = Desk::new();
    assert_eq!(desk.run_with_input(&["secret", "set", "root"], "hunter2\n").code, 0);
    let list = desk.run(&["secret", "list"]);
    assert_eq!((list.code, list.out.as_str()), (0, "secret:root\n"));
    assert_eq!(desk.run_with_input(&["secret", "set", "empty"], "\n").code, 2);
    assert_eq!(desk.run(&["secret", "delete", "root"]).code, 0);
    let again = desk.run(&["secret", "delete", "root"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("no secret root"), "{}", again.err);
    assert_eq!(desk.run(&["runs", "demo"]).code, 0);
    assert_eq!(desk.run(&["resume", "nobody"]).code, 2);
}

#[test]
fn parameters_are_set_for_one_command() {
    let desk = Desk::new();
    let lab = format!(
        "{HEAD}parameters:\n- {{name: cpus, type: integer, default: 2, max: 8}}\npools:\n- {{name: fast, path: /srv/fast}}\nmachines:\n- {{name: a, vcpus: \"${{param:cpus}}\", memory: 1 GiB, disks: [{{name: vda, pool: fast, size: 1 GiB}}]}}\n"
    );
    let path = desk.file("made.yaml", lab);
    let path = path.to_str().unwrap();
    assert_eq!(desk.run(&["check", path]).code, 0);
    assert_eq!(desk.run(&["check", path, "--set", "cpus=4"]).code, 0);
    let beyond = desk.run(&["check", path, "--set", "cpus=9"]);
    assert_eq!(beyond.code, 1, "{}", beyond.out);
    assert!(beyond.out.contains("cpus is 9; 8 is the largest value"), "{}", beyond.out);
    for (given, said) in [("cpus=many", "is not a whole number"), ("cpu=4", "it has cpus"), ("cpus", "NAME=VALUE")] {
        let refused = desk.run(&["check", path, "--set", given]);
        assert_eq!(refused.code, 2, "{}", refused.out);
        assert!(refused.err.contains(said), "{}", refused.err);
    }
    let out = desk.folder.path().join("out");
    assert_eq!(desk.run(&["render", path, "--set", "cpus=4", "--dir", out.to_str().unwrap()]).code, 0);
    let domain = fs::read_dir(out.join("domains")).unwrap().flatten().next().expect("a domain").path();
    assert!(fs::read_to_string(domain).unwrap().contains("<vcpu>4</vcpu>"));
}

#[test]
fn what_the_lab_accepts_or_changes_is_told_with_its_reason() {
    let desk = Desk::new();
    let settings = "settings:\n  severity:\n  - {rule: references/unknown-record, level: warning, reason: it comes later}\n  - {rule: references/unused-network, level: off, reason: a spare}\n";
    let networks = "networks:\n- {name: spare, mode: isolated}\n";
    let path =
        desk.file("demo.yaml", machine(&format!("  boot: pxe\n  ports:\n  - {{name: eth0, network: nowhere}}\n{networks}{settings}")));
    let text = desk.run(&["check", path.to_str().unwrap()]);
    assert_eq!(text.code, 0, "{}{}", text.out, text.err);
    assert!(text.out.contains("error elsewhere; warning here because: it comes later"), "{}", text.out);
    assert!(text.out.contains("accepted because: a spare"), "{}", text.out);
    let json = desk.run(&["check", path.to_str().unwrap(), "--format", "json"]).json();
    let changed: Vec<_> = json["diagnostics"].as_array().unwrap().iter().filter(|found| found["changed"].is_object()).collect();
    assert_eq!(changed.len(), 1, "{json}");
    assert_eq!(changed[0]["changed"], serde_json::json!({ "from": "error", "reason": "it comes later" }));
    assert_eq!(json["accepted"][0]["reason"], "a spare");
    assert!(json["accepted"][0]["line"].is_u64());
}
