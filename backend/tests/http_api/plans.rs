//! Kept plans, as files to carry away.

use axum::http::{Method, StatusCode, header};
use labwright_shared::{
    api::{ErrorCode, SaveLab},
    facts::HostFacts,
    plan::{
        Instance, Purpose,
        planner::{self, Owned, PlanInput},
        script::script,
    },
    value::Sha256,
};

use crate::support::{LAB, Site};

#[tokio::test]
async fn a_plan_is_saved_as_a_script() {
    let site = Site::entered().await;
    let text = format!("{LAB}networks:\n- {{name: lan, mode: isolated, ip: 10.0.1.1/24}}\n");
    let saved = site.with_json(Method::PUT, "/api/v1/labs/demo", &SaveLab { yaml: text.clone(), base_version: 0 }).await;
    assert_eq!(saved.status, StatusCode::OK);
    let lab = labwright_shared::document::read(&text).unwrap().document.lab().clone();
    let plan = planner::plan(&PlanInput {
        lab: &lab,
        lab_digest: Sha256::of(b"lab"),
        scale: None,
        instance: &Instance { id: "0a1b2c3d".parse().unwrap(), prefix: String::new() },
        facts: &HostFacts::assumed(&lab),
        owned: &Owned::default(),
        purpose: Purpose::Apply,
        machines: &[],
    })
    .unwrap();
    let digest = site.app.store.keep_plan(&plan).await.unwrap();

    let reply = site.get(&labwright_shared::api::paths::plan_script(&digest.to_string())).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header(header::CONTENT_TYPE), "text/x-shellscript; charset=utf-8");
    assert_eq!(reply.header(header::CONTENT_DISPOSITION), "attachment; filename=\"demo.sh\"");
    let body = String::from_utf8(reply.body.to_vec()).unwrap();
    assert_eq!(body, script(&plan, &site.app.uri(None)));
    assert!(body.contains("define_network lan"), "{body}");

    let reply = site.get("/api/v1/plans/no-such/script").await;
    assert_eq!((reply.status, reply.error().code), (StatusCode::NOT_FOUND, ErrorCode::NotFound));
}
