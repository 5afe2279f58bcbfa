//! What reads a lab's text. Loaded at once, while the server is asked for the lab.

use labwright_shared::document::{self, Document};
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use super::Part;

pub struct Reader {
    /// The document, if the text can be read.
    pub read: fn(&str) -> Option<Document>,
}

static READER: Reader = Reader { read: |text| document::read(text).ok().map(|read| read.document) };

#[wasm_split(reader, wasm_split_path = leptos::wasm_split, fallible)]
fn load() -> Result<&'static Reader, SplitLoaderError> {
    Ok(&READER)
}

pub fn part() -> Part<Reader> {
    Part::new(|| Box::pin(load()))
}
