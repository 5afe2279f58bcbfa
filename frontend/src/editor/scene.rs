//! What the canvas draws, as figures: cards with their ports, rails, and the box around all.

use std::collections::{BTreeMap, BTreeSet};

use labwright_shared::{
    model::{Keyed, Kind, Lab, RecordRef},
    value::Name,
};

use super::{
    geometry::{Point, Rect},
    hue,
    layout::{self, CARD_HEIGHT, PORT_PITCH, Places, RAIL_HEIGHT},
    route::{self, Link},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub id: Name,
    pub rect: Rect,
    pub ports: Vec<PortSpot>,
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
    pub links: Vec<Link>,
}

const RAIL_SHORTEST: f64 = 420.0;

impl Scene {
    pub fn of(lab: &Lab) -> Self {
        Scene::at(lab, &layout::places(lab))
    }

    /// The scene with things at these places. Of two records with one identity the first is drawn; the rules tell of the other.
    pub fn at(lab: &Lab, places: &Places) -> Self {
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
            let rect = Rect::new(corner.x, corner.y, layout::card_width(machine), CARD_HEIGHT);
            let ports = machine.ports.iter().enumerate().map(|(index, port)| {
                let rail = port.network.as_ref().and_then(|network| by_name.get(network)).copied();
                let up = rail.is_some_and(|rail| rails[rail].rect.bottom() < rect.y);
                PortSpot { name: port.name.clone(), rail, hue: rail.map(|rail| rails[rail].hue), x: port_x(index), up }
            });
            cards.push(Card { id: machine.id().clone(), ports: ports.collect(), rect });
        }
        let mut scene = Scene { cards, rails, links: Vec::new() };
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
        let rects = self.cards.iter().map(|card| card.rect).chain(self.rails.iter().map(|rail| rail.rect));
        rects.reduce(Rect::union)
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
            _ => None,
        }
    }

    /// The rail under a point of the world, with some room around it: it is thin.
    pub fn rail_under(&self, at: Point) -> Option<&Rail> {
        self.rails.iter().rev().find(|rail| rail.rect.grown(8.0).contains(at))
    }
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
        let scene = Scene::of(read(LAB).unwrap().document.lab());
        let port = &scene.cards[0].ports[0];
        let rail = &scene.rails[port.rail.unwrap()];
        let x = scene.cards[0].port_at(port).x;
        assert!(rail.rect.x < x && x < rail.rect.right());
        assert!(scene.links.iter().all(|link| rail.rect.grown(0.5).contains(*link.points.last().unwrap())));
        assert_eq!(scene.cards[0].ports[1].rail, None);
    }
}
