# Sets `image` to a downloaded file. One whose sum is known is kept for the next time.
download_image() { # URL KEY SUM
  local folder=${XDG_CACHE_HOME:-${HOME:?}/.cache}/labwright/images
  mkdir -p "$folder"
  image=$folder/$2
  if [[ -z $3 || ! -f $image ]]; then
    curl --fail --location --no-progress-meter --proto '=http,https' --retry 4 --connect-timeout 30 \
      --speed-limit 1 --speed-time 60 --output "$image.part" --url "$1"
    mv "$image.part" "$image"
  fi
}
