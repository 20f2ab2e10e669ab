package dev.triptych.controlplane.oci;

/**
 * What an archive is unpacked as, and its bounds.
 *
 * @param subject what it is called where a sentence begins; {@code object} within one
 * @param layered whether entries may take away what lies below, absolute links are meant from the archive's root, and modes
 *     are set alike for all; else entries are what they are, with owners and modes
 * @param maxBytes the most that its files may have together
 * @param maxEntries the most files, directories and links
 */
public record Unpacking(String subject, String object, boolean layered, long maxBytes, int maxEntries) {

    static Unpacking ofImage(OciProperties limits) {
        return new Unpacking(
                "The image", "the image", true, limits.maxUnpacked().bytes(), limits.maxEntries());
    }

    /** An image that goes into a backend as it is; what matters here are the bounds. */
    public static Unpacking ofLoadedImage(long maxBytes, int maxEntries) {
        return new Unpacking("The image", "the image", true, maxBytes, maxEntries);
    }

    /** An archive that somebody wants to have back as it is. */
    public static Unpacking ofArchive(long maxBytes, int maxEntries) {
        return new Unpacking("The archive", "the archive", false, maxBytes, maxEntries);
    }

    String layer() {
        return layered ? "A layer" : subject;
    }
}
