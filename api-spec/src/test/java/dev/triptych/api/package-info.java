/** What the specification promises about itself, about the code generated from it, and about docs/errors.md. */
@NullMarked
package dev.triptych.api;

import org.jspecify.annotations.NullMarked;
