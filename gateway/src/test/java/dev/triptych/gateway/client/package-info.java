@NullMarked
package dev.triptych.gateway.client;

import org.jspecify.annotations.NullMarked;
