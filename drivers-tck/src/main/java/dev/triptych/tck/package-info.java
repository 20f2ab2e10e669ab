/**
 * The contract kit: small sets of tests that every driver passes against its real backend, and the words they share.
 *
 * <p>A driver module nests one class per contract and gives it a {@link dev.triptych.tck.DriverFixture}.
 */
@NullMarked
package dev.triptych.tck;

import org.jspecify.annotations.NullMarked;
