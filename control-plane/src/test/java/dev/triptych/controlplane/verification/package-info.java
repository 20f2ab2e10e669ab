@NullMarked
package dev.triptych.controlplane.verification;

import org.jspecify.annotations.NullMarked;
