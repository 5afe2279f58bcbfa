# Undefines a domain with all that libvirt keeps for it.
delete_domain() { # NAME UUID
  look_at "$2"
  [[ -n $state ]] || return 0
  own_domain "$1" "$2"
  [[ $state == 'shut off' ]] || virsh destroy "$2"
  virsh undefine "$2" --managed-save --snapshots-metadata --checkpoints-metadata --nvram
}
