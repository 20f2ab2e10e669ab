package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.gateway.wire.Field;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Keeps the answer to a request with a safe method, and when it is whole has the same request sent to the candidate. Nothing
 * waits for that; what there is no room for is dropped.
 */
final class MirrorObserver implements ExchangeObserver {
    private final TapPoint point;
    private final BackendAddress candidate;
    private final Kept body;
    private CapturedRequest copy = new CapturedRequest("", "", List.of(), new byte[0]);
    private int status;
    private List<Field> fields = List.of();

    MirrorObserver(TapPoint point, BackendAddress candidate) {
        this.point = point;
        this.candidate = candidate;
        this.body = point.body();
    }

    /** The copy says who asks, as the request does: otherwise every answer behind a log-in would differ. */
    @Override
    public void sending(HttpRequest request) {
        List<Field> all = new ArrayList<>();
        for (Map.Entry<String, String> field : request.headers()) {
            all.add(new Field(field.getKey(), field.getValue()));
        }
        copy = new CapturedRequest(request.method().name(), request.uri(), all, new byte[0]);
    }

    @Override
    public void answered(HttpResponse response) {
        status = response.status().code();
        fields = CredentialFields.without(response.headers());
    }

    @Override
    public void responseContent(ByteBuf content) {
        body.add(content);
    }

    @Override
    public void ended(Ending ending) {
        judge(ending);
        body.letGo();
    }

    private void judge(Ending ending) {
        if (ending != Ending.ANSWERED || copy.method().isEmpty() || !point.begin()) {
            return;
        }
        CapturedRequest shown = new CapturedRequest(copy.method(), copy.target(), List.of(), new byte[0]);
        CapturedAnswer live = new CapturedAnswer(status, fields, body.bytes(), body.whole(), null);
        if (body.starved()) {
            point.drop();
        } else if (!body.whole()) {
            point.keep(shown, new CapturedAnswer(status, fields, new byte[0], false, null), null);
        } else {
            point.copy(copy, candidate, answer -> point.keep(shown, live, answer));
        }
    }
}
