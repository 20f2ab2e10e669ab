package dev.triptych.systemtests.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One kept HTTP/1.1 connection with as little of a client around it as possible, so that what is measured is the server. */
final class KeptConnection implements AutoCloseable {
    private static final String LENGTH = "content-length:";
    private static final String ENCODING = "transfer-encoding:";
    private static final int HEXADECIMAL = 16;

    private final InetSocketAddress address;
    private Socket socket;
    private InputStream input;
    private boolean ended;

    KeptConnection(InetSocketAddress address) throws IOException {
        this.address = address;
        this.socket = open(address);
        this.input = new BufferedInputStream(socket.getInputStream());
    }

    private static Socket open(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setTcpNoDelay(true);
        return socket;
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** An answer, read whole. */
    record Reply(int status, String body) {}

    /** Sends a request that is written out, and reads its answer. The server may ask for a new connection now and then. */
    Reply ask(byte[] request) throws IOException {
        if (ended) {
            socket.close();
            socket = open(address);
            input = new BufferedInputStream(socket.getInputStream());
            ended = false;
        }
        socket.getOutputStream().write(request);
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        boolean chunked = false;
        for (String field = line(); !field.isEmpty(); field = line()) {
            if (field.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Integer.parseInt(field.substring(LENGTH.length()).strip());
            }
            ended |= field.equalsIgnoreCase("connection: close");
            chunked |= field.regionMatches(true, 0, ENCODING, 0, ENCODING.length());
        }
        byte[] body = chunked ? chunks() : input.readNBytes(length);
        return new Reply(status, new String(body, StandardCharsets.UTF_8));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), HEXADECIMAL); size > 0; size = Integer.parseInt(line(), HEXADECIMAL)) {
            body.writeBytes(input.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int one = input.read(); one != '\n'; one = input.read()) {
            if (one < 0) {
                throw new IOException("the connection was closed");
            }
            if (one != '\r') {
                line.append((char) one);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
