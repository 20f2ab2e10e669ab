package dev.triptych.controlplane.comparison;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes HTML. Everything that is given as text or as an attribute's value is escaped; characters that XML does not have,
 * and those that turn the direction of writing, are replaced. For one thread.
 */
final class Markup {
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newFactory();

    private final StringWriter target = new StringWriter();
    private final XMLStreamWriter writer;

    Markup() {
        target.write("<!DOCTYPE html>\n");
        try {
            writer = FACTORY.createXMLStreamWriter(target);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Begins an element; attributes are names and values in turn. */
    Markup open(String tag, String... attributes) {
        return write(() -> {
            writer.writeStartElement(tag);
            attributes(attributes);
        });
    }

    Markup close() {
        return write(writer::writeEndElement);
    }

    /** An element without an end tag. */
    Markup empty(String tag, String... attributes) {
        return write(() -> {
            writer.writeEmptyElement(tag);
            attributes(attributes);
        });
    }

    /** An element that holds text alone. */
    Markup leaf(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    Markup text(String text) {
        return write(() -> writer.writeCharacters(safe(text)));
    }

    String done() {
        write(writer::close);
        return target.toString();
    }

    private void attributes(String... attributes) throws XMLStreamException {
        for (int i = 0; i < attributes.length; i += 2) {
            writer.writeAttribute(attributes[i], safe(attributes[i + 1]));
        }
    }

    private Markup write(Writing writing) {
        try {
            writing.run();
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(point -> safe.appendCodePoint(isPlain(point) ? point : 0xFFFD));
        return safe.toString();
    }

    /** Production Char of XML 1.0, less the controls of C1, the bidirectional ones and lone surrogates. */
    private static boolean isPlain(int point) {
        boolean control = (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7F && point < 0xA0);
        boolean turning = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
        boolean surrogate = point >= 0xD800 && point <= 0xDFFF;
        return !control && !turning && !surrogate && point != 0xFFFE && point != 0xFFFF;
    }

    private interface Writing {
        void run() throws XMLStreamException;
    }
}
