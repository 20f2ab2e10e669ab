/** Tests of the container driver. Those with a real Engine carry the tag {@code backend}. */
@NullMarked
package dev.triptych.driver.container;

import org.jspecify.annotations.NullMarked;
