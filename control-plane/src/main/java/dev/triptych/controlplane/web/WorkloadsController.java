package dev.triptych.controlplane.web;

import dev.triptych.api.WorkloadsApi;
import dev.triptych.api.model.Assessment;
import dev.triptych.api.model.AssessmentRequest;
import dev.triptych.api.model.CreateWorkloadAnswer;
import dev.triptych.api.model.DryRun;
import dev.triptych.api.model.LogStreamName;
import dev.triptych.api.model.PlannedObject;
import dev.triptych.api.model.Run;
import dev.triptych.api.model.RunPage;
import dev.triptych.api.model.Usage;
import dev.triptych.api.model.WaitFor;
import dev.triptych.api.model.WaitForGone;
import dev.triptych.api.model.Workload;
import dev.triptych.api.model.WorkloadDescription;
import dev.triptych.api.model.WorkloadKind;
import dev.triptych.api.model.WorkloadPage;
import dev.triptych.api.model.WorkloadState;
import dev.triptych.controlplane.access.Caller;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.comparison.Adviser;
import dev.triptych.controlplane.comparison.ReportJson;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.reconcile.Pauses;
import dev.triptych.controlplane.workload.Created;
import dev.triptych.controlplane.workload.CreationKey;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.controlplane.workload.Waiting;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.Waiting.Waited;
import dev.triptych.controlplane.workload.WorkloadCommands;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadQueries.Page;
import dev.triptych.controlplane.workload.WorkloadView;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

@RestController
final class WorkloadsController implements WorkloadsApi {
    private static final Pattern CREATION_KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

    private final WorkloadCommands commands;
    private final WorkloadQueries queries;
    private final Waiting waiting;
    private final OutputWriter output;
    private final LogAnswers logs;
    private final UsageAnswers usage;
    private final InvocationAnswers invocations;
    private final Adviser adviser;
    private final AssessmentAnswers assessments;
    private final Pauses pauses;
    private final WebProperties properties;

    WorkloadsController(
            WorkloadCommands commands,
            WorkloadQueries queries,
            Waiting waiting,
            OutputWriter output,
            LogAnswers logs,
            UsageAnswers usage,
            InvocationAnswers invocations,
            Adviser adviser,
            AssessmentAnswers assessments,
            Pauses pauses,
            WebProperties properties) {
        this.commands = commands;
        this.queries = queries;
        this.waiting = waiting;
        this.output = output;
        this.logs = logs;
        this.usage = usage;
        this.invocations = invocations;
        this.adviser = adviser;
        this.assessments = assessments;
        this.pauses = pauses;
        this.properties = properties;
    }

    @Override
    public ResponseEntity<CreateWorkloadAnswer> createWorkload(
            WorkloadDescription body,
            @Nullable WaitFor wait,
            String timeout,
            Boolean dryRun,
            @Nullable String idempotencyKey) {
        Duration patience = patience(timeout);
        Description description = DescriptionReader.read(body);
        new Checks()
                .require(
                        idempotencyKey == null
                                || CREATION_KEY.matcher(idempotencyKey).matches(),
                        "Idempotency-Key",
                        "must be 1 to 200 printable ASCII characters")
                .require(!dryRun || idempotencyKey == null, "Idempotency-Key", "means nothing together with dryRun")
                .refuseIfAny();
        if (dryRun) {
            new Checks()
                    .require(wait == null, "wait", "means nothing together with dryRun")
                    .refuseIfAny();
            return ResponseEntity.ok(shown(commands.plan(description)));
        }
        Created made = create(description, idempotencyKey);
        WorkloadView created = made.view();
        HttpStatus done = made.repeated() ? HttpStatus.OK : HttpStatus.CREATED;
        if (wait == null) {
            return created(StatusWriter.workload(created), created, done);
        }
        Condition condition = switch (wait) {
            case EXIT -> Condition.EXIT;
            case READY -> Condition.READY;
        };
        Waited waited = waiting.await(created.workload().id(), condition, patience);
        WorkloadView view = waited.view();
        Workload shown = condition == Condition.EXIT && waited.settled()
                ? StatusWriter.workload(view, withOutput(view.run()))
                : StatusWriter.workload(view);
        return created(shown, view, waited.settled() ? done : HttpStatus.ACCEPTED);
    }

    private Created create(Description description, @Nullable String key) {
        if (key == null) {
            return new Created(commands.create(description, actor()), false);
        }
        Caller caller = Callers.current();
        CreationKey whole = new CreationKey(caller.tokenId().toString(), "POST /workloads", key);
        return commands.create(description, whole, caller.actor());
    }

    private static ResponseEntity<CreateWorkloadAnswer> created(Workload shown, WorkloadView view, HttpStatus status) {
        return ResponseEntity.status(status)
                .location(URI.create(WebConfiguration.API + "/workloads/" + shown.getName()))
                .eTag(Etags.of(view.workload().version()))
                .body(shown);
    }

    private static DryRun shown(dev.triptych.controlplane.workload.DryRun plan) {
        Description description = plan.description();
        return new DryRun(
                true,
                DescriptionWriter.describe(description),
                description.kind().name().toLowerCase(Locale.ROOT),
                StatusWriter.pinned(plan.pinned()),
                new PlannedObject(
                        plan.objectName(), plan.plan().mediaType(), plan.plan().content()));
    }

