package dev.triptych.controlplane.pull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. */
interface HostLookup {

    /** All of them, at least one. May take as long as the host's resolver does. */
    List<InetAddress> addresses(String host) throws UnknownHostException;
}
