package dev.triptych.controlplane.web;

import dev.triptych.api.model.LogStreamName;
import dev.triptych.controlplane.access.Caller;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.access.Tokens;
import dev.triptych.controlplane.logs.LogQuery;
import dev.triptych.controlplane.logs.LogRecord;
import dev.triptych.controlplane.logs.LogStore;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import tools.jackson.databind.json.JsonMapper;

/** Answers with what a workload wrote: its bytes as they are, or records with their sequence. Browsers save either. */
@Component
final class LogAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(LogAnswers.class);
    private static final int MOST_LINES = 100_000;

    private final WorkloadQueries queries;
    private final LogStore store;
    private final Tokens tokens;
    private final OpenStreams streams;
    private final ClientConnections connections;
    private final WebProperties properties;
    private final JsonMapper mapper;
    private final HttpServletRequest request;

    /**
     * Holds on to what it works with.
     *
     * @param request stands for the one that the calling thread serves
     */
    LogAnswers(
            WorkloadQueries queries,
            LogStore store,
            Tokens tokens,
            OpenStreams streams,
            ClientConnections connections,
            WebProperties properties,
            JsonMapper mapper,
            HttpServletRequest request) {
        this.queries = queries;
        this.store = store;
        this.tokens = tokens;
        this.streams = streams;
        this.connections = connections;
        this.properties = properties;
        this.mapper = mapper;
        this.request = request;
    }

    ResponseEntity<StreamingResponseBody> answer(
            String name,
            @Nullable Integer run,
            @Nullable LogStreamName stream,
            @Nullable Integer tail,
            @Nullable String cursor,
            boolean follow) {
        new Checks()
                .require(run == null || run >= 1, "run", "must be 1 or more")
                .require(tail == null || (tail >= 0 && tail <= MOST_LINES), "tail", "must be 0 to " + MOST_LINES)
                .require(tail == null || cursor == null, "tail", "means nothing together with cursor")
                .length(cursor, 200, "cursor")
                .refuseIfAny();
        WorkloadId workload = queries.get(name).workload().id();
        int number = run == null
                ? queries.get(name).run().number()
                : queries.run(name, run).number();
        LogFormat format = LogFormat.wantedBy(request.getHeader(HttpHeaders.ACCEPT), mapper);
        LogStore.Reader reader = store.open(workload, new LogQuery(number, wanted(stream), null, cursor));
        Caller caller = Callers.current();
        HttpServletResponse answer = answerOfThisThread();
        HandOver handOver = HandOver.of(request);
        ClientConnections.Client client = connections.of(request);
        return ResponseEntity.ok()
                .contentType(format.mediaType())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(name + "-" + number + format.extension())
                                .build()
                                .toString())
                .header("Content-Security-Policy", Attachments.SANDBOX)
                .body(body -> {
                    try (reader) {
                        streams.<IOException>run(handOver, () -> {
                            sendPresent(reader, format, tail, body);
                            // Not by the stream that the framework gives: it does not pass a flush on.
                            answer.flushBuffer();
                            while (follow && !reader.ended() && tokens.isLive(caller)) {
                                List<LogRecord> news = reader.next(properties.glance());
                                if (news.isEmpty() && !client.isConnected()) {
                                    LOG.debug("who followed the log of {} went away", name);
                                    return;
                                }
                                send(news, format, body);
                                answer.flushBuffer();
                            }
                        });
                    }
                });
    }

    private static HttpServletResponse answerOfThisThread() {
        ServletRequestAttributes call = (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
        return Objects.requireNonNull(call.getResponse());
    }

    private static void sendPresent(LogStore.Reader reader, LogFormat format, @Nullable Integer tail, OutputStream body)
            throws IOException {
        LogTail last = tail == null ? null : new LogTail(tail);
        for (List<LogRecord> records = reader.next(); !records.isEmpty(); records = reader.next()) {
            if (last == null) {
                send(records, format, body);
            } else {
                records.forEach(last::add);
            }
        }
        if (last != null) {
            send(last.records(), format, body);
        }
    }

    private static void send(List<LogRecord> records, LogFormat format, OutputStream body) throws IOException {
        for (LogRecord record : records) {
            format.write(record, body);
        }
    }

    private static Set<LogStream> wanted(@Nullable LogStreamName stream) {
        return stream == null ? Set.of(LogStream.STDOUT, LogStream.STDERR) : Set.of(LogStream.valueOf(stream.name()));
    }
}
