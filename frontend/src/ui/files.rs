//! Files in and out of the page.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::Array;

use super::promise;

/// Gives the browser a file to save.
pub fn save(name: &str, text: &str) {
    let parts = Array::of1(&JsValue::from_str(text));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("application/yaml");
    let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(anchor) = document().create_element("a").map(JsCast::unchecked_into::<web_sys::HtmlAnchorElement>) {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    // The browser reads the address when it saves, which may be a moment later.
    set_timeout(move || drop(web_sys::Url::revoke_object_url(&url)), std::time::Duration::from_secs(10));
}

/// A file larger than this is no lab; the core's own limit is 10 MB.
const LARGEST: f64 = 10.5e6;

/// Reads the file that was chosen in an input, then empties the input so that the same file can be chosen again.
pub fn read(input: &web_sys::HtmlInputElement, then: impl FnOnce(Result<String, String>) + 'static) {
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    input.set_value("");
    if file.size() > LARGEST {
        then(Err(format!("{} has {:.0} MB; a lab has 10 MB at most. Nothing was opened.", file.name(), file.size() / 1e6)));
        return;
    }
    promise::then(&file.text(), move |text| {
        then(text.and_then(|text| text.as_string()).ok_or_else(|| "The file could not be read. Nothing was opened.".to_owned()))
    });
}
