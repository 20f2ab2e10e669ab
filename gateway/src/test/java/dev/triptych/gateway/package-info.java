@NullMarked
package dev.triptych.gateway;

import org.jspecify.annotations.NullMarked;
