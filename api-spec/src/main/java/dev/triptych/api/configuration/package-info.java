/** Spring's part of the generated code: how the words of query parameters become constants. */
@NullMarked
package dev.triptych.api.configuration;

import org.jspecify.annotations.NullMarked;
