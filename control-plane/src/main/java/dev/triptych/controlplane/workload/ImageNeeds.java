package dev.triptych.controlplane.workload;

import java.util.Map;

/** Needs images by the names in descriptions, beyond those that living workloads were made of. */
public interface ImageNeeds {

    /**
     * What is needed now.
     *
     * @return a reference as a description has it → who needs it, as the end of a sentence such as {@code the comparison "a"}
     */
    Map<String, String> imageReferences();
}
