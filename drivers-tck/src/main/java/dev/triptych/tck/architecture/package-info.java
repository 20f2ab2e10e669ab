/** The rules of the house as ArchUnit rules, for every module to run over its own classes. No rule for one module alone. */
@NullMarked
package dev.triptych.tck.architecture;

import org.jspecify.annotations.NullMarked;
