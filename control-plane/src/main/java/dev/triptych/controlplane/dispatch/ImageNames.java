package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;

/** Names of images as Docker shows them: with a tag, and without the registry that it assumes. */
final class ImageNames {
    private ImageNames() {}

    /** The same name in that form; whether it is one at all, the driver says. */
    static String familiar(String name) {
        if (name.contains("@")) {
            throw new Unprocessable(
                    ErrorCode.SOURCE_INVALID,
                    "An image is loaded under a name with a tag, such as \"web:1\", and not under a digest.");
        }
        String shorter = name.replaceFirst("^(?:(?:index\\.)?docker\\.io/)?(?:library/(?=[^/]+$))?", "");
        boolean tagged = shorter.lastIndexOf(':') > shorter.lastIndexOf('/');
        return tagged ? shorter : shorter + ":latest";
    }
}
