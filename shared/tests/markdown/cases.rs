//! The cases of a rule's Markdown test. A case is a heading, a ```lab block, perhaps a ```facts block and an ```instance block (which build of the lab is meant), and a ```findings block that lists what the rule says.

/// A case: its heading's line and its blocks. The findings stand with their place in the text.
#[derive(Default)]
pub struct Case {
    pub title: String,
    pub lab: Option<String>,
    pub facts: Option<String>,
    pub instance: Option<String>,
    pub findings: Option<(std::ops::Range<usize>, String)>,
}

/// The cases of a text.
pub fn parse(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut at = 0;
    let mut block: Option<(String, usize)> = None;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim_end();
        match &block {
            Some((language, from)) if trimmed == "```" => {
                let content = text[*from..start].to_owned();
                if let Some(case) = cases.last_mut() {
                    match language.as_str() {
                        "lab" => case.lab = Some(content),
                        "facts" => case.facts = Some(content),
                        "instance" => case.instance = Some(content),
                        "findings" => case.findings = Some((*from..start, content)),
                        _ => {}
                    }
                }
                block = None;
            }
            Some(_) => {}
            None if trimmed.starts_with("```") => block = Some((trimmed[3..].to_owned(), at)),
            None if trimmed.starts_with("## ") => cases.push(Case { title: trimmed[3..].to_owned(), ..Case::default() }),
            None => {}
        }
    }
    cases
}
