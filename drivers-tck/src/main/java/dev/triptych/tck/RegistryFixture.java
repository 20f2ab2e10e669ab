package dev.triptych.tck;

import dev.triptych.spi.ImagePulling.Wanted;

/**
 * A registry of images as a driver's backend sees it, with one user. It belongs to one test, and so do its images: nobody has any
 * of them yet. Closing it sends what it still holds back.
 */
public interface RegistryFixture extends AutoCloseable {

    /** An image with the user's login, for this host's platform alone. */
    Wanted image();

    /** One whose layer stops half way until the gate is opened. */
    Wanted gated();

    /** Whether somebody has got half of that layer. */
    boolean holdsBack();

    /** From now on that layer comes whole. */
    void openGate();

    /** One whose layer is not what its digest promises. */
    Wanted forged();

    /** One that is refused with words in which all stands that was asked, with the password, and more. */
    Wanted spiteful();

    /** An image of a registry where nobody answers. */
    Wanted unreachable();

    /** How often anything was asked for. */
    int asked();

    /** How often the layer of {@link #image} was sent. */
    int sent();

    @Override
    void close();
}
