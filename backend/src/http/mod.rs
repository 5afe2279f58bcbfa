//! The server of the page: the API of [`labwright_shared::api`] and the built page's files. The only module that knows axum.

mod console;
mod error;
mod events;
mod extract;
mod guard;
mod host;
mod labs;
mod plans;
mod runs;
mod session;
mod status;
mod templates;

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    http::{HeaderValue, header},
    middleware,
    routing::{get, post},
};
use labwright_shared::api::paths;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use crate::app::{App, AppError, draw_token};

/// How the server is set up.
pub struct ServeOptions {
    pub listen: SocketAddr,
    /// The folder of the built page.
    pub assets: PathBuf,
    /// The folder of lab templates.
    pub templates: PathBuf,
    /// A lab to keep, unless there is one of its name, and to open first.
    pub open_lab: Option<PathBuf>,
    pub open_browser: bool,
}

/// What every request handler works with.
#[derive(Clone)]
pub struct Server {
    pub app: App,
    pub templates: Arc<PathBuf>,
    pub open_lab: Option<String>,
    /// The link's token, until it is used.
    pub link: Arc<Mutex<Option<String>>>,
    /// The names and ports under which the page may be asked for.
    pub authorities: Arc<Vec<String>>,
}

impl Server {
    /// A server at an address, with the token of the link that lets somebody in.
    pub fn new(app: App, templates: PathBuf, open_lab: Option<String>, token: String, address: SocketAddr) -> Self {
        Server {
            app,
            templates: Arc::new(templates),
            open_lab,
            link: Arc::new(Mutex::new(Some(token))),
            authorities: Arc::new(guard::authorities(address)),
        }
    }
}

/// The page may load its own files only. Leptos sets styles on elements, hence the inline styles.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

/// How long requests may go on after the server was told to stop.
const FAREWELL: Duration = Duration::from_secs(2);

/// Serves until an interrupt.
pub async fn serve(app: App, options: ServeOptions) -> Result<(), AppError> {
    let open_lab = match &options.open_lab {
        Some(path) => Some(labs::keep_first(&app, path).await?),
        None => None,
    };
    let cannot = |error: std::io::Error| AppError::BadRequest(format!("{} can't be listened on: {error}", options.listen));
    let listener = tokio::net::TcpListener::bind(options.listen).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    let token = draw_token(24)?;
    let server = Server::new(app, options.templates.clone(), open_lab, token.clone(), address);
    let link = format!("http://{address}/?token={token}");
    println!("Labwright is at {link}\nThe link works once; stop with Ctrl+C.");
    if options.open_browser {
        open_browser(&link);
    }
    let served = axum::serve(listener, router(server, &options.assets)).with_graceful_shutdown(stopped());
    tokio::select! {
        served = served => served.map_err(|error| AppError::Internal(format!("the server broke off: {error}"))),
        () = given_up() => Ok(()),
    }
}

/// Ends some time after the server was told to stop, or when it is told again: a page that listens to a run, or a console, stays connected
/// for as long as it likes. A run that is going on is interrupted, and can be resumed.
async fn given_up() {
    stopped().await;
    tokio::select! {
        () = tokio::time::sleep(FAREWELL) => {}
        () = stopped() => {}
    }
}

/// Opens the page with the desktop's own opener; without one the printed link serves.
fn open_browser(link: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let started = std::process::Command::new(opener)
        .arg(link)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
    if let Err(error) = started {
        tracing::info!(%error, opener, "no browser was opened");
    }
}

/// Everything that is served.
pub fn router(server: Server, assets: &std::path::Path) -> Router {
    let api = Router::new()
        .route(paths::SESSION, get(session::who))
        .route(paths::LABS, get(labs::list))
        .route("/api/v1/labs/{lab}", get(labs::read).put(labs::save).delete(labs::delete))
        .route("/api/v1/labs/{lab}/plan", post(plans::make))
        .route("/api/v1/plans/{digest}/script", get(plans::script))
        .route("/api/v1/labs/{lab}/status", get(status::read))
        .route("/api/v1/labs/{lab}/machines/{machine}/console", get(console::open))
        .route(paths::TEMPLATES, get(templates::list))
        .route("/api/v1/templates/{template}", get(templates::read))
        .route(paths::HOST, get(host::read))
        .route(paths::RUNS, get(runs::list).post(runs::start))
        .route("/api/v1/runs/{run}", get(runs::read))
        .route("/api/v1/runs/{run}/events", get(events::stream))
        .route("/api/v1/runs/{run}/cancel", post(runs::cancel))
        .route("/api/v1/runs/{run}/resume", post(runs::resume))
        .route("/api/{*rest}", axum::routing::any(error::no_such_path))
        .method_not_allowed_fallback(error::no_such_method)
        .layer(axum::extract::DefaultBodyLimit::max(extract::LARGEST_BODY))
        .route_layer(middleware::from_fn_with_state(server.clone(), session::require));
    // Everything that is no API path is a file of the page.
    api.with_state(server.clone())
        .nest_service("/app", program(assets))
        .fallback_service(ServeDir::new(assets).precompressed_br())
        .layer(middleware::from_fn_with_state(server.clone(), session::enter_by_link))
        .layer(middleware::from_fn_with_state(server.clone(), guard::check_origin))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-cache")))
}

/// The program's files, in a folder that is named by their digest: what was fetched once need not be asked for again.
fn program(assets: &std::path::Path) -> Router {
    let lasting = |response: &axum::http::Response<_>| {
        response.status().is_success().then_some(HeaderValue::from_static("private, max-age=31536000, immutable"))
    };
    Router::new()
        .fallback_service(ServeDir::new(assets.join("app")).precompressed_br())
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, lasting))
}

fn fixed(name: header::HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

async fn stopped() {
    let terminated = async {
        #[cfg(unix)]
        if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            signal.recv().await;
        }
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
