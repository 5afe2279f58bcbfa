//! The lab designer's page. The document is edited by commands through one writer; the page follows the diffs that they make.

pub mod canvas;
pub mod editor;
pub mod page;
pub mod panel;
pub mod part;
pub mod state;
pub mod ui;

/// Puts the page into the document's body.
pub fn start() {
    std::panic::set_hook(Box::new(|defect| stopped(&defect.to_string())));
    leptos::mount::mount_to_body(page::Page);
}

/// Says that the page hit a defect and goes on no more. Without the page's own means: they may be what broke.
fn stopped(defect: &str) {
    leptos::logging::error!("{defect}");
    let document = leptos::prelude::document();
    if let (Some(body), Ok(banner)) = (document.body(), document.create_element("p")) {
        banner.set_class_name("stopped");
        drop(banner.set_attribute("role", "alert"));
        banner.set_text_content(Some(
            "The page hit a defect of its own and has stopped. What was saved is on the server; load the page again. The browser's console has the details.",
        ));
        drop(body.append_child(&banner));
    }
}
