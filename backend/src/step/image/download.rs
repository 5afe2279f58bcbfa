//! Downloads over HTTP into a folder, resumed where they broke off.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use labwright_shared::value::{Sha256, Size, shown_url};
use serde::{Deserialize, Serialize};
use ureq::{
    Agent, Body,
    http::Response,
    tls::{Certificate, RootCerts, TlsConfig},
};

use super::ImageError;

/// How often a transfer that makes no progress is tried again.
const TRIES: u32 = 4;

/// What is known of a download that is not complete, or of a complete one without a digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    url: String,
    /// A strong ETag, or else the Last-Modified date: what `If-Range` takes (RFC 9110 §13.1.5).
    validator: Option<String>,
}

struct Place {
    whole: PathBuf,
    part: PathBuf,
    kept: PathBuf,
    lock: PathBuf,
}

/// Brings a file into the folder and returns its path there. The name depends on the URL and on the digest that the lab
/// gives, so a lab that asks for another content does not get the old one.
pub(super) fn fetch(
    url: &str,
    sha256: Option<Sha256>,
    folder: &Path,
    note: &dyn Fn(&str),
    cancelled: &dyn Fn() -> bool,
) -> Result<PathBuf, ImageError> {
    if !(url.starts_with("http://") || url.starts_with("https://")) {
        return Err(ImageError::Download { url: url.to_owned(), message: "only http and https are taken".to_owned(), transient: false });
    }
    let unusable = |error: std::io::Error| ImageError::Cache { folder: folder.display().to_string(), message: error.to_string() };
    fs::create_dir_all(folder).map_err(unusable)?;
    let place = Place::new(folder, url, sha256);
    let _lock = locked(&place.lock, note, cancelled)?.map_err(unusable)?;
    if sha256.is_some() && place.whole.exists() {
        return Ok(place.whole);
    }
    let agent: Agent = Agent::config_builder()
        .tls_config(TlsConfig::builder().root_certs(trusted()).build())
        .timeout_connect(Some(Duration::from_secs(30)))
        .timeout_recv_response(Some(Duration::from_secs(60)))
        // A line that falls silent, not one that is slow.
        .timeout_per_read(Some(Duration::from_secs(60)))
        .http_status_as_error(false)
        .user_agent(concat!("labwright/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut tries = 0;
    loop {
        let before = length(&place.part);
        let transfer = Transfer { agent: &agent, url, place: &place, note, cancelled };
        match transfer.run() {
            Ok(()) => return Ok(place.whole),
            Err(error) if !error.is_transient() => return Err(error),
            Err(error) => {
                // Progress earns new tries.
                tries = if length(&place.part) > before { 1 } else { tries + 1 };
                if tries >= TRIES {
                    if sha256.is_none() && place.whole.exists() {
                        note(&format!("{error}; using the copy from before"));
                        return Ok(place.whole);
                    }
                    return Err(error);
                }
                note(&format!("{error}; trying again"));
                pause(Duration::from_millis(300 * 4u64.pow(tries)), cancelled)?;
            }
        }
    }
}

/// Whom this machine trusts: its own list, in which a house has its own authority too. A machine without a list trusts the
/// public authorities that are built in.
fn trusted() -> RootCerts {
    let own = rustls_native_certs::load_native_certs();
    for error in &own.errors {
        tracing::warn!(%error, "some of the machine's certificates cannot be read");
    }
    match own.certs.is_empty() {
        true => RootCerts::WebPki,
        false => own.certs.iter().map(|cert| Certificate::from_der(cert).to_owned()).into(),
    }
}

struct Transfer<'a> {
    agent: &'a Agent,
    url: &'a str,
    place: &'a Place,
    note: &'a dyn Fn(&str),
    cancelled: &'a dyn Fn() -> bool,
}

impl Transfer<'_> {
    fn run(&self) -> Result<(), ImageError> {
        let kept = recall(&self.place.kept).filter(|kept| kept.url == self.url).unwrap_or_default();
        let begun = length(&self.place.part);
        let mut request = self.agent.get(self.url);
        // A part without a validator may be of another version of the file: it is not continued.
        let resume = kept.validator.clone().filter(|_| begun > 0);
        if let Some(validator) = &resume {
            request = request.header("Range", format!("bytes={begun}-")).header("If-Range", validator);
        } else if let Some(validator) = kept.validator.as_ref().filter(|_| self.place.whole.exists()) {
            let header = if validator.starts_with('"') { "If-None-Match" } else { "If-Modified-Since" };
            request = request.header(header, validator);
        }
        let response = request.call().map_err(|error| self.unanswered(&error))?;
        let status = response.status().as_u16();
        match status {
            206 if resume.is_some() && starts_at(&response, begun) => {
                (self.note)(&format!("resuming the download at {}", Size::from_bytes(begun).human()));
                self.receive(response, begun)
            }
            200 => {
                self.keep(&Kept { url: self.url.to_owned(), validator: validator(&response) })?;
                self.receive(response, 0)
            }
            304 => Ok(()),
            // The part is longer than the file now is, or the server does not do what it said: from the start.
            206 | 416 => {
                remove(&self.place.part);
                Err(self.failed(format!("the server answered {status} to a resumed download"), true))
            }
            408 | 425 | 429 | 500..=599 => Err(self.failed(format!("the server answered {status}"), true)),
            _ => {
                Err(self
                    .failed(format!("the server answered {status} {}", response.status().canonical_reason().unwrap_or_default()), false))
            }
        }
    }

    fn receive(&self, response: Response<Body>, begin: u64) -> Result<(), ImageError> {
        let total = header(&response, "content-length").and_then(|length| length.parse::<u64>().ok()).map(|length| begin + length);
        let io = |error: std::io::Error| ImageError::Cache { folder: self.place.part.display().to_string(), message: error.to_string() };
        let mut file =
            OpenOptions::new().create(true).truncate(begin == 0).append(begin > 0).write(true).open(&self.place.part).map_err(io)?;
        let mut body = response.into_body().into_reader();
        let mut buffer = vec![0; 128 << 10];
        let (mut at, mut told) = (begin, 0);
        loop {
            if (self.cancelled)() {
                return Err(ImageError::Cancelled);
            }
            let got = body.read(&mut buffer).map_err(|error| self.failed(format!("the transfer broke off: {error}"), true))?;
            if got == 0 {
                break;
            }
            file.write_all(&buffer[..got]).map_err(io)?;
            at += got as u64;
            let tenth = total.and_then(|total| (at * 10).checked_div(total)).unwrap_or(0);
            if tenth > told {
                told = tenth;
                (self.note)(&format!("downloaded {} of {}", Size::from_bytes(at).human(), Size::from_bytes(total.unwrap_or(at)).human()));
            }
        }
        if total.is_some_and(|total| at < total) {
            return Err(self.failed("the transfer broke off".to_owned(), true));
        }
        file.sync_all().map_err(io)?;
        fs::rename(&self.place.part, &self.place.whole).map_err(io)
    }

    fn keep(&self, kept: &Kept) -> Result<(), ImageError> {
        let written = serde_json::to_vec(kept).map_err(std::io::Error::other).and_then(|text| fs::write(&self.place.kept, text));
        written.map_err(|error| ImageError::Cache { folder: self.place.kept.display().to_string(), message: error.to_string() })
    }

    /// A server whose certificate is not believed gets no second try: it will not become another one by itself.
    fn unanswered(&self, error: &ureq::Error) -> ImageError {
        let text = error.to_string();
        if !text.contains("invalid peer certificate") {
            return self.failed(text, true);
        }
        let remedy = match text.contains("UnknownIssuer") {
            true => {
                "; this machine does not know who signed it: add that authority to the machine's list (`update-ca-certificates`), or download the image by hand and give its `path`"
            }
            false => "",
        };
        self.failed(format!("the server's certificate is refused ({text}){remedy}"), false)
    }

    fn failed(&self, message: String, transient: bool) -> ImageError {
        ImageError::Download { url: shown_url(self.url), message, transient }
    }
}

