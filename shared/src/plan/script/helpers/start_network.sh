start_network() {
  listed "$1" "$(virsh net-list --name)" || virsh net-start "$1"
}
