/*
 * The second serial port (COM2), driven from here without any driver of the kernel: the kernel is told that there is
 * only one port, so no device node for it can exist, and a program without CAP_SYS_RAWIO has no way to it.
 *
 * A frame is one byte of type, four bytes of length (little endian), and the content; what a program writes is
 * content, so it can never be taken for a frame. The host keeps what comes in files that it may have to cut off at the
 * front; therefore a mark with a secret of this machine's own stands before the first frame and then every so often,
 * where a reader can begin.
 */
#include "init.h"

#include <string.h>
#include <sys/io.h>
#include <time.h>
#include <unistd.h>

enum { PORT = 0x2f8, FIFO_SIZE = 16 };
enum { INTERRUPTS = PORT + 1, FIFO = PORT + 2, LINE = PORT + 3, MODEM = PORT + 4, STATUS = PORT + 5 };
enum { MARK_EVERY = 64 << 10 };
enum { HAS_INPUT = 0x01, CAN_WRITE = 0x20, ACKNOWLEDGED = 'A' };

static uint8_t mark[SECRET_SIZE];
static bool marking;
static size_t since_mark;

void channel_open(void) {
    if (iopl(3) != 0) {
        _exit(1);
    }
    outb(0, INTERRUPTS);
    outb(0x80, LINE); /* the divisor latch: 115200 baud, for the form's sake */
    outb(1, PORT);
    outb(0, INTERRUPTS);
    outb(0x03, LINE); /* eight bits, no parity, one stop bit */
    outb(0x07, FIFO); /* on, and empty */
    outb(0x03, MODEM);
}

static void wait_until_writable(void) {
    for (unsigned spins = 0; !(inb(STATUS) & CAN_WRITE); spins++) {
        if (spins > 64) {
            usleep(200);
        }
    }
}

static void write_bytes(const uint8_t *bytes, size_t size) {
    while (size > 0) {
        size_t portion = size < FIFO_SIZE ? size : FIFO_SIZE;
        wait_until_writable();
        outsb(PORT, bytes, portion);
        bytes += portion;
        size -= portion;
    }
}

static void send_frame(enum frame type, const void *bytes, size_t size) {
    uint8_t head[5] = {(uint8_t)type, (uint8_t)size, (uint8_t)(size >> 8), (uint8_t)(size >> 16), (uint8_t)(size >> 24)};
    write_bytes(head, sizeof head);
    write_bytes(bytes, size);
    since_mark += sizeof head + size;
}

void channel_mark(const uint8_t secret[SECRET_SIZE]) {
    memmove(mark, secret, sizeof mark);
    marking = true;
    send_frame(FRAME_MARK, mark, sizeof mark);
    since_mark = 0;
}

void channel_send(enum frame type, const void *bytes, size_t size) {
    if (marking && since_mark >= MARK_EVERY) {
        channel_mark(mark);
    }
    send_frame(type, bytes, size);
}

static uint64_t milliseconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

bool channel_acknowledged(unsigned milliseconds) {
    uint64_t deadline = milliseconds_now() + milliseconds;
    do {
        while (inb(STATUS) & HAS_INPUT) {
            if (inb(PORT) == ACKNOWLEDGED) {
                return true;
            }
        }
        usleep(500);
    } while (milliseconds_now() < deadline);
    return false;
}
