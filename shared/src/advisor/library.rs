//! What of a library of labs fits a host.

use serde::{Deserialize, Serialize};

use crate::{document::Document, facts::HostFacts, value::Name};

use super::{Place, Verdict, Way, advise};

/// One lab of a library on a host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    pub lab: Name,
    /// Whether it fits as it is drawn.
    pub verdict: Verdict,
    /// The declared scales at which it fits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scales: Vec<Name>,
    /// What makes it fit with the least harm, where it does not by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<Way>,
}

/// Which labs fit a host, those first that fit as they are drawn, then those that little makes fit.
pub fn library<'a>(documents: impl IntoIterator<Item = &'a Document>, facts: &HostFacts) -> Vec<Offer> {
    let place = Place { facts: Some(facts), instance: None };
    let offer = |document: &Document| {
        let lab = document.lab();
        let advice = advise(document, Some(facts), None);
        let fits = |name: &Name| lab.at_scale(name.as_str()).is_some_and(|scaled| place.misfits(&scaled).is_empty());
        Offer {
            lab: lab.metadata.name.clone(),
            verdict: advice.verdict,
            scales: lab.scales.iter().map(|scale| scale.name.clone()).filter(fits).collect(),
            way: advice.ways.into_iter().next(),
        }
    };
    let mut offers: Vec<Offer> = documents.into_iter().map(offer).collect();
    offers.sort_by_key(|offer| (offer.verdict != Verdict::Fits, offer.way.is_none(), offer.way.as_ref().map(Way::cost), offer.lab.clone()));
    offers
}
