/**
 * One interface for each tag of the specification, generated from {@code openapi.yaml}. What a generator can write is
 * not written by hand. The paths are relative to the base path {@code /api/v1}, which the service puts before them.
 */
@NullMarked
package dev.triptych.api;

import org.jspecify.annotations.NullMarked;
