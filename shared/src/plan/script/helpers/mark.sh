# A field of the ownership mark in libvirt's XML on standard input; nothing where there is no mark.
mark() { # FIELD
  sed -n "s/.*<labwright:owner .*[ ]$1=[\"']\([^\"']*\)[\"'].*/\1/p"
}
