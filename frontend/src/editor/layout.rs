//! Where things stand that nobody has placed: a tidy arrangement, and free places for what is added.

use std::collections::BTreeMap;

use labwright_shared::{
    document::Command,
    model::{Keyed, Kind, Lab, Machine, RecordRef, Role},
    value::Name,
};

use super::{
    band::{self, Circle},
    geometry::{Point, Rect},
    inside::Inside,
};

pub const CARD_WIDTH: f64 = 208.0;
pub const CARD_HEIGHT: f64 = 84.0;
pub const PORT_PITCH: f64 = 24.0;
pub const RAIL_HEIGHT: f64 = 30.0;
const GAP_X: f64 = 48.0;
const GAP_Y: f64 = 60.0;
const RAIL_PITCH: f64 = 48.0;

/// A corner for every machine, every network, and every cloud that no machine forms, by identity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    pub machines: BTreeMap<Name, Point>,
    pub networks: BTreeMap<Name, Point>,
    pub clouds: BTreeMap<Name, Point>,
}

impl Places {
    /// Every record with its corner.
    fn all(&self) -> impl Iterator<Item = (RecordRef, Point)> {
        let of =
            |kind: Kind, places: &BTreeMap<Name, Point>| places.iter().map(|(id, at)| (RecordRef::new(kind, id), *at)).collect::<Vec<_>>();
        [of(Kind::Machines, &self.machines), of(Kind::Networks, &self.networks), of(Kind::Clouds, &self.clouds)].into_iter().flatten()
    }

    pub fn get(&self, record: &RecordRef) -> Option<Point> {
        let id = record.id.as_ref()?;
        match record.kind {
            Kind::Machines => self.machines.get(id).copied(),
            Kind::Networks => self.networks.get(id).copied(),
            Kind::Clouds => self.clouds.get(id).copied(),
            _ => None,
        }
    }
}

/// A card is wide enough for its ports and the handle that adds one, and high enough for the guests on it.
pub fn card_size(machine: &Machine, inside: &Inside) -> (f64, f64) {
    (card_width(machine), CARD_HEIGHT + band::growth(inside.on_machine(machine.id()).len()))
}

pub fn card_width(machine: &Machine) -> f64 {
    CARD_WIDTH.max((machine.ports.len() + 1) as f64 * PORT_PITCH + 20.0)
}

/// The document's places, and for what has none a tidy one.
pub fn places(lab: &Lab, inside: &Inside) -> Places {
    let circles = band::circles(lab);
    let mut places = Places::default();
    let placed = |id: &Name| lab.view.machines.get(id).map(|point| Point::of_model(*point));
    let mut taken = Vec::new();
    for machine in lab.machines.iter() {
        if let Some(corner) = placed(machine.id()) {
            taken.push(card_at(machine, inside, corner));
            places.machines.insert(machine.id().clone(), corner);
        }
    }
    if taken.is_empty() {
        places.machines = tidy_machines(lab, inside, &circles);
    } else {
        for machine in lab.machines.iter().filter(|machine| placed(machine.id()).is_none()) {
            let (width, height) = card_size(machine, inside);
            let corner = free_place(&taken, width, height);
            taken.push(card_at(machine, inside, corner));
            places.machines.insert(machine.id().clone(), corner);
        }
    }
    place_rest(lab, inside, &circles, &mut places);
    places
}

/// All things arranged anew, whatever the document says.
pub fn tidy(lab: &Lab, inside: &Inside) -> Places {
    let bare = Lab { view: Default::default(), ..lab.clone() };
    places(&bare, inside)
}

/// Commands that write down where everything without a place stands now, so that it stays there when a neighbour moves.
pub fn freeze(lab: &Lab, inside: &Inside, except: &RecordRef) -> Vec<Command> {
    let view = &lab.view;
    let has_place = |record: &RecordRef| {
        record.id.as_ref().is_some_and(|id| match record.kind {
            Kind::Machines => view.machines.contains_key(id),
            Kind::Networks => view.networks.contains_key(id),
            _ => view.clouds.contains_key(id),
        })
    };
    let all = places(lab, inside);
    let unplaced = all.all().filter(|(record, _)| record != except && !has_place(record));
    unplaced.map(|(record, at)| Command::Place { record, at: at.to_model() }).collect()
}

/// Commands that place everything.
pub fn place_all(places: &Places) -> Vec<Command> {
    places.all().map(|(record, at)| Command::Place { record, at: at.to_model() }).collect()
}

/// Commands that move a thing by so much; a band moves by its machines.
pub fn shift(lab: &Lab, inside: &Inside, record: &RecordRef, by: Point) -> Vec<Command> {
    let mut commands = freeze(lab, inside, record);
    let mut places = places(lab, inside);
    for record in shifted(lab, &mut places, record, by) {
        commands.extend(places.get(&record).map(|at| Command::Place { record, at: at.to_model() }));
    }
    commands
}

/// Moves a thing's place by so much, and tells whose places those were.
pub fn shifted(lab: &Lab, places: &mut Places, record: &RecordRef, by: Point) -> Vec<RecordRef> {
    let circle = band::circles(lab).into_iter().find(|circle| circle.record == *record).filter(|circle| !circle.members.is_empty());
    let moved = match circle {
        Some(circle) => circle.members.iter().map(|id| RecordRef::new(Kind::Machines, id)).collect(),
        None => vec![record.clone()],
    };
    for record in &moved {
        let Some(id) = &record.id else { continue };
        let of_kind = match record.kind {
            Kind::Machines => &mut places.machines,
            Kind::Networks => &mut places.networks,
            _ => &mut places.clouds,
        };
        of_kind.entry(id.clone()).and_modify(|at| *at = at.plus(by.x, by.y));
    }
    moved
}

