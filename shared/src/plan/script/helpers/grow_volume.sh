grow_volume() { # POOL NAME BYTES
  local now
  virsh pool-refresh "$1"
  now=$(capacity_of "$1" "$2")
  ((now >= $3)) || virsh vol-resize --pool "$1" --vol "$2" --capacity "$3"
}
