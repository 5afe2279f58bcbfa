# Writes a file of the next seed medium from standard input.
seed_file() { # NAME
  mkdir -p "$work/seed"
  cat >"$work/seed/$1"
}

# Makes a volume that is a CD with these files: ISO 9660 with Joliet and Rock Ridge.
make_seed() { # POOL NAME LABEL
  local program found=''
  for program in genisoimage mkisofs xorrisofs; do
    if command -v "$program" >/dev/null; then found=$program; fi
  done
  [[ -n $found ]] || die 'no program makes ISO images; genisoimage comes with the package genisoimage, xorrisofs with xorriso'
  "$found" -quiet -J -r -V "$3" -o "$work/seed.iso" "$work/seed"
  upload "$1" "$2" "$work/seed.iso"
  rm -r "$work/seed" "$work/seed.iso"
}
