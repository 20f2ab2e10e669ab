package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/check-test-manifest} is what makes a missing test fail; so it is tested for failing. */
class TestManifestTest {
    private static final Path SCRIPT =
            Path.of(System.getProperty("basedir", ".")).resolveSibling("deploy/check-test-manifest");

    @TempDir
    Path tree;

    @BeforeEach
    void aManifestOfTwoClasses() throws IOException {
        manifest("# a comment\na.FirstTest 2\nb.SecondTest 1\n");
        report("one", "surefire", "FirstTest", testcase("a.FirstTest", "x") + testcase("a.FirstTest", "y"));
        report("two", "failsafe", "SecondTest", testcase("b.SecondTest", "z"));
    }

    @Test
    void everythingThereAndPassedIsWell() throws Exception {
        assertThat(run()).isEqualTo(new Outcome(0, "3 passed, 0 failed\n"));
    }

    @Test
    void aMissingClassFailsByName() throws Exception {
        Files.delete(tree.resolve("two/target/failsafe-reports/TEST-SecondTest.xml"));

        assertThat(run())
                .isEqualTo(new Outcome(
                        1, "FAILED  b.SecondTest: missing, at least 1 tests expected\n2 passed, 1 failed\n"));
    }

    @Test
    void aMissingTestFailsByName() throws Exception {
        report("one", "surefire", "FirstTest", testcase("a.FirstTest", "x"));

        assertThat(run())
                .isEqualTo(new Outcome(1, "FAILED  a.FirstTest: 1 tests, at least 2 expected\n2 passed, 1 failed\n"));
    }

    @Test
    void aSkippedTestFailsByName() throws Exception {
        report(
                "one",
                "surefire",
                "FirstTest",
                testcase("a.FirstTest", "x") + testcase("a.FirstTest", "y", "<skipped message=\"no docker\"/>"));

        assertThat(run()).isEqualTo(new Outcome(1, "FAILED  a.FirstTest: skipped: y\n2 passed, 1 failed\n"));
    }

    @Test
    void failuresAndErrorsFailByName() throws Exception {
        report(
                "one",
                "surefire",
                "FirstTest",
                testcase("a.FirstTest", "x", "<failure type=\"F\"><![CDATA[why]]></failure>")
                        + testcase("a.FirstTest", "y", "<error type=\"E\">why</error>"));

        assertThat(run())
                .isEqualTo(new Outcome(
                        1, "FAILED  a.FirstTest: failed: x\nFAILED  a.FirstTest: failed: y\n1 passed, 2 failed\n"));
    }

    @Test
    void whatATestPrintsIsNotTakenForAReport() throws Exception {
        report(
                "one",
                "surefire",
                "FirstTest",
                testcase(
                        "a.FirstTest",
                        "x",
                        "<system-out><![CDATA[\n<testcase name=\"y\" classname=\"a.FirstTest\"/>\n"
                                + "<skipped/>]]></system-out>"));

        assertThat(run().code()).isEqualTo(1);
        assertThat(run().output()).contains("a.FirstTest: 1 tests, at least 2 expected");
    }

    @Test
    void nestedClassesCountForTheirTopLevelClass() throws Exception {
        report("one", "surefire", "FirstTest", testcase("a.FirstTest$When", "x") + testcase("a.FirstTest", "y"));

        assertThat(run().code()).isZero();
    }

    @Test
    void aClassThatTheManifestLacksIsNamed() throws Exception {
        report("one", "surefire", "ThirdTest", testcase("c.ThirdTest", "x"));

        assertThat(run())
                .isEqualTo(new Outcome(0, "note    c.ThirdTest: not in the manifest (1 tests)\n4 passed, 0 failed\n"));
    }

    @Test
    void anEmptyManifestFails() throws Exception {
        manifest("# nothing\n");

        assertThat(run().code()).isEqualTo(1);
    }

    @Test
    void writingAndCheckingAgree() throws Exception {
        manifest("");
        assertThat(run("--write").code()).isZero();

        assertThat(Files.readString(tree.resolve("system-tests/test-manifest.txt")))
                .endsWith("\na.FirstTest 2\nb.SecondTest 1\n");
        assertThat(run().code()).isZero();
    }

    @Test
    void afterAResetEveryClassIsMissing() throws Exception {
        assertThat(run("--reset").code()).isZero();

        assertThat(run().output()).contains("a.FirstTest: missing", "b.SecondTest: missing", "0 passed, 3 failed");
    }

    private void manifest(String text) throws IOException {
        Files.createDirectories(tree.resolve("system-tests"));
        Files.writeString(tree.resolve("system-tests/test-manifest.txt"), text);
    }

    private void report(String module, String plugin, String name, String testcases) throws IOException {
        Path folder = Files.createDirectories(tree.resolve(module + "/target/" + plugin + "-reports"));
        Files.writeString(
                folder.resolve("TEST-" + name + ".xml"),
                "<?xml version=\"1.0\"?>\n<testsuite name=\"s\">\n" + testcases + "</testsuite>\n");
    }

    private static String testcase(String className, String name) {
        return "  <testcase name=\"%s\" classname=\"%s\" time=\"0.1\"/>\n".formatted(name, className);
    }

    private static String testcase(String className, String name, String inside) {
        return "  <testcase name=\"%s\" classname=\"%s\" time=\"0.1\">%s</testcase>\n"
                .formatted(name, className, inside);
    }

    private Outcome run(String... mode) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(SCRIPT.toString(), "--root", tree.toString());
        command.command().addAll(List.of(mode));
        Process process = command.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output);
    }

    private record Outcome(int code, String output) {}
}
