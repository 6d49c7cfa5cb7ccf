package org.argosy.ops.simulator.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 server on a few event loops. An open call costs memory, never a thread, and the end of its connection is
 * noticed while it waits. {@link #close()} ends the open connections at once.
 */
public final class HttpFace implements AutoCloseable {

    private static final int BACKLOG = 4096;

    private final MultiThreadIoEventLoopGroup loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ServerBootstrap server;
    private final InetSocketAddress bound;
    private Channel listener;

    private HttpFace(InetSocketAddress address, int threads, int maxBodyBytes, CallHandler handler) throws IOException {
        this.loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("http-face", true), NioIoHandler.newFactory());
        this.server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(maxBodyBytes))
                                .addLast(new CallDecoder(handler));
                    }
                });
        try {
            this.listener = listen(server, address);
        } catch (IOException e) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            throw e;
        }
        this.bound = (InetSocketAddress) listener.localAddress();
    }

    /**
     * Binds and listens.
     *
     * @param address where to listen; port 0 picks a free one
     * @param threads the number of event loops
     * @param maxBodyBytes the longest request body; a longer one is answered with 413
     * @throws IOException when the address cannot be bound
     */
    public static HttpFace start(InetSocketAddress address, int threads, int maxBodyBytes, CallHandler handler)
            throws IOException {
        return new HttpFace(address, threads, maxBodyBytes, handler);
    }

    public int port() {
        return bound.getPort();
    }

    /** Stops listening and cuts the open connections, until {@link #bind()}. */
    public synchronized void unbind() {
        listener.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }

    /**
     * Listens again where it did.
     *
     * @throws IOException when the address cannot be bound
     */
    public synchronized void bind() throws IOException {
        if (!listener.isOpen()) {
            listener = listen(server, bound);
        }
    }

    @Override
    public void close() {
        unbind();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static Channel listen(ServerBootstrap server, InetSocketAddress address) throws IOException {
        var bound = server.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("Cannot listen on " + address + "; is the port in use?", bound.cause());
        }
        return bound.channel();
    }
}
