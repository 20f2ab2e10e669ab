# The guests' kernel: taken out of the distribution's package, never installed on the host.
#   SHARED_DIR/kernel/vmlinuz          the kernel
#   SHARED_DIR/kernel/modules/*.ko     the modules that guests may need, plain
#   SHARED_DIR/kernel/modules.list     their names in an order in which each can be loaded
#   SHARED_DIR/kernel/release          the kernel's release
# shellcheck shell=bash

KERNEL_DIR=$SHARED_DIR/kernel
GUEST_MODULES='virtio virtio_ring virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_mmio virtio_blk failover
  net_failover virtio_net virtio_rng virtio_balloon virtio_console af_packet overlay squashfs isofs erofs ext4
  virtiofs vsock vmw_vsock_virtio_transport loop qemu_fw_cfg'

guest_kernel_ready() { [[ -s $KERNEL_DIR/vmlinuz && -s $KERNEL_DIR/modules.list && -s $KERNEL_DIR/release ]]; }

# The packages that hold the kernel's image and its modules, behind the distribution's meta package.
kernel_packages() {
  local meta image
  for meta in linux-image-cloud-amd64 linux-image-virtual linux-image-amd64; do
    package_exists "$meta" || continue
    image=$(apt-cache depends --no-recommends --no-suggests "$meta" | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | sed -n 1p)
    [[ -n $image ]] || continue
    echo "$image"
    if package_exists "${image/linux-image/linux-modules}"; then echo "${image/linux-image/linux-modules}"; fi
    return
  done
  echo 'no kernel package known for this distribution' >&2
  return 1
}

plain_module() { # file target
  case $1 in
    *.ko) cp "$1" "$2" ;;
    *.ko.xz) xz -dc "$1" >"$2" ;;
    *.ko.zst) zstd -qdc "$1" >"$2" ;;
    *.ko.gz) gzip -dc "$1" >"$2" ;;
  esac
}

# Copies a module after everything it depends on, and notes the order.
take_module() { # name tree target-dir
  local name=$1 tree=$2 target=$3 file dependency
  if [[ -e $target/modules/$name.ko ]]; then return; fi
  file=$(find "$tree" -name "${name//_/[-_]}.ko*" | sed -n 1p)
  if [[ -z $file ]]; then echo "$name: not a module of this kernel (built in, or unknown)"; return; fi
  plain_module "$file" "$target/modules/.$name"
  for dependency in $(tr '\0' '\n' <"$target/modules/.$name" | sed -n 's/^depends=//p' | tr ',' ' '); do
    take_module "${dependency//-/_}" "$tree" "$target"
  done
  mv "$target/modules/.$name" "$target/modules/$name.ko"
  echo "$name" >>"$target/modules.list"
}

unpack_kernel() { # scratch target
  local name
  for name in "$1"/*.deb; do dpkg-deb -x "$name" "$1/root"; done
  mkdir -p "$2/modules"
  cp "$1"/root/boot/vmlinuz-* "$2/vmlinuz"
  basename "$1"/root/boot/vmlinuz-* | sed 's/^vmlinuz-//' >"$2/release"
  : >"$2/modules.list"
  for name in $GUEST_MODULES; do take_module "$name" "$1/root" "$2"; done
}

install_guest_kernel() {
  if guest_kernel_ready; then note "there, $(cat "$KERNEL_DIR/release")"; return; fi
  if ! with_apt; then note "please put one into $KERNEL_DIR, see deploy/README.md"; return; fi
  local scratch packages
  scratch=$(mktemp -d)
  mapfile -t packages < <(kernel_packages)
  ((${#packages[@]} > 0)) || return 1
  chmod 0755 "$scratch"
  (cd "$scratch" && apt-get download "${packages[@]}")
  unpack_kernel "$scratch" "$scratch/kernel"
  chmod -R a+rX "$scratch/kernel"
  as_root mkdir -p "$SHARED_DIR"
  as_root chmod 0755 "$SHARED_DIR"
  as_root rm -rf "$KERNEL_DIR"
  as_root cp -r "$scratch/kernel" "$KERNEL_DIR"
  rm -rf "$scratch"
  note "unpacked $(cat "$KERNEL_DIR/release")"
}
