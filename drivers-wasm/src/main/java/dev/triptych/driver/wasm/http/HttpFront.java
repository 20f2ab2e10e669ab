package dev.triptych.driver.wasm.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * One HTTP/1.1 server for any number of listeners. Requests whose framing or target could be read in two ways are refused
 * before any site sees them.
 */
public final class HttpFront implements AutoCloseable {
    private static final int MOST_THREADS = 64;
    private static final int LEAST_THREADS = 2;
    private static final int BACKLOG = 512;

    private final Server server;
    private final Continuing continuing;
    private final FrontConnector connector;
    private final FrontLimits limits;

    public HttpFront(FrontLimits limits) {
        this.limits = limits;
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("wasm-http");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        this.server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setHttpCompliance(HttpCompliance.STRICT);
        // Two slashes in a row mean nothing to the server, and the program may make of them what it likes.
        http.setUriCompliance(
                UriCompliance.DEFAULT.with("EMPTY_SEGMENTS", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
        http.setRequestHeaderSize(limits.headBytes());
        http.setSendServerVersion(false);
        http.setIdleTimeout(limits.idleTime().toMillis());
        this.continuing = new Continuing(threads);
        this.connector = new FrontConnector(server, continuing, limits, new HttpConnectionFactory(http));
        server.addConnector(connector);
        server.setHandler(new ToSite());
        server.setErrorHandler(new Refusals());
        start();
    }

    private void start() {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP server for Wasm services does not start", e);
        }
    }

    /**
     * Listens.
     *
     * @param address port 0 for one that the system chooses
     * @throws java.net.BindException when the port is taken or the address is none of this machine's
     */
    public Listening listen(InetSocketAddress address, Site site) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.socket().setReuseAddress(true);
            channel.bind(address, BACKLOG);
            return new Listening(connector, channel, site);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP server for Wasm services does not stop", e);
        }
    }

    private final class ToSite extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            SiteEndPoint endPoint = (SiteEndPoint)
                    request.getConnectionMetaData().getConnection().getEndPoint();
            endPoint.headCame();
            Callback answered = Callback.from(callback, endPoint::answered);
            RequestHead head = RequestHeads.of(request);
            JettyExchange exchange =
                    new JettyExchange(request, response, answered, continuing, head, limits.bodyBytes());
            if (endPoint.listening().closed()) {
                exchange.problem(Problem.busy("The service is being stopped."));
            } else if (head.contentLength() > limits.bodyBytes()) {
                exchange.problem(Problem.TOO_LARGE);
            } else {
                endPoint.listening().site().serve(exchange);
            }
            return true;
        }
    }

    /** What the server refuses itself, before there is a request to hand on. */
    private static final class Refusals extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            int status = response.getStatus();
            String title = HttpStatus.getMessage(status);
            Problem problem = new Problem(
                    status,
                    status < HttpStatus.INTERNAL_SERVER_ERROR_500 ? "BAD_HTTP_REQUEST" : "GUEST_FAILED",
                    title,
                    "The request cannot be served: " + title + ".");
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, JettyExchange.PROBLEM_TYPE);
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            response.write(true, java.nio.ByteBuffer.wrap(problem.body("")), callback);
            return true;
        }
    }
}
