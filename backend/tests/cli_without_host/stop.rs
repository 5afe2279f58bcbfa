use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::Desk;

/// A client that never finishes its request, as a page that listens to a run never does, keeps no server from ending.
#[test]
fn a_server_ends_when_it_is_told_to() {
    for signals in [&["TERM"][..], &["INT", "INT"]] {
        let desk = Desk::new();
        let mut child = desk.command().args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let link = lines.find_map(|line| line.unwrap().split_once("http://").map(|(_, link)| link.to_owned())).expect("a link");
        let mut client = TcpStream::connect(link.split('/').next().unwrap()).unwrap();
        client.write_all(b"GET / HTTP/1.1\r\n").unwrap();
        // The server has taken the connection once it answers another.
        let mut other = TcpStream::connect(link.split('/').next().unwrap()).unwrap();
        other.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
        other.read_to_end(&mut Vec::new()).unwrap();
        for signal in signals {
            assert!(Command::new("sh").args(["-c", &format!("kill -{signal} {}", child.id())]).status().unwrap().success());
        }
        let begun = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if begun.elapsed() > Duration::from_secs(60) {
                child.kill().unwrap();
                panic!("the server goes on after {signals:?}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
