package dev.triptych.controlplane.web;

import dev.triptych.api.MigrationsApi;
import dev.triptych.api.model.Migration;
import dev.triptych.api.model.MigrationPage;
import dev.triptych.api.model.MigrationRequest;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migrations;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class MigrationsController implements MigrationsApi {
    private final Migrations migrations;

    MigrationsController(Migrations migrations) {
        this.migrations = migrations;
    }

    @Override
    public ResponseEntity<Migration> createMigration(MigrationRequest body) {
        Migration shown = MigrationWriter.migration(
                migrations.begin(MigrationReader.read(body), Callers.current().actor()));
        return ResponseEntity.created(URI.create(WebConfiguration.API + "/migrations/" + shown.getName()))
                .body(shown);
    }

    @Override
    public ResponseEntity<MigrationPage> listMigrations(Integer limit, @Nullable String cursor) {
        new Checks().limit(limit).length(cursor, 200, "cursor").refuseIfAny();
        Migrations.Page page = migrations.list(cursor, limit);
        return ResponseEntity.ok(new MigrationPage(
                        page.items().stream().map(MigrationWriter::migration).toList())
                .next(page.next()));
    }

    @Override
    public ResponseEntity<Migration> getMigration(String migration) {
        return ResponseEntity.ok(MigrationWriter.migration(migrations.get(migration)));
    }

    @Override
    public ResponseEntity<Migration> promoteMigration(String migration) {
        return asked(migration, Action.PROMOTE);
    }

    @Override
    public ResponseEntity<Migration> rollBackMigration(String migration) {
        return asked(migration, Action.ROLLBACK);
    }

    @Override
    public ResponseEntity<Migration> cancelMigration(String migration) {
        return asked(migration, Action.CANCEL);
    }

    private ResponseEntity<Migration> asked(String migration, Action action) {
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .body(MigrationWriter.migration(
                        migrations.request(migration, action, Callers.current().actor())));
    }
}
