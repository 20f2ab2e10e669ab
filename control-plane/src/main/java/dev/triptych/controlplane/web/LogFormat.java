package dev.triptych.controlplane.web;

import dev.triptych.api.model.LogRecordType;
import dev.triptych.api.model.LogStreamName;
import dev.triptych.controlplane.logs.LogRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;
import tools.jackson.databind.json.JsonMapper;

/** A form in which output is sent. */
sealed interface LogFormat {
    MediaType NDJSON = MediaType.parseMediaType("application/x-ndjson");

    MediaType mediaType();

    String extension();

    void write(LogRecord record, OutputStream to) throws IOException;

    /** Records where the client prefers them, else the plain bytes. */
    static LogFormat wantedBy(@Nullable String accept, JsonMapper mapper) {
        List<MediaType> wanted = MediaType.parseMediaTypes(accept);
        MimeTypeUtils.sortBySpecificity(wanted);
        for (MediaType type : wanted) {
            if (type.includes(MediaType.TEXT_PLAIN)) {
                return new Plain();
            }
            if (type.includes(NDJSON)) {
                return new Records(mapper);
            }
        }
        return new Plain();
    }

    /** The bytes of the program and nothing else; terminal escapes are left for who prints them. */
    record Plain() implements LogFormat {
        @Override
        public MediaType mediaType() {
            return MediaType.TEXT_PLAIN;
        }

        @Override
        public String extension() {
            return ".log";
        }

        @Override
        public void write(LogRecord record, OutputStream to) throws IOException {
            if (record instanceof LogRecord.Output output) {
                to.write(output.bytes());
            }
        }
    }

    /** One JSON document in each line. */
    record Records(JsonMapper mapper) implements LogFormat {
        @Override
        public MediaType mediaType() {
            return NDJSON;
        }

        @Override
        public String extension() {
            return ".ndjson";
        }

        @Override
        public void write(LogRecord record, OutputStream to) throws IOException {
            to.write(mapper.writeValueAsBytes(shown(record)));
            to.write('\n');
        }

        private static dev.triptych.api.model.LogRecord shown(LogRecord record) {
            return switch (record) {
                case LogRecord.Output output -> {
                    OutputWriter.Text text = OutputWriter.text(output.bytes());
                    yield base(LogRecordType.OUTPUT, record).stream(
                                    LogStreamName.valueOf(output.stream().name()))
                            .content(text.content())
                            .encoding(text.encoding());
                }
                case LogRecord.Gap gap ->
                    base(LogRecordType.GAP, record)
                            .missingBytes(gap.missingBytes())
                            .reason(gap.reason());
                case LogRecord.End ignored -> base(LogRecordType.END, record);
            };
        }

        private static dev.triptych.api.model.LogRecord base(LogRecordType type, LogRecord record) {
            return new dev.triptych.api.model.LogRecord(
                    type, record.sequence(), record.cursor(), record.run(), record.at());
        }
    }
}
