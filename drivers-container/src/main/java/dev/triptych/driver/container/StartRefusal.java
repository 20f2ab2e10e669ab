package dev.triptych.driver.container;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The OCI runtime's reasons for not starting a container, in words for the user. */
final class StartRefusal {
    private record Rule(Pattern words, String explanation) {}

    private static final List<Rule> RULES = List.of(
            new Rule(
                    Pattern.compile("exec: \"(containerd-shim-[^\"]*)\": (?:executable file )?not found"),
                    "The runtime's shim \"%s\" is not on this host. Install it beside containerd, or choose another"
                            + " runtime."),
            new Rule(
                    Pattern.compile(
                            "unable to retrieve OCI runtime error.*?exec:? \"?([^\":]*)\"?: (?:no such|executable)"),
                    "The runtime's program \"%s\" is not on this host any more. Install it again, or choose another"
                            + " runtime."),
            new Rule(
                    Pattern.compile("runtime \"([^\"]*)\" binary not installed"),
                    "The runtime's shim \"%s\" is not on this host. Install it beside containerd, or choose another"
                            + " runtime."),
            new Rule(
                    Pattern.compile("exec: \"([^\"]*)\": (?:executable file not found|stat [^:]*: no such file)"),
                    "The image has no program \"%s\"."),
            new Rule(
                    Pattern.compile("exec(?:ing)? (?:process: )?\"?(/[^\":]*)\"?: no such file"),
                    "The program \"%s\", or the interpreter it needs, is not in the image."),
            new Rule(
                    Pattern.compile("exec: \"([^\"]*)\": permission denied"),
                    "The program \"%s\" may not be executed; its mode lacks the right."),
            new Rule(
                    Pattern.compile("exec(?: \"?([^\":]*)\"?|[^:]*): exec format error"),
                    "The program \"%s\" is not made for this processor, or is a script without a first line."),
            new Rule(
                    Pattern.compile("unable to find user ([^:\\s]+): no matching entries"),
                    "The image names the user \"%s\", whom it does not have."),
            new Rule(
                    Pattern.compile(
                            "(\\S+:\\d+)(?: failed)?: (?:port is already allocated|bind: address already in use)"),
                    "%s is taken on this host."),
            new Rule(Pattern.compile("(cannot allocate memory)"), "There was not enough memory to start it (%s)."));

    private StartRefusal() {}

    /** One sentence, safe to show. */
    static String explain(String error) {
        for (Rule rule : RULES) {
            Matcher matcher = rule.words().matcher(error);
            if (matcher.find()) {
                String subject = matcher.group(1) == null ? "" : matcher.group(1);
                return rule.explanation().formatted(subject);
            }
        }
        return "The container runtime could not start it: " + EngineErrorMapper.safe(lastClause(error));
    }

    /** The innermost cause; what stands before it names steps of the runtime. */
    private static String lastClause(String error) {
        int caused = error.lastIndexOf("caused: ");
        String clause = caused < 0 ? error : error.substring(caused + "caused: ".length());
        return clause.replaceFirst(": unknown$", "");
    }
}
