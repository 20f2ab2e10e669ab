package dev.triptych.controlplane.web;

import dev.triptych.api.SecretsApi;
import dev.triptych.api.model.Secret;
import dev.triptych.api.model.SecretList;
import dev.triptych.api.model.SecretRequest;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.access.Secrets;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class SecretsController implements SecretsApi {
    private static final int LONGEST_VALUE = 65_536;

    private final Secrets secrets;

    SecretsController(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public ResponseEntity<Secret> putSecret(String name, SecretRequest request) {
        String value = request.getValue();
        new Checks()
                .name(name, "name")
                .require(value != null, "value", "is required")
                .length(value, LONGEST_VALUE, "value")
                .require(value == null || value.indexOf('\0') < 0, "value", "must not contain a NUL character")
                .refuseIfAny();
        Secrets.Put put = secrets.put(name, value, Callers.current().actor());
        return ResponseEntity.status(put.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(shown(put.secret()));
    }

    @Override
    public ResponseEntity<SecretList> listSecrets() {
        return ResponseEntity.ok(new SecretList(
                secrets.list().stream().map(SecretsController::shown).toList()));
    }

    @Override
    public ResponseEntity<Void> deleteSecret(String name) {
        secrets.delete(name, Callers.current().actor());
        return ResponseEntity.noContent().build();
    }

    private static Secret shown(Secrets.Secret secret) {
        return new Secret(
                secret.name(),
                secret.createdAt(),
                secret.changedAt(),
                secret.usedBy().names(),
                secret.usedBy().count());
    }
}
