/** The driver contract. It needs the JDK and nothing else; a reversed arrow fails to compile here. */
module dev.triptych.spi {
    requires static transitive org.jspecify;

    exports dev.triptych.spi;
}
