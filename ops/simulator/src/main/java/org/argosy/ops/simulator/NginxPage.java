package org.argosy.ops.simulator;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.argosy.ops.simulator.http.HttpAnswer;

/** The error page of an nginx whose upstream is gone. */
final class NginxPage {

    private NginxPage() {}

    static HttpAnswer of(int status) {
        String title = status + " " + HttpResponseStatus.valueOf(status).reasonPhrase();
        return HttpAnswer.html(
                status,
                "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
                        + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n");
    }
}
