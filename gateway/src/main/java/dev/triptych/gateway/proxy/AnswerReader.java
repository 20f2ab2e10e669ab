package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.Field;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads one answer, or as much of it as is wanted; answers before the answer are passed over. */
final class AnswerReader extends SimpleChannelInboundHandler<HttpObject> {
    private final CompletableFuture<CapturedAnswer> answer;
    private final Kept body;
    private boolean informing;
    private int status;
    private List<Field> fields = List.of();

    AnswerReader(CompletableFuture<CapturedAnswer> answer, int bodyBytes, Budget budget) {
        this.answer = answer;
        this.body = new Kept(bodyBytes, budget);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            answer.complete(CapturedAnswer.failed("What was answered is not HTTP."));
            return;
        }
        if (part instanceof HttpResponse response) {
            informing = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            status = response.status().code();
            fields = CredentialFields.without(HeaderRules.toClient(response.headers()));
        }
        if (part instanceof HttpContent content && !informing) {
            body.add(content.content());
            if (body.starved()) {
                answer.complete(CapturedAnswer.failed("There was no room for the answer."));
            } else if (content instanceof LastHttpContent || !body.whole()) {
                answer.complete(new CapturedAnswer(status, fields, body.bytes(), body.whole(), null));
            }
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        body.letGo();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        answer.complete(CapturedAnswer.failed("The connection was closed without a whole answer."));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        System.getLogger(AnswerReader.class.getName())
                .log(System.Logger.Level.DEBUG, "A connection for a copy broke off", cause);
        answer.complete(CapturedAnswer.failed("The connection broke off."));
    }
}
