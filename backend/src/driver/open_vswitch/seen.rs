//! Bridges and ports from Open vSwitch's database.

use std::collections::BTreeMap;

use labwright_shared::{
    facts::{BridgeFacts, BridgePortFacts, BridgePortKind, Datapath, Mark},
    value::Cidr,
};

use labwright_shared::plan::steps::bridge_mark::{DIGEST, INSTANCE, LAB, RECORD};

use super::table::{Row, Table};

/// The commands whose three answers [`bridges`] reads.
pub(super) const LISTS: &[&str] = &[
    "--columns=name,datapath_type,ports,external_ids",
    "list",
    "Bridge",
    "--",
    "--columns=_uuid,name,tag,trunks,interfaces,external_ids",
    "list",
    "Port",
    "--",
    "--columns=_uuid,name,type,ofport,error,mtu_request,external_ids",
    "list",
    "Interface",
];

pub(super) fn bridges(printed: &str, addresses: &BTreeMap<String, Vec<Cidr>>) -> Result<Vec<BridgeFacts>, String> {
    let mut tables = serde_json::Deserializer::from_str(printed).into_iter::<Table>();
    let mut next = || tables.next().ok_or("a table is missing")?.map_err(|error| error.to_string());
    let (bridges, ports, interfaces) = (next()?, next()?, next()?);
    let interfaces = by_id(&interfaces);
    let ports = by_id(&ports);
    let mut facts: Vec<BridgeFacts> = bridges.rows().filter_map(|row| bridge(&row, &ports, &interfaces, addresses)).collect();
    facts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(facts)
}

fn by_id(table: &Table) -> BTreeMap<&str, Row<'_>> {
    table.rows().filter_map(|row| Some((*row.references("_uuid").first()?, row))).collect()
}

fn bridge(
    row: &Row<'_>,
    ports: &BTreeMap<&str, Row<'_>>,
    interfaces: &BTreeMap<&str, Row<'_>>,
    addresses: &BTreeMap<String, Vec<Cidr>>,
) -> Option<BridgeFacts> {
    let name = row.text("name")?;
    let mut facts = BridgeFacts {
        name: name.to_owned(),
        datapath: match row.text("datapath_type")? {
            "" | "system" => Some(Datapath::System),
            "netdev" => Some(Datapath::Netdev),
            _ => None,
        },
        mtu: None,
        works: None,
        ports: Vec::new(),
        mark: mark(row),
    };
    for port in row.references("ports").into_iter().filter_map(|id| ports.get(id)) {
        let Some(port_name) = port.text("name") else { continue };
        let interface = port.references("interfaces").first().and_then(|id| interfaces.get(id));
        if port_name == name {
            // The daemon gives every interface that it made a number.
            facts.works = interface.map(|interface| interface.numbers("ofport").first().is_some_and(|number| *number > 0));
            facts.mtu = interface.and_then(|interface| u32::try_from(*interface.numbers("mtu_request").first()?).ok());
            continue;
        }
        let vlan = |number: i64| u16::try_from(number).ok();
        let is_guest = interface.is_some_and(|interface| interface.mapped("external_ids", "attached-mac").is_some());
        facts.ports.push(BridgePortFacts {
            name: port_name.to_owned(),
            kind: match interface.and_then(|interface| interface.text("type")) {
                // libvirt notes the guest's MAC and UUID there (src/util/virnetdevopenvswitch.c).
                _ if is_guest => BridgePortKind::Guest,
                Some("internal") => BridgePortKind::Internal,
                _ => BridgePortKind::Other,
            },
            tag: port.numbers("tag").first().and_then(|tag| vlan(*tag)),
            trunks: port.numbers("trunks").into_iter().filter_map(vlan).collect(),
            addresses: addresses.get(port_name).cloned().unwrap_or_default(),
            error: interface.and_then(|interface| interface.text("error")).map(str::to_owned),
            instance: port.mapped("external_ids", INSTANCE).and_then(|id| id.parse().ok()),
        });
    }
    facts.ports.sort_by(|a, b| a.name.cmp(&b.name));
    Some(facts)
}

/// A mark that cannot be read counts as none: what is not surely ours is left alone.
fn mark(row: &Row<'_>) -> Option<Mark> {
    let text = |key| row.mapped("external_ids", key);
    Some(Mark {
        instance: text(INSTANCE)?.parse().ok()?,
        lab: text(LAB)?.parse().ok()?,
        record: text(RECORD)?.to_owned(),
        digest: text(DIGEST)?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Open vSwitch 3.1.0 printed, UUIDs shortened.
    const PRINTED: &str = r#"
{"data":[["b1","netdev",["set",[["uuid","1"],["uuid","2"],["uuid","3"]]],["map",[["labwright-digest","DIGEST"],["labwright-instance","i1"],["labwright-lab","l"],["labwright-record","networks[n]"]]]],["b0","",["uuid","4"],["map",[]]]],"headings":["name","datapath_type","ports","external_ids"]}
{"data":[[["uuid","1"],"b1",["set",[]],["set",[]],["uuid","11"],["map",[]]],[["uuid","2"],"b1-100",100,["set",[]],["uuid","12"],["map",[["labwright-instance","i1"]]]],[["uuid","3"],"vnet0",["set",[]],["set",[100,101]],["uuid","13"],["map",[]]],[["uuid","4"],"b0",["set",[]],["set",[]],["uuid","14"],["map",[]]]],"headings":["_uuid","name","tag","trunks","interfaces","external_ids"]}
{"data":[[["uuid","11"],"b1","internal",65534,["set",[]],9000,["map",[]]],[["uuid","12"],"b1-100","internal",1,["set",[]],["set",[]],["map",[]]],[["uuid","13"],"vnet0","",-1,"could not open network device vnet0 (No such device)",["set",[]],["map",[["attached-mac","52:54:00:00:00:01"]]]],[["uuid","14"],"b0","internal",["set",[]],["set",[]],["set",[]],["map",[]]]],"headings":["_uuid","name","type","ofport","error","mtu_request","external_ids"]}
"#;

    #[test]
    fn reads_bridges_ports_and_marks() {
        let addresses = BTreeMap::from([("b1-100".to_owned(), vec!["10.0.0.1/24".parse().unwrap()])]);
        let read = bridges(&PRINTED.replace("DIGEST", &"0".repeat(64)), &addresses).unwrap();
        let [b0, b1] = &read[..] else { panic!("{read:?}") };
        assert_eq!((b0.datapath, b0.works, b0.mark.is_none(), b0.ports.len()), (Some(Datapath::System), Some(false), true, 0));
        assert_eq!((b1.datapath, b1.works, b1.mtu), (Some(Datapath::Netdev), Some(true), Some(9000)));
        assert_eq!(b1.mark.as_ref().unwrap().record, "networks[n]");
        let [own, guest] = &b1.ports[..] else { panic!("{b1:?}") };
        assert_eq!((own.kind, own.tag, own.instance.as_ref().unwrap().as_str()), (BridgePortKind::Internal, Some(100), "i1"));
        assert_eq!(own.addresses, ["10.0.0.1/24".parse().unwrap()]);
        assert_eq!((guest.kind, &guest.trunks[..], guest.instance.is_none()), (BridgePortKind::Guest, &[100, 101][..], true));
        assert!(guest.error.as_ref().unwrap().contains("No such device"));
    }

    #[test]
    fn half_a_mark_is_none() {
        let read = bridges(PRINTED, &BTreeMap::new()).unwrap();
        assert!(read[1].mark.is_none(), "the digest cannot be read");
        assert!(bridges("{}", &BTreeMap::new()).is_err());
    }
}
