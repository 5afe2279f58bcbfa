//! Reads apt's sources, in both of their formats.

use anyhow::Result;
use std::fs;
use std::path::Path;

/// Where some suites come from.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    uri: String,
    suites: Vec<String>,
    signed_by: Option<String>,
}

impl Source {
    pub fn has_suite(&self, suite: &str) -> bool {
        self.suites.iter().any(|s| s == suite)
    }

    /// A source of the same place for another suite, as the text of a `.sources` file.
    pub fn for_suite(&self, suite: &str) -> String {
        let signed = self.signed_by.as_ref().map(|key| format!("Signed-By: {key}\n")).unwrap_or_default();
        format!("Types: deb\nURIs: {}\nSuites: {suite}\nComponents: main\n{signed}", self.uri)
    }
}

/// All binary sources of this machine.
pub fn all() -> Result<Vec<Source>> {
    let mut files = vec![Path::new("/etc/apt/sources.list").to_owned()];
    let folder = Path::new("/etc/apt/sources.list.d");
    if folder.is_dir() {
        files.extend(crate::stamp::sorted(folder)?);
    }
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap_or_default();
        match file.extension().and_then(|e| e.to_str()) {
            Some("list") => found.extend(text.lines().filter_map(one_line)),
            Some("sources") => found.extend(text.split("\n\n").filter_map(paragraph)),
            _ => {}
        }
    }
    Ok(found)
}

/// This release's code name.
pub fn codename() -> Option<String> {
    let text = fs::read_to_string("/etc/os-release").ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="))?;
    Some(value.trim_matches('"').to_owned())
}

/// `deb [options] URI SUITE COMPONENT...`
fn one_line(line: &str) -> Option<Source> {
    let rest = line.trim().strip_prefix("deb ")?.trim_start();
    let (options, rest) = match rest.strip_prefix('[') {
        Some(inside) => inside.split_once(']')?,
        None => ("", rest),
    };
    let mut words = rest.split_whitespace();
    let uri = words.next()?.to_owned();
    let suites = vec![words.next()?.to_owned()];
    let signed_by = options.split_whitespace().find_map(|o| o.strip_prefix("signed-by=")).map(str::to_owned);
    Some(Source { uri, suites, signed_by })
}

/// `Field: value` lines; a value may go on in lines that begin with a space.
fn paragraph(text: &str) -> Option<Source> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let field = |name: &str| {
        let at = lines.iter().position(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")))?;
        let more = lines[at + 1..].iter().take_while(|line| line.starts_with([' ', '\t']));
        let first = lines[at].split_once(':')?.1.trim();
        Some(more.fold(first.to_owned(), |all, line| format!("{all}\n{line}")))
    };
    if !field("types")?.split_whitespace().any(|t| t == "deb") || field("enabled").is_some_and(|v| v == "no") {
        return None;
    }
    Some(Source {
        uri: field("uris")?.split_whitespace().next()?.to_owned(),
        suites: field("suites")?.split_whitespace().map(str::to_owned).collect(),
        signed_by: field("signed-by"),
    })
}

#[cfg(test)]
mod tests {
    use super::{one_line, paragraph};

    #[test]
    fn both_formats_are_read() {
        let line = one_line("deb [arch=amd64 signed-by=/k.gpg] http://example.org/debian bookworm main").unwrap();
        assert!(line.has_suite("bookworm"));
        let text = "# a comment\nTypes: deb\nURIs: http://example.org/debian\nSuites: bookworm bookworm-updates\nComponents: main\nSigned-By: /k.gpg\n";
        let source = paragraph(text).unwrap();
        assert!(source.has_suite("bookworm-updates") && !source.has_suite("bookworm-backports"));
        let added = "Types: deb\nURIs: http://example.org/debian\nSuites: bookworm-backports\nComponents: main\nSigned-By: /k.gpg\n";
        assert_eq!(source.for_suite("bookworm-backports"), added);
        assert_eq!(line.for_suite("bookworm-backports"), added);
    }

    #[test]
    fn a_key_inside_the_file_is_kept() {
        let source = paragraph("Types: deb\nURIs: http://e/\nSuites: x\nSigned-By:\n -----BEGIN\n abc\n").unwrap();
        assert!(source.for_suite("x-backports").ends_with("Signed-By: \n -----BEGIN\n abc\n"));
    }

    #[test]
    fn what_is_off_is_passed_over() {
        assert_eq!(one_line("# deb http://e/ x main"), None);
        assert_eq!(one_line("deb-src http://e/ x main"), None);
        assert_eq!(paragraph("Enabled: no\nTypes: deb\nURIs: http://e/\nSuites: x\n"), None);
    }
}
