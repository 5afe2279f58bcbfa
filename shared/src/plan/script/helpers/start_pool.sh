start_pool() {
  listed "$1" "$(virsh pool-list --name)" || virsh pool-start "$1"
}
