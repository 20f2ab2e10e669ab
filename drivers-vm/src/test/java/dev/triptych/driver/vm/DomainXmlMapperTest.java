package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.CpuWeight;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.IoLimits;
import dev.triptych.spi.Network.Egress;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class DomainXmlMapperTest {
    private static final InstallationId INSTALLATION = new InstallationId(UUID.randomUUID());
    private static final String HOSTILE = "<x a=\"1\" b='2'>&amp;]]><!--</domain>";

    @Test
    void markupInEveryTextStaysText() {
        DomainDescription hostile = description(HOSTILE, HOSTILE, "/" + HOSTILE, image("/" + HOSTILE));
        Document document = DomainXmlReader.parse(DomainXmlMapper.toXml(hostile));

        assertThat(text(document, "name"))
                .isEqualTo(
                        "triptych-" + HOSTILE + "-" + hostile.mark().key().id().shortForm());
        assertThat(text(document, "cmdline")).isEqualTo(HOSTILE);
        assertThat(text(document, "kernel")).isEqualTo("/" + HOSTILE);
        assertThat(text(document, "loader")).isEqualTo("/" + HOSTILE + "/firmware");
        assertThat(document.getElementsByTagName("x").getLength()).isZero();
        assertThat(document.getElementsByTagName("disk").getLength()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u0001", "\u001b", "\ud800", "\uffff"})
    void charactersThatXmlLacksAreRefused(String character) {
        for (DomainDescription description :
                List.of(description("a" + character, "", "/k", null), description("a", "b" + character, "/k", null))) {
            assertThatExceptionOfType(DriverException.class)
                    .isThrownBy(() -> DomainXmlMapper.toXml(description))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.INVALID_SPEC));
        }
    }

    @Test
    void theMarkIsReadBackAsWritten() {
        DomainDescription description = description("web", "", "/k", image("/i"));

        assertThat(DomainXmlReader.mark(DomainXmlMapper.toXml(description))).contains(description.mark());
    }

    /** Its port of the bridge must have its name before it is there: the rules do. */
    @Test
    void aBoundedMachinesPortHasANameThatFollowsFromItsIdentity() {
        DomainDescription free = description("web", "", "/k", null);
        DomainDescription bounded = description("web", "", "/k", null, Egress.LOCAL);
        Document document = DomainXmlReader.parse(DomainXmlMapper.toXml(bounded));
        Element card = (Element) document.getElementsByTagName("interface").item(0);

        assertThat(attribute(card, "target", 0, "dev"))
                .isEqualTo(DomainIdentity.port(bounded.uuid()))
                .hasSizeLessThanOrEqualTo(15)
                .startsWith("tt");
        assertThat(DomainXmlReader.mark(DomainXmlMapper.toXml(bounded))).contains(bounded.mark());
        assertThat(DomainXmlMapper.toXml(free)).doesNotContain("egress").doesNotContain("\"tt");
    }

    @Test
    void aForeignDomainHasNoMark() {
        assertThat(DomainXmlReader.mark("<domain type='qemu'><name>triptych-foreign-1</name></domain>"))
                .isEmpty();
    }

    @Test
    void aKernelOfTheUsersOwnHasNeitherDisksNorSecondPort() {
        Document document = DomainXmlReader.parse(DomainXmlMapper.toXml(description("k", "quiet", "/k", null)));

        assertThat(document.getElementsByTagName("disk").getLength()).isZero();
        assertThat(document.getElementsByTagName("serial").getLength()).isEqualTo(1);
        assertThat(document.getElementsByTagName("panic").getLength()).isEqualTo(1);
    }

    @Test
    void whatManyMachinesShareIsNeverHandedToQemusUser() {
        Document document = DomainXmlReader.parse(DomainXmlMapper.toXml(description("w", "", "/k", image("/i"))));

        assertThat(document.getElementsByTagName("seclabel").getLength()).isEqualTo(1);
        assertThat(document.getElementsByTagName("readonly").getLength()).isEqualTo(2);
    }

    @Test
    void whatAMachineWritesGoesToADiskOfItsOwnThatMayFail() {
        DomainDescription.ImageDisks image = new DomainDescription.ImageDisks(
                null, Path.of("/root"), Path.of("/seed"), Path.of("/" + HOSTILE), port(), false);
        Document document = DomainXmlReader.parse(DomainXmlMapper.toXml(description("w", "", "/k", image)));

        Element written = (Element) document.getElementsByTagName("disk").item(2);
        assertThat(attribute(written, "source", 0, "file")).isEqualTo("/" + HOSTILE);
        assertThat(attribute(written, "driver", 0, "type")).isEqualTo("raw");
        assertThat(attribute(written, "driver", 0, "error_policy")).isEqualTo("report");
        assertThat(attribute(written, "target", 0, "dev")).isEqualTo("vdc");
        assertThat(written.getElementsByTagName("readonly").getLength()).isZero();
        assertThat(written.getElementsByTagName("seclabel").getLength()).isZero();
        assertThat(document.getElementsByTagName("address").getLength()).isZero();
    }

    @Test
    void aMicroMachineHasEveryDeviceAtTheRootOfItsBus() {
        DomainDescription.ImageDisks image = new DomainDescription.ImageDisks(
                null, Path.of("/root"), Path.of("/seed"), Path.of("/written"), port(), true);
        DomainDescription micro = sharing(description("w", "", "/k", image));
        Document document = DomainXmlReader.parse(DomainXmlMapper.toXml(micro));

        List<String> slots = new ArrayList<>();
        for (String device : List.of("disk", "filesystem", "interface")) {
            for (int i = 0; i < document.getElementsByTagName(device).getLength(); i++) {
                Element element =
                        (Element) document.getElementsByTagName(device).item(i);
                assertThat(attribute(element, "address", 0, "bus")).isEqualTo("0");
                slots.add(attribute(element, "address", 0, "slot"));
            }
        }
        assertThat(slots).hasSize(6).doesNotHaveDuplicates().doesNotContain("0");
    }

    @Test
    void aShareIsADirectoryThatIsReachedThroughSharedMemory() {
        Document document =
                DomainXmlReader.parse(DomainXmlMapper.toXml(sharing(description("w", "", "/k", image("/i")))));

        Element backing =
                (Element) document.getElementsByTagName("memoryBacking").item(0);
        assertThat(attribute(backing, "source", 0, "type")).isEqualTo("memfd");
        assertThat(attribute(backing, "access", 0, "mode")).isEqualTo("shared");
        Element first = (Element) document.getElementsByTagName("filesystem").item(0);
        assertThat(attribute(first, "driver", 0, "type")).isEqualTo("virtiofs");
        assertThat(attribute(first, "source", 0, "dir")).isEqualTo("/" + HOSTILE);
        assertThat(attribute(first, "target", 0, "dir")).isEqualTo("volume0");
        assertThat(document.getElementsByTagName("filesystem").getLength()).isEqualTo(2);
    }

    @Test
    void whoSharesNothingKeepsItsMemoryToItself() {
        Document document = DomainXmlReader.parse(DomainXmlMapper.toXml(description("w", "", "/k", image("/i"))));

        assertThat(document.getElementsByTagName("memoryBacking").getLength()).isZero();
        assertThat(document.getElementsByTagName("filesystem").getLength()).isZero();
    }

    @Test
    void whatIsBelowADiskIsSpeltOutSoThatNobodyLooksForIt() {
        DomainDescription kernel = description("d", "", "/k", null);
        DomainDescription disk = new DomainDescription(
                kernel.mark(),
                kernel.uuid(),
                kernel.mac(),
                kernel.network(),
                kernel.memoryBytes(),
                kernel.processors(),
                null,
                null,
                "",
                kernel.console(),
                null,
                new DomainDescription.BootDisk(
                        Path.of("/own"),
                        Path.of("/image"),
                        "raw",
                        Path.of("/seed"),
                        new DomainDescription.Uefi(Path.of("/code"), Path.of("/template"), Path.of("/nvram")),
                        true));
        Document document = DomainXmlReader.parse(DomainXmlMapper.toXml(disk));

        assertThat(document.getElementsByTagName("kernel").getLength()).isZero();
        assertThat(document.getElementsByTagName("on_reboot").item(0).getTextContent())
                .isEqualTo("restart");
        Element own = (Element) document.getElementsByTagName("disk").item(0);
        assertThat(attribute(own, "driver", 0, "type")).isEqualTo("qcow2");
        assertThat(attribute(own, "source", 0, "file")).isEqualTo("/own");
        assertThat(attribute(own, "format", 0, "type")).isEqualTo("raw");
        assertThat(attribute(own, "source", 1, "file")).isEqualTo("/image");
        assertThat(own.getElementsByTagName("backingStore").getLength()).isEqualTo(2);
        assertThat(own.getElementsByTagName("backingStore").item(1).hasChildNodes())
                .isFalse();
        assertThat(document.getElementsByTagName("seclabel").getLength()).isEqualTo(1);
        Element seed = (Element) document.getElementsByTagName("disk").item(1);
        assertThat(attribute(seed, "source", 0, "file")).isEqualTo("/seed");
        assertThat(attribute(seed, "driver", 0, "type")).isEqualTo("raw");
        assertThat(seed.getElementsByTagName("readonly").getLength()).isEqualTo(1);
        Element graphics = (Element) document.getElementsByTagName("graphics").item(0);
        assertThat(attribute(graphics, "listen", 0, "type")).isEqualTo("socket");
        assertThat(graphics.getAttribute("sharePolicy")).isEqualTo("ignore");
        assertThat(DomainXmlReader.displaySocket(DomainXmlMapper.toXml(disk)))
                .as("libvirt chooses it")
                .isEmpty();
        assertThat(text(document, "loader")).isEqualTo("/code");
        assertThat(text(document, "nvram")).isEqualTo("/nvram");
    }

    @Test
    void ratesAreOfAllDisksTogetherAndAWeightIsASharesElement() {
        DomainDescription plain = description("r", "", "/k", image("/i"));
        assertThat(DomainXmlMapper.toXml(plain)).doesNotContain("iotune", "cputune");
        DomainDescription bounded = new DomainDescription(
                plain.mark(),
                plain.uuid(),
                plain.mac(),
                plain.network(),
                plain.memoryBytes(),
                new DomainDescription.Processors(1, null, new CpuWeight(50)),
                plain.kernel(),
                null,
                "",
                plain.console(),
                plain.image(),
                null,
                List.of(),
                new IoLimits(1_000_000L, null, null, 7L));
        Document document = DomainXmlReader.parse(DomainXmlMapper.toXml(bounded));

        assertThat(document.getElementsByTagName("iotune").getLength()).isEqualTo(2);
        assertThat(text(document, "read_bytes_sec")).isEqualTo("1000000");
        assertThat(text(document, "write_iops_sec")).isEqualTo("7");
        assertThat(document.getElementsByTagName("write_bytes_sec").getLength()).isZero();
        assertThat(document.getElementsByTagName("group_name").item(1).getTextContent())
                .isEqualTo(text(document, "group_name"));
        assertThat(text(document, "shares")).isEqualTo(Integer.toString(HostGroups.shares(new CpuWeight(50))));
    }

    private static String attribute(Element within, String element, int number, String name) {
        return ((Element) within.getElementsByTagName(element).item(number)).getAttribute(name);
    }

    private static DomainDescription description(
            String name, String cmdline, String kernel, DomainDescription.@Nullable ImageDisks image) {
        return description(name, cmdline, kernel, image, Egress.ALL);
    }

    private static DomainDescription description(
            String name, String cmdline, String kernel, DomainDescription.@Nullable ImageDisks image, Egress egress) {
        DomainMark mark = new DomainMark(
                INSTALLATION,
                LibvirtFixture.newKey(),
                name,
                Accelerator.TCG,
                List.of(new Port("http", 8080, PortProtocol.HTTP, null)),
                egress);
        return new DomainDescription(
                mark,
                UUID.randomUUID(),
                "52:54:00:00:00:01",
                "triptych",
                1 << 28,
                new DomainDescription.Processors(1, null, null),
                Path.of(kernel),
                null,
                cmdline,
                new DomainDescription.SerialPort(Path.of("/c"), Path.of("/console")),
                image,
                null);
    }

    private static DomainDescription.ImageDisks image(String folder) {
        return new DomainDescription.ImageDisks(
                Path.of(folder, "firmware"),
                Path.of(folder, "root"),
                Path.of(folder, "seed"),
                null,
                new DomainDescription.SerialPort(Path.of(folder, "s"), Path.of(folder, "frames")),
                false);
    }

    private static DomainDescription.SerialPort port() {
        return new DomainDescription.SerialPort(Path.of("/s"), Path.of("/frames"));
    }

    /** The same, with two directories of the host. */
    private static DomainDescription sharing(DomainDescription plain) {
        return new DomainDescription(
                plain.mark(),
                plain.uuid(),
                plain.mac(),
                plain.network(),
                plain.memoryBytes(),
                plain.processors(),
                plain.kernel(),
                plain.initrd(),
                plain.cmdline(),
                plain.console(),
                plain.image(),
                plain.disk(),
                List.of(
                        new Shares.Share("volume0", Path.of("/" + HOSTILE), "/data", false),
                        new Shares.Share("volume1", Path.of("/other"), "/read", true)),
                plain.io());
    }

    private static String text(Document document, String element) {
        return document.getElementsByTagName(element).item(0).getTextContent();
    }
}
