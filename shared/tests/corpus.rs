//! Documents that must always load, and hostile ones that must not.

use std::{fmt::Write as _, fs, path::Path};

use labwright_shared::{document, facts::HostFacts, model::Lab, yaml};

fn corpus() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    assert!(files.len() >= 6);
    files
}

/// Files that stand as the printer writes them.
const CANONICAL: [&str; 2] = ["everything.lab.yaml", "minimal.lab.yaml"];

#[test]
fn every_document_of_the_corpus_loads_and_reads_back_equal() {
    for (name, text) in corpus() {
        let document = document::read(&text).unwrap_or_else(|errors| panic!("{name}: {}", shown(&errors))).document;
        let printed = document.to_yaml();
        let again = document::read(&printed).unwrap_or_else(|errors| panic!("{name}, printed: {}\n{printed}", shown(&errors))).document;
        assert_eq!(again.lab(), document.lab(), "{name}");
        assert_eq!(again.to_yaml(), printed, "{name}: the print is not stable");
        if CANONICAL.contains(&name.as_str()) {
            expect_test::expect_file![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(&name)].assert_eq(&printed);
            assert!(again == document, "{name}: the comments changed");
        }
    }
}

#[test]
fn every_comment_of_the_corpus_survives_at_its_place() {
    for (name, text) in corpus() {
        let printed = document::read(&text).unwrap().document.to_yaml();
        let (before, after) = (commented(&text), commented(&printed));
        assert_eq!(before, after, "{name}");
    }
}

/// Each comment with the next line that holds content: where it stands, whatever the layout.
fn commented(text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let trimmed = line.trim();
        if trimmed.starts_with('#') {
            let next = lines[index + 1..]
                .iter()
                .map(|line| line.trim())
                .find(|line| !line.is_empty() && !line.starts_with('#'))
                .unwrap_or_default();
            found.push((trimmed.to_owned(), key(next)));
        } else if let Some((content, comment)) = line.split_once(" # ").filter(|(content, _)| content.matches('"').count() % 2 == 0) {
            found.push((comment.trim().to_owned(), key(content.trim())));
        }
    }
    found
}

fn key(line: &str) -> String {
    line.trim_start_matches("- ").split([':', ' ']).next().unwrap_or_default().trim_matches(['"', '{', '\'']).to_owned()
}

