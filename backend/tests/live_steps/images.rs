//! `volume.import`

use std::{
    cell::Cell,
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    os::unix::fs::symlink,
    sync::{Arc, Mutex, atomic::Ordering},
};

use labwright::step::{self, Probe, StepContext, StepError, Turn, image::ImageError};
use labwright_shared::{
    model::DiskFormat,
    plan::{StepData, steps::VolumeImport},
    value::{Sha256, Size},
};

use super::volumes::InPool;
use crate::support::{run, virsh};

fn import(at: &InPool, path: &str, format: DiskFormat) -> VolumeImport {
    let name = "image".parse().unwrap();
    VolumeImport { pool: at.pool.clone(), name, path: Some(path.to_owned()), url: None, sha256: None, format, disk: true }
}

/// A raw image with data at both ends and a hole between.
fn raw(at: &InPool, name: &str, mib: u64) -> Vec<u8> {
    let mut content = vec![0; (mib << 20) as usize];
    content[..4].copy_from_slice(b"\xeb\x63\x90\0");
    content[512 << 10..768 << 10].fill(7);
    let end = content.len();
    content[end - 3..].copy_from_slice(b"end");
    fs::write(at.bench.image(name), &content).unwrap();
    run("fallocate", &["-d", at.bench.image(name).to_str().unwrap()]);
    content
}

fn qcow2(at: &InPool, name: &str, more: &[&str]) {
    let path = at.bench.image(name);
    run("qemu-img", &[&["create", "-q", "-f", "qcow2"], more, &[path.to_str().unwrap(), "16M"]].concat());
}

#[test]
fn import_keeps_its_promises() {
    let Some(at) = InPool::new("img-raw") else { return };
    let content = raw(&at, "a.raw", 24);
    for sha256 in [None, Some(Sha256::of(&content))] {
        let data = StepData::VolumeImport(VolumeImport { sha256, ..import(&at, "a.raw", DiskFormat::Raw) });
        at.bench.complies(&data);
        at.bench.apply(&data).unwrap();
        assert!(fs::read(at.file("image")).unwrap() == content);
        let taken: u64 = run("du", &["-k", at.file("image").to_str().unwrap()]).split_whitespace().next().unwrap().parse().unwrap();
        assert!(taken < 2048, "zeros were written out: {taken} KiB");
        at.bench.undo(&data).unwrap();
        at.bench.survives_a_kill_anywhere(&data, || assert!(fs::read(at.file("image")).unwrap() == content));
    }
    at.end();
}

#[test]
fn qcow2_is_known_as_such_after_the_upload() {
    let Some(at) = InPool::new("img-qcow2") else { return };
    qcow2(&at, "a.qcow2", &[]);
    let data = StepData::VolumeImport(import(&at, "a.qcow2", DiskFormat::Qcow2));
    at.bench.apply(&data).unwrap();
    let xml = virsh(&["vol-dumpxml", "--pool", &at.pool, "image"]);
    assert!(xml.contains("<format type='qcow2'/>") && xml.contains("16777216"), "{xml}");
    at.bench.undo(&data).unwrap();
    at.end();
}

#[test]
fn a_wrong_digest_names_both_and_leaves_nothing() {
    let Some(at) = InPool::new("img-digest") else { return };
    let content = raw(&at, "a.raw", 4);
    let (expected, found) = (Sha256::of(b"other"), Sha256::of(&content));
    let data = StepData::VolumeImport(VolumeImport { sha256: Some(expected), ..import(&at, "a.raw", DiskFormat::Raw) });
    let text = at.bench.apply(&data).unwrap_err().to_string();
    assert!(text.contains(&expected.to_string()) && text.contains(&found.to_string()), "{text}");
    assert!(!at.file("image").exists() && at.bench.probe(&data).unwrap() == Probe::Absent);
    // An image that is in use is not replaced by another one under it.
    let right = VolumeImport { sha256: Some(found), ..import(&at, "a.raw", DiskFormat::Raw) };
    at.bench.apply(&StepData::VolumeImport(right.clone())).unwrap();
    assert!(matches!(at.bench.probe(&data).unwrap(), Probe::Differs(_)));
    assert!(matches!(at.bench.apply(&data), Err(StepError::Refused(_))));
    assert!(fs::read(at.file("image")).unwrap() == content);
    at.bench.undo(&StepData::VolumeImport(right)).unwrap();
    at.end();
}

