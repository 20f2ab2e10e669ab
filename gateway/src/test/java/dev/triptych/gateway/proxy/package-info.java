@NullMarked
package dev.triptych.gateway.proxy;

import org.jspecify.annotations.NullMarked;
