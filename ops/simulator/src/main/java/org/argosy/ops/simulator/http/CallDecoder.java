package org.argosy.ops.simulator.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the requests of one connection into calls, one at a time: a client that pipelines is cut. */
final class CallDecoder extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger log = LoggerFactory.getLogger(CallDecoder.class);

    private final CallHandler handler;
    private @Nullable HttpCall current;

    CallDecoder(CallHandler handler) {
        this.handler = handler;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure() || (current != null && !current.isEnded())) {
            var _ = context.close();
            return;
        }
        var call = new HttpCall(context, request);
        current = call;
        try {
            handler.handle(call);
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("path", call.path()).log("A call failed");
            call.answer(HttpAnswer.html(500, "Internal Server Error"));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (current != null) {
            current.disconnected();
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.atDebug().setCause(cause).log("A connection broke");
        var _ = context.close();
    }
}
