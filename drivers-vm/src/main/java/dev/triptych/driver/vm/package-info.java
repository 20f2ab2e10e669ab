/** Virtual machines through libvirt. Nothing outside this package knows a domain, a pool or a network of it. */
@NullMarked
package dev.triptych.driver.vm;

import org.jspecify.annotations.NullMarked;
