# Sets `image` to the file of that path: a relative one in the first folder of LABWRIGHT_IMAGES that has it.
find_image() { # PATH
  local folders folder
  IFS=: read -ra folders <<<"${LABWRIGHT_IMAGES:-.:${XDG_STATE_HOME:-${HOME:-}/.local/state}/labwright/images:/var/lib/libvirt/images}"
  [[ $1 != /* ]] || folders=('')
  for folder in "${folders[@]}"; do
    image=$folder${folder:+/}$1
    [[ ! -f $image ]] || return 0
  done
  die "there is no image $1 in ${folders[*]}: name its folder in LABWRIGHT_IMAGES"
}
