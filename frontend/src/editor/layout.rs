//! Where things stand that nobody has placed: a tidy arrangement, and free places for what is added.

use std::collections::BTreeMap;

use labwright_shared::{
    document::Command,
    model::{Keyed, Kind, Lab, Machine, RecordRef, Role},
    value::Name,
};

use super::geometry::{Point, Rect};

pub const CARD_WIDTH: f64 = 208.0;
pub const CARD_HEIGHT: f64 = 84.0;
pub const PORT_PITCH: f64 = 24.0;
pub const RAIL_HEIGHT: f64 = 30.0;
const GAP_X: f64 = 48.0;
const GAP_Y: f64 = 60.0;
const RAIL_PITCH: f64 = 48.0;

/// A corner for every machine and every network, by identity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    pub machines: BTreeMap<Name, Point>,
    pub networks: BTreeMap<Name, Point>,
}

/// A card is wide enough for its ports and the handle that adds one.
pub fn card_width(machine: &Machine) -> f64 {
    CARD_WIDTH.max((machine.ports.len() + 1) as f64 * PORT_PITCH + 20.0)
}

/// The document's places, and for what has none a tidy one.
pub fn places(lab: &Lab) -> Places {
    let mut places = Places::default();
    let placed = |id: &Name| lab.view.machines.get(id).map(|point| Point::of_model(*point));
    let mut taken = Vec::new();
    for machine in lab.machines.iter() {
        if let Some(corner) = placed(machine.id()) {
            taken.push(card_at(machine, corner));
            places.machines.insert(machine.id().clone(), corner);
        }
    }
    if taken.is_empty() {
        places.machines = tidy_machines(lab);
    } else {
        for machine in lab.machines.iter().filter(|machine| placed(machine.id()).is_none()) {
            let corner = free_place(&taken, card_width(machine), CARD_HEIGHT);
            taken.push(card_at(machine, corner));
            places.machines.insert(machine.id().clone(), corner);
        }
    }
    place_rails(lab, &mut places);
    places
}

/// All things arranged anew, whatever the document says.
pub fn tidy(lab: &Lab) -> Places {
    let bare = Lab { view: Default::default(), ..lab.clone() };
    places(&bare)
}

/// Commands that write down where everything without a place stands now, so that it stays there when a neighbour moves.
pub fn freeze(lab: &Lab, except: &RecordRef) -> Vec<Command> {
    let places = places(lab);
    let machines = places
        .machines
        .iter()
        .filter(|(id, _)| !lab.view.machines.contains_key(*id))
        .map(|(id, at)| (RecordRef::new(Kind::Machines, id), at));
    let networks = places
        .networks
        .iter()
        .filter(|(id, _)| !lab.view.networks.contains_key(*id))
        .map(|(id, at)| (RecordRef::new(Kind::Networks, id), at));
    machines
        .chain(networks)
        .filter(|(record, _)| record != except)
        .map(|(record, at)| Command::Place { record, at: at.to_model() })
        .collect()
}

/// Commands that place everything.
pub fn place_all(places: &Places) -> Vec<Command> {
    let machines = places.machines.iter().map(|(id, at)| (RecordRef::new(Kind::Machines, id), at));
    let networks = places.networks.iter().map(|(id, at)| (RecordRef::new(Kind::Networks, id), at));
    machines.chain(networks).map(|(record, at)| Command::Place { record, at: at.to_model() }).collect()
}

fn card_at(machine: &Machine, corner: Point) -> Rect {
    Rect::new(corner.x, corner.y, card_width(machine), CARD_HEIGHT)
}

/// Rows by role: who directs stands first, who serves below, as lab sheets are drawn.
fn tidy_machines(lab: &Lab) -> BTreeMap<Name, Point> {
    let columns = (lab.machines.len() as f64 * 1.8).sqrt().ceil().max(1.0) as usize;
    let widest = lab.machines.iter().map(card_width).fold(CARD_WIDTH, f64::max);
    let mut places = BTreeMap::new();
    let mut index = 0;
    for role in Role::ALL {
        for machine in lab.machines.iter().filter(|machine| machine.role == role) {
            let corner = Point::new((index % columns) as f64 * (widest + GAP_X), (index / columns) as f64 * (CARD_HEIGHT + GAP_Y));
            places.insert(machine.id().clone(), corner);
            index += 1;
        }
    }
    places
}

