//! Each network's own colour.

use labwright_shared::model::{Lab, NetworkMode};

/// How many hues the style sheet has: `--hue-0` and on.
pub const COUNT: usize = 8;

/// The hue of every network, in the document's order: by preference the one that goes with its mode, as long as no other has it.
pub fn of_networks(lab: &Lab) -> Vec<usize> {
    let mut taken = [0usize; COUNT];
    let mut hues = Vec::with_capacity(lab.networks.len());
    for network in lab.networks.iter() {
        let preferred = match network.mode {
            NetworkMode::Isolated => 0,
            NetworkMode::Nat => 1,
            NetworkMode::Routed => 2,
            NetworkMode::Bridge | NetworkMode::OpenVswitch => 3,
        };
        let least = taken.iter().min().copied().unwrap_or(0);
        let hue = (0..COUNT).map(|step| (preferred + step) % COUNT).find(|hue| taken[*hue] == least).unwrap_or(preferred);
        taken[hue] += 1;
        hues.push(hue);
    }
    hues
}

#[cfg(test)]
mod tests {
    use labwright_shared::document::read;

    #[test]
    fn networks_differ_as_long_as_there_are_hues() {
        let text = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: a}\nnetworks:\n- {name: a, mode: nat}\n- {name: b, mode: nat}\n- {name: c, mode: isolated}\n";
        let lab = read(text).unwrap().document.lab().clone();
        assert_eq!(super::of_networks(&lab), [1, 2, 0]);
    }
}
