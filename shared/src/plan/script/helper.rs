/// A program that a script calls, and the packages that bring it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tool {
    pub program: &'static str,
    pub packages: &'static str,
}

const QEMU_IMG: Tool = Tool { program: "qemu-img", packages: "qemu-utils (Debian, Ubuntu) or qemu-img (Fedora, RHEL)" };
const OVS: Tool = Tool { program: "ovs-vsctl", packages: "openvswitch-switch (Debian, Ubuntu) or openvswitch (Fedora, RHEL)" };
const CURL: Tool = Tool { program: "curl", packages: "curl" };

/// What every script calls.
pub const VIRSH: Tool = Tool { program: "virsh", packages: "libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL)" };

/// Declares the functions that steps share, in the order in which scripts have them: each a file of bash with what it needs itself.
macro_rules! helpers {
    ($($name:ident = $file:literal needs [$($need:ident)*] calls [$($tool:ident)*];)*) => {
        /// Functions of the script that steps share.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Helper {
            $($name,)*
        }

        impl Helper {
            pub fn text(self) -> &'static str {
                match self {
                    $(Helper::$name => include_str!(concat!("helpers/", $file, ".sh")),)*
                }
            }

            /// Other helpers that it calls.
            pub fn needs(self) -> &'static [Helper] {
                match self {
                    $(Helper::$name => &[$(Helper::$need),*],)*
                }
            }

            /// Programs that it calls, beside those that every system has.
            pub fn tools(self) -> &'static [Tool] {
                match self {
                    $(Helper::$name => &[$($tool),*],)*
                }
            }
        }
    };
}

helpers! {
    Base = "base" needs [] calls [];
    Agree = "agree" needs [] calls [];
    Secret = "secret" needs [] calls [];
    Record = "record" needs [] calls [];
    Mark = "mark" needs [] calls [];
    OwnBridge = "own_bridge" needs [Mark] calls [OVS];
    DefineBridge = "define_bridge" needs [OwnBridge] calls [];
    DeleteBridge = "delete_bridge" needs [OwnBridge] calls [];
    Network = "network" needs [Mark] calls [];
    StartNetwork = "start_network" needs [] calls [];
    DefineNetwork = "define_network" needs [Network StartNetwork] calls [];
    RestartNetwork = "restart_network" needs [Network Record] calls [];
    ChangeDhcp = "change_dhcp" needs [] calls [];
    DeleteNetwork = "delete_network" needs [Network] calls [];
    Pool = "pool" needs [] calls [];
    StartPool = "start_pool" needs [] calls [];
    DefinePool = "define_pool" needs [Pool Record] calls [];
    DeletePool = "delete_pool" needs [Pool Record] calls [];
    HasVolume = "has_volume" needs [] calls [];
    Capacity = "capacity" needs [] calls [];
    MakeVolume = "make_volume" needs [HasVolume Record] calls [];
    CreateVolume = "create_volume" needs [MakeVolume] calls [];
    CreateOverlay = "create_overlay" needs [CreateVolume Capacity] calls [];
    GrowVolume = "grow_volume" needs [Capacity] calls [];
    DeleteVolume = "delete_volume" needs [Pool Record] calls [];
    FindImage = "find_image" needs [] calls [];
    DownloadImage = "download_image" needs [] calls [CURL];
    CheckSum = "check_sum" needs [] calls [];
    CheckDisk = "check_disk" needs [] calls [QEMU_IMG];
    Upload = "upload" needs [MakeVolume] calls [];
    Seed = "seed" needs [Upload] calls [];
    Domain = "domain" needs [Mark] calls [];
    DefineDomain = "define_domain" needs [Domain] calls [];
    RenameDomain = "rename_domain" needs [Domain] calls [];
    ClaimLog = "claim_log" needs [Record] calls [];
    StartDomain = "start_domain" needs [Domain] calls [];
    WaitUntil = "wait_until" needs [Domain] calls [];
    Lease = "lease" needs [Domain] calls [];
    Agent = "agent" needs [] calls [];
    Console = "console" needs [Domain HasVolume Capacity] calls [];
    ShutDown = "shut_down" needs [Domain] calls [];
    CutPower = "cut_power" needs [Domain] calls [];
    DeleteDomain = "delete_domain" needs [Domain] calls [];
}
