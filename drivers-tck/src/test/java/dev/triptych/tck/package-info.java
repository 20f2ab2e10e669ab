/** Runs the kit against {@link dev.triptych.tck.fake.FakeDriver}, and shows that its faults do what they say. */
@NullMarked
package dev.triptych.tck;

import org.jspecify.annotations.NullMarked;
