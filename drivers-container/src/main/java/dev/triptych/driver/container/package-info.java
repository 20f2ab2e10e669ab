/**
 * Containers through the Docker Engine. Nothing outside this package knows an image id or a container id.
 *
 * <p>Owns the translation between the contract and the Engine API, what it takes to read a container's output exactly
 * once, and the reading of its control groups. Owns no record of workloads: what it must remember beyond the Engine's
 * own state is a small file per object ({@link dev.triptych.driver.container.RunNotes}).
 */
@NullMarked
package dev.triptych.driver.container;

import org.jspecify.annotations.NullMarked;
