# Defines a domain from the XML on standard input. One that runs takes it at its next start.
define_domain() { # NAME UUID AUTOSTART
  look_at "$2"
  [[ -z $state ]] || own_domain "$1" "$2"
  virsh define /dev/stdin
  if [[ $3 == yes ]]; then
    virsh autostart "$2"
  else
    virsh autostart --disable "$2"
  fi
}
