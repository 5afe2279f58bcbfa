rename_domain() { # OLD NEW UUID
  own_domain "$1" "$3"
  [[ $(virsh domname "$3") == "$2" ]] || virsh domrename "$3" "$2"
}
