package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.util.OptionalInt;

/** The characters that an XML 1.0 document can hold (section 2.2, production 2). */
final class XmlText {
    private XmlText() {}

    static String checked(String where, String text) {
        OptionalInt forbidden =
                text.codePoints().filter(character -> !isAllowed(character)).findFirst();
        if (forbidden.isPresent()) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC,
                    "a machine's " + where
                            + " cannot hold the character U+%04X; take it out".formatted(forbidden.getAsInt()));
        }
        return text;
    }

    private static boolean isAllowed(int character) {
        return character == 0x9
                || character == 0xA
                || character == 0xD
                || (character >= 0x20 && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD)
                || (character >= 0x10000 && character <= 0x10FFFF);
    }
}
