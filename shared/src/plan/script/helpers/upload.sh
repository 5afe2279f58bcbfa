# Makes a volume that holds a file, holes left out if they are worth it. libvirt sees its format when it reads the pool again.
upload() { # POOL NAME FILE
  local length taken free sparse=()
  length=$(stat -Lc %s "$3")
  taken=$(stat -Lc '%b %B' "$3")
  taken=$((${taken/ / * }))
  free=$(virsh pool-info "$1" --bytes | awk '$1 == "Available:" { print $2 }')
  ((taken <= free)) || die "pool $1 has $free bytes left; $2 takes $taken"
  if ((taken * 8 < length * 7)); then sparse=(--sparse); fi
  make_volume "$1" "$2" raw "$length" --allocation "$((${#sparse[@]} ? 0 : length))"
  virsh vol-upload --pool "$1" --vol "$2" --file "$3" "${sparse[@]}"
  virsh pool-refresh "$1"
  note "made volume $1/$2"
}
