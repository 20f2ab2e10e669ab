package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.BackendAddress;
import org.jspecify.annotations.Nullable;

/** An open port of the host that leads to one address, or to none for the time being. */
interface Door {

    /** Where what comes in goes from now on; null for nowhere. What is under way to another address ends soon. */
    void lead(@Nullable BackendAddress to);

    /** Gives the port back. What is under way ends soon. */
    void close();

    /** Clients that something is carried for. */
    int clients();
}
