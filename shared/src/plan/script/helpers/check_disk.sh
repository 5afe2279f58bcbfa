# Refuses a disk image that is not what the lab says, or that would lead QEMU to other files.
check_disk() { # FORMAT
  local info first
  info=$(qemu-img info --force-share "$image")
  first=$(head -c 4 "$image" | od -An -tx1 | tr -d ' \n')
  [[ $first != @(fd377a58|1f8b*|28b52ffd|425a68*|504b0304) ]] || die "$image is compressed: unpack it"
  grep -Fqx "file format: $1" <<<"$info" || die "$image is not $1"
  ! grep -E '^ *(backing file|data file|encrypted):' <<<"$info" || die "$image needs more than itself: make it whole with qemu-img convert"
}
