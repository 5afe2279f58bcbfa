has_bridge() { ovs-vsctl --timeout=20 br-exists "$1"; }

# Refuses a bridge of Open vSwitch that is not this lab's.
own_bridge() {
  local owner
  owner=$(ovs-vsctl --timeout=20 br-get-external-id "$1" labwright-instance)
  [[ $owner == "$instance" ]] || die "bridge $1 on the host is not this lab's: rename one of the two"
}
