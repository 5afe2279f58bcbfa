# Defines a network from the XML on standard input, unless it is defined so, starts it, and sets whether it starts with the host.
define_network() { # NAME AUTOSTART
  local name=$1 autostart=$2 xml now=''
  xml=$(cat)
  if has_network "$name"; then
    own_network "$name"
    now=$(virsh net-dumpxml --inactive "$name" | mark digest)
  fi
  [[ $now == "$(mark digest <<<"$xml")" ]] || virsh net-define /dev/stdin <<<"$xml"
  start_network "$name"
  if [[ $autostart == yes ]]; then
    virsh net-autostart "$name"
  else
    virsh net-autostart --disable "$name"
  fi
}
