package org.argosy.ops.simulator.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and the ways to end it. It may be ended from any thread; only the first end counts, and what follows is
 * ignored, as is an answer to a client that has gone. Everything scheduled here runs on the call's own event loop, one
 * after the other.
 */
public final class HttpCall {

    private static final int PIECES = 10;

    private final ChannelHandlerContext context;
    private final String method;
    private final String path;
    private final HttpHeaders headers;
    private final byte[] body;
    private final boolean keepAlive;
    private boolean ended;
    private @Nullable Runnable onDisconnect;

    HttpCall(ChannelHandlerContext context, FullHttpRequest request) {
        this.context = context;
        this.method = request.method().name();
        String uri = request.uri();
        int query = uri.indexOf('?');
        this.path = query < 0 ? uri : uri.substring(0, query);
        this.headers = request.headers();
        this.keepAlive = HttpUtil.isKeepAlive(request);
        this.body = new byte[request.content().readableBytes()];
        request.content().readBytes(body);
    }

    public String method() {
        return method;
    }

    /** The path as sent, undecoded, without the query. */
    public String path() {
        return path;
    }

    /** The body; not a copy. */
    public byte[] body() {
        return body;
    }

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** Sends a whole answer. */
    public void answer(HttpAnswer answer) {
        onLoop(() -> {
            if (end()) {
                ByteBuf content = Unpooled.wrappedBuffer(
                        answer.parts().toArray(new byte[answer.parts().size()][]));
                var response = new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
                writeHeaders(response, answer);
                if (keepAlive) {
                    var _ = context.writeAndFlush(response, context.voidPromise());
                } else {
                    var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
                }
            }
        });
    }

    /** Sends the headers and the first bytes of an answer, and then nothing more until the client goes. */
    public void stallAfter(HttpAnswer answer, int bytes) {
        onLoop(() -> {
            if (end()) {
                var response =
                        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
                writeHeaders(response, answer);
                ByteBuf content = Unpooled.wrappedBuffer(
                        answer.parts().toArray(new byte[answer.parts().size()][]));
                var _ = context.write(response, context.voidPromise());
                var _ = context.writeAndFlush(
                        content.readSlice(Math.min(bytes, answer.length())), context.voidPromise());
            }
        });
    }

    /** Sends a whole answer in ten pieces, spread over this time. */
    public void answerSlowly(HttpAnswer answer, Duration over) {
        onLoop(() -> {
            if (end()) {
                var response =
                        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
                writeHeaders(response, answer);
                var _ = context.writeAndFlush(response, context.voidPromise());
                ByteBuf content = Unpooled.wrappedBuffer(
                        answer.parts().toArray(new byte[answer.parts().size()][]));
                for (int piece = 1; piece <= PIECES; piece++) {
                    boolean last = piece == PIECES;
                    var _ = schedule(over.multipliedBy(piece).dividedBy(PIECES), () -> {
                        int bytes = last ? content.readableBytes() : answer.length() / PIECES;
                        var _ = context.writeAndFlush(content.readRetainedSlice(bytes), context.voidPromise());
                        if (last) {
                            var _ = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, context.voidPromise());
                        }
                    });
                }
            }
        });
    }

    /** Never answers. The connection stays open until the client closes it. */
    public void hang() {
        onLoop(this::end);
    }

    /** Breaks the connection with a TCP reset. */
    public void reset() {
        onLoop(() -> {
            if (end()) {
                context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                var _ = context.close();
            }
        });
    }

    /** What to run, once and on the event loop, if the client goes before the call was ended. */
    public void onDisconnect(Runnable action) {
        onDisconnect = action;
    }

    public Future<?> schedule(Duration delay, Runnable action) {
        return context.executor().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs the action soon, never within this call. */
    public void execute(Runnable action) {
        context.executor().execute(action);
    }

    boolean isEnded() {
        return ended;
    }

    void disconnected() {
        if (end() && onDisconnect != null) {
            onDisconnect.run();
        }
    }

    private boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    private void onLoop(Runnable action) {
        if (context.executor().inEventLoop()) {
            action.run();
        } else {
            context.executor().execute(action);
        }
    }

    private void writeHeaders(HttpResponse response, HttpAnswer answer) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.length());
        answer.headers().forEach(response.headers()::set);
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }
}
