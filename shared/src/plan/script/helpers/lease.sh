# When the lease of a MAC ends; nothing where it has none.
lease_of() { # NETWORK MAC
  virsh net-dhcp-leases "$1" --mac "$2" | awk -v mac="$2" '$3 == mac { print $1, $2 }'
}

# A lease that is older than the start is no sign of life.
declare -A old_lease
remember_lease() { # UUID NETWORK MAC
  look_at "$1"
  [[ $state != 'shut off' ]] || old_lease[$3]=$(lease_of "$2" "$3")
}

has_lease() { # NETWORK MAC...
  local now
  while (($#)); do
    now=$(lease_of "$1" "$2")
    [[ -z $now || $now == "${old_lease[$2]:-}" ]] || return 0
    shift 2
  done
  return 1
}
