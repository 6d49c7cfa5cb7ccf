package org.argosy.ops.standalone.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An upload that has sent half of a file and goes no further. */
final class HalfUpload implements AutoCloseable {

    private final Socket socket;

    private HalfUpload(Socket socket) {
        this.socket = socket;
    }

    static HalfUpload of(URI server, Path file) throws IOException {
        long size = Files.size(file);
        Socket socket = new Socket(server.getHost(), server.getPort());
        OutputStream out = socket.getOutputStream();
        String head = """
                POST /v1/files HTTP/1.1
                Host: %s
                Authorization: Bearer %s
                Content-Type: multipart/form-data; boundary=half
                Content-Length: %d

                --half
                Content-Disposition: form-data; name="purpose"

                batch
                --half
                Content-Disposition: form-data; name="file"; filename="in.jsonl"

                """.formatted(server.getAuthority(), ServerProcess.KEY, size + 1_000);
        out.write(head.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        try (var content = Files.newInputStream(file)) {
            out.write(content.readNBytes((int) (size / 2)));
        }
        out.flush();
        return new HalfUpload(socket);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
