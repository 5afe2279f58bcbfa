# A network's DHCP ranges as START-END, one a line.
ranges() { # virsh net-dumpxml's arguments
  virsh net-dumpxml "$@" | sed -n "s/.*<range start='\([^']*\)' end='\([^']*\)'.*/\1-\2/p"
}

# Adds or removes a range in whichever of the network's subnets takes it.
change_range() { # NAME WHERE COMMAND RANGE
  local index
  for index in {0..9}; do
    virsh net-update "$1" "$3" ip-dhcp-range "<range start='${4%-*}' end='${4#*-}'/>" --parent-index "$index" "$2" 2>"$work/error" && return 0
  done
  die "network $1 does not take the range $4: $(<"$work/error")"
}

# Gives a network other DHCP ranges, in its definition and where it runs.
change_dhcp() { # NAME BEFORE AFTER, each ranges separated by blanks
  local name=$1 before after now where range
  before=$(tr ' ' '\n' <<<"$2")
  after=$(tr ' ' '\n' <<<"$3")
  for where in --live --config; do
    if [[ $where == --config ]]; then
      now=$(ranges --inactive "$name")
    elif listed "$name" "$(virsh net-list --name)"; then
      now=$(ranges "$name")
    else
      continue
    fi
    [[ $now != "$after" ]] || continue
    [[ $now == "$before" ]] || die "network $name hands out ${now:-nothing} now, which is not what the plan saw: plan again"
    for range in $2; do change_range "$name" "$where" delete "$range"; done
    for range in $3; do change_range "$name" "$where" add-last "$range"; done
  done
}
