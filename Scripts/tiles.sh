#!/bin/bash
# Products in bf16 on AMX tiles, where no processor has AMX.
#
#     Scripts/tiles.sh                    tests of bf16 with the tiles in software, in a build folder of its own
#     Scripts/tiles.sh BOCHS BIOS VGABIOS the instructions themselves on an emulated processor
#
# The first needs AVX-512. The second boots Tests/Support/TileMachine in Bochs (a build with AMX, AVX-512 and no window, and
# the two images that come with it), and needs clang, lld, objcopy, genisoimage and Debian's isolinux and syslinux-common.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ $# = 0 ]; then
  options=(--scratch-path .build-tiles -Xcc -DFLEDGE_SOFTWARE_TILES)
  export FLEDGE_ISA=amx
  swift build --build-tests "${options[@]}"
  .build-tiles/debug/fledge --version > /dev/null  # fails without AVX-512, where the tests would be skipped
  swift test --skip-build "${options[@]}" --filter 'Rounded|DenseUpdateTests|TileProofTests'
  exit
fi

bochs=$1 bios=${2:?expected the image of the BIOS} vga=${3:?expected the image of the VGA BIOS}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
support=Tests/Support
flags=(-O3 -Wall -Werror -ffreestanding -mno-red-zone -fno-stack-protector -D_Thread_local= -ISources/CKernels/include
  -I$support/TileProof/include)
for source in Sources/CKernels/avx512bf16.c $support/TileProof/*.c $support/TileMachine/*.[cS]; do
  clang "${flags[@]}" -c "$source" -o "$work/$(basename "$source").o"
done
ld.lld -static -T $support/TileMachine/machine.ld "$work"/*.o -o "$work/machine"
disc=$work/disc
mkdir -p "$disc/isolinux"
objcopy -I elf64-x86-64 -O elf32-i386 "$work/machine" "$disc/machine"
cp /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/{ldlinux,libcom32,mboot}.c32 "$disc/isolinux"
printf 'default machine\nlabel machine\n kernel mboot.c32\n append /machine\n' > "$disc/isolinux/isolinux.cfg"
genisoimage -quiet -R -b isolinux/isolinux.bin -c isolinux/boot.cat -no-emul-boot -boot-load-size 4 -boot-info-table \
  -o "$work/disc.iso" "$disc"
cat > "$work/bochsrc" <<END
config_interface: textconfig
display_library: nogui
memory: guest=256, host=256
romimage: file=$bios
vgaromimage: file=$vga
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: type=cdrom, path=$work/disc.iso, status=inserted
boot: cdrom
cpu: model=sapphire_rapids, count=1, ips=8000000
clock: sync=none
com1: enabled=1, mode=file, dev=$work/serial
log: $work/log
END
"$bochs" -q -f "$work/bochsrc" > "$work/output" 2>&1 < /dev/null &
emulator=$!
trap 'kill $emulator 2> /dev/null; rm -rf "$work"' EXIT
until grep -qE '^(the same bits|FAILED)' "$work/serial" 2> /dev/null; do
  if ! kill -0 $emulator 2> /dev/null || [ $SECONDS -gt 3600 ]; then
    cat "$work/output" "$work/serial" || true
    echo "tiles: no result after $SECONDS seconds"
    exit 1
  fi
  sleep 5
done
cat "$work/serial"
! grep -q FAILED "$work/serial"
