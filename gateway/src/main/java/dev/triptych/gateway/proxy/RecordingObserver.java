package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.gateway.wire.Field;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps a request that was answered, without credentials. */
final class RecordingObserver implements ExchangeObserver {
    private final TapPoint point;
    private final Kept body;
    private String method = "";
    private String target = "";
    private List<Field> fields = List.of();
    private @Nullable String length;

    RecordingObserver(TapPoint point) {
        this.point = point;
        this.body = point.body();
    }

    @Override
    public void sending(HttpRequest request) {
        method = request.method().name();
        target = request.uri();
        fields = CredentialFields.without(request.headers());
        length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    }

    @Override
    public void requestContent(ByteBuf content) {
        body.add(content);
    }

    @Override
    public void ended(Ending ending) {
        judge(ending);
        body.letGo();
    }

    private void judge(Ending ending) {
        if (ending != Ending.ANSWERED || method.isEmpty() || !point.begin()) {
            return;
        }
        if (body.starved()) {
            point.drop();
        } else if (!body.whole()) {
            point.tooLong();
        } else if (length != null && !length.equals(Integer.toString(body.size()))) {
            point.drop(); // answered before all of it had come
        } else {
            point.keep(new CapturedRequest(method, target, fields, body.bytes()), null, null);
        }
    }
}
