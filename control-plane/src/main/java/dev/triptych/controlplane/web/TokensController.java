package dev.triptych.controlplane.web;

import dev.triptych.api.TokensApi;
import dev.triptych.api.model.CreatedToken;
import dev.triptych.api.model.Token;
import dev.triptych.api.model.TokenList;
import dev.triptych.api.model.TokenRequest;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.access.Role;
import dev.triptych.controlplane.access.Tokens;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class TokensController implements TokensApi {
    private final Tokens tokens;

    TokensController(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public ResponseEntity<CreatedToken> createToken(TokenRequest request) {
        new Checks()
                .name(request.getName(), "name")
                .require(request.getRole() != null, "role", "is required: viewer, operator or admin")
                .refuseIfAny();
        Tokens.CreatedToken created = tokens.create(
                request.getName(),
                Role.valueOf(request.getRole().name()),
                null,
                Callers.current().actor());
        Tokens.Token token = created.token();
        return ResponseEntity.created(URI.create(WebConfiguration.API + "/tokens/" + token.name()))
                .body(new CreatedToken(token.name(), shown(token.role()), token.createdAt(), created.plaintext()));
    }

    @Override
    public ResponseEntity<TokenList> listTokens() {
        return ResponseEntity.ok(new TokenList(
                tokens.list().stream().map(TokensController::shown).toList()));
    }

    @Override
    public ResponseEntity<Void> deleteToken(String name) {
        tokens.delete(name, Callers.current().actor());
        return ResponseEntity.noContent().build();
    }

    private static Token shown(Tokens.Token token) {
        return new Token(token.name(), shown(token.role()), token.createdAt()).lastUsedAt(token.lastUsedAt());
    }

    static dev.triptych.api.model.Role shown(Role role) {
        return dev.triptych.api.model.Role.valueOf(role.name());
    }
}
