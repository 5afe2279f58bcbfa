delete_network() { # NAME
  has_network "$1" || return 0
  own_network "$1"
  ! listed "$1" "$(virsh net-list --name)" || virsh net-destroy "$1"
  virsh net-undefine "$1"
}
