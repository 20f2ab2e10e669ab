package dev.triptych.controlplane.artifact;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.spi.ByteSize;
import java.nio.ByteBuffer;

/**
 * Reads the head of a qcow2 image (QEMU, docs/interop/qcow2.txt) and refuses one that is not whole in itself, so that no
 * tool has to be trusted with what a stranger wrote. It sees a bounded beginning of the file; the tables further on are
 * QEMU's, which checks them as it goes.
 */
final class Qcow2Image {
    static final int MAGIC = 0x514649fb; // "QFI\xfb"

    private static final int HEADER_2 = 72;
    private static final int HEADER_3 = 104;
    private static final int LEAST_CLUSTER_BITS = 9;
    private static final int MOST_CLUSTER_BITS = 21;
    /** QEMU's own bound of the first table, in bytes. */
    private static final long MOST_L1_BYTES = 32L << 20;

    private static final int SNAPSHOT_BYTES = 40;
    private static final int MOST_SNAPSHOTS = 65_536;

    private static final long DIRTY = 1;
    private static final long CORRUPT = 1 << 1;
    private static final long EXTERNAL_DATA = 1 << 2;
    private static final long COMPRESSION_TYPE = 1 << 3;
    private static final long EXTENDED_L2 = 1 << 4;
    private static final long KNOWN = DIRTY | CORRUPT | EXTERNAL_DATA | COMPRESSION_TYPE | EXTENDED_L2;

    private static final int END_OF_EXTENSIONS = 0;
    private static final int BACKING_FORMAT = 0xe2792aca;
    private static final int DATA_FILE_NAME = 0x44415441;
    private static final int ENCRYPTION_HEADER = 0x0537be77;

    private static final String CONVERT =
            " Make an image that stands alone: qemu-img convert -O qcow2 old.qcow2 new.qcow2";
    private static final String REPAIR = " Repair it first: qemu-img check -r all image.qcow2";

    private final ByteBuffer head;
    private final long fileSize;
    private final int version;

    private Qcow2Image(ByteBuffer head, long fileSize, int version) {
        this.head = head;
        this.fileSize = fileSize;
        this.version = version;
    }

    /**
     * Reads the image.
     *
     * @param beginning of the file, all of it or at least 64 KiB
     * @throws Unprocessable {@link ErrorCode#SOURCE_INVALID}, with what to do about it
     */
    static Inspection inspect(byte[] beginning, long fileSize, ByteSize largest) {
        ByteBuffer head = ByteBuffer.wrap(beginning);
        if (head.limit() < HEADER_2) {
            throw truncated();
        }
        int version = head.getInt(4);
        if (version != 2 && version != 3) {
            throw invalid("has version " + Integer.toUnsignedString(version) + "; 2 and 3 are known here." + CONVERT);
        }
        if (version == 3 && head.limit() < HEADER_3) {
            throw truncated();
        }
        return new Qcow2Image(head, fileSize, version).inspect(largest);
    }

    private Inspection inspect(ByteSize largest) {
        refuseOtherFiles();
        int clusterBits = head.getInt(20);
        if (clusterBits < LEAST_CLUSTER_BITS || clusterBits > MOST_CLUSTER_BITS) {
            throw invalid("has cluster bits of " + Integer.toUnsignedString(clusterBits) + "; " + LEAST_CLUSTER_BITS
                    + " to " + MOST_CLUSTER_BITS + " are possible." + CONVERT);
        }
        long size = size(largest);
        checkFeatures();
        checkTables(size, 1L << clusterBits);
        checkExtensions(Math.min(1L << clusterBits, head.limit()));
        return Inspection.ofDisk(Format.DISK_QCOW2, size, 1L << clusterBits);
    }

    private void refuseOtherFiles() {
        if (head.getLong(8) != 0 || head.getInt(16) != 0) {
            throw invalid("names a backing file; it would be read from this host." + CONVERT);
        }
        if (version == 3 && (head.getLong(72) & EXTERNAL_DATA) != 0) {
            throw invalid("keeps its data in another file; it would be read from this host." + CONVERT);
        }
        if (head.getInt(32) != 0) {
            throw invalid("is encrypted, and its key is not known here." + CONVERT);
        }
    }

