//! Who gets in, and who does not.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use labwright_shared::api::{ErrorCode, Session};

use crate::support::{ADDRESS, Site, TOKEN};

#[tokio::test]
async fn without_a_session_the_api_says_how_to_get_one() {
    let site = Site::new().await;
    for path in ["/api/v1/session", "/api/v1/labs", "/api/v1/host", "/api/v1/runs?lab=demo", "/api/v1/templates", "/api/v1/no-such"] {
        let reply = site.get(path).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{path}");
        let error = reply.error();
        assert_eq!(error.code, ErrorCode::Unauthorized);
        assert!(error.message.contains("the link that `labwright serve` printed"), "{}", error.message);
    }
    let made_up =
        site.request(Method::GET, "/api/v1/labs").header(header::COOKIE, "labwright_session=0123456789abcdef").body(Body::empty()).unwrap();
    assert_eq!(site.send(made_up).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_link_works_once() {
    let site = Site::new().await;
    let wrong = site.get("/?token=another").await;
    assert_eq!((wrong.status, wrong.header(header::SET_COOKIE)), (StatusCode::SEE_OTHER, ""));
    let first = site.get(&format!("/?token={TOKEN}")).await;
    assert_eq!((first.status, first.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/"));
    let cookie = first.header(header::SET_COOKIE);
    let (pair, flags) = cookie.split_once("; ").unwrap();
    for flag in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(flags.split("; ").any(|found| found == flag), "{cookie}");
    }
    assert!(!flags.contains("Domain"), "the cookie is for this host only: {cookie}");
    let value = pair.strip_prefix("labwright_session=").unwrap();
    assert_eq!(value.len(), 64);
    let again = site.get(&format!("/?token={TOKEN}")).await;
    assert_eq!((again.status, again.header(header::SET_COOKIE)), (StatusCode::SEE_OTHER, ""));
    // The store keeps no token that somebody who reads it could use.
    for file in ["labwright.db", "labwright.db-wal"] {
        let bytes = std::fs::read(site.path().join("state").join(file)).unwrap_or_default();
        assert!(!bytes.windows(value.len()).any(|window| window == value.as_bytes()), "{file}");
    }
}

#[tokio::test]
async fn a_session_says_who_and_what() {
    let site = Site::entered().await;
    let session: Session = site.get("/api/v1/session").await.json();
    assert_eq!(session.open_lab.as_deref(), Some("demo"));
    assert_eq!(session.version, env!("CARGO_PKG_VERSION"));
    assert!(!session.actor.is_empty());
}

#[tokio::test]
async fn other_names_and_other_pages_are_refused() {
    let site = Site::entered().await;
    let cookie = site.request(Method::GET, "/").body(Body::empty()).unwrap().headers()[header::COOKIE].clone();
    let ask = |host: Option<&'static str>, origin: Option<&'static str>| {
        let mut request = axum::http::Request::builder().uri("/api/v1/labs").header(header::COOKIE, cookie.clone());
        request = host.into_iter().fold(request, |request, host| request.header(header::HOST, host));
        request = origin.into_iter().fold(request, |request, origin| request.header(header::ORIGIN, origin));
        site.send(request.body(Body::empty()).unwrap())
    };
    let forbidden = [
        (Some("evil.example.org"), None),
        (Some("evil.example.org:7878"), None),
        (Some("127.0.0.1"), None),
        (Some("127.0.0.1:80"), None),
        (Some("127.0.0.1:7878.evil.example.org"), None),
        (None, None),
        (Some(ADDRESS), Some("http://evil.example.org")),
        (Some(ADDRESS), Some("http://127.0.0.1:8080")),
        (Some(ADDRESS), Some("null")),
        (Some(ADDRESS), Some("http://127.0.0.1:7878.evil.example.org")),
        (Some("localhost:7878"), Some("http://127.0.0.1:7878")),
    ];
    for (host, origin) in forbidden {
        let reply = ask(host, origin).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{host:?} {origin:?}");
        assert_eq!(reply.error().code, ErrorCode::Forbidden);
    }
    for (host, origin) in
        [(ADDRESS, None), (ADDRESS, Some("http://127.0.0.1:7878")), ("localhost:7878", Some("http://localhost:7878")), ("[::1]:7878", None)]
    {
        assert_eq!(ask(Some(host), origin).await.status, StatusCode::OK, "{host} {origin:?}");
    }
    // The page and the link are guarded too.
    let rebound = axum::http::Request::builder()
        .uri(format!("/?token={TOKEN}"))
        .header(header::HOST, "evil.example.org")
        .body(Body::empty())
        .unwrap();
    assert_eq!(site.send(rebound).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_fence_the_page_in() {
    let site = Site::entered().await;
    for path in ["/", "/index.html", "/api/v1/labs", "/no-such-file"] {
        let reply = site.get(path).await;
        let policy = reply.header(header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'") && !policy.contains("'unsafe-eval'"),
            "{path}: {policy}"
        );
        assert_eq!(reply.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        assert_eq!(reply.header(header::REFERRER_POLICY), "no-referrer", "{path}");
    }
    let page = site.get("/").await;
    assert_eq!((page.status, page.header(header::CONTENT_TYPE)), (StatusCode::OK, "text/html"));
}

#[tokio::test]
async fn only_what_never_changes_is_kept_by_the_browser() {
    let site = Site::entered().await;
    for (path, status, kept) in [
        ("/app/0123456789abcdef/app.js", StatusCode::OK, "private, max-age=31536000, immutable"),
        ("/app/0123456789abcdef/gone.js", StatusCode::NOT_FOUND, "no-cache"),
        ("/", StatusCode::OK, "no-cache"),
        ("/api/v1/labs", StatusCode::OK, "no-cache"),
    ] {
        let reply = site.get(path).await;
        assert_eq!((reply.status, reply.header(header::CACHE_CONTROL)), (status, kept), "{path}");
        assert!(!reply.header(header::CONTENT_SECURITY_POLICY).is_empty(), "{path}");
    }
}

#[tokio::test]
async fn the_pages_files_stay_in_their_folder() {
    let site = Site::entered().await;
    for path in [
        "/../secret.lab.yaml",
        "/%2e%2e/secret.lab.yaml",
        "/..%2fsecret.lab.yaml",
        "//secret.lab.yaml",
        "/%2e%2e%2fstate%2flabwright.db",
        "/app/../../secret.lab.yaml",
        "/app/..%2f..%2fsecret.lab.yaml",
    ] {
        let reply = site.get(path).await;
        assert!(reply.status.is_client_error(), "{path}: {}", reply.status);
        assert!(!reply.body.windows(7).any(|window| window == b"outside"), "{path}");
    }
}
