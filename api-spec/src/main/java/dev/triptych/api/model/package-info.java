/**
 * What travels over the API, generated from the schemas of {@code openapi.yaml}. A body that was just read may lack what
 * the specification requires: the service checks that first, so that all that follows can rely on it.
 */
@NullMarked
package dev.triptych.api.model;

import org.jspecify.annotations.NullMarked;
