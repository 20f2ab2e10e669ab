/**
 * Container images as files: reads archives (OCI image layout, {@code docker save}), lays file systems out as directories and
 * finds the WebAssembly module in them; checks images on their way into a backend. Knows no backend: what Docker holds arrives as a tar stream.
 */
@ApplicationModule(allowedDependencies = {"artifact", "platform", "workload"})
@NullMarked
package dev.triptych.controlplane.oci;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
