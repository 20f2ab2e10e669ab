package dev.triptych.controlplane.web;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP by Tomcat with less held for a connection that is open and silent: a thousand who follow the events pay for it a
 * thousand times. Nobody else gains by more: long bodies pass these buffers by, and the headers of our answers are short.
 */
public final class FrugalHttpProtocol extends Http11NioProtocol {
    private static final String SOCKET_BUFFER_BYTES = "2048";
    private static final int RESPONSE_HEADER_BYTES = 4096;
    private static final int BODY_BUFFER_BYTES = 4096;

    public FrugalHttpProtocol() {
        setProperty("socket.appReadBufSize", SOCKET_BUFFER_BYTES);
        setProperty("socket.appWriteBufSize", SOCKET_BUFFER_BYTES);
        setMaxHttpResponseHeaderSize(RESPONSE_HEADER_BYTES);
    }

    /** Of the buffer that gathers an answer's body; there is one of bytes and one, as long, of characters. */
    @Override
    public int getDesiredBufferSize() {
        return BODY_BUFFER_BYTES;
    }
}
