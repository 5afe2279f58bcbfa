//! A link as a command: a port joins a network.

use labwright_shared::{
    document::Command,
    model::{Keyed, Kind, Lab, RecordRef},
    value::Name,
};

use super::{free, geometry::Point, inside::Inside, layout};

/// Where a link begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// A port that is there; it changes its network.
    Port { machine: Name, port: Name },
    /// A new port.
    Machine(Name),
}

impl From {
    pub fn machine(&self) -> &Name {
        match self {
            From::Port { machine, .. } | From::Machine(machine) => machine,
        }
    }
}

/// The command that connects to the network of that identity; `None` when one of the ends is gone.
pub fn command(lab: &Lab, from: &From, network: &Name) -> Option<Command> {
    let network = lab.networks.by_id(network.as_str())?.name();
    let machine = lab.machines.by_id(from.machine().as_str())?;
    let record = RecordRef::new(Kind::Machines, machine.id());
    Some(match from {
        From::Port { port, .. } => Command::Set { record, field: format!("ports[{port}].network"), value: network.as_str().into() },
        From::Machine(_) => {
            let value = serde_json::json!({ "name": free::port(machine).as_str(), "network": network.as_str() });
            Command::Append { record, field: "ports".to_owned(), value }
        }
    })
}

/// The command that moves a thing by so much; a machine that is moved into a cloud becomes a node of it.
pub fn moved(lab: &Lab, inside: &Inside, record: &RecordRef, by: Point, into: Option<&RecordRef>) -> Command {
    let mut commands = layout::shift(lab, inside, record, by);
    commands.extend(into.and_then(|cloud| node(lab, record, cloud)));
    Command::Batch { commands }
}

/// The command that makes a machine a node of a cloud; `None` where it is one, or one of them is gone.
pub fn node(lab: &Lab, machine: &RecordRef, cloud: &RecordRef) -> Option<Command> {
    let name = lab.machines.by_id(machine.id.as_ref()?.as_str())?.name();
    let of = lab.clouds.by_id(cloud.id.as_ref()?.as_str())?;
    let is_node = of.nodes.iter().any(|node| node.machine == *name);
    let value = serde_json::json!({ "machine": name.as_str() });
    (!is_node).then(|| Command::Append { record: cloud.clone(), field: "nodes".to_owned(), value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::document::{Document, read};

    #[test]
    fn a_new_port_and_an_old_one() {
        let text = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: a}\nnetworks:\n- {name: n, mode: nat}\n- {name: m, mode: nat}\nmachines:\n- {name: a, vcpus: 1, memory: 1 GiB}\n";
        let mut document: Document = read(text).unwrap().document;
        let [a, n, m, eth0] = ["a", "n", "m", "eth0"].map(|name| name.parse::<Name>().unwrap());
        let new = command(document.lab(), &From::Machine(a.clone()), &n).unwrap();
        document.apply(&new).unwrap();
        let old = command(document.lab(), &From::Port { machine: a.clone(), port: eth0.clone() }, &m).unwrap();
        document.apply(&old).unwrap();
        let ports = &document.lab().machines.get("a").unwrap().ports;
        assert_eq!((ports.len(), &ports[0].name, ports[0].network.as_ref()), (1, &eth0, Some(&m)));
        assert!(command(document.lab(), &From::Machine(n), &m).is_none());
    }
}
