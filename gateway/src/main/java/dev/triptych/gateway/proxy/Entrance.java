package dev.triptych.gateway.proxy;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Where a connection came in: knows which service a request is for. */
interface Entrance {

    /**
     * The service that is asked for.
     *
     * @param host lower case, without port; an IPv6 address in brackets
     * @param local the address of ours that the client is connected to
     * @return null when nobody here answers to that host
     */
    @Nullable
    Route find(String host, InetAddress local);

    /** Whether connections are to end after the request that they carry. */
    boolean draining();

    /** Counts a request that reached no backend. */
    void refused(int status);
}