    private long size(ByteSize largest) {
        long size = head.getLong(24);
        if (size == 0) {
            throw invalid("holds a disk of no size." + CONVERT);
        }
        if (Long.compareUnsigned(size, largest.bytes()) > 0) {
            String shown = size < 0 ? Long.toUnsignedString(size) + " bytes" : new ByteSize(size).toString();
            throw invalid("holds a disk of " + shown + ", and at most " + largest
                    + " is taken; triptych.artifact.max-disk-size sets that.");
        }
        return size;
    }

    private void checkFeatures() {
        if (version == 2) {
            return;
        }
        long features = head.getLong(72);
        if ((features & CORRUPT) != 0) {
            throw invalid("is marked as corrupt." + REPAIR);
        }
        if ((features & DIRTY) != 0) {
            throw invalid("was not closed when it was written to last." + REPAIR);
        }
        if ((features & ~KNOWN) != 0) {
            throw invalid("needs features that are not known here (" + Long.toHexString(features) + ")." + CONVERT);
        }
        int refcountOrder = head.getInt(96);
        if (refcountOrder < 0 || refcountOrder > 6) {
            throw invalid("has a refcount order of " + Integer.toUnsignedString(refcountOrder) + "." + CONVERT);
        }
    }

    private void checkTables(long size, long cluster) {
        boolean extended = version == 3 && (head.getLong(72) & EXTENDED_L2) != 0;
        long perTable = cluster / (extended ? 16 : 8) * cluster; // bytes of the disk that one entry stands for
        long needed = (size - 1) / perTable + 1;
        long l1 = Integer.toUnsignedLong(head.getInt(36));
        if (l1 < needed || l1 * 8 > MOST_L1_BYTES) {
            throw invalid("has a first table of " + l1 + " entries, and its disk of " + size + " bytes needs " + needed
                    + "." + CONVERT);
        }
        requireInside("first table", head.getLong(40), l1 * 8, cluster);
        long refcountClusters = Integer.toUnsignedLong(head.getInt(56));
        if (refcountClusters == 0) {
            throw invalid("has no table of refcounts." + CONVERT);
        }
        requireInside("table of refcounts", head.getLong(48), refcountClusters * cluster, cluster);
        long snapshots = Integer.toUnsignedLong(head.getInt(60));
        if (snapshots > MOST_SNAPSHOTS) {
            throw invalid("claims " + snapshots + " snapshots." + CONVERT);
        }
        if (snapshots > 0) {
            requireInside("table of snapshots", head.getLong(64), snapshots * SNAPSHOT_BYTES, cluster);
        }
    }

    private void requireInside(String table, long offset, long length, long cluster) {
        boolean inside = offset > 0 && offset % cluster == 0 && offset <= fileSize && length <= fileSize - offset;
        if (!inside) {
            throw invalid("has a " + table + " that is not within the file: it is damaged, or did not arrive whole."
                    + CONVERT);
        }
    }

    private void checkExtensions(long end) {
        long at = HEADER_2;
        if (version == 3) {
            at = Integer.toUnsignedLong(head.getInt(100));
            if (at < HEADER_3 || at % 8 != 0 || at > end) {
                throw invalid("claims a header of " + at + " bytes." + CONVERT);
            }
        }
        while (at + 8 <= end) {
            int type = head.getInt((int) at);
            if (type == END_OF_EXTENSIONS) {
                return;
            }
            refuseExtension(type);
            long length = Integer.toUnsignedLong(head.getInt((int) at + 4));
            at += 8 + (length + 7) / 8 * 8;
            if (at > end) {
                throw invalid("has a header extension that is longer than its first cluster." + CONVERT);
            }
        }
    }

    private static void refuseExtension(int type) {
        switch (type) {
            case BACKING_FORMAT -> throw invalid("names the format of a backing file." + CONVERT);
            case DATA_FILE_NAME ->
                throw invalid("names another file for its data; it would be read from this host." + CONVERT);
            case ENCRYPTION_HEADER -> throw invalid("is encrypted, and its key is not known here." + CONVERT);
            default -> {}
        }
    }

    private static Unprocessable truncated() {
        return invalid("ends within its header: it did not arrive whole. Store it again.");
    }

    private static Unprocessable invalid(String what) {
        return new Unprocessable(ErrorCode.SOURCE_INVALID, "The qcow2 image " + what);
    }
}
