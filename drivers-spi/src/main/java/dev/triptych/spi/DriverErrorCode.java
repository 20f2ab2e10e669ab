package dev.triptych.spi;

/** Every way in which a driver may fail. The words are stable and documented in docs/errors.md. */
public enum DriverErrorCode {
    /** The description asks for something malformed or contradictory that the control plane could not see. */
    INVALID_SPEC(Category.CALLER, false),
    /** This driver or backend cannot do what is asked. */
    NOT_SUPPORTED(Category.CALLER, false),
    /** The source is of a sort that this kind has no use for. */
    SOURCE_MISMATCH(Category.CALLER, false),
    /** The image or file is not there. */
    SOURCE_NOT_FOUND(Category.CALLER, false),
    /** The image, module or kernel is there and is not what it should be. */
    SOURCE_INVALID(Category.CALLER, false),
    /** A registry of images wants other credentials, or any. */
    REGISTRY_REFUSED(Category.CALLER, false),
    /** A module imports what is not granted; the message names each import. */
    IMPORTS_NOT_GRANTED(Category.CALLER, false),
    /** A host port is taken. */
    PORT_TAKEN(Category.CALLER, false),
    /** The call needs an object, and there is none. */
    WORKLOAD_ABSENT(Category.CALLER, false),
    /** The call needs an object that runs, and this one does not. */
    WORKLOAD_NOT_RUNNING(Category.CALLER, false),
    /** There is no file or folder of that path. */
    FILE_NOT_FOUND(Category.CALLER, false),
    /** The host has not enough left; the message has the arithmetic. */
    CAPACITY_EXCEEDED(Category.CAPACITY, true),
    /** Storage is full. */
    STORAGE_FULL(Category.CAPACITY, true),
    /** The backend cannot be reached. */
    BACKEND_UNAVAILABLE(Category.BACKEND, true),
    /** The backend did not answer before the deadline; what was asked may still happen. */
    BACKEND_TIMEOUT(Category.BACKEND, true),
    /** The backend cannot reach a registry of images. */
    REGISTRY_UNREACHABLE(Category.BACKEND, true),
    /** The backend answered and refused. */
    BACKEND_REFUSED(Category.BACKEND, false),
    /** The calling thread was interrupted; what was asked may still happen. */
    INTERRUPTED(Category.BACKEND, true),
    /** A bug in the driver. */
    DEFECT(Category.DEFECT, false);

    private final Category category;
    private final boolean retryable;

    DriverErrorCode(Category category, boolean retryable) {
        this.category = category;
        this.retryable = retryable;
    }

    public Category category() {
        return category;
    }

    /** Whether the same call may succeed later without anybody changing the description. */
    public boolean retryable() {
        return retryable;
    }

    /** Who can do something about it. */
    public enum Category {
        CALLER,
        CAPACITY,
        BACKEND,
        DEFECT
    }
}
