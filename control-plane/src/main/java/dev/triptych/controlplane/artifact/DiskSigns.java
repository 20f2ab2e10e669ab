package dev.triptych.controlplane.artifact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Tells a raw disk by what its first sectors hold: a partition table or a file system. */
final class DiskSigns {
    private static final int SECTOR = 512;

    /** The marks that say so, each at its place in the disk. */
    private static final List<Sign> SIGNS = List.of(
            sign(510, "U\u00aa"), // boot sector: MBR, FAT, NTFS
            sign(SECTOR, "EFI PART"), // GPT
            sign(8 * SECTOR, "EFI PART"), // GPT with sectors of 4 KiB
            sign(1080, "S\u00ef"), // ext2, ext3, ext4
            sign(0, "XFSB"),
            sign(0, "hsqs"), // squashfs
            sign(0, "LUKS\u00ba\u00be"),
            sign(SECTOR, "LABELONE"), // LVM
            sign(32_769, "CD001"), // ISO 9660
            sign(65_600, "_BHRfS_M")); // btrfs

    private DiskSigns() {}

    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    private record Sign(int at, byte[] mark) {
        boolean isIn(byte[] bytes) {
            return bytes.length >= at + mark.length && Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length);
        }
    }

    private static Sign sign(int at, String mark) {
        return new Sign(at, mark.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether a whole number of sectors begins like a disk. */
    static boolean areIn(byte[] beginning, long size) {
        return size % SECTOR == 0 && SIGNS.stream().anyMatch(sign -> sign.isIn(beginning));
    }
}
