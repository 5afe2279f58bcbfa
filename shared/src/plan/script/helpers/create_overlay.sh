# Makes a volume that takes what it does not hold from a base image; as large as that if its own size is `-`.
create_overlay() { # POOL NAME FORMAT BYTES BASE-POOL BASE BASE-FORMAT
  local base size
  base=$(capacity_of "$5" "$6")
  size=${4/#-/$base}
  ((size >= base)) || die "volume $1/$2 is to have $size bytes, but its base image $6 has $base"
  create_volume "$1" "$2" "$3" "$size" --allocation 0 --backing-vol "$(virsh vol-path --pool "$5" --vol "$6")" --backing-vol-format "$7"
}