/// Rails without a place stand below everything else, in the document's order.
fn place_rails(lab: &Lab, places: &mut Places) {
    let bottom = places.machines.values().map(|corner| corner.y + CARD_HEIGHT).fold(f64::NEG_INFINITY, f64::max);
    let left = places.machines.values().map(|corner| corner.x).fold(f64::INFINITY, f64::min);
    let (left, mut next) = if bottom.is_finite() { (left, bottom + GAP_Y) } else { (0.0, CARD_HEIGHT + GAP_Y) };
    for network in lab.networks.iter() {
        if let Some(point) = lab.view.networks.get(network.id()) {
            let corner = Point::of_model(*point);
            next = next.max(corner.y + RAIL_PITCH);
            places.networks.insert(network.id().clone(), corner);
        }
    }
    for network in lab.networks.iter() {
        if !places.networks.contains_key(network.id()) {
            places.networks.insert(network.id().clone(), Point::new(left, next));
            next += RAIL_PITCH;
        }
    }
}

/// The first place of the grid that overlaps nothing: along the rows, eight in a row at most.
pub fn free_place(taken: &[Rect], width: f64, height: f64) -> Point {
    // The grid begins where the cards do; rails are lower than cards and only in the way.
    let cards = || taken.iter().filter(|rect| rect.height > RAIL_HEIGHT);
    let origin =
        cards().map(|rect| rect.corner()).reduce(|corner, rect| Point::new(corner.x.min(rect.x), corner.y.min(rect.y))).unwrap_or_default();
    let columns = ((cards().count() as f64 * 1.8).sqrt().ceil() as usize).max(4);
    for index in 0.. {
        let corner = origin.plus((index % columns) as f64 * (CARD_WIDTH + GAP_X), (index / columns) as f64 * (CARD_HEIGHT + GAP_Y));
        let here = Rect::new(corner.x, corner.y, width, height).grown(8.0);
        if !taken.iter().any(|other| other.overlaps(&here)) {
            return corner;
        }
    }
    origin
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::document::{Document, read};

    fn lab(machines: usize, view: &str) -> Lab {
        let mut text = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: a}\nnetworks:\n- {name: n, mode: nat}\n- {name: m, mode: nat}\nmachines:\n".to_owned();
        for number in 0..machines {
            text += &format!("- {{name: m{number}, role: blank, vcpus: 1, memory: 1 GiB}}\n");
        }
        read(&(text + view)).unwrap().document.lab().clone()
    }

    fn overlaps(lab: &Lab, places: &Places) -> usize {
        let cards: Vec<Rect> = lab.machines.iter().map(|machine| card_at(machine, places.machines[machine.id()])).collect();
        let pairs = (0..cards.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        pairs.filter(|(a, b)| cards[*a].overlaps(&cards[*b])).count()
    }

    #[test]
    fn nothing_overlaps_and_rails_stand_below() {
        for (count, view) in [(8, ""), (40, ""), (9, "view:\n  machines:\n    m3: {x: 20, y: 30}\n")] {
            let lab = lab(count, view);
            let places = places(&lab);
            assert_eq!(overlaps(&lab, &places), 0);
            let bottom = places.machines.values().map(|corner| corner.y + CARD_HEIGHT).fold(0.0, f64::max);
            assert!(places.networks.values().all(|corner| corner.y > bottom));
        }
    }

    #[test]
    fn a_freeze_keeps_every_place() {
        let mut document = Document::new(lab(5, ""));
        let before = places(document.lab());
        let moved = RecordRef::new(Kind::Machines, &"m2".parse().unwrap());
        let mut commands = freeze(document.lab(), &moved);
        commands.push(Command::Place { record: moved, at: Point::new(900.0, 900.0).to_model() });
        document.apply(&Command::Batch { commands }).unwrap();
        let mut after = places(document.lab());
        after.machines.insert("m2".parse().unwrap(), before.machines["m2"]);
        assert_eq!(before, after);
    }
}
