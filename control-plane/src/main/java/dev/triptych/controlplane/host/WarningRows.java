package dev.triptych.controlplane.host;

import dev.triptych.controlplane.platform.WarningCode;
import dev.triptych.controlplane.platform.WarningSource.Finding;
import dev.triptych.controlplane.platform.WarningSource.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code warning}. */
@Component
class WarningRows {
    private final JdbcClient database;

    WarningRows(JdbcClient database) {
        this.database = database;
    }

    List<Warning> all() {
        return database.sql("select code, subject, severity, message, remedy, since, acknowledged_at, acknowledged_by"
                        + " from warning order by since, code, subject")
                .query((row, index) -> read(row))
                .list();
    }

    private static Warning read(ResultSet row) throws SQLException {
        OffsetDateTime acknowledged = row.getObject("acknowledged_at", OffsetDateTime.class);
        return new Warning(
                new Finding(
                        WarningCode.valueOf(row.getString("code")),
                        row.getString("subject"),
                        Severity.valueOf(row.getString("severity")),
                        row.getString("message"),
                        row.getString("remedy")),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                acknowledged == null
                        ? null
                        : new Warning.Acknowledgement(acknowledged.toInstant(), row.getString("acknowledged_by")));
    }

    /** Puts it on record with its latest words; since when it holds and who has seen it stay. */
    void put(Finding finding, Instant now) {
        database.sql("insert into warning (code, subject, severity, message, remedy, since) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict (code, subject) do update set severity = excluded.severity,"
                        + " message = excluded.message, remedy = excluded.remedy")
                .param(finding.code().name())
                .param(finding.subject())
                .param(finding.severity().name())
                .param(finding.message())
                .param(finding.remedy())
                .param(now.atOffset(ZoneOffset.UTC))
                .update();
    }

    void remove(WarningCode code, String subject) {
        database.sql("delete from warning where code = ? and subject = ?")
                .params(code.name(), subject)
                .update();
    }

    /** Whether that is news. */
    boolean acknowledge(Finding finding, Instant at, String by) {
        return database.sql("update warning set acknowledged_at = ?, acknowledged_by = ?"
                                + " where code = ? and subject = ? and acknowledged_at is null")
                        .params(at.atOffset(ZoneOffset.UTC), by, finding.code().name(), finding.subject())
                        .update()
                > 0;
    }
}
