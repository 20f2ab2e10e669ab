package dev.triptych.controlplane.web;

import dev.triptych.api.AuditApi;
import dev.triptych.api.model.AuditPage;
import dev.triptych.api.model.AuditRecord;
import dev.triptych.controlplane.access.AuditRecords;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class AuditController implements AuditApi {
    private final AuditRecords records;

    AuditController(AuditRecords records) {
        this.records = records;
    }

    @Override
    public ResponseEntity<AuditPage> listAudit(Integer limit, @Nullable String cursor) {
        new Checks().limit(limit).length(cursor, 200, "cursor").refuseIfAny();
        List<AuditRecords.AuditRecord> found = records.before(cursor == null ? Long.MAX_VALUE : id(cursor), limit + 1);
        boolean more = found.size() > limit;
        List<AuditRecords.AuditRecord> items = more ? found.subList(0, limit) : found;
        return ResponseEntity.ok(
                new AuditPage(items.stream().map(AuditController::shown).toList())
                        .next(more ? Long.toString(items.getLast().id()) : null));
    }

    private static long id(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw InvalidRequest.of("cursor", "is not one that a page of this list ended with");
        }
    }

    private static AuditRecord shown(AuditRecords.AuditRecord record) {
        return new AuditRecord(
                        record.id(),
                        record.at(),
                        record.caller(),
                        record.address(),
                        record.method(),
                        record.route(),
                        record.path(),
                        record.status(),
                        record.correlationId())
                .detail(record.detail());
    }
}
