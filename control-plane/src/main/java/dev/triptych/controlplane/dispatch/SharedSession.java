package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.InteractiveSession;
import org.jspecify.annotations.Nullable;

/** A session with something that many watch and at most one writes to. What the others type is not taken. */
public interface SharedSession extends InteractiveSession {

    /** Whether this one may write now. */
    Access access();

    /** Makes this one the writer; who was it before watches from then on. */
    void takeOver();

    /** Calls at once and after each change, on any thread; it must return soon. Once only. */
    void whenAccessChanges(Runnable listener);

    /**
     * Who may write.
     *
     * @param mayWrite whether it is this session, or nobody yet: the first who types becomes the writer
     * @param writer the name of the caller who writes; null for nobody
     */
    record Access(boolean mayWrite, @Nullable String writer) {}
}
