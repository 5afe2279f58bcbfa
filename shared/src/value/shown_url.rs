/// A URL as it may stand in a message, a plan's reason or a log: without user and password, and without a query, which may be a key as well.
#[must_use]
pub fn shown_url(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let path = tail.split(['?', '#']).next().unwrap_or_default();
    let cut = if path.len() < tail.len() { "?…" } else { "" };
    let scheme = if scheme.is_empty() { String::new() } else { format!("{scheme}://") };
    format!("{scheme}{host}{path}{cut}")
}

#[cfg(test)]
mod tests {
    use super::shown_url;

    #[test]
    fn nothing_secret_is_shown() {
        for (url, shown) in [
            ("https://h/x.qcow2", "https://h/x.qcow2"),
            ("https://user:p%40ss@h:8443/x.qcow2?token=abc#f", "https://h:8443/x.qcow2?…"),
            ("https://user:p@ss@h", "https://h"),
            ("https://h?token=abc", "https://h?…"),
            ("https://h/a@b", "https://h/a@b"),
            ("user:p@h/x", "h/x"),
            ("", ""),
        ] {
            assert_eq!(shown_url(url), shown);
        }
    }
}
