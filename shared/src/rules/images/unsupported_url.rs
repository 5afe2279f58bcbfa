//! An image's URL is not one that can be downloaded.
//!
//! ## What it does
//! Looks at the scheme and the host of each image's `url`, and whether a user name or password stands before the host.
//!
//! ## Why
//! Images are fetched over http and https only; other schemes could reach the server's own files. A password in a URL would stand in the document, in every plan and in messages.
//!
//! ## Fix
//! Take an http or https URL, or copy the file into an image folder and name its path.
//!
//! ## Source
//! RFC 9110 §4.2 (the http and https URI schemes) and §4.2.4 (userinfo in them is deprecated).

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::shown_url,
};

pub const RULE: Rule = Rule { id: "images/unsupported-url", severity: Severity::Error, reads: &[Input::Records(Kind::Images)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for image in cx.lab.images.iter() {
        let Some(url) = &image.url else { continue };
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if host.contains('@') {
            findings.add(
                image.at("url"),
                format!("the URL of {} carries a user name or password in clear: {}", image.name, shown_url(url)),
                "take the file from a server that asks for none, or copy it into an image folder and name its path",
            );
            continue;
        }
        if is_web && !host.is_empty() && !url.contains(char::is_whitespace) {
            continue;
        }
        let finding = findings.add(
            image.at("url"),
            format!("{:?} of {} is no http or https URL", shown_url(url), image.name),
            "take an http or https URL, or copy the file into an image folder and name its path",
        );
        if scheme.eq_ignore_ascii_case("file") && image.path.is_none() && host.is_empty() && !rest.split('/').any(|part| part == "..") {
            let command = Command::Batch { commands: vec![image.set("path", rest), image.unset("url")] };
            finding.fix(format!("Use the file {rest}"), command);
        }
    }
}
