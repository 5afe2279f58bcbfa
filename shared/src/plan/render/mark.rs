use crate::facts::{Mark, NAMESPACE};

use super::xml::{Element, element};

/// The `<metadata>` element with the ownership mark.
pub fn metadata(mark: &Mark) -> Element {
    element("metadata").child(
        element("labwright:owner")
            .attribute("xmlns:labwright", NAMESPACE)
            .attribute("instance", &mark.instance)
            .attribute("lab", &mark.lab)
            .attribute("record", &mark.record)
            .attribute("digest", mark.digest),
    )
}
