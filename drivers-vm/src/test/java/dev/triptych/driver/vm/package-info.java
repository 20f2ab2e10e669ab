/** Tests of the VM driver: its pure parts by table, the whole against the host's real libvirt. */
@NullMarked
package dev.triptych.driver.vm;

import org.jspecify.annotations.NullMarked;
