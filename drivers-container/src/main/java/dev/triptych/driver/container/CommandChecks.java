package dev.triptych.driver.container;

import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.util.Collection;
import java.util.regex.Pattern;

/** Refuses what no command can have, before the Engine sees it. */
final class CommandChecks {
    private static final Pattern USER =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})?");

    private CommandChecks() {}

    static void check(Command command) {
        require(
                !command.arguments().getFirst().isEmpty(),
                "The first word of a command is its program, and not empty.");
        requireText(command.arguments(), "A command");
        requireText(command.env().values(), "The environment of a command");
        for (String name : command.env().keySet()) {
            require(
                    !name.isEmpty() && name.indexOf('=') < 0 && name.indexOf('\0') < 0,
                    "The name of an environment variable holds neither \"=\" nor a NUL, and is not empty.");
        }
        String user = command.user();
        require(
                user == null || USER.matcher(user).matches(),
                "A user is a name or a number, with \":\" and a group behind it or not.");
        String directory = command.workingDirectory();
        require(
                directory == null || (directory.startsWith("/") && directory.indexOf('\0') < 0),
                "A working directory begins with \"/\".");
    }

    private static void requireText(Collection<String> texts, String what) {
        require(texts.stream().noneMatch(text -> text.indexOf('\0') >= 0), what + " holds no NUL.");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new DriverException(DriverErrorCode.INVALID_SPEC, message);
        }
    }
}
