package dev.triptych.controlplane.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.reconcile.TestPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFeedModuleTest {
    private static final Event.Subject SUBJECT = new Event.Subject(Event.SubjectType.HOST, "host", null);
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private TestPlane plane;

    @BeforeEach
    void open() {
        plane = TestPlane.openIdle(TestPlane.newSchema(), home);
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private void record(String message) {
        plane.bean(EventWriter.class).record("test.happened", SUBJECT, ReasonCode.SUBMITTED, Actor.SYSTEM, message);
    }

    private EventFeed feed() {
        return plane.bean(EventFeed.class);
    }

    @Test
    void whatIsNotWrittenYetHoldsBackWhatCameLater() {
        EventIds ids = plane.bean(EventIds.class);
        long[] slow = ids.take(1);
        record("later");

        assertThat(feed().after(0, null, 10)).isEmpty();
        ids.release(slow);
        assertThat(feed().after(0, null, 10)).extracting(Event::message).containsExactly("later");
    }

    @Test
    void aReaderMissesNothingThatManyWriteAtOnce() throws InterruptedException {
        int writers = 8;
        int each = 40;
        List<Event> seen = new ArrayList<>();
        try (EventFeed.Reader reader = feed().open(0L, null)) {
            for (int i = 0; i < writers; i++) {
                String name = "writer " + i;
                Thread.ofVirtual().start(() -> {
                    for (int j = 0; j < each; j++) {
                        record(name + "/" + j);
                    }
                });
            }
            List<Event> page = reader.next(SOON);
            while (!page.isEmpty()) {
                seen.addAll(page);
                page = seen.size() == writers * each ? List.of() : reader.next(SOON);
            }
        }
        assertThat(seen).extracting(Event::id).isSorted().doesNotHaveDuplicates();
        assertThat(seen).extracting(Event::message).hasSize(writers * each).doesNotHaveDuplicates();
    }

    @Test
    void aNewReaderBeginsWithWhatHappensNext() throws InterruptedException {
        record("before");
        try (EventFeed.Reader reader = feed().open(null, null)) {
            record("after");
            assertThat(reader.next(SOON)).extracting(Event::message).containsExactly("after");
        }
    }
}
