/** Schemas that the generator cannot express as a type, written by hand. */
@NullMarked
package dev.triptych.api.value;

import org.jspecify.annotations.NullMarked;