#[test]
fn images_that_lead_elsewhere_are_refused_before_anything_is_made() {
    let Some(at) = InPool::new("img-bad") else { return };
    let outside = at.bench.folder.path().join("outside.qcow2");
    run("qemu-img", &["create", "-q", "-f", "qcow2", outside.to_str().unwrap(), "1M"]);
    let secret = outside.to_str().unwrap();
    qcow2(&at, "layer.qcow2", &["-b", secret, "-F", "qcow2"]);
    qcow2(&at, "data.qcow2", &["-o", &format!("data_file={}", at.bench.folder.path().join("outside.raw").display())]);
    qcow2(&at, "locked.qcow2", &["--object", "secret,id=s,data=x", "-o", "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10"]);
    qcow2(&at, "fine.qcow2", &[]);
    raw(&at, "plain.raw", 1);
    symlink(secret, at.bench.image("link.qcow2")).unwrap();
    let refused = |path: &str, format| match at.bench.apply(&StepData::VolumeImport(import(&at, path, format))) {
        Err(StepError::Image(error)) => error,
        other => panic!("{path}: {other:?}"),
    };
    let qcow2 = DiskFormat::Qcow2;
    assert!(matches!(refused("layer.qcow2", qcow2), ImageError::Backing { backing, .. } if backing == secret));
    assert!(matches!(refused("data.qcow2", qcow2), ImageError::DataFile { file: Some(file), .. } if file.ends_with("outside.raw")));
    assert!(matches!(refused("locked.qcow2", qcow2), ImageError::Encrypted { .. }));
    assert!(matches!(refused(secret, qcow2), ImageError::Outside { .. }));
    assert!(matches!(refused("../outside.qcow2", qcow2), ImageError::Outside { .. }));
    assert!(matches!(refused("link.qcow2", qcow2), ImageError::Outside { .. }));
    assert!(matches!(refused("none.qcow2", qcow2), ImageError::Missing { .. }));
    assert!(matches!(refused("plain.raw", qcow2), ImageError::Format { .. }));
    assert!(matches!(refused("fine.qcow2", DiskFormat::Raw), ImageError::Format { .. }));
    assert_eq!(fs::read_dir(at.file("")).unwrap().count(), 0);
    at.end();
}

#[test]
fn a_request_to_stop_ends_an_upload_and_leaves_nothing() {
    let Some(at) = InPool::new("img-cancel") else { return };
    raw(&at, "a.raw", 4);
    at.bench.cancelled.store(true, Ordering::SeqCst);
    let data = StepData::VolumeImport(import(&at, "a.raw", DiskFormat::Raw));
    assert!(at.bench.apply(&data).unwrap_err().is_cancelled());
    assert!(!at.file("image").exists());
    at.bench.cancelled.store(false, Ordering::SeqCst);
    at.bench.apply(&data).unwrap();
    at.bench.undo(&data).unwrap();
    at.end();
}

#[test]
fn a_foreign_volume_is_left_alone() {
    let Some(at) = InPool::new("img-foreign") else { return };
    raw(&at, "a.raw", 1);
    fs::write(at.file("image"), "theirs").unwrap();
    let data = StepData::VolumeImport(import(&at, "a.raw", DiskFormat::Raw));
    virsh(&["pool-refresh", &at.pool]);
    at.bench.leaves_alone(&data, || fs::read_to_string(at.file("image")).unwrap());
    fs::remove_file(at.file("image")).unwrap();
    at.end();
}

/// In a pool of 8 MiB: an image that is known to be too large is not even begun, and one that turns out to be leaves nothing.
pub fn does_not_fit(at: &InPool) {
    let full = |name: &str, mib: usize| fs::write(at.bench.image(name), vec![7; mib << 20]).unwrap();
    full("full.raw", 12);
    let error = at.bench.apply(&StepData::VolumeImport(import(at, "full.raw", DiskFormat::Raw))).unwrap_err();
    assert!(
        matches!(error, StepError::PoolFull { asked, free: Some(free), .. } if asked == Size::from_mib(12) && free == Size::from_mib(8)),
        "{error}"
    );
    // Somebody else takes the room after the look: of a dense image before it is made, of a sparse one before it is sent.
    full("dense.raw", 6);
    fs::write(at.bench.image("sparse.raw"), [vec![7; 6 << 20], vec![0; 6 << 20]].concat()).unwrap();
    run("fallocate", &["-d", at.bench.image("sparse.raw").to_str().unwrap()]);
    for (image, effect) in [("dense.raw", 1), ("sparse.raw", 2)] {
        let (filler, data) = (at.file("filler"), StepData::VolumeImport(import(at, image, DiskFormat::Raw)));
        let theirs = filler.clone();
        let raced = at.bench.with(Turn::default(), move |cx| {
            let passed = Cell::new(0);
            let point = |name: &str| {
                passed.set(passed.get() + u32::from(name == "before-effect"));
                if name == "before-effect" && passed.get() == effect && !theirs.exists() {
                    fs::write(&theirs, vec![1; 5 << 20]).unwrap();
                }
            };
            step::apply(&StepContext { point: &point, ..*cx }, &data)
        });
        let error = raced.unwrap_err();
        assert!(matches!(error, StepError::PoolFull { asked, .. } if asked == Size::from_mib(6)), "{image}: {error}");
        fs::remove_file(filler).unwrap();
    }
}

