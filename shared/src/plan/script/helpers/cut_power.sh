cut_power() { # NAME UUID
  look_at "$2"
  [[ $state != @('shut off'|'') ]] || return 0
  own_domain "$1" "$2"
  virsh destroy "$2"
}
