delete_bridge() { # NAME
  has_bridge "$1" || return 0
  own_bridge "$1"
  ovs-vsctl --timeout=20 del-br "$1"
}
