# Makes a bridge of Open vSwitch, or changes this lab's, by one transaction; the lab's ports in it that are not named any more go.
define_bridge() { # NAME "PORT..." COMMAND...
  local name=$1 wanted=" $2 " port owner
  shift 2
  if has_bridge "$name"; then
    own_bridge "$name"
    for port in $(ovs-vsctl --timeout=20 list-ports "$name"); do
      owner=$(ovs-vsctl --timeout=20 --if-exists get Port "$port" external_ids:labwright-instance | tr -d '"')
      [[ $owner != "$instance" || $wanted == *" $port "* ]] || ovs-vsctl --timeout=20 del-port "$name" "$port"
    done
  fi
  ovs-vsctl --timeout=20 "$@"
}
