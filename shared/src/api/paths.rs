//! The server's paths. All but the page itself want the session cookie.

/// `GET`: [`super::Session`].
pub const SESSION: &str = "/api/v1/session";
/// `GET`: a list of [`super::LabSummary`].
pub const LABS: &str = "/api/v1/labs";
/// `GET`: a list of [`super::TemplateSummary`].
pub const TEMPLATES: &str = "/api/v1/templates";
/// `GET`: [`super::HostAnswer`], read anew each time.
pub const HOST: &str = "/api/v1/host";
/// `POST` [`super::StartRun`]: [`super::Started`]. `GET ?lab=NAME`: a list of [`super::RunSummary`], the newest first.
pub const RUNS: &str = "/api/v1/runs";

/// `GET`: [`super::LabDocument`]; `PUT` [`super::SaveLab`]: [`super::Saved`]; `DELETE`.
pub fn lab(name: &str) -> String {
    format!("{LABS}/{name}")
}

/// `GET`: [`super::LabDocument`].
pub fn template(name: &str) -> String {
    format!("{TEMPLATES}/{name}")
}

/// `POST` [`super::PlanRequest`]: [`super::PlanAnswer`].
pub fn plan(lab: &str) -> String {
    format!("{LABS}/{lab}/plan")
}

/// `GET`: a kept plan as a bash script, to be saved.
pub fn plan_script(digest: &str) -> String {
    format!("/api/v1/plans/{digest}/script")
}

/// `GET`: [`crate::status::LabStatus`].
pub fn status(lab: &str) -> String {
    format!("{LABS}/{lab}/status")
}

/// WebSocket: bytes of the machine's serial console, both ways. What was kept of it comes first.
pub fn console(lab: &str, machine: &str) -> String {
    format!("{LABS}/{lab}/machines/{machine}/console")
}

/// `GET`: [`super::RunAnswer`].
pub fn run(id: &str) -> String {
    format!("{RUNS}/{id}")
}

/// `GET`: server-sent [`crate::run::RunEvent`]s, their `seq` as id; resumes after `Last-Event-ID`.
pub fn run_events(id: &str) -> String {
    format!("{RUNS}/{id}/events")
}

/// `POST`: asks the run to stop at the next step boundary.
pub fn run_cancel(id: &str) -> String {
    format!("{RUNS}/{id}/cancel")
}

/// `POST`: takes up a run whose carrier died, or one that failed: what is left of the approved plan.
pub fn run_resume(id: &str) -> String {
    format!("{RUNS}/{id}/resume")
}
