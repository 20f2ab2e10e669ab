/*
 * Users and groups as the image's own /etc/passwd and /etc/group name them, read here because a static program has no
 * name service. The text is "", "name", "number", or either with ":group", as in an image's configuration.
 */
#include "init.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 7 };

static bool parse_number(const char *text, unsigned long *number) {
    char *end;
    errno = 0;
    *number = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0 && *number < UINT32_MAX;
}

static int split(char *line, char *fields[FIELDS]) {
    int count = 0;
    line[strcspn(line, "\n")] = '\0';
    for (char *field; count < FIELDS && (field = strsep(&line, ":")) != NULL;) {
        fields[count++] = field;
    }
    return count;
}

/* Finds a line whose first field is the text, or whose third is the number. */
static bool find_line(const char *path, const char *text, char *line, size_t size, char *fields[FIELDS], int least) {
    FILE *file = fopen(path, "re");
    unsigned long number, candidate;
    bool numeric = parse_number(text, &number), found = false;
    while (file != NULL && !found && fgets(line, (int)size, file) != NULL) {
        found = split(line, fields) >= least
            && (strcmp(fields[0], text) == 0 || (numeric && parse_number(fields[2], &candidate) && candidate == number));
    }
    if (file != NULL) {
        fclose(file);
    }
    return found;
}

static void find_user(const char *text, struct identity *identity, char *name, size_t size) {
    char line[1024], *fields[FIELDS];
    unsigned long number, group;
    if (find_line("/etc/passwd", text, line, sizeof line, fields, 6) && parse_number(fields[2], &number)
        && parse_number(fields[3], &group)) {
        identity->user = (uid_t)number;
        identity->group = (gid_t)group;
        snprintf(identity->home, sizeof identity->home, "%s", fields[5]);
        snprintf(name, size, "%s", fields[0]);
    } else if (parse_number(text, &number)) {
        identity->user = (uid_t)number;
    } else {
        fail("the image has no such user", text);
    }
}

static void find_group(const char *text, struct identity *identity) {
    char line[1024], *fields[FIELDS];
    unsigned long number;
    if (find_line("/etc/group", text, line, sizeof line, fields, 3) && parse_number(fields[2], &number)) {
        identity->group = (gid_t)number;
    } else if (parse_number(text, &number)) {
        identity->group = (gid_t)number;
    } else {
        fail("the image has no such group", text);
    }
}

static bool lists(char *members, const char *name) {
    for (char *member; (member = strsep(&members, ",")) != NULL;) {
        if (strcmp(member, name) == 0) {
            return true;
        }
    }
    return false;
}

static void find_further_groups(const char *name, struct identity *identity) {
    char line[4096], *fields[FIELDS];
    unsigned long number;
    FILE *file = fopen("/etc/group", "re");
    int room = (int)(sizeof identity->groups / sizeof *identity->groups);
    while (file != NULL && identity->group_count < room && fgets(line, sizeof line, file) != NULL) {
        if (split(line, fields) >= 4 && parse_number(fields[2], &number) && lists(fields[3], name)) {
            identity->groups[identity->group_count++] = (gid_t)number;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
}

void identity_find(const char *text, struct identity *identity) {
    char user[128], name[128] = "";
    snprintf(user, sizeof user, "%s", text);
    char *group = strchr(user, ':');
    if (group != NULL) {
        *group++ = '\0';
    }
    memset(identity, 0, sizeof *identity);
    snprintf(identity->home, sizeof identity->home, "/");
    find_user(*user == '\0' ? "0" : user, identity, name, sizeof name);
    if (group != NULL && *group != '\0') {
        find_group(group, identity);
    } else if (*name != '\0') {
        find_further_groups(name, identity);
    }
}
