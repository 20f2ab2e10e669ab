package dev.triptych.gateway.client;

import dev.triptych.gateway.child.GatewayMain;
import dev.triptych.process.ProcessAccount;
import dev.triptych.process.ProgramJars;
import dev.triptych.process.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes of the gateway, where its account can read them.
 *
 * @param build tells apart what gateways are built from: classes and Java runtime
 */
record GatewayProgram(String build, Path folder) {
    private static final int BUILD_BYTES = 8;

    /** One class of every jar that is needed. */
    private static final List<String> ONE_OF_EACH = List.of(
            "io.netty.util.concurrent.Future",
            "io.netty.buffer.ByteBuf",
            "io.netty.channel.Channel",
            "io.netty.resolver.AddressResolver",
            "io.netty.handler.codec.ByteToMessageDecoder",
            "io.netty.handler.codec.compression.ZlibWrapper",
            "io.netty.handler.codec.http.HttpRequest",
            "io.netty.handler.codec.http2.Http2FrameCodec",
            "io.netty.handler.ssl.SslHandler",
            "io.netty.channel.unix.Unix",
            "org.HdrHistogram.Histogram",
            "tools.jackson.databind.json.JsonMapper",
            "tools.jackson.core.JsonParser",
            "com.fasterxml.jackson.annotation.JsonTypeInfo",
            "org.jspecify.annotations.NullMarked");

    static GatewayProgram in(Path programs, ProcessAccount account) throws IOException {
        ProgramJars jars = ProgramJars.holding(
                List.of(GatewayMain.class, ProgramJars.class), ONE_OF_EACH, GatewayProgram.class.getClassLoader());
        String build = HexFormat.of().formatHex(jars.digest().digest(), 0, BUILD_BYTES);
        Path place = programs.resolve(build);
        if (!Files.exists(place)) {
            Path draft = Files.createTempDirectory(programs, "draft");
            jars.writeTo(draft, account);
            account.show(draft);
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        }
        return new GatewayProgram(build, place);
    }

    /** Removes the classes of builds that nothing runs of any more. */
    void dropOthers() throws IOException {
        try (Stream<Path> builds = Files.list(folder.getParent())) {
            for (Path other : builds.filter(path -> !path.equals(folder)).toList()) {
                Trees.delete(other);
            }
        }
    }

    String classPath() throws IOException {
        return ProgramJars.classPath(folder);
    }
}
