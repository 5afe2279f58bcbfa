//! An image's URL is not one that can be downloaded.
//!
//! ## What it does
//! Looks at the scheme and the host of each image's `url`.
//!
//! ## Why
//! Images are fetched over http and https only; other schemes could reach the server's own files.
//!
//! ## Fix
//! Take an http or https URL, or copy the file into an image folder and name its path.
//!
//! ## Source
//! RFC 9110 §4.2 (the http and https URI schemes).

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "images/unsupported-url", severity: Severity::Error, reads: &[Input::Records(Kind::Images)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for image in cx.lab.images.iter() {
        let Some(url) = &image.url else { continue };
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if is_web && !host.is_empty() && !url.contains(char::is_whitespace) {
            continue;
        }
        let finding = findings.add(
            image.at("url"),
            format!("{url:?} of {} is no http or https URL", image.name),
            "take an http or https URL, or copy the file into an image folder and name its path",
        );
        if scheme.eq_ignore_ascii_case("file") && image.path.is_none() && host.is_empty() && !rest.split('/').any(|part| part == "..") {
            let command = Command::Batch { commands: vec![image.set("path", rest), image.unset("url")] };
            finding.fix(format!("Use the file {rest}"), command);
        }
    }
}
