package dev.triptych.controlplane.web;

import dev.triptych.api.CommandsApi;
import dev.triptych.api.model.CommandRequest;
import dev.triptych.api.model.CommandResult;
import dev.triptych.api.model.OutputTail;
import dev.triptych.api.model.StreamTail;
import dev.triptych.controlplane.access.AuditDetail;
import dev.triptych.controlplane.access.Caller;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.dispatch.CommandRun;
import dev.triptych.controlplane.dispatch.Commands;
import dev.triptych.controlplane.dispatch.Consoles;
import dev.triptych.controlplane.dispatch.Displays;
import dev.triptych.controlplane.dispatch.KeptEnd;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.platform.LeadGuard;
import dev.triptych.spi.CommandExecution.Command;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class CommandsController implements CommandsApi {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private final Commands commands;
    private final CommandRun runs;
    private final Consoles consoles;
    private final Displays displays;
    private final Terminals terminals;
    private final LeadGuard lead;
    private final WebProperties properties;
    private final HttpServletRequest request;

    /** @param request stands for the one that the calling thread serves */
    CommandsController(
            Commands commands,
            CommandRun runs,
            Consoles consoles,
            Displays displays,
            Terminals terminals,
            LeadGuard lead,
            WebProperties properties,
            HttpServletRequest request) {
        this.commands = commands;
        this.runs = runs;
        this.consoles = consoles;
        this.displays = displays;
        this.terminals = terminals;
        this.lead = lead;
        this.properties = properties;
        this.request = request;
    }

    @Override
    public ResponseEntity<Void> openTerminal(
            String name,
            @Nullable List<String> words,
            Boolean tty,
            Integer columns,
            Integer rows,
            @Nullable String user,
            @Nullable String workingDirectory) {
        // Words may hold commas, which the framework would take for the ends of words.
        String[] asked = request.getParameterValues("command");
        Command command = CommandReader.forTerminal(
                asked == null ? List.of("/bin/sh") : List.of(asked), tty, columns, rows, user, workingDirectory);
        note(command);
        lead.require();
        commands.requireTerminal(name);
        terminals.upgrade(Callers.current(), () -> commands.begin(name, command), command.terminal() != null);
        return ResponseEntity.status(HttpStatus.SWITCHING_PROTOCOLS).build();
    }

    @Override
    public ResponseEntity<Void> openConsole(String name) {
        Caller caller = Callers.current();
        lead.require();
        consoles.require(name);
        terminals.upgrade(caller, () -> consoles.open(name, caller.name()), true);
        return ResponseEntity.status(HttpStatus.SWITCHING_PROTOCOLS).build();
    }

    @Override
    public ResponseEntity<Void> openDisplay(String name) {
        Caller caller = Callers.current();
        lead.require();
        displays.require(name);
        terminals.upgrade(caller, () -> displays.open(name), true);
        return ResponseEntity.status(HttpStatus.SWITCHING_PROTOCOLS).build();
    }

    @Override
    public ResponseEntity<CommandResult> runCommand(String name, CommandRequest body) {
        Checks checks = new Checks();
        Duration timeout = checks.parsed(body.getTimeout(), "timeout", DurationText::parse, DEFAULT_TIMEOUT);
        checks.require(
                timeout.compareTo(properties.maxWait()) <= 0 && !timeout.isZero(),
                "timeout",
                "must be more than 0 and at most " + DurationText.of(properties.maxWait()));
        String stdin = body.getStdin();
        byte[] input = stdin == null ? new byte[0] : stdin.getBytes(StandardCharsets.UTF_8);
        checks.require(input.length <= CommandRun.MOST_BYTES, "stdin", "must be at most 1MiB");
        Command command = CommandReader.read(body, checks);
        note(command);
        CommandRun.Ended ended = runs.run(name, command, input, timeout);
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new CommandResult(
                        ended.exitCode(),
                        ended.duration().toMillis(),
                        new OutputTail(shown(ended.stdout()), shown(ended.stderr()))));
    }

    private void note(Command command) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("command", command.arguments());
        if (command.user() != null) {
            told.put("user", command.user());
        }
        AuditDetail.set(request, Json.write(told));
    }

    private static StreamTail shown(KeptEnd kept) {
        OutputWriter.Text text = OutputWriter.text(kept.bytes(), kept.truncated());
        return new StreamTail(text.content(), text.encoding(), kept.truncated());
    }
}
