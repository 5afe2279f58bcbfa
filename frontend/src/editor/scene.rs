//! What the canvas draws, as figures: cards with their ports, rails, and the box around all.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use labwright_shared::{
    model::{Keyed, Kind, Lab, RecordRef},
    value::Name,
};

use super::{
    band::{self, Band},
    geometry::{Point, Rect},
    hue,
    inside::{Chip, Inside},
    layout::{self, PORT_PITCH, Places, RAIL_HEIGHT},
    route::{self, Link},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub id: Name,
    pub rect: Rect,
    pub ports: Vec<PortSpot>,
    /// The guests on the machine.
    pub guests: Arc<Vec<Chip>>,
    /// Whether the machine is a node of a cloud.
    pub is_node: bool,
}

/// A port on its card's edge.
#[derive(Clone, Debug, PartialEq)]
pub struct PortSpot {
    pub name: Name,
    /// The rail that the port is on: its index in the scene.
    pub rail: Option<usize>,
    /// The hue of that rail.
    pub hue: Option<usize>,
    /// Where the port stands, from the card's left edge.
    pub x: f64,
    /// Whether the port leaves its card upwards, because its rail is above.
    pub up: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Rail {
    pub id: Name,
    pub rect: Rect,
    pub hue: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    pub cards: Vec<Card>,
    pub rails: Vec<Rail>,
    pub bands: Vec<Band>,
    pub links: Vec<Link>,
}

const RAIL_SHORTEST: f64 = 420.0;

impl Scene {
    pub fn of(lab: &Lab, inside: &Inside) -> Self {
        Scene::at(lab, inside, &layout::places(lab, inside))
    }

    /// The scene with things at these places. Of two records with one identity the first is drawn; the rules tell of the other.
    pub fn at(lab: &Lab, inside: &Inside, places: &Places) -> Self {
        let hues = hue::of_networks(lab);
        let mut seen = BTreeSet::new();
        let mut by_name = BTreeMap::new();
        let mut rails = Vec::new();
        for (network, hue) in lab.networks.iter().zip(hues) {
            let Some(corner) = places.networks.get(network.id()).filter(|_| seen.insert(network.id())) else { continue };
            by_name.entry(network.name()).or_insert(rails.len());
            rails.push(Rail { id: network.id().clone(), rect: Rect::new(corner.x, corner.y, RAIL_SHORTEST, RAIL_HEIGHT), hue });
        }
        let mut cards = Vec::new();
        let mut seen = BTreeSet::new();
        for machine in lab.machines.iter() {
            let Some(corner) = places.machines.get(machine.id()).filter(|_| seen.insert(machine.id())) else { continue };
            let (width, height) = layout::card_size(machine, inside);
            let rect = Rect::new(corner.x, corner.y, width, height);
            let ports = machine.ports.iter().enumerate().map(|(index, port)| {
                let rail = port.network.as_ref().and_then(|network| by_name.get(network)).copied();
                let up = rail.is_some_and(|rail| rails[rail].rect.bottom() < rect.y);
                PortSpot { name: port.name.clone(), rail, hue: rail.map(|rail| rails[rail].hue), x: port_x(index), up }
            });
            cards.push(Card {
                id: machine.id().clone(),
                ports: ports.collect(),
                rect,
                guests: inside.on_machine(machine.id()),
                is_node: false,
            });
        }
        let bands = bands(lab, inside, places, &mut cards);
        let mut scene = Scene { cards, rails, bands, links: Vec::new() };
        scene.links = route::links(&scene);
        scene.stretch_rails();
        scene
    }

    /// A rail reaches as far right as the machines do, and covers every link that ends on it.
    fn stretch_rails(&mut self) {
        let right = self.cards.iter().map(|card| card.rect.right()).fold(f64::NEG_INFINITY, f64::max);
        for rail in &mut self.rails {
            rail.rect.width = RAIL_SHORTEST.max(right - rail.rect.x);
        }
        for link in &self.links {
            let (Some(rail), Some(end)) = (self.cards[link.card].ports[link.port].rail, link.points.last()) else { continue };
            let rect = &mut self.rails[rail].rect;
            *rect = rect.union(Rect::new(end.x - 16.0, rect.y, 32.0, rect.height));
        }
    }

    /// The box around everything.
    pub fn bounds(&self) -> Option<Rect> {
        let cards = self.cards.iter().map(|card| card.rect);
        cards.chain(self.rails.iter().map(|rail| rail.rect)).chain(self.bands.iter().map(|band| band.rect)).reduce(Rect::union)
    }

    pub fn card(&self, id: &Name) -> Option<&Card> {
        self.cards.iter().find(|card| card.id == *id)
    }

    pub fn rail(&self, id: &Name) -> Option<&Rail> {
        self.rails.iter().find(|rail| rail.id == *id)
    }

    /// Where a record is drawn.
    pub fn rect_of(&self, record: &RecordRef) -> Option<Rect> {
        let id = record.id.as_ref()?;
        match record.kind {
            Kind::Machines => self.card(id).map(|card| card.rect),
            Kind::Networks => self.rail(id).map(|rail| rail.rect),
            Kind::Clouds => self.band(record).map(|band| band.rect),
            Kind::Projects => self.tagged(record),
            Kind::Clusters => self.band(record).map(|band| band.rect).or_else(|| self.tagged(record)),
            Kind::Servers => self.chip(record),
            _ => None,
        }
    }

