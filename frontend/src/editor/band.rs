//! Bands: what machines form together. A cloud around its nodes, a cluster around the machines that are its nodes.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use labwright_shared::{
    model::{Cluster, Keyed, Kind, Lab, RecordRef},
    value::Name,
};

use super::{
    geometry::{Point, Rect},
    inside::{Chip, Inside},
};

/// Room above the machines, for what the band is called.
pub const HEAD: f64 = 38.0;
/// Room at the other sides.
pub const PAD: f64 = 18.0;
/// From one row of chips to the next.
pub const CHIP_PITCH: f64 = 27.0;
const CHIP_HEIGHT: f64 = 23.0;
/// The width of a chip that stands on no machine, with the gap after it.
const SHELF_PITCH: f64 = 124.0;
const NARROWEST: f64 = 380.0;
/// Where a card's chips begin, from its corner.
pub const CHIPS_TOP: f64 = 68.0;
/// More chips than this are counted: on a card, and beside the machines of a band.
pub const MOST_ON_CARD: usize = 24;
pub const MOST_ON_SHELF: usize = 48;
/// More projects and clusters than this are counted.
pub const MOST_TAGS: usize = 6;

/// What a band is drawn for, and the machines in it, by identity.
#[derive(Clone, Debug, PartialEq)]
pub struct Circle {
    pub record: RecordRef,
    pub members: Vec<Name>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    pub record: RecordRef,
    pub rect: Rect,
    pub members: Vec<Name>,
    /// The cloud's projects, and the clusters in them.
    pub tags: Vec<Tag>,
    /// Guests that are on none of its machines.
    pub shelf: Arc<Vec<Chip>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    pub record: RecordRef,
    /// A cluster's number in the lab.
    pub cluster: Option<usize>,
}

/// Every cloud, and every cluster that has machines for nodes.
pub fn circles(lab: &Lab) -> Vec<Circle> {
    if lab.clouds.is_empty() && lab.clusters.is_empty() {
        return Vec::new();
    }
    let ids: BTreeMap<&Name, &Name> = lab.machines.iter().map(|machine| (machine.name(), machine.id())).collect();
    let members = |names: &mut dyn Iterator<Item = &Name>| {
        let mut seen = BTreeSet::new();
        names.filter_map(|name| ids.get(name)).filter(|id| seen.insert(**id)).map(|id| (*id).clone()).collect::<Vec<Name>>()
    };
    let mut seen = BTreeSet::new();
    let clouds = lab.clouds.iter().filter(|cloud| seen.insert(cloud.id())).map(|cloud| Circle {
        record: RecordRef::new(Kind::Clouds, cloud.id()),
        members: members(&mut cloud.nodes.iter().map(|node| &node.machine)),
    });
    let mut circles: Vec<Circle> = clouds.collect();
    let mut seen = BTreeSet::new();
    for cluster in lab.clusters.iter().filter(|cluster| seen.insert(cluster.id())) {
        let members = members(&mut nodes(cluster));
        if !members.is_empty() {
            circles.push(Circle { record: RecordRef::new(Kind::Clusters, cluster.id()), members });
        }
    }
    circles
}

/// The machines that a cluster lists as its nodes.
fn nodes(cluster: &Cluster) -> impl Iterator<Item = &Name> {
    let listed = cluster.bootstrap.iter().chain(&cluster.control_plane.nodes).chain(&cluster.workers.nodes);
    listed.filter_map(|node| node.machine.as_ref())
}

/// The projects of each cloud and the clusters in them, by the cloud's identity.
pub fn tags(lab: &Lab) -> BTreeMap<&Name, Vec<Tag>> {
    let mut of_cloud: BTreeMap<&Name, Vec<Tag>> = BTreeMap::new();
    for project in lab.projects.iter() {
        let Some(cloud) = lab.clouds.get(project.cloud.as_str()) else { continue };
        let list = of_cloud.entry(cloud.id()).or_default();
        list.push(Tag { record: RecordRef::new(Kind::Projects, project.id()), cluster: None });
        for (number, cluster) in lab.clusters.iter().enumerate() {
            if cluster.project.as_ref() == Some(project.name()) && nodes(cluster).next().is_none() {
                list.push(Tag { record: RecordRef::new(Kind::Clusters, cluster.id()), cluster: Some(number) });
            }
        }
    }
    of_cloud
}

/// How much higher a card is for the guests that are drawn on it.
pub fn growth(guests: usize) -> f64 {
    guests.min(MOST_ON_CARD + 1).div_ceil(2) as f64 * CHIP_PITCH
}

/// The box of a band around its machines' cards, or at a corner of its own.
pub fn around(cards: impl Iterator<Item = Rect>, corner: Point, shelf: usize) -> Rect {
    let mut rect = match cards.reduce(Rect::union) {
        Some(cards) => Rect::new(cards.x - PAD, cards.y - HEAD, cards.width + 2.0 * PAD, cards.height + HEAD + PAD),
        None => Rect::new(corner.x, corner.y, NARROWEST, HEAD + PAD),
    };
    rect.width = rect.width.max(NARROWEST);
    rect.height += match shelf.min(MOST_ON_SHELF + 1) {
        0 => 0.0,
        shelf => shelf.div_ceil(columns(rect.width)) as f64 * CHIP_PITCH + 6.0,
    };
    rect
}

/// How many chips stand beside each other under a band's machines.
fn columns(width: f64) -> usize {
    (((width - 2.0 * PAD + 6.0) / SHELF_PITCH).floor() as usize).max(1)
}

/// Where a card's chip stands in the world.
pub fn chip_on_card(card: Rect, index: usize) -> Rect {
    let width = (card.width - 26.0) / 2.0;
    let (row, column) = (index / 2, index % 2);
    Rect::new(card.x + 10.0 + column as f64 * (width + 6.0), card.y + CHIPS_TOP + row as f64 * CHIP_PITCH, width, CHIP_HEIGHT)
}

impl Band {
    /// Whether other things may be put into it: a cluster's machines are listed one by one.
    pub fn takes_machines(&self) -> bool {
        self.record.kind == Kind::Clouds
    }

    pub fn head(&self) -> Rect {
        Rect { height: HEAD, ..self.rect }
    }

    /// Where a chip of the shelf stands in the world.
    pub fn chip(&self, index: usize) -> Rect {
        let columns = columns(self.rect.width);
        let rows = self.shelf.len().min(MOST_ON_SHELF + 1).div_ceil(columns);
        let top = self.rect.bottom() - 10.0 - rows as f64 * CHIP_PITCH;
        let corner = Point::new(self.rect.x + PAD, top).plus((index % columns) as f64 * SHELF_PITCH, (index / columns) as f64 * CHIP_PITCH);
        Rect::new(corner.x, corner.y, SHELF_PITCH - 6.0, CHIP_HEIGHT)
    }
}

/// The bands of a lab around cards where they are.
pub fn bands(lab: &Lab, inside: &Inside, card: &dyn Fn(&Name) -> Option<Rect>, corner: &dyn Fn(&Name) -> Option<Point>) -> Vec<Band> {
    let mut tags = tags(lab);
    let bands = circles(lab).into_iter().filter_map(|Circle { record, members }| {
        let id = record.id.as_ref()?;
        let is_cloud = record.kind == Kind::Clouds;
        let shelf = if is_cloud { inside.without_place(id) } else { Arc::default() };
        let rect = around(members.iter().filter_map(card), corner(id).unwrap_or_default(), shelf.len());
        let tags = if is_cloud { tags.remove(id).unwrap_or_default() } else { Vec::new() };
        Some(Band { rect, tags, shelf, members, record })
    });
    bands.collect()
}
