//! The least that a Rust program must do to bring the benchmark's lab up and down: libvirt calls on several connections, without plan, checks, journal or marks of progress. It is what Labwright is measured against, see docs/benchmarks.md.
//!
//! `bare_lab up|down FOLDER CONNECTIONS`, where FOLDER holds what `labwright render` wrote and the base image.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use virt::{connect::Connect, storage_vol::StorageVol, stream::Stream};

type Error = Box<dyn std::error::Error + Send + Sync>;

const URI: Option<&str> = Some("qemu:///system");

fn main() -> Result<(), Error> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [verb, folder, connections] = words.as_slice() else { return Err("bare_lab up|down FOLDER CONNECTIONS".into()) };
    let folder = PathBuf::from(folder);
    let domains = files(&folder.join("rendered/domains"))?;
    match verb.as_str() {
        "up" => up(&folder, domains, connections.parse()?),
        "down" => down(domains, connections.parse()?),
        _ => Err("up or down".into()),
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    files.sort();
    Ok(files)
}

fn up(folder: &Path, domains: Vec<PathBuf>, connections: usize) -> Result<(), Error> {
    let conn = Connect::open(URI)?;
    let rendered = folder.join("rendered");
    for file in files(&rendered.join("networks"))? {
        conn.define_network_xml(&fs::read_to_string(file)?)?.create()?;
    }
    let pool = conn.define_storage_pool_xml(&fs::read_to_string(&files(&rendered.join("pools"))?[0])?, 0)?;
    pool.build(0)?;
    pool.create(0)?;
    let base = fs::read(folder.join("base.qcow2"))?;
    let xml = format!(
        "<volume><name>base.qcow2</name><capacity unit='bytes'>{}</capacity><target><format type='raw'/></target></volume>",
        base.len()
    );
    let volume = StorageVol::create_xml(&pool, &xml, 0)?;
    let stream = Stream::new(&conn, 0)?;
    volume.upload(&stream, 0, base.len() as u64, 0)?;
    let mut sent = 0;
    while sent < base.len() {
        sent += usize::try_from(stream.send(&base[sent..])?)?;
    }
    stream.finish()?;
    pool.refresh(0)?;
    let path = volume.path()?;
    in_parallel(domains, connections, move |conn, file| {
        let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let pool = conn.lookup_storage_pool_by_name("bench")?;
        let overlay = format!(
            "<volume><name>{name}-vda.qcow2</name><capacity unit='MiB'>64</capacity><target><format type='qcow2'/></target><backingStore><path>{path}</path><format type='qcow2'/></backingStore></volume>"
        );
        StorageVol::create_xml(&pool, &overlay, 0)?;
        conn.define_domain_xml(&fs::read_to_string(file)?)?.create()?;
        Ok(())
    })
}

fn down(domains: Vec<PathBuf>, connections: usize) -> Result<(), Error> {
    in_parallel(domains, connections, |conn, file| {
        let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let domain = conn.lookup_domain_by_name(name)?;
        domain.destroy()?;
        domain.undefine()?;
        Ok(())
    })?;
    let conn = Connect::open(URI)?;
    let pool = conn.lookup_storage_pool_by_name("bench")?;
    pool.refresh(0)?;
    for volume in pool.list_all_volumes(0)? {
        volume.delete(0)?;
    }
    pool.destroy()?;
    pool.delete(0)?;
    pool.undefine()?;
    let network = conn.lookup_network_by_name("bench")?;
    network.destroy()?;
    network.undefine()?;
    Ok(())
}

fn in_parallel(
    work: Vec<PathBuf>,
    connections: usize,
    job: impl Fn(&Connect, &Path) -> Result<(), Error> + Send + Sync + 'static,
) -> Result<(), Error> {
    let (work, job) = (Arc::new(Mutex::new(work)), Arc::new(job));
    let threads: Vec<_> = (0..connections)
        .map(|_| {
            let (work, job) = (work.clone(), job.clone());
            std::thread::spawn(move || -> Result<(), Error> {
                let conn = Connect::open(URI)?;
                loop {
                    let next = work.lock().map_err(|_| "a thread panicked")?.pop();
                    let Some(next) = next else { return Ok(()) };
                    job(&conn, &next)?;
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().map_err(|_| "a thread panicked")??;
    }
    Ok(())
}
