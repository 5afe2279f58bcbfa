//! A server without a socket, and a client for it.

use std::{fs, path::Path};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use labwright::{
    app::{App, Settings},
    http::{Server, router},
    run::Limits,
};
use labwright_shared::api::ApiError;
use serde::{Serialize, de::DeserializeOwned};
use tempfile::TempDir;
use tower::ServiceExt as _;

pub const ADDRESS: &str = "127.0.0.1:7878";
pub const TOKEN: &str = "the-token-of-the-link";

pub const LAB: &str = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata:\n  name: demo\n  description: A lab to try.\n";

pub struct Site {
    pub folder: TempDir,
    pub app: App,
    router: Router,
    cookie: Option<String>,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    /// An error as the page reads it, with the status that its code stands for.
    pub fn error(&self) -> ApiError {
        assert_eq!(self.header(header::CONTENT_TYPE), "application/json", "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }
}

impl Site {
    /// A server that somebody has entered by its link.
    pub async fn entered() -> Site {
        let mut site = Site::new().await;
        let reply = site.get(&format!("/?token={TOKEN}")).await;
        site.cookie = Some(reply.header(header::SET_COOKIE).split(';').next().unwrap().to_owned());
        site
    }

    pub async fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            state: folder.path().join("state"),
            images: Vec::new(),
            // Nobody answers there.
            host: Some(format!("qemu+unix:///system?socket={}/nobody", folder.path().display())),
            limits: Limits::default(),
        };
        let (site, templates) = (folder.path().join("site"), folder.path().join("templates"));
        let program = site.join("app/0123456789abcdef");
        for folder in [&site, &templates, &program] {
            fs::create_dir_all(folder).unwrap();
        }
        fs::write(program.join("app.js"), "export default 1").unwrap();
        fs::write(site.join("index.html"), "<!doctype html><title>Labwright</title>").unwrap();
        fs::write(folder.path().join("secret.lab.yaml"), "outside").unwrap();
        fs::write(templates.join("first.lab.yaml"), LAB).unwrap();
        fs::write(templates.join("broken.lab.yaml"), "kind: [").unwrap();
        fs::write(templates.join("notes.txt"), "no template").unwrap();
        let app = App::open(settings).await.unwrap();
        let server = Server::new(app.clone(), templates, Some("demo".to_owned()), TOKEN.to_owned(), ADDRESS.parse().unwrap());
        let router = router(server, &site);
        Site { folder, app, router, cookie: None }
    }

    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path).header(header::HOST, ADDRESS);
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Reply { status: parts.status, headers: parts.headers, body: to_bytes(body, 64 << 20).await.unwrap() }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(self.request(Method::DELETE, path).body(Body::empty()).unwrap()).await
    }

    pub async fn with_json<T: Serialize>(&self, method: Method, path: &str, body: &T) -> Reply {
        self.with_text(method, path, "application/json", serde_json::to_string(body).unwrap()).await
    }

    pub async fn with_text(&self, method: Method, path: &str, kind: &str, body: impl Into<Body>) -> Reply {
        self.send(self.request(method, path).header(header::CONTENT_TYPE, kind).body(body.into()).unwrap()).await
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}
