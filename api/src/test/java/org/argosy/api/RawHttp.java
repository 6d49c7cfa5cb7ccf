package org.argosy.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection on which a test sends exactly the bytes it wants to. Characters are bytes. */
final class RawHttp implements AutoCloseable {

    private final Socket socket;

    RawHttp(RunningApi api) throws IOException {
        this(api, new Socket());
    }

    private RawHttp(RunningApi api, Socket socket) throws IOException {
        this.socket = socket;
        this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port()));
        this.socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
    }

    /** One for whom the operating system keeps little, so that the server notices when nothing is read. */
    static RawHttp narrow(RunningApi api) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1 << 16);
        return new RawHttp(api, socket);
    }

    RawHttp send(String bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    /** Says that nothing more will be sent. */
    RawHttp endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The next line, without its end. */
    String readLine() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
            if (read != '\r') {
                line.append((char) read);
            }
        }
        return line.toString();
    }

    /** Everything until the server hangs up. */
    String readAll() throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** The number of bytes until the server hangs up, in whatever way. */
    long countAll() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[1 << 16];
        long count = 0;
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count += read;
            }
        } catch (SocketException _) {
            return count;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
