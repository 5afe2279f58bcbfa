use super::*;
use crate::editor::inside::Inside;
use labwright_shared::{
    document::{Document, read},
    model::Role,
};

const LAB: &str = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: l}\nnetworks: [{name: n, mode: nat}]\nmachines:\n- {name: a, vcpus: 1, memory: 1 GiB}\n- {name: b, vcpus: 1, memory: 1 GiB}\n";

struct Desk {
    document: Document,
    tool: Tool,
    camera: Camera,
    effects: Vec<Effect>,
}

impl Desk {
    fn new() -> Self {
        Desk {
            document: read(LAB).unwrap().document,
            tool: Tool::Idle,
            camera: Camera { offset: Point::new(10.0, 20.0), zoom: 0.5 },
            effects: vec![],
        }
    }

    fn send(&mut self, input: Input) {
        let scene = Scene::of(self.document.lab(), &Inside::default());
        let sight = Sight { lab: self.document.lab(), scene: &scene, camera: self.camera };
        let (tool, effects) = std::mem::take(&mut self.tool).handle(input, &sight);
        self.tool = tool;
        for effect in &effects {
            let command = match effect {
                Effect::Run(command) => command.clone(),
                Effect::Move { record, by, into } => connect::moved(self.document.lab(), &Inside::default(), record, *by, into.as_ref()),
                _ => continue,
            };
            self.document.apply(&command).unwrap();
        }
        self.effects.extend(effects);
    }

    fn drag(&mut self, target: Target, from: Point, to: Point) {
        self.send(Input::Down { at: from, target });
        self.send(Input::Move { at: Point::new((from.x + to.x) / 2.0, (from.y + to.y) / 2.0) });
        self.send(Input::Up { at: to, inside: true });
    }

    fn screen(&self, world: Point) -> Point {
        self.camera.to_screen(world)
    }
}

fn node(name: &str) -> Target {
    Target::Node(name.parse().unwrap())
}

#[test]
fn a_click_selects_and_changes_nothing() {
    let mut desk = Desk::new();
    let before = desk.document.clone();
    desk.drag(node("machines[a]"), Point::new(50.0, 50.0), Point::new(52.0, 51.0));
    assert_eq!(desk.effects, [Effect::Select(Some("machines[a]".parse().unwrap()))]);
    assert_eq!((desk.tool, desk.document), (Tool::Idle, before));
}

#[test]
fn a_drag_moves_by_the_pointers_way_at_any_zoom() {
    let mut desk = Desk::new();
    let before = Scene::of(desk.document.lab(), &Inside::default());
    let from = desk.screen(before.cards[0].rect.corner().plus(10.0, 10.0));
    desk.drag(node("machines[a]"), from, from.plus(100.0, 40.0));
    let after = Scene::of(desk.document.lab(), &Inside::default());
    assert_eq!(after.cards[0].rect.corner(), before.cards[0].rect.corner().plus(200.0, 80.0));
    assert_eq!(after.cards[1], before.cards[1], "the neighbour stays");
    assert_eq!(after.rails[0].rect.corner(), before.rails[0].rect.corner());
}

#[test]
fn a_link_dropped_on_a_rail_makes_a_port() {
    let mut desk = Desk::new();
    let rail = Scene::of(desk.document.lab(), &Inside::default()).rails[0].rect;
    let onto = desk.screen(rail.corner().plus(30.0, 10.0));
    desk.drag(Target::AddPort("a".parse().unwrap()), Point::new(30.0, 30.0), onto);
    let machine = desk.document.lab().machines.get("a").unwrap().clone();
    assert_eq!(machine.ports[0].network.as_ref().unwrap().as_str(), "n");
}

#[test]
fn a_link_dropped_on_nothing_or_cancelled_is_none() {
    let mut desk = Desk::new();
    let before = desk.document.clone();
    desk.drag(Target::AddPort("a".parse().unwrap()), Point::new(30.0, 30.0), Point::new(700.0, 700.0));
    let rail = Scene::of(desk.document.lab(), &Inside::default()).rails[0].rect;
    let onto = desk.screen(rail.corner().plus(30.0, 10.0));
    desk.send(Input::Down { at: Point::new(30.0, 30.0), target: Target::AddPort("a".parse().unwrap()) });
    desk.send(Input::Move { at: onto });
    assert!(matches!(desk.tool, Tool::Connecting { onto: Some(_), .. }));
    desk.send(Input::Cancel);
    desk.send(Input::Up { at: onto, inside: true });
    assert_eq!(desk.document, before);
}

#[test]
fn the_ground_pans() {
    let mut desk = Desk::new();
    desk.drag(Target::Ground, Point::new(0.0, 0.0), Point::new(60.0, 20.0));
    assert_eq!(desk.effects, [Effect::Select(None), Effect::Pan(30.0, 10.0)]);
}

#[test]
fn a_palette_item_is_added_where_it_is_dropped_inside_only() {
    let item = Item::Machine(Role::Blank);
    for (inside, to, expected) in
        [(true, Point::new(300.0, 200.0), 1), (false, Point::new(300.0, 200.0), 0), (true, Point::new(-99.0, 1.0), 0)]
    {
        let mut desk = Desk::new();
        desk.send(Input::Take { at: Point::new(-100.0, 0.0), item });
        assert_eq!(desk.tool.ghost(), None);
        desk.send(Input::Move { at: to });
        desk.send(Input::Up { at: to, inside });
        assert_eq!(desk.effects.len(), expected, "{to:?} {inside}");
    }
}

const CLOUD: &str = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: l}\nmachines:\n- {name: a, role: compute, vcpus: 1, memory: 1 GiB}\n- {name: b, role: compute, vcpus: 1, memory: 1 GiB}\nclouds:\n- {name: c, nodes: [{machine: a}]}\nview:\n  machines:\n    a: {x: 0, y: 0}\n    b: {x: 0, y: 600}\n";

#[test]
fn a_machine_dropped_into_a_cloud_is_a_node_of_it() {
    let mut desk = Desk { document: read(CLOUD).unwrap().document, ..Desk::new() };
    let before = desk.document.clone();
    let from = desk.screen(Point::new(20.0, 620.0));
    let onto = desk.screen(Point::new(250.0, 40.0));
    desk.send(Input::Down { at: from, target: node("machines[b]") });
    desk.send(Input::Move { at: onto });
    assert_eq!(desk.tool.goes_into().unwrap().to_string(), "clouds[c]");
    desk.send(Input::Up { at: onto, inside: true });
    let nodes: Vec<_> = desk.document.lab().clouds.get("c").unwrap().nodes.iter().map(|node| node.machine.to_string()).collect();
    assert_eq!(nodes, ["a", "b"]);
    assert_ne!(desk.document, before);
    // Moved about inside, it stays one node.
    let from = desk.screen(Point::new(260.0, 50.0));
    desk.drag(node("machines[b]"), from, from.plus(10.0, 0.0));
    assert_eq!(desk.document.lab().clouds.get("c").unwrap().nodes.len(), 2);
}

#[test]
fn a_cloud_moves_with_its_machines() {
    let mut desk = Desk { document: read(CLOUD).unwrap().document, ..Desk::new() };
    desk.drag(node("clouds[c]"), Point::new(30.0, 30.0), Point::new(80.0, 55.0));
    let view = &desk.document.lab().view;
    let at = |name: &str| (view.machines[name].x, view.machines[name].y);
    assert_eq!((at("a"), at("b")), ((100, 50), (0, 600)));
}
