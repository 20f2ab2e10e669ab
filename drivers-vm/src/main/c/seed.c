/* The seed: "TPTSEED1", the size of what follows, then numbers and length-prefixed bytes, all little endian. */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEAD_SIZE = 12, LARGEST_SEED = 256 << 20 };

struct cursor {
    const uint8_t *at;
    const uint8_t *end;
};

static void read_whole(int file, uint8_t *target, size_t size) {
    while (size > 0) {
        ssize_t got = read(file, target, size);
        if (got <= 0) {
            fail("cannot read the seed", got == 0 ? "it is too short" : strerror(errno));
        }
        target += got;
        size -= (size_t)got;
    }
}

static uint32_t number(struct cursor *cursor) {
    uint32_t value;
    if (cursor->end - cursor->at < 4) {
        fail("cannot read the seed", "it ends early");
    }
    memcpy(&value, cursor->at, sizeof value);
    cursor->at += sizeof value;
    return value;
}

static char *text(struct cursor *cursor) {
    uint32_t size = number(cursor);
    if ((size_t)(cursor->end - cursor->at) < size) {
        fail("cannot read the seed", "a text ends early");
    }
    char *copy = malloc((size_t)size + 1);
    if (copy == NULL) {
        fail("cannot read the seed", "no memory");
    }
    memcpy(copy, cursor->at, size);
    copy[size] = '\0';
    cursor->at += size;
    return copy;
}

static char **texts(struct cursor *cursor, size_t spare, size_t *count) {
    uint32_t size = number(cursor);
    if ((size_t)(cursor->end - cursor->at) / 4 < size) {
        fail("cannot read the seed", "a list ends early");
    }
    char **list = calloc(size + spare + 1, sizeof *list);
    if (list == NULL) {
        fail("cannot read the seed", "no memory");
    }
    for (uint32_t i = 0; i < size; i++) {
        list[i] = text(cursor);
    }
    *count = size;
    return list;
}

void seed_read(const char *device, struct seed *seed) {
    uint8_t head[HEAD_SIZE];
    uint32_t size;
    size_t count;
    int file = open(device, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        fail("cannot open the seed", strerror(errno));
    }
    read_whole(file, head, sizeof head);
    memcpy(&size, head + 8, sizeof size);
    if (memcmp(head, "TPTSEED1", 8) != 0 || size > LARGEST_SEED) {
        fail("cannot read the seed", "it is not one");
    }
    uint8_t *bytes = malloc(size);
    if (bytes == NULL) {
        fail("cannot read the seed", "no memory");
    }
    read_whole(file, bytes, size);
    close(file);
    struct cursor cursor = {bytes, bytes + size};
    seed->flags = number(&cursor);
    seed->wanted_address = number(&cursor);
    seed->acknowledge_ms = number(&cursor);
    if (cursor.end - cursor.at < SECRET_SIZE) {
        fail("cannot read the seed", "it ends early");
    }
    memcpy(seed->secret, cursor.at, SECRET_SIZE);
    cursor.at += SECRET_SIZE;
    seed->hostname = text(&cursor);
    seed->user = text(&cursor);
    seed->directory = text(&cursor);
    seed->arguments = texts(&cursor, 0, &count);
    if (count == 0) {
        fail("cannot start the program", "there is none");
    }
    seed->environment = texts(&cursor, 2, &seed->environment_size);
    seed->input_size = number(&cursor);
    if ((size_t)(cursor.end - cursor.at) < seed->input_size) {
        fail("cannot read the seed", "the input ends early");
    }
    seed->input = malloc(seed->input_size + 1);
    if (seed->input == NULL) {
        fail("cannot read the seed", "no memory");
    }
    memcpy(seed->input, cursor.at, seed->input_size);
    cursor.at += seed->input_size;
    seed->shares = texts(&cursor, 0, &seed->share_count);
    seed->search_domain = cursor.at < cursor.end ? text(&cursor) : ""; /* machines made before have none */
    free(bytes);
}
