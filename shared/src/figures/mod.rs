//! What vendors and projects require and allow: numbers with their sources, kept as data in `shared/data/`.
//!
//! A new number is a line in the subject's YAML file and a field of the subject's type; a new subject is both files and a
//! line in the list below. Every figure says where it is written.

use std::sync::OnceLock;

use serde::Deserialize;

/// A number and where it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure<T> {
    pub value: T,
    /// A document, or a file of a project's source.
    pub source: String,
}

/// Declares the subjects: module, type and file of each have its name.
macro_rules! figures {
    ($($subject:ident $type:ident,)*) => {
        $(mod $subject;)*
        $(pub use $subject::$type;)*

        /// All that is known.
        #[derive(Debug)]
        pub struct Figures {
            $(pub $subject: $type,)*
        }

        impl Figures {
            fn read() -> Figures {
                Figures { $($subject: read(stringify!($subject), include_str!(concat!("../../data/", stringify!($subject), ".yaml"))),)* }
            }
        }
    };
}

figures! {
    ceph Ceph,
    cinder Cinder,
    cluster_api ClusterApi,
    kolla Kolla,
    magnum Magnum,
    magnum_quota MagnumQuota,
    neutron Neutron,
    nova Nova,
    openshift Openshift,
    openshift_on_openstack OpenshiftOnOpenstack,
    openstack_ansible OpenstackAnsible,
    tripleo Tripleo,
    overlays Overlays,
    quorum Quorum,
    ranges Ranges,
    tripleo_network TripleoNetwork,
}

fn read<T: serde::de::DeserializeOwned>(subject: &str, text: &str) -> T {
    match crate::yaml::from_str(text) {
        Ok(figures) => figures,
        // The files are part of the program, and a test reads them all.
        Err(errors) => panic!("shared/data/{subject}.yaml: {errors:?}"),
    }
}

pub use openshift_on_openstack::Least;

/// The figures, read once.
pub fn figures() -> &'static Figures {
    static FIGURES: OnceLock<Figures> = OnceLock::new();
    FIGURES.get_or_init(Figures::read)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_file_reads() {
        assert_eq!(super::figures().nova.quota_cores.value, 20);
    }
}