impl Place {
    fn new(folder: &Path, url: &str, sha256: Option<Sha256>) -> Place {
        let key = Sha256::of_parts(&["download", url, &sha256.map(|digest| digest.to_string()).unwrap_or_default()]).to_string();
        let file = |kind: &str| folder.join(format!("{}.{kind}", &key[..32]));
        Place { whole: file("image"), part: file("part"), kept: file("json"), lock: file("lock") }
    }
}

/// One download of a file at a time, also among several programs.
fn locked(path: &Path, note: &dyn Fn(&str), cancelled: &dyn Fn() -> bool) -> Result<std::io::Result<File>, ImageError> {
    let file = match OpenOptions::new().create(true).truncate(false).write(true).open(path) {
        Ok(file) => file,
        Err(error) => return Ok(Err(error)),
    };
    let mut told = false;
    loop {
        match rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(Ok(file)),
            Err(rustix::io::Errno::WOULDBLOCK) => {}
            Err(error) => return Ok(Err(error.into())),
        }
        if !told {
            note("waiting for another download of the same file");
            told = true;
        }
        pause(Duration::from_millis(200), cancelled)?;
    }
}

fn pause(length: Duration, cancelled: &dyn Fn() -> bool) -> Result<(), ImageError> {
    let step = Duration::from_millis(100);
    let mut left = length;
    while !left.is_zero() {
        if cancelled() {
            return Err(ImageError::Cancelled);
        }
        std::thread::sleep(left.min(step));
        left = left.saturating_sub(step);
    }
    Ok(())
}

fn header<'r>(response: &'r Response<Body>, name: &str) -> Option<&'r str> {
    response.headers().get(name)?.to_str().ok()
}

fn validator(response: &Response<Body>) -> Option<String> {
    let etag = header(response, "etag").filter(|etag| etag.starts_with('"'));
    etag.or_else(|| header(response, "last-modified")).map(str::to_owned)
}

/// Whether a partial answer begins where we left off.
fn starts_at(response: &Response<Body>, begin: u64) -> bool {
    header(response, "content-range")
        .and_then(|range| range.strip_prefix("bytes ")?.split_once('-'))
        .is_some_and(|(start, _)| start.trim() == begin.to_string())
}

fn recall(path: &Path) -> Option<Kept> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

fn remove(path: &Path) {
    // What cannot be removed is truncated by the next transfer.
    let _ = fs::remove_file(path);
}
