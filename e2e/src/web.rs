//! A web server for image downloads that answers as real ones do when they are at their worst.

use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A server on loopback with one file. Dropped, it is gone.
///
/// - `/whole` gives the file, also from the middle.
/// - `/cut` breaks off in the middle of each answer that begins at the start, and goes on from there if asked.
/// - `/forgetful` breaks off once, and then knows nothing of ranges: it gives the whole.
/// - `/moved` leads to `/whole`; `/absent` is not there; `/busy` fails once with 503.
pub struct Web {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Web {
    pub async fn start(file: Vec<u8>) -> Result<Web> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (file, seen) = (Arc::new(file), requests.clone());
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that goes away in the middle is its own affair.
                tokio::spawn(answer(stream, file.clone(), seen.clone()));
            }
        });
        Ok(Web { address, requests, serving })
    }

    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked for until now: `/cut`, `/cut bytes=1024-`, `/whole if-none-match`.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no request panics").clone()
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Answers one request and closes.
async fn answer(stream: TcpStream, file: Arc<Vec<u8>>, seen: Arc<Mutex<Vec<String>>>) -> Result<()> {
    let mut stream = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        match line.trim() {
            "" => break,
            line => head.push(line.to_owned()),
        }
    }
    let path = head.first().and_then(|line| line.split(' ').nth(1)).context("no request line")?.to_owned();
    let header = |name: &str| head.iter().find_map(|line| line.to_lowercase().strip_prefix(name)?.strip_prefix(": ").map(str::to_owned));
    let range = header("range");
    let has_it = header("if-none-match").is_some();
    let first = {
        let mut seen = seen.lock().expect("no request panics");
        let first = !seen.iter().any(|request| request.split(' ').next() == Some(&path));
        let condition = if has_it { Some("if-none-match".to_owned()) } else { range.clone() };
        seen.push(condition.iter().fold(path.clone(), |path, condition| format!("{path} {condition}")));
        first
    };
    let begin = match (path.as_str(), &range) {
        ("/forgetful", _) | (_, None) => 0,
        (_, Some(range)) => range.trim_start_matches("bytes=").trim_end_matches('-').parse::<usize>()?,
    };
    let size = file.len();
    let (status, more) = match path.as_str() {
        "/absent" => ("404 Not Found", String::new()),
        "/busy" if first => ("503 Service Unavailable", String::new()),
        "/moved" => ("302 Found", "Location: /whole\r\n".to_owned()),
        _ if has_it => ("304 Not Modified", String::new()),
        _ if begin > 0 => ("206 Partial Content", format!("Content-Range: bytes {begin}-{}/{size}\r\n", size - 1)),
        _ => ("200 OK", String::new()),
    };
    let body = if status.starts_with('2') { &file[begin..] } else { &[] };
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nETag: \"one\"\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n");
    let cut = begin == 0 && (path == "/cut" || path == "/forgetful" && first);
    let body = if cut { &body[..length / 2] } else { body };
    let stream = stream.get_mut();
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    Ok(stream.shutdown().await?)
}
