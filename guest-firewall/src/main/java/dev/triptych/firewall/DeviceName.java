package dev.triptych.firewall;

import java.util.regex.Pattern;

/** What a network device must be called for rules to name it: a plus at the end, or a space, would mean other devices. */
public final class DeviceName {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.-]{0,14}");
    private static final Pattern A_FOLDER = Pattern.compile("\\.{1,2}");

    private DeviceName() {}

    public static boolean isUsable(String name) {
        return FORM.matcher(name).matches() && !A_FOLDER.matcher(name).matches();
    }
}
