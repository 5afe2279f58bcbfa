# Starts a network anew that runs in an older way. Its bridge goes meanwhile, and libvirt puts a guest's port on the new one only
# when the port changes its network: so each goes over another network, made for that.
restart_network() { # NAME
  local name=$1 between=$1-replug now wanted domain file port
  now=$(virsh net-dumpxml "$name" | mark digest)
  wanted=$(virsh net-dumpxml --inactive "$name" | mark digest)
  if [[ $now != "$wanted" ]]; then
    note "ports to plug into network $name"
    virsh net-destroy "$name"
    virsh net-start "$name"
  fi
  recorded "ports to plug into network $name" || return 0
  has_network "$between" || virsh net-create /dev/stdin <<<"<network><name>$between</name></network>"
  for domain in $(virsh list --uuid); do
    rm -f "$work"/port-*
    virsh dumpxml "$domain" | awk -v file="$work/port-" '/<interface /{n++; on=1} on{print >(file n)} /<\/interface>/{on=0}'
    for file in "$work"/port-*; do
      grep -Eqs "<source network='$name(-replug)?'" "$file" || continue
      # What else the source has is the port's place on the network before.
      port=$(sed "/<source /s/ portid='[^']*'//; /<source /s/ bridge='[^']*'//" "$file")
      port=${port/"<source network='$between'"/"<source network='$name'"}
      say "  plugging a port of $(virsh domname "$domain") in again"
      virsh update-device "$domain" /dev/stdin --live <<<"${port/"<source network='$name'"/"<source network='$between'"}"
      virsh update-device "$domain" /dev/stdin --live <<<"$port"
    done
  done
  virsh net-destroy "$between"
  forget "ports to plug into network $name"
}
