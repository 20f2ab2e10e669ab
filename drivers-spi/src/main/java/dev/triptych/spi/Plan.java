package dev.triptych.spi;

/**
 * What {@link Driver#create} would ask the backend for, shown by a dry run.
 *
 * @param mediaType of the content, such as {@code application/xml} or {@code application/json}
 * @param content secret values are masked
 */
public record Plan(String mediaType, String content) {}
