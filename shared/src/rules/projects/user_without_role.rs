//! A user has no role in the project.
//!
//! ## What it does
//! Looks for users of a project without any role.
//!
//! ## Why
//! Keystone gives a token for a project only to who has a role in it: "The request you have made requires authentication (HTTP 401)".
//!
//! ## Fix
//! Give the user the role `member` (`_member_` before Rocky), which is offered.
//!
//! ## Source
//! Catalogue R116. openshift/installer, `docs/user/openstack/privileges.md` (member); docs.openstack.org, Keystone, "Default Roles" (member since Rocky).

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, inside::cloud_of, twins::firsts},
    },
};

pub const RULE: Rule = Rule {
    id: "projects/user-without-role",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Each(Kind::Projects)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects) {
        for user in firsts(&project.users, |user| &user.name).filter(|user| user.roles.is_empty()) {
            // Releases go by the alphabet, then by year.
            let release = cloud_of(cx, project).and_then(|cloud| cloud.release.as_ref()).map(|release| release.as_str());
            let role = if release.is_some_and(|release| !release.starts_with("20") && release < "rocky") { "_member_" } else { "member" };
            let field = format!("users[{}].roles", user.name);
            let command = Command::Append { record: project.reference(), field: field.clone(), value: role.into() };
            findings
                .add(
                    project.at(field),
                    format!("the user {} has no role in {}", user.name, project.name),
                    format!("give the user a role, such as {role}"),
                )
                .fix(format!("Give the role {role}"), command);
        }
    }
}
