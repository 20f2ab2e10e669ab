package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.InteractiveSession;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

    private final class Seat extends PlacedSession implements SharedSession {
        private final String who;
        private volatile @Nullable Runnable listener;

        Seat(InteractiveSession session, String who, Runnable free) {
            super(session, free);
            this.who = who;
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
                super.write(bytes);
            } else {
                tell();
            }
        }

        @Override
        void left() {
            leave(this);
        }
    }
}