fn card_at(machine: &Machine, inside: &Inside, corner: Point) -> Rect {
    let (width, height) = card_size(machine, inside);
    Rect::new(corner.x, corner.y, width, height)
}

/// Rows by role: who directs stands first, who serves below, as lab sheets are drawn. What forms a cloud stands together.
fn tidy_machines(lab: &Lab, inside: &Inside, circles: &[Circle]) -> BTreeMap<Name, Point> {
    let columns = (lab.machines.len() as f64 * 1.8).sqrt().ceil().max(1.0) as usize;
    let widest = lab.machines.iter().map(card_width).fold(CARD_WIDTH, f64::max);
    let mut group_of: BTreeMap<&Name, usize> = BTreeMap::new();
    for (index, circle) in circles.iter().enumerate() {
        for id in &circle.members {
            group_of.entry(id).or_insert(index + 1);
        }
    }
    let group = |machine: &Machine| group_of.get(machine.id()).copied().unwrap_or(0);
    let role = |machine: &Machine| Role::ALL.iter().position(|role| *role == machine.role).unwrap_or(0);
    let mut machines: Vec<&Machine> = lab.machines.iter().collect();
    machines.sort_by_key(|machine| (group(machine), role(machine)));
    let mut places = BTreeMap::new();
    let mut top = 0.0;
    for together in machines.chunk_by(|one, other| group(one) == group(other)) {
        let circle = group(together[0]).checked_sub(1).map(|index| &circles[index]);
        top += if circle.is_some() { band::HEAD } else { 0.0 };
        for row in together.chunks(columns) {
            for (index, machine) in row.iter().enumerate() {
                places.insert(machine.id().clone(), Point::new(index as f64 * (widest + GAP_X), top));
            }
            top += row.iter().map(|machine| card_size(machine, inside).1).fold(0.0, f64::max) + GAP_Y;
        }
        // What has no place stands below the machines.
        let shelf = circle.and_then(|circle| circle.record.id.as_ref()).map_or(0, |id| inside.without_place(id).len());
        if shelf > 0 {
            let cards = together.iter().filter_map(|machine| Some(card_at(machine, inside, *places.get(machine.id())?)));
            top = top.max(band::around(cards, Point::default(), shelf).bottom() + GAP_Y / 2.0);
        }
    }
    places
}

/// Clouds without machines stand to the right of everything, rails without a place below, in the document's order.
fn place_rest(lab: &Lab, inside: &Inside, circles: &[Circle], places: &mut Places) {
    let cards: BTreeMap<&Name, Rect> = lab
        .machines
        .iter()
        .filter_map(|machine| Some((machine.id(), card_at(machine, inside, *places.machines.get(machine.id())?))))
        .collect();
    let mut things: Vec<Rect> = cards.values().copied().collect();
    let left = things.iter().map(|rect| rect.x).fold(f64::INFINITY, f64::min);
    let left = if left.is_finite() { left } else { 0.0 };
    let shelf = |circle: &Circle| circle.record.id.as_ref().map_or(0, |id| inside.without_place(id).len());
    let (empty, full): (Vec<&Circle>, Vec<&Circle>) = circles.iter().partition(|circle| circle.members.is_empty());
    for circle in full {
        things.push(band::around(circle.members.iter().filter_map(|id| cards.get(id).copied()), Point::default(), shelf(circle)));
    }
    let mut beside = match things.iter().copied().reduce(Rect::union) {
        Some(bounds) => Point::new(bounds.right() + GAP_X, bounds.y),
        None => Point::default(),
    };
    for circle in empty {
        let Some(id) = &circle.record.id else { continue };
        let placed = lab.view.clouds.get(id).map(|point| Point::of_model(*point));
        let corner = placed.unwrap_or(beside);
        let rect = band::around(std::iter::empty(), corner, shelf(circle));
        if placed.is_none() {
            beside.y = rect.bottom() + GAP_Y;
        }
        things.push(rect);
        places.clouds.insert(id.clone(), corner);
    }
    let bottom = things.iter().map(Rect::bottom).fold(f64::NEG_INFINITY, f64::max);
    let mut next = if bottom.is_finite() { bottom + GAP_Y } else { CARD_HEIGHT + GAP_Y };
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
        let cards: Vec<Rect> =
            lab.machines.iter().map(|machine| card_at(machine, &Inside::default(), places.machines[machine.id()])).collect();
        let pairs = (0..cards.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        pairs.filter(|(a, b)| cards[*a].overlaps(&cards[*b])).count()
    }

    #[test]
    fn nothing_overlaps_and_rails_stand_below() {
        for (count, view) in [(8, ""), (40, ""), (9, "view:\n  machines:\n    m3: {x: 20, y: 30}\n")] {
            let lab = lab(count, view);
            let places = places(&lab, &Inside::default());
            assert_eq!(overlaps(&lab, &places), 0);
            let bottom = places.machines.values().map(|corner| corner.y + CARD_HEIGHT).fold(0.0, f64::max);
            assert!(places.networks.values().all(|corner| corner.y > bottom));
        }
    }

    #[test]
    fn a_freeze_keeps_every_place() {
        let mut document = Document::new(lab(5, ""));
        let before = places(document.lab(), &Inside::default());
        let moved = RecordRef::new(Kind::Machines, &"m2".parse().unwrap());
        let mut commands = freeze(document.lab(), &Inside::default(), &moved);
        commands.push(Command::Place { record: moved, at: Point::new(900.0, 900.0).to_model() });
        document.apply(&Command::Batch { commands }).unwrap();
        let mut after = places(document.lab(), &Inside::default());
        after.machines.insert("m2".parse().unwrap(), before.machines["m2"]);
        assert_eq!(before, after);
    }
}
