//! Texts that a script hands to commands: as here-documents where people can read them, through `printf` otherwise.

use std::fmt::Write as _;

use crate::value::SecretRef;

use super::writer::value_of;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// A secret's value; escaped as in YAML and JSON where it stands in double quotes.
    Secret {
        secret: SecretRef,
        quoted: bool,
    },
}

const OPEN: &str = "${secret:";

/// A text's parts. What only looks like a secret's placeholder stays text, as when a driver fills it in.
pub fn pieces(content: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut begin, mut from) = (0, 0);
    while let Some(at) = content[from..].find(OPEN).map(|at| from + at) {
        let named =
            content[at + OPEN.len()..].split_once('}').and_then(|(name, after)| Some((format!("secret:{name}").parse().ok()?, after)));
        let Some((secret, after)) = named else {
            from = at + OPEN.len();
            continue;
        };
        pieces.push(Piece::Text(&content[begin..at]));
        pieces.push(Piece::Secret { secret, quoted: content[begin..at].ends_with('"') && after.starts_with('"') });
        begin = content.len() - after.len();
        from = begin;
    }
    pieces.push(Piece::Text(&content[begin..]));
    pieces
}

/// Whether a here-document can hold the text: it has whole lines, and nothing that bash drops or nobody sees.
pub fn is_readable(content: &str) -> bool {
    content.ends_with('\n') && !content.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t'))
}

/// The word that ends a here-document: one that is no line of the text.
pub fn end_of(content: &str) -> String {
    let mut word = "END".to_owned();
    while content.lines().any(|line| line == word) {
        word.push('_');
    }
    word
}

/// A here-document that bash expands: all but the secrets stands for itself.
pub fn expanding(pieces: &[Piece<'_>]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                for c in text.chars() {
                    if matches!(c, '\\' | '$' | '`') {
                        out.push('\\');
                    }
                    out.push(c);
                }
            }
            Piece::Secret { secret, quoted } => out.push_str(&value_of(secret, *quoted)),
        }
    }
    out
}

/// `printf`'s words: a format with all of the text, and the secrets' values.
pub fn format(pieces: &[Piece<'_>]) -> String {
    let (mut format, mut values) = (String::new(), String::new());
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                for c in text.chars() {
                    match c {
                        '\n' => format.push_str("\\n"),
                        '\\' => format.push_str("\\\\"),
                        '%' => format.push_str("%%"),
                        '\'' => format.push_str("\\047"),
                        c if c.is_control() => {
                            let mut bytes = [0; 4];
                            for byte in c.encode_utf8(&mut bytes).bytes() {
                                let _ = write!(format, "\\{byte:03o}");
                            }
                        }
                        c => format.push(c),
                    }
                }
            }
            Piece::Secret { secret, quoted } => {
                format.push_str("%s");
                let _ = write!(values, " \"{}\"", value_of(secret, *quoted));
            }
        }
    }
    // `--`: the text may begin with a dash.
    format!("-- '{format}'{values}")
}

#[cfg(test)]
mod tests {
    use super::{Piece, end_of, expanding, format, is_readable, pieces};

    fn secret(name: &str, quoted: bool) -> Piece<'static> {
        Piece::Secret { secret: format!("secret:{name}").parse().unwrap(), quoted }
    }

    #[test]
    fn placeholders_are_found_and_what_only_looks_like_one_is_not() {
        assert_eq!(
            pieces("a: \"${secret:x}\" ${secret:y}${secret: z}"),
            [Piece::Text("a: \""), secret("x", true), Piece::Text("\" "), secret("y", false), Piece::Text("${secret: z}")]
        );
        assert_eq!(pieces("${secret:none"), [Piece::Text("${secret:none")]);
    }

    #[test]
    fn text_stands_for_itself() {
        assert_eq!(expanding(&pieces("`id` $HOME \\ \"${secret:x}\"\n")), "\\`id\\` \\$HOME \\\\ \"$(escaped \"$SECRET_X\")\"\n");
        assert_eq!(format(&pieces("it's 5 %\0\u{85}\n${secret:x}")), "-- 'it\\047s 5 %%\\000\\302\\205\\n%s' \"$SECRET_X\"");
    }

    #[test]
    fn a_here_document_ends_where_it_should() {
        assert_eq!(end_of("a\nEND\nEND_\n"), "END__");
        assert!(is_readable("a\tb\n") && !is_readable("a") && !is_readable("") && !is_readable("a\0\n") && !is_readable("a\r\n"));
    }
}
