package dev.triptych.controlplane.access;

import dev.triptych.controlplane.journal.Event.Subject;
import dev.triptych.controlplane.journal.Event.SubjectType;
import dev.triptych.controlplane.journal.EventWriter;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import org.springframework.stereotype.Component;

/** Tells of changes to credentials and secrets, by name and never by value. */
@Component
class AccessEvents {
    private final EventWriter events;

    AccessEvents(EventWriter events) {
        this.events = events;
    }

    void tokenCreated(String name, Role role, Actor actor) {
        String message = "Made the token \"" + name + "\" with the role " + role.word() + ".";
        record("token.created", SubjectType.TOKEN, name, ReasonCode.TOKEN_CREATED, actor, message);
    }

    void tokenDeleted(String name, Actor actor) {
        String message = "Revoked the token \"" + name + "\".";
        record("token.deleted", SubjectType.TOKEN, name, ReasonCode.TOKEN_DELETED, actor, message);
    }

    void secretStored(String name, Actor actor) {
        String message = "Set the secret \"" + name + "\".";
        record("secret.stored", SubjectType.SECRET, name, ReasonCode.SECRET_STORED, actor, message);
    }

    void secretDeleted(String name, Actor actor) {
        String message = "Deleted the secret \"" + name + "\".";
        record("secret.deleted", SubjectType.SECRET, name, ReasonCode.SECRET_DELETED, actor, message);
    }

    void sessionOpened(Actor actor) {
        String message = "Signed in to the console.";
        record("session.opened", SubjectType.SESSION, actor.name(), ReasonCode.SESSION_OPENED, actor, message);
    }

    void sessionClosed(Actor actor) {
        String message = "Signed out of the console.";
        record("session.closed", SubjectType.SESSION, actor.name(), ReasonCode.SESSION_CLOSED, actor, message);
    }

    private void record(String type, SubjectType subject, String name, ReasonCode reason, Actor actor, String message) {
        events.record(type, new Subject(subject, name, null), reason, actor, message);
    }
}
