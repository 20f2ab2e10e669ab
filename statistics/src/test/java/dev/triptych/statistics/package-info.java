@NullMarked
package dev.triptych.statistics;

import org.jspecify.annotations.NullMarked;
