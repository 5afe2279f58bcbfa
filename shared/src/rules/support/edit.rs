//! Short ways to the subjects that rules name and the edits that they offer.

use serde_json::Value;

use crate::{
    diagnostic::Subject,
    document::Command,
    model::{Cloud, Cluster, Image, Keyed, Kind, Machine, Network, Parameter, Pool, Project, RecordRef, Scale, Server, Service},
};

/// A record that knows its kind.
pub trait Located: Keyed {
    const KIND: Kind;

    fn reference(&self) -> RecordRef {
        RecordRef::new(Self::KIND, self.id())
    }

    /// The record itself as a subject.
    fn here(&self) -> Subject {
        Subject::record(self.reference())
    }

    /// One of the record's fields as a subject.
    fn at(&self, field: impl Into<String>) -> Subject {
        Subject::field(self.reference(), field)
    }

    /// The edit that sets one of the record's fields.
    fn set(&self, field: impl Into<String>, value: impl Into<Value>) -> Command {
        Command::Set { record: self.reference(), field: field.into(), value: value.into() }
    }

    /// The edit that takes one of the record's optional fields away.
    fn unset(&self, field: impl Into<String>) -> Command {
        self.set(field, Value::Null)
    }
}

macro_rules! located {
    ($($record:ident $kind:ident,)*) => {
        $(impl Located for $record {
            const KIND: Kind = Kind::$kind;
        })*
    };
}

located! {
    Parameter Parameters,
    Image Images,
    Pool Pools,
    Network Networks,
    Machine Machines,
    Cloud Clouds,
    Project Projects,
    Server Servers,
    Cluster Clusters,
    Scale Scales,
}

/// The edit that deploys one more service with a cloud.
pub fn add_service(cloud: &Cloud, service: Service) -> Command {
    Command::Append { record: cloud.reference(), field: "services".to_owned(), value: service.as_str().into() }
}

/// The name in `known` that was probably meant by `word`.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let likeness = known.into_iter().map(|candidate| (strsim::jaro_winkler(&word, &candidate.to_lowercase()), candidate));
    likeness.filter(|(likeness, _)| *likeness > 0.8).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1))).map(|(_, candidate)| candidate)
}

/// `1 machine`, `2 machines`.
pub fn several(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}
