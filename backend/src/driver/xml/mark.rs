//! The ownership mark in a domain's or network's metadata.
//!
//! The planner's renderer writes it; only this reads it back. libvirt keeps the element as it was given:
//! `<labwright:owner xmlns:labwright=NAMESPACE instance= lab= record= digest=/>`.

use labwright_shared::facts::{Mark, NAMESPACE};

use super::Element;

/// The mark in an object's XML. One that cannot be read counts as none: what is not surely ours is left alone.
pub fn mark_in(root: &Element) -> Option<Mark> {
    let metadata = root.child("metadata")?;
    let owner = metadata.all("owner").find(|element| element.namespace.as_deref() == Some(NAMESPACE))?;
    Some(Mark {
        instance: owner.attribute("instance")?.parse().ok()?,
        lab: owner.attribute("lab")?.parse().ok()?,
        record: owner.attribute("record")?.to_owned(),
        digest: owner.attribute("digest")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(owner: &str) -> Option<Mark> {
        mark_in(&Element::parse(&format!("<domain><metadata>{owner}</metadata></domain>")).unwrap())
    }

    #[test]
    fn reads_our_mark_and_no_other() {
        let digest = "0".repeat(64);
        let ours = format!("<l:owner xmlns:l='{NAMESPACE}' instance='i1' lab='osp' record='machines[a]' digest='{digest}'/>");
        let mark = read(&ours).unwrap();
        assert_eq!((mark.instance.as_str(), mark.record.as_str()), ("i1", "machines[a]"));
        assert_eq!(read(&ours.replace(NAMESPACE, "urn:other")), None);
        assert_eq!(read(&ours.replace(&digest, "short")), None);
        assert_eq!(read(""), None);
    }
}
