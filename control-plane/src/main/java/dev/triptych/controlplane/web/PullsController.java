package dev.triptych.controlplane.web;

import dev.triptych.api.PullsApi;
import dev.triptych.api.model.ErrorCode;
import dev.triptych.api.model.Pull;
import dev.triptych.api.model.PullError;
import dev.triptych.api.model.PullList;
import dev.triptych.api.model.PullProgress;
import dev.triptych.api.model.PullRequest;
import dev.triptych.api.model.PullState;
import dev.triptych.api.model.RegistryCredentials;
import dev.triptych.api.model.SecretReference;
import dev.triptych.controlplane.access.AuditDetail;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.dispatch.ImagePulls.Credentials;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.pull.Pull.Failure;
import dev.triptych.controlplane.pull.Pull.Outcome;
import dev.triptych.controlplane.pull.Pulls;
import dev.triptych.spi.ImagePulling.Progress;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class PullsController implements PullsApi {
    private static final int LONGEST_REFERENCE = 400;
    private static final int LONGEST_USERNAME = 256;

    private final Pulls pulls;
    private final HttpServletRequest request;

    /** @param request stands for the one that the calling thread serves */
    PullsController(Pulls pulls, HttpServletRequest request) {
        this.pulls = pulls;
        this.request = request;
    }

    @Override
    public ResponseEntity<PullList> listPulls() {
        return ResponseEntity.ok(
                new PullList(pulls.list().stream().map(PullsController::shown).toList(), pulls.registries()));
    }

    @Override
    public ResponseEntity<Pull> beginPull(PullRequest body) {
        String reference = body.getReference();
        String platform = body.getPlatform();
        new Checks()
                .require(reference != null && !reference.isEmpty(), "reference", "is required")
                .length(reference, LONGEST_REFERENCE, "reference")
                .platform(platform)
                .refuseIfAny();
        Credentials credentials = credentials(body.getCredentials());
        Map<String, String> detail = new TreeMap<>(Map.of("reference", reference));
        if (credentials != null) {
            detail.put("username", credentials.username());
            detail.put("secret", credentials.secret());
        }
        AuditDetail.set(request, Json.write(detail));
        Pull pull = shown(
                pulls.begin(reference, platform, credentials, Callers.current().actor()));
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .location(URI.create(WebConfiguration.API + "/images/pulls/" + pull.getId()))
                .body(pull);
    }

    private static @Nullable Credentials credentials(@Nullable RegistryCredentials given) {
        if (given == null) {
            return null;
        }
        String username = given.getUsername();
        SecretReference password = given.getPassword();
        String secret = password == null ? null : password.getSecret();
        new Checks()
                .require(username != null && !username.isEmpty(), "credentials.username", "is required")
                .length(username, LONGEST_USERNAME, "credentials.username")
                .require(
                        username == null || username.chars().noneMatch(each -> each == ':' || each < ' '),
                        "credentials.username",
                        "must not contain a colon or control characters")
                .name(secret, "credentials.password.secret")
                .refuseIfAny();
        return new Credentials(username, String.valueOf(secret));
    }

    @Override
    public ResponseEntity<Pull> getPull(String pull) {
        return ResponseEntity.ok(shown(pulls.get(pull)));
    }

    @Override
    public ResponseEntity<Pull> cancelPull(String pull) {
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .body(shown(pulls.cancel(pull, Callers.current().actor())));
    }

    private static Pull shown(dev.triptych.controlplane.pull.Pull pull) {
        Credentials credentials = pull.credentials();
        Pull shown = new Pull(
                        pull.id(),
                        pull.reference(),
                        PullState.valueOf(pull.state().name()),
                        shown(pull.progress()),
                        pull.createdAt(),
                        pull.createdBy())
                .platform(pull.platform())
                .username(credentials == null ? null : credentials.username());
        Outcome outcome = pull.outcome();
        if (outcome == null) {
            return shown;
        }
        Failure error = outcome.error();
        return shown.endedAt(outcome.endedAt())
                .digest(outcome.digest())
                .repoDigest(outcome.repoDigest())
                .error(
                        error == null
                                ? null
                                : new PullError(ErrorCode.valueOf(error.code().name()), error.detail()));
    }

    private static PullProgress shown(Progress progress) {
        return new PullProgress(
                progress.layers(),
                progress.layersDone(),
                progress.bytes(),
                progress.bytesFetched(),
                progress.bytesUnpacked());
    }
}
