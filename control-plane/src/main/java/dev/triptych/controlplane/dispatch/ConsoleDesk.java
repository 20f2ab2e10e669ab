package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.InteractiveSession;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Those who have the console of one run open, and who of them writes. */
final class ConsoleDesk {
    private final List<Seat> seats = new CopyOnWriteArrayList<>();
    private @Nullable Seat writer;

    /** @param free called once, when the seat is closed */
    SharedSession sit(InteractiveSession session, String who, Runnable free) {
        Seat seat = new Seat(session, who, free);
        seats.add(seat);
        return seat;
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    /** False when another one writes. */
    private boolean claim(Seat seat, boolean fromAnybody) {
        synchronized (this) {
            if (writer == seat) {
                return true;
            }
            if (writer != null && !fromAnybody) {
                return false;
            }
            writer = seat;
        }
        tellAll();
        return true;
    }

    private void leave(Seat seat) {
        seats.remove(seat);
        synchronized (this) {
            if (writer != seat) {
                return;
            }
            writer = null;
        }
        tellAll();
    }

    private void tellAll() {
        seats.forEach(Seat::tell);
    }

    private synchronized SharedSession.Access access(Seat seat) {
        return new SharedSession.Access(writer == null || writer == seat, writer == null ? null : writer.who);
    }

    private final class Seat implements SharedSession {
        private final InteractiveSession session;
        private final String who;
        private final Runnable free;
        private final AtomicBoolean closed = new AtomicBoolean();
        private volatile @Nullable Runnable listener;

        Seat(InteractiveSession session, String who, Runnable free) {
            this.session = session;
            this.who = who;
            this.free = free;
        }

        @Override
        public Access access() {
            return ConsoleDesk.this.access(this);
        }

        @Override
        public void takeOver() {
            claim(this, true);
        }

        @Override
        public void whenAccessChanges(Runnable told) {
            listener = told;
            told.run();
        }

        private void tell() {
            Runnable told = listener;
            if (told != null) {
                told.run();
            }
        }

        /** Of one who may not write it takes nothing, and says so again. */
        @Override
        public void write(byte[] bytes) {
            if (claim(this, false)) {
                session.write(bytes);
            } else {
                tell();
            }
        }

        @Override
        public void endInput() {
            session.endInput();
        }

        @Override
        public @Nullable Output read() {
            return session.read();
        }

        @Override
        public void resize(TerminalSize size) {
            session.resize(size);
        }

        @Override
        public OptionalInt exitCode() {
            return session.exitCode();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                try {
                    session.close();
                } finally {
                    leave(this);
                    free.run();
                }
            }
        }
    }
}