    pub fn band(&self, record: &RecordRef) -> Option<&Band> {
        self.bands.iter().find(|band| band.record == *record)
    }

    /// What moves when the pointer drags a record: itself, or what it stands in.
    pub fn holder(&self, record: &RecordRef) -> Option<RecordRef> {
        let in_band = |fits: &dyn Fn(&Band) -> bool| self.bands.iter().find(|band| fits(band)).map(|band| band.record.clone());
        match record.kind {
            Kind::Machines | Kind::Networks | Kind::Clouds => Some(record.clone()),
            Kind::Clusters if self.band(record).is_some() => Some(record.clone()),
            Kind::Projects | Kind::Clusters => in_band(&|band| band.tags.iter().any(|tag| tag.record == *record)),
            Kind::Servers => {
                let is_it = |chip: &Chip| chip.of == *record;
                let card = self.cards.iter().find(|card| card.guests.iter().any(is_it));
                card.map(|card| RecordRef::new(Kind::Machines, &card.id)).or_else(|| in_band(&|band| band.shelf.iter().any(is_it)))
            }
            _ => None,
        }
    }

    /// The head of the band that a project or a cluster is named in.
    fn tagged(&self, record: &RecordRef) -> Option<Rect> {
        self.bands.iter().find(|band| band.tags.iter().take(band::MOST_TAGS).any(|tag| tag.record == *record)).map(Band::head)
    }

    /// The chip of a server.
    fn chip(&self, record: &RecordRef) -> Option<Rect> {
        let at = |chips: &[Chip], most: usize| chips.iter().take(most).position(|chip| chip.of == *record);
        let on_cards = self.cards.iter().find_map(|card| Some(band::chip_on_card(card.rect, at(&card.guests, band::MOST_ON_CARD)?)));
        on_cards.or_else(|| self.bands.iter().find_map(|band| Some(band.chip(at(&band.shelf, band::MOST_ON_SHELF)?))))
    }

    /// Those of the projects, clusters and servers that are drawn.
    pub fn drawn(&self, records: Vec<RecordRef>) -> Vec<RecordRef> {
        if records.is_empty() {
            return records;
        }
        let tags = self.bands.iter().flat_map(|band| band.tags.iter().take(band::MOST_TAGS)).map(|tag| &tag.record);
        let on_cards = self.cards.iter().flat_map(|card| card.guests.iter().take(band::MOST_ON_CARD));
        let on_shelves = self.bands.iter().flat_map(|band| band.shelf.iter().take(band::MOST_ON_SHELF));
        let chips = on_cards.chain(on_shelves).map(|chip| &chip.of).filter(|of| of.kind == Kind::Servers);
        let drawn: BTreeSet<&RecordRef> = self.bands.iter().map(|band| &band.record).chain(tags).chain(chips).collect();
        records.into_iter().filter(|record| drawn.contains(record)).collect()
    }

    /// The innermost cloud's band under a point of the world.
    pub fn band_under(&self, at: Point) -> Option<&Band> {
        let under = self.bands.iter().filter(|band| band.takes_machines() && band.rect.contains(at));
        under.min_by(|one, other| (one.rect.width * one.rect.height).total_cmp(&(other.rect.width * other.rect.height)))
    }

    /// The rail under a point of the world, with some room around it: it is thin.
    pub fn rail_under(&self, at: Point) -> Option<&Rail> {
        self.rails.iter().rev().find(|rail| rail.rect.grown(8.0).contains(at))
    }
}

/// The bands around the cards; the cards in a cloud's are told.
fn bands(lab: &Lab, inside: &Inside, places: &Places, cards: &mut [Card]) -> Vec<Band> {
    let rects: BTreeMap<&Name, Rect> = cards.iter().map(|card| (&card.id, card.rect)).collect();
    let bands = band::bands(lab, inside, &|id| rects.get(id).copied(), &|id| places.clouds.get(id).copied());
    let nodes: BTreeSet<&Name> = bands.iter().filter(|band| band.takes_machines()).flat_map(|band| &band.members).collect();
    for card in cards {
        card.is_node = nodes.contains(&card.id);
    }
    bands
}

/// Where the `index`th port stands, from its card's left edge; the handle that adds a port stands after the last.
pub fn port_x(index: usize) -> f64 {
    22.0 + index as f64 * PORT_PITCH
}

impl Card {
    /// Where a port touches its card's edge.
    pub fn port_at(&self, port: &PortSpot) -> Point {
        Point::new(self.rect.x + port.x, if port.up { self.rect.y } else { self.rect.bottom() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::document::read;

    const LAB: &str = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: a}\nnetworks:\n- {name: n, mode: nat}\nmachines:\n- {name: a, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: n}, {name: eth1, network: gone}]}\nview:\n  networks:\n    n: {x: 300, y: 200}\n";

    #[test]
    fn a_rail_covers_its_ports() {
        let scene = Scene::of(read(LAB).unwrap().document.lab(), &Inside::default());
        let port = &scene.cards[0].ports[0];
        let rail = &scene.rails[port.rail.unwrap()];
        let x = scene.cards[0].port_at(port).x;
        assert!(rail.rect.x < x && x < rail.rect.right());
        assert!(scene.links.iter().all(|link| rail.rect.grown(0.5).contains(*link.points.last().unwrap())));
        assert_eq!(scene.cards[0].ports[1].rail, None);
    }
}
