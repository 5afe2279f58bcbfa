use crate::{model::UpSignal, plan::steps::DomainWait};

use super::{helper::Helper, writer::Writer};

pub fn until_up(data: &DomainWait, out: &mut Writer<'_>) {
    let uuid = data.uuid.to_string();
    let (what, look): (String, Vec<String>) = match (data.signal, &data.console, &data.marker) {
        (UpSignal::Running, ..) => return,
        (UpSignal::Lease, ..) => {
            out.uses(&[Helper::Lease]);
            let networks: Vec<&str> = data.leases.iter().map(|place| place.network.as_str()).collect();
            let places = data.leases.iter().flat_map(|place| [place.network.clone(), place.mac.to_string()]);
            (format!("DHCP lease on {}", networks.join(" or ")), ["has_lease".to_owned()].into_iter().chain(places).collect())
        }
        (UpSignal::Agent, ..) => {
            out.uses(&[Helper::Agent]);
            ("answer of the guest agent".to_owned(), vec!["agent_answers".to_owned(), uuid.clone()])
        }
        (UpSignal::Serial, Some(console), Some(marker)) => {
            out.uses(&[Helper::Console]);
            let look = vec!["console_says".to_owned(), console.pool.clone(), console.name.to_string(), marker.clone()];
            (format!("{marker} on the serial console"), look)
        }
        (UpSignal::Serial, ..) => {
            return out.run(["die", &format!("the plan waits for {} on its serial console, but names no marker or no log", data.name)]);
        }
    };
    out.uses(&[Helper::WaitUntil]);
    let words = ["wait_until".to_owned(), data.name.clone(), uuid, data.timeout_secs.to_string(), what];
    out.run(words.into_iter().chain(look));
}