fn shown(errors: &[yaml::YamlError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// What a refused lab says, with the first lines that every lab has (three of them) already there.
fn refused(rest: &str) -> Vec<String> {
    let text = format!("apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: x}}\n{rest}");
    match document::read(&text) {
        Ok(_) => panic!("this was taken:\n{text}"),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

#[track_caller]
fn says(rest: &str, expected: &str) {
    let errors = refused(rest);
    assert!(errors.iter().any(|error| error == expected), "expected: {expected}\nfound: {errors:#?}");
}

#[test]
fn an_unknown_field_is_named_with_its_place_and_a_guess() {
    says(
        "machines:\n- {name: a, vcpus: 1, memory: 1 GiB, descripton: x}\n",
        "line 5, column 38: machines[a].descripton: there is no field `descripton` here; did you mean `description`?",
    );
    says("machine: []\n", "line 4, column 1: machine: there is no field `machine` here; did you mean `machines`?");
    says("pools:\n- name: p\n  Path: /srv\n", "line 6, column 3: pools[p].Path: there is no field `Path` here; did you mean `path`?");
}

#[test]
fn every_wrong_part_is_named_at_once() {
    let errors = refused(
        "machines:\n- {name: a, vcpus: x, memory: 1 GiB}\n- {name: b, vcpus: 1, memory: much}\nnetworks:\n- {name: n, mode: magic}\n",
    );
    assert_eq!(errors.len(), 3, "{errors:#?}");
}

#[test]
fn a_wrong_type_is_named_with_its_place() {
    says(
        "machines:\n- {name: a, vcpus: x, memory: 1 GiB}\n",
        "line 5, column 20: machines[a].vcpus: expected a whole number from 0 to 4294967295, found \"x\"",
    );
    says(
        "machines:\n- {name: a, vcpus: -1, memory: 1 GiB}\n",
        "line 5, column 20: machines[a].vcpus: expected a whole number from 0 to 4294967295, found \"-1\"",
    );
    says(
        "machines:\n- {name: a, vcpus: 1.5, memory: 1 GiB}\n",
        "line 5, column 20: machines[a].vcpus: expected a whole number from 0 to 4294967295, found \"1.5\"",
    );
    says(
        "machines:\n- name: a\n  vcpus: 1\n  memory: 12\n",
        "line 7, column 11: machines[a].memory: \"12\" is not a size; write a number and a unit, such as 512 MiB or 16 GiB",
    );
    says("machines: 5\n", "line 4, column 11: machines: expected a list");
    says("host: [a]\n", "line 4, column 7: host: expected fields, found a list");
    says(
        "machines:\n- {name: a, vcpus: 1, memory: 1 GiB, autostart: maybe}\n",
        "line 5, column 49: machines[a].autostart: expected true or false, found \"maybe\"",
    );
    says("machines:\n- {vcpus: 1, memory: 1 GiB}\n", "line 5, column 3: machines[0]: the field `name` is missing");
}

#[test]
fn a_name_with_signs_of_a_shell_or_of_xml_is_refused() {
    for bad in ["a;reboot", "<x>", "a&b", "$(x)", "`x`", "../x", "a/b", "a b", "-a", "a'b", "ä", "\u{200b}a", ""] {
        let errors = refused(&format!("machines:\n- {{name: {}, vcpus: 1, memory: 1 GiB}}\n", serde_json::Value::from(bad)));
        assert!(errors[0].starts_with("line 5, column 10: ") && errors[0].contains("name"), "{bad}: {errors:#?}");
    }
}

#[test]
fn a_field_that_stands_twice_is_refused() {
    says("host: {name: a}\nhost: {name: b}\n", "line 5, column 1: the field `host` stands here a second time; the first is on line 4");
    says(
        "machines:\n- {name: a, vcpus: 1, vcpus: 2, memory: 1 GiB}\n",
        "line 5, column 23: the field `vcpus` stands here a second time; the first is on line 5",
    );
}

#[test]
fn tabs_broken_quotes_and_second_documents_are_refused_with_a_line() {
    for (rest, line) in [
        ("host:\n\tname: a\n", 5),
        ("host: {name: \"a\n", 4),
        ("host: {name: a\n", 4),
        ("host: *nowhere\n", 4),
        ("---\nkind: Lab\n", 4),
        ("? [a]\n: b\n", 4),
    ] {
        let errors = refused(rest);
        let at: usize = errors[0].strip_prefix("line ").and_then(|rest| rest.split(',').next()).and_then(|line| line.parse().ok()).unwrap();
        assert!(at >= line && at <= line + 2, "{rest:?}: {errors:?}");
    }
}

#[test]
fn an_empty_text_and_binary_noise_are_refused() {
    for text in ["", "\n\n", "# only a comment\n", "\u{0}\u{1}\u{2}", "\u{feff}", "null", "[]", "- - - -", "{", "%", "\u{fffd}: \u{202e}"] {
        assert!(document::read(text).is_err(), "{text:?}");
        assert!(yaml::from_str::<HostFacts>(text).is_err(), "{text:?}");
    }
}

#[test]
fn an_alias_bomb_is_refused_before_it_costs_anything() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let inner = vec![format!("*a{}", level - 1); 10].join(", ");
        let _ = writeln!(bomb, "a{level}: &a{level} [{inner}]");
    }
    let begin = std::time::Instant::now();
    let errors = refused(&bomb);
    assert!(errors[0].contains("aliases written out"), "{errors:?}");
    assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
}

#[test]
fn a_deep_document_is_refused() {
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
        let text = format!("view: {}{}", open.repeat(100_000), close.repeat(100_000));
        let errors = refused(&text);
        assert!(errors[0].contains("64 levels") || errors[0].contains("not YAML"), "{errors:?}");
    }
    let blocks: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert!(refused(&blocks)[0].contains("levels"), "{:?}", refused(&blocks));
}

#[test]
fn ten_megabytes_are_refused_at_once() {
    let text = format!("apiVersion: {}", "x".repeat(10 << 20));
    let begin = std::time::Instant::now();
    let errors = yaml::from_str::<Lab>(&text).unwrap_err();
    assert!(errors[0].message.contains("is the most"), "{errors:?}");
    assert!(begin.elapsed().as_secs() < 5);
}

#[test]
fn a_wide_document_inside_the_limits_is_read_in_time() {
    let mut text = String::from("apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: x}\nmachines:\n");
    for machine in 0..5_000 {
        let _ = writeln!(text, "- {{name: m{machine}, vcpus: 1, memory: 1 GiB}}  # comment {machine}");
    }
    let begin = std::time::Instant::now();
    let document = document::read(&text).unwrap().document;
    let printed = document.to_yaml();
    assert_eq!(printed.matches("# comment").count(), 5_000);
    assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
}
