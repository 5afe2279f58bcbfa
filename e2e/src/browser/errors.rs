//! Errors that the page reports: exceptions, panics, `console.error`, resources that did not load.

use anyhow::Result;
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::js_protocol::runtime::{ConsoleApiCalledType, EventConsoleApiCalled, EventExceptionThrown};
use futures::StreamExt;
use std::sync::{Arc, Mutex};

/// Servers that their tests are done with.
static GONE: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Says that a test is done with a server (`http://127.0.0.1:PORT`): a page that still asks it for something is no error of the page's.
pub(crate) fn gone(origin: &str) {
    GONE.lock().expect("no holder panics").push(format!("{origin}/"));
}

/// What was reported until now.
#[derive(Clone, Default)]
pub struct Errors(Arc<Mutex<Vec<String>>>);

impl Errors {
    /// Begins to listen; for a page that has not gone anywhere yet.
    pub async fn listen(page: &chromiumoxide::Page) -> Result<Self> {
        let errors = Errors::default();
        let mut thrown = page.event_listener::<EventExceptionThrown>().await?;
        let mut console = page.event_listener::<EventConsoleApiCalled>().await?;
        let mut log = page.event_listener::<EventEntryAdded>().await?;
        page.enable_runtime().await?;
        page.enable_log().await?;
        let to = errors.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    Some(event) = thrown.next() => to.add(exception(&event)),
                    Some(event) = console.next() => if let Some(text) = console_error(&event) { to.add(text) },
                    Some(event) = log.next() => if event.entry.level == LogEntryLevel::Error {
                        to.add(format!("{} {}", event.entry.text, event.entry.url.as_deref().unwrap_or_default()));
                    },
                    else => break,
                }
            }
        });
        Ok(errors)
    }

    pub fn all(&self) -> Vec<String> {
        self.0.lock().expect("no holder panics").clone()
    }

    /// Takes those out that contain `text`, and says how many there were.
    pub fn take(&self, text: &str) -> usize {
        let mut all = self.0.lock().expect("no holder panics");
        let before = all.len();
        all.retain(|error| !error.contains(text));
        before - all.len()
    }

    fn add(&self, text: String) {
        if text.contains("net::ERR_") && GONE.lock().expect("no holder panics").iter().any(|origin| text.contains(origin)) {
            return;
        }
        self.0.lock().expect("no holder panics").push(text);
    }
}

fn exception(event: &EventExceptionThrown) -> String {
    let details = &event.exception_details;
    let object = details.exception.as_ref().and_then(|e| e.description.clone());
    object.unwrap_or_else(|| details.text.clone())
}

fn console_error(event: &EventConsoleApiCalled) -> Option<String> {
    if !matches!(event.r#type, ConsoleApiCalledType::Error | ConsoleApiCalledType::Assert) {
        return None;
    }
    let words = event.args.iter().map(|argument| match (&argument.value, &argument.description) {
        (Some(serde_json::Value::String(text)), _) | (_, Some(text)) => text.clone(),
        (Some(value), None) => value.to_string(),
        (None, None) => "?".to_owned(),
    });
    Some(words.collect::<Vec<_>>().join(" "))
}
