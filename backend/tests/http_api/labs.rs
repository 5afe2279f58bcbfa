//! Labs, templates and the host, as the page asks for them.

use axum::http::{Method, StatusCode};
use labwright_shared::api::{ErrorCode, HostAnswer, LabDocument, LabSummary, PlanRequest, SaveLab, Saved, TemplateSummary};
use labwright_shared::plan::Purpose;

use crate::support::{LAB, Site};

fn save(yaml: &str, base_version: u64) -> SaveLab {
    SaveLab { yaml: yaml.to_owned(), base_version }
}

async fn put(site: &Site, yaml: &str, base_version: u64) -> crate::support::Reply {
    site.with_json(Method::PUT, "/api/v1/labs/demo", &save(yaml, base_version)).await
}

#[tokio::test]
async fn a_lab_is_kept_listed_and_deleted() {
    let site = Site::entered().await;
    assert_eq!(put(&site, LAB, 0).await.json::<Saved>().version, 1);
    let edited = format!("{LAB}# A note.\n");
    assert_eq!(put(&site, &edited, 1).await.json::<Saved>().version, 2);
    let read: LabDocument = site.get("/api/v1/labs/demo").await.json();
    assert_eq!((read.name.as_str(), read.version, read.yaml.as_str(), read.instance), ("demo", 2, edited.as_str(), None));
    let list: Vec<LabSummary> = site.get("/api/v1/labs").await.json();
    assert_eq!(list.len(), 1);
    assert_eq!((list[0].description.as_deref(), list[0].built), (Some("A lab to try."), false));
    assert_eq!(site.delete("/api/v1/labs/demo").await.status, StatusCode::OK);
    let gone = site.get("/api/v1/labs/demo").await;
    assert_eq!((gone.status, gone.error().code), (StatusCode::NOT_FOUND, ErrorCode::NotFound));
    assert_eq!(site.delete("/api/v1/labs/demo").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_text_that_cannot_be_read_is_refused_with_every_place() {
    let site = Site::entered().await;
    put(&site, LAB, 0).await;
    let bad = format!("{LAB}machines:\n- name: a\n  vcpus: many\n  memory: 1 GiB\n- name: b\n  vcpus: 1\n  memroy: 1 GiB\n");
    let reply = put(&site, &bad, 1).await;
    let error = reply.error();
    assert_eq!((reply.status, error.code), (StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::Unprocessable));
    assert!(error.details.iter().any(|detail| detail.starts_with("line 8, column ")), "{:?}", error.details);
    assert!(error.details.iter().any(|detail| detail.starts_with("line 12, column ") && detail.contains("memory")), "{:?}", error.details);
    let syntax = put(&site, "kind: [", 1).await.error();
    assert!(syntax.details[0].starts_with("line "), "{:?}", syntax.details);
    assert_eq!(site.get("/api/v1/labs/demo").await.json::<LabDocument>().yaml, LAB, "the kept text stays");
}

#[tokio::test]
async fn a_lab_is_kept_under_its_own_name_only() {
    let site = Site::entered().await;
    let reply = site.with_json(Method::PUT, "/api/v1/labs/other", &save(LAB, 0)).await;
    assert_eq!((reply.status, reply.error().code), (StatusCode::BAD_REQUEST, ErrorCode::BadRequest));
    assert!(reply.error().message.contains("the lab demo, not of other"), "{}", reply.error().message);
    assert_eq!(site.get("/api/v1/labs").await.json::<Vec<LabSummary>>().len(), 0);
}

#[tokio::test]
async fn a_save_on_an_old_version_overwrites_nothing() {
    let site = Site::entered().await;
    put(&site, LAB, 0).await;
    let theirs = format!("{LAB}# Theirs.\n");
    put(&site, &theirs, 1).await;
    for base in [0, 1, 7] {
        let reply = put(&site, &format!("{LAB}# Mine.\n"), base).await;
        assert_eq!((reply.status, reply.error().code), (StatusCode::CONFLICT, ErrorCode::Conflict), "{base}");
        assert!(reply.error().message.contains("version 2"), "{}", reply.error().message);
    }
    assert_eq!(site.get("/api/v1/labs/demo").await.json::<LabDocument>().yaml, theirs);
}

#[tokio::test]
async fn a_built_lab_is_not_deleted() {
    let site = Site::entered().await;
    put(&site, LAB, 0).await;
    let instance = site.app.store.instance_or_new("demo", "qemu:///system", None, &"0a1b2c3d".parse().unwrap()).await.unwrap().instance;
    site.app.store.set_built(&instance.id, true).await.unwrap();
    let reply = site.delete("/api/v1/labs/demo").await;
    assert_eq!((reply.status, reply.error().code), (StatusCode::CONFLICT, ErrorCode::Conflict));
    assert!(reply.error().message.contains("destroy it first"), "{}", reply.error().message);
    assert!(site.get("/api/v1/labs").await.json::<Vec<LabSummary>>()[0].built);
}

#[tokio::test]
async fn requests_that_do_not_fit_get_an_error_of_ours() {
    let site = Site::entered().await;
    let cases = [
        ("application/json", "{"),
        ("application/json", "{\"yaml\": 7, \"baseVersion\": 0}"),
        ("application/json", "{\"yaml\": \"\"}"),
        ("application/json", ""),
        ("text/plain", "{\"yaml\": \"\", \"baseVersion\": 0}"),
    ];
    for (kind, body) in cases {
        let reply = site.with_text(Method::PUT, "/api/v1/labs/demo", kind, body).await;
        assert_eq!((reply.status, reply.error().code), (StatusCode::BAD_REQUEST, ErrorCode::BadRequest), "{kind} {body}");
        assert!(reply.error().message.contains("nothing was changed"), "{}", reply.error().message);
    }
    let query = site.get("/api/v1/runs").await;
    assert_eq!((query.status, query.error().code), (StatusCode::BAD_REQUEST, ErrorCode::BadRequest));
    let path = site.get("/api/v1/labs/%ff").await;
    assert_eq!((path.status, path.error().code), (StatusCode::BAD_REQUEST, ErrorCode::BadRequest));
    let method = site.with_text(Method::POST, "/api/v1/labs/demo", "text/plain", "").await;
    assert_eq!((method.status, method.error().code), (StatusCode::METHOD_NOT_ALLOWED, ErrorCode::BadRequest));
    for path in ["/api/v1/no-such", "/api/v2/labs", "/api/v1/labs/demo/no-such"] {
        let reply = site.get(path).await;
        assert_eq!((reply.status, reply.error().code), (StatusCode::NOT_FOUND, ErrorCode::NotFound), "{path}");
    }
    let console = site.get("/api/v1/labs/demo/machines/a/console").await;
    assert_eq!((console.status, console.error().code), (StatusCode::BAD_REQUEST, ErrorCode::BadRequest), "no WebSocket");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_in_words() {
    let site = Site::entered().await;
    let body = serde_json::to_string(&save(&"#".repeat(17 << 20), 0)).unwrap();
    let reply = site.with_text(Method::PUT, "/api/v1/labs/demo", "application/json", body).await;
    assert_eq!((reply.status, reply.error().code), (StatusCode::BAD_REQUEST, ErrorCode::BadRequest));
    assert!(reply.error().message.contains("larger than 16 MiB"), "{}", reply.error().message);
    // Below it the document's own limit speaks.
    let body = serde_json::to_string(&save(&format!("{LAB}{}", "# x\n".repeat(3 << 20)), 0)).unwrap();
    let reply = site.with_text(Method::PUT, "/api/v1/labs/demo", "application/json", body).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", String::from_utf8_lossy(&reply.body));
}

#[tokio::test]
async fn templates_are_listed_and_read_from_their_folder_only() {
    let site = Site::entered().await;
    let list: Vec<TemplateSummary> = site.get("/api/v1/templates").await.json();
    let found: Vec<(&str, Option<&str>)> = list.iter().map(|template| (template.name.as_str(), template.description.as_deref())).collect();
    assert_eq!(found, [("broken", None), ("first", Some("A lab to try."))]);
    let first: LabDocument = site.get("/api/v1/templates/first").await.json();
    assert_eq!((first.version, first.yaml.as_str()), (0, LAB));
    for name in ["..%2fsecret", "%2e%2e%2fsecret", "..%2f..%2fetc%2fpasswd", "no-such", "first.lab.yaml", "%00", "..", "first%00"] {
        let reply = site.get(&format!("/api/v1/templates/{name}")).await;
        assert_eq!((reply.status, reply.error().code), (StatusCode::NOT_FOUND, ErrorCode::NotFound), "{name}");
    }
}

#[tokio::test]
async fn without_a_host_the_designer_works_and_says_so() {
    let site = Site::entered().await;
    put(&site, LAB, 0).await;
    let HostAnswer::Unattached { reason } = site.get("/api/v1/host").await.json() else { panic!("nobody answers there") };
    assert!(reason.contains("nobody") || reason.contains("connect") || reason.contains("libvirt"), "{reason}");
    let plan = site
        .with_json(Method::POST, "/api/v1/labs/demo/plan", &PlanRequest { purpose: Purpose::Apply, scale: None, machines: Vec::new() })
        .await;
    assert_eq!((plan.status, plan.error().code), (StatusCode::SERVICE_UNAVAILABLE, ErrorCode::NoHost));
    let status = site.get("/api/v1/labs/demo/status").await;
    assert_eq!(status.status, StatusCode::OK, "a lab that was never built needs no host: {}", String::from_utf8_lossy(&status.body));
}

#[tokio::test]
async fn the_host_is_the_labs_unless_the_server_was_told_another() {
    let told = Site::entered().await;
    let HostAnswer::Unattached { reason } = told.get("/api/v1/host?uri=qemu%2Bssh://127.0.0.1:1/system").await.json() else { panic!() };
    assert!(!reason.contains("127.0.0.1:1"), "{reason}");
}