    @Override
    public ResponseEntity<WorkloadPage> listWorkloads(
            @Nullable WorkloadKind kind,
            @Nullable WorkloadState state,
            @Nullable List<String> label,
            @Nullable String q,
            Integer limit,
            @Nullable String cursor) {
        new Checks().limit(limit).length(cursor, 200, "cursor").refuseIfAny();
        Page<WorkloadView> page = queries.list(FilterReader.read(kind, state, label, q), cursor, limit);
        return ResponseEntity.ok(new WorkloadPage(
                        page.items().stream().map(StatusWriter::workload).toList())
                .next(page.next()));
    }

    @Override
    public ResponseEntity<Workload> getWorkload(String name) {
        return shown(queries.get(name), HttpStatus.OK);
    }

    @Override
    public ResponseEntity<Workload> replaceWorkload(String name, WorkloadDescription body, @Nullable String ifMatch) {
        Long expected = Etags.readVersion(ifMatch);
        return shown(commands.replace(name, DescriptionReader.read(body), expected, actor()), HttpStatus.OK);
    }

    @Override
    public ResponseEntity<Void> deleteWorkload(
            String name, @Nullable WaitForGone wait, String timeout, @Nullable String ifMatch) {
        Duration patience = patience(timeout);
        WorkloadView deleted = commands.delete(name, Etags.readVersion(ifMatch), actor());
        boolean gone = wait != null
                && waiting.await(deleted.workload().id(), Condition.GONE, patience)
                        .settled();
        return ResponseEntity.status(gone ? HttpStatus.NO_CONTENT : HttpStatus.ACCEPTED)
                .build();
    }

    @Override
    public ResponseEntity<Workload> startWorkload(String name) {
        return shown(commands.start(name, actor()), HttpStatus.ACCEPTED);
    }

    @Override
    public ResponseEntity<Workload> stopWorkload(String name) {
        return shown(commands.stop(name, actor()), HttpStatus.ACCEPTED);
    }

    @Override
    public ResponseEntity<Workload> restartWorkload(String name) {
        return shown(commands.restart(name, actor()), HttpStatus.ACCEPTED);
    }

    @Override
    public ResponseEntity<Workload> pauseWorkload(String name) {
        return shown(pauses.pause(name, actor()), HttpStatus.OK);
    }

    @Override
    public ResponseEntity<Workload> resumeWorkload(String name) {
        return shown(pauses.resume(name, actor()), HttpStatus.OK);
    }

    @Override
    public ResponseEntity<RunPage> listRuns(String name, Integer limit, @Nullable String cursor) {
        new Checks().limit(limit).length(cursor, 200, "cursor").refuseIfAny();
        Page<RunRecord> page = queries.runs(name, cursor, limit);
        return ResponseEntity.ok(
                new RunPage(page.items().stream().map(RunWriter::run).toList()).next(page.next()));
    }

    @Override
    public ResponseEntity<Run> getRun(String name, Integer run) {
        new Checks().require(run >= 1, "run", "must be 1 or more").refuseIfAny();
        return ResponseEntity.ok(withOutput(queries.run(name, run)));
    }

    @Override
    public ResponseEntity<StreamingResponseBody> getLogs(
            String name,
            @Nullable Integer run,
            @Nullable LogStreamName stream,
            @Nullable Integer tail,
            @Nullable String cursor,
            Boolean follow) {
        return logs.answer(name, run, stream, tail, cursor, follow);
    }

    @Override
    public ResponseEntity<Usage> getUsage(String name, @Nullable String since) {
        return ResponseEntity.ok(usage.of(queries.get(name).workload().id(), since));
    }

    @Override
    public ResponseEntity<Resource> getAdvice(String name) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(new ByteArrayResource(ReportJson.of(adviser.advise(name)).getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public ResponseEntity<Assessment> assessWorkload(String name, AssessmentRequest body) {
        return ResponseEntity.status(HttpStatus.ACCEPTED).body(assessments.begin(name, body, actor()));
    }

    @Override
    public ResponseEntity<Assessment> getAssessment(String name) {
        return ResponseEntity.ok(assessments.newest(name));
    }

    @Override
    public ResponseEntity<Resource> invokeWorkload(String name, @Nullable InputStreamResource body) {
        return invocations.answer(name, body);
    }

    private Run withOutput(RunRecord run) {
        return RunWriter.run(run).output(output.tail(run));
    }

    private static ResponseEntity<Workload> shown(WorkloadView view, HttpStatus status) {
        return ResponseEntity.status(status)
                .eTag(Etags.of(view.workload().version()))
                .body(StatusWriter.workload(view));
    }

    private Duration patience(String timeout) {
        Checks checks = new Checks();
        Duration patience = checks.parsed(timeout, "timeout", DurationText::parse, Duration.ZERO);
        checks.require(
                        patience.compareTo(properties.maxWait()) <= 0,
                        "timeout",
                        "must be at most " + DurationText.of(properties.maxWait()))
                .refuseIfAny();
        return patience;
    }

    private static Actor actor() {
        return Callers.current().actor();
    }
}