/// A server of one file. It breaks every answer off after `most` bytes, and writes down what it was asked for.
struct Server {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

fn serve(content: Vec<u8>, most: usize, etag: &'static str) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/image.raw", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let headers: Vec<String> =
                BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
            let header =
                |name: &str| headers.iter().find_map(|line| line.to_lowercase().strip_prefix(name).map(|value| value.trim().to_owned()));
            let range = header("range:").filter(|_| header("if-range:").is_some_and(|tag| tag == etag));
            let begin: usize =
                range.as_deref().and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()).unwrap_or(0);
            log.lock().unwrap().push(range.clone().unwrap_or_else(|| "all".to_owned()));
            let (status, place) = match range {
                Some(_) => ("206 Partial Content", format!("Content-Range: bytes {begin}-{}/{}\r\n", content.len() - 1, content.len())),
                None => ("200 OK", String::new()),
            };
            let left = content.len() - begin;
            write!(stream, "HTTP/1.1 {status}\r\nETag: {etag}\r\nContent-Length: {left}\r\n{place}Connection: close\r\n\r\n").unwrap();
            let _ = stream.write_all(&content[begin..begin + left.min(most)]);
        }
    });
    Server { url, asked }
}

fn download(at: &InPool, url: &str, sha256: Option<Sha256>) -> StepData {
    StepData::VolumeImport(VolumeImport { path: None, url: Some(url.to_owned()), sha256, ..import(at, "", DiskFormat::Raw) })
}

#[test]
fn a_download_that_breaks_off_is_resumed() {
    let Some(at) = InPool::new("img-url") else { return };
    let content = raw(&at, "a.raw", 4);
    let server = serve(content.clone(), 3 << 20, "\"v1\"");
    let data = download(&at, &server.url, Some(Sha256::of(&content)));
    at.bench.apply(&data).unwrap();
    assert!(fs::read(at.file("image")).unwrap() == content);
    assert_eq!(*server.asked.lock().unwrap(), ["all", "bytes=3145728-"]);
    // The second import takes the copy.
    at.bench.undo(&data).unwrap();
    at.bench.apply(&data).unwrap();
    assert_eq!(server.asked.lock().unwrap().len(), 2);
    at.bench.undo(&data).unwrap();
    at.end();
}

#[test]
fn a_download_that_changed_meanwhile_begins_again() {
    let Some(at) = InPool::new("img-etag") else { return };
    let content = raw(&at, "a.raw", 4);
    // The first transfer ends half-way, from a server that then has another version.
    let first = serve(vec![1; 4 << 20], 2 << 20, "\"old\"");
    let address = first.url.clone();
    let old = download(&at, &address, None);
    assert!(at.bench.apply(&old).is_ok(), "this server goes on where it stopped");
    at.bench.undo(&old).unwrap();
    let cache = at.bench.images.cache.clone();
    let kept = fs::read_dir(&cache)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|kind| kind == "json"))
        .unwrap();
    // As after a kill: a part of the old version, and the server with the new one.
    let second = serve(content.clone(), usize::MAX, "\"new\"");
    fs::write(&kept, fs::read_to_string(&kept).unwrap().replace(&address, &second.url)).unwrap();
    let place = |kind: &str| cache.join(format!("{}.{kind}", &Sha256::of_parts(&["download", &second.url, ""]).to_string()[..32]));
    fs::rename(&kept, place("json")).unwrap();
    fs::write(place("part"), vec![1; 1 << 20]).unwrap();
    at.bench.apply(&download(&at, &second.url, None)).unwrap();
    assert!(fs::read(at.file("image")).unwrap() == content);
    assert_eq!(*second.asked.lock().unwrap(), ["all"]);
    at.bench.undo(&download(&at, &second.url, None)).unwrap();
    at.end();
}

#[test]
fn bad_downloads_say_why_and_are_not_kept() {
    let Some(at) = InPool::new("img-url-bad") else { return };
    let content = raw(&at, "a.raw", 1);
    let server = serve(content.clone(), usize::MAX, "\"v1\"");
    let wrong = download(&at, &server.url, Some(Sha256::of(b"other")));
    for _ in 0..2 {
        assert!(matches!(at.bench.apply(&wrong), Err(StepError::Digest { .. })));
    }
    assert_eq!(server.asked.lock().unwrap().len(), 2, "a wrong copy is not taken twice");
    let error = |url: &str| at.bench.apply(&download(&at, url, None)).unwrap_err();
    assert!(error("file:///etc/passwd").to_string().contains("only http and https"));
    // A port that nothing listens on.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = error(&format!("http://{nobody}/x"));
    assert!(refused.is_transient(), "{refused}");
    assert_eq!(fs::read_dir(at.file("")).unwrap().count(), 0);
    at.end();
}
