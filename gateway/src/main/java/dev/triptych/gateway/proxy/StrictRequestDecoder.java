package dev.triptych.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Netty's decoder, which sees a head only when that is whole and {@link HeadGrammar} finds no fault with it. */
final class StrictRequestDecoder extends HttpRequestDecoder {
    /** The most that any head may be long; a service may allow less. */
    static final int MOST_HEAD_BYTES = 64 << 10;

    private static final Duration HEAD = Duration.ofSeconds(15);

    private boolean atHead = true;
    private boolean dead;
    /** So many bytes from the reader's index on have been looked at. */
    private int seen;

    private int lineLength;
    private @Nullable Future<?> deadline;

    StrictRequestDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(MOST_HEAD_BYTES)
                .setMaxHeaderSize(MOST_HEAD_BYTES)
                .setMaxChunkSize(MOST_HEAD_BYTES)
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (dead) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (atHead && !headIsThere(ctx, in, out)) {
            return;
        }
        int before = out.size();
        super.decode(ctx, in, out);
        for (int i = before; i < out.size(); i++) {
            atHead |= out.get(i) instanceof LastHttpContent;
        }
    }

    private boolean headIsThere(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        while (seen == 0 && in.readableBytes() >= 2 && in.getShort(in.readerIndex()) == 0x0d0a) {
            in.skipBytes(2); // an empty line before a request, as RFC 9112 lets pass
        }
        int end = end(in);
        if (end == FAULTY) {
            refuse(in, out, new MalformedHead("A line does not end with CR LF."));
        } else if (end < 0 && in.readableBytes() > MOST_HEAD_BYTES) {
            refuse(in, out, new TooLongFrameException("a head of more than " + MOST_HEAD_BYTES + " bytes"));
        } else if (end < 0) {
            await(ctx, in);
        } else {
            stopWaiting();
            String fault = HeadGrammar.fault(in, in.readerIndex(), end);
            seen = 0;
            lineLength = 0;
            if (fault != null) {
                refuse(in, out, new MalformedHead(fault));
            }
            atHead = false;
        }
        return !atHead && !dead;
    }

    private static final int MISSING = -1;
    private static final int FAULTY = -2;

    /** Index behind the empty line, or why there is none. */
    private int end(ByteBuf in) {
        int from = in.readerIndex();
        for (int i = from + seen; i < in.writerIndex(); i++) {
            byte b = in.getByte(i);
            if (b == '\n') {
                if (i == from || in.getByte(i - 1) != '\r') {
                    return FAULTY;
                }
                if (lineLength == 1) {
                    return i + 1;
                }
                lineLength = 0;
            } else if (lineLength > 0 && in.getByte(i - 1) == '\r') {
                return FAULTY;
            } else {
                lineLength++;
            }
        }
        seen = in.writerIndex() - from;
        return MISSING;
    }

    /** A head that has begun must be whole soon, however steadily it trickles. */
    private void await(ChannelHandlerContext ctx, ByteBuf in) {
        if (deadline == null && in.isReadable()) {
            deadline = ctx.executor().schedule(() -> tooSlow(ctx), HEAD.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void tooSlow(ChannelHandlerContext ctx) {
        if (!dead && atHead) {
            dead = true;
            ctx.fireChannelRead(invalid(new TimeoutException("a head took more than " + HEAD)));
        }
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void refuse(ByteBuf in, List<Object> out, Exception why) {
        dead = true;
        stopWaiting();
        in.skipBytes(in.readableBytes());
        out.add(invalid(why));
    }

    private static FullHttpRequest invalid(Exception why) {
        FullHttpRequest invalid =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/malformed", Unpooled.EMPTY_BUFFER);
        invalid.setDecoderResult(DecoderResult.failure(why));
        return invalid;
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        stopWaiting();
        super.handlerRemoved0(ctx);
    }

    /** What {@link HeadGrammar} found; the message is fit to be shown. */
    static final class MalformedHead extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedHead(String fault) {
            super(fault);
        }
    }
}
