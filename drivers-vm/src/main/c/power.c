/*
 * The power button and the switch, by the ACPI registers themselves (ACPI 6.4, 4.8.3.1). The kernel has no button driver
 * loaded: when the button is pressed it says so on the console and disables the event, which is what is seen here.
 */
#include "init.h"

#include <fcntl.h>
#include <string.h>
#include <sys/io.h>
#include <sys/reboot.h>
#include <unistd.h>

enum { FADT_PM1A_EVENTS = 56, FADT_PM1A_CONTROL = 64, FADT_NEEDED = 68 };
enum { BUTTON = 1 << 8, SLEEP_ENABLE = 1 << 13 };
enum { ENABLED = 2 }; /* where the enable register is, after the status register */

static uint16_t events = 0x600; /* where QEMU's firmware puts them on q35 */
static uint16_t control = 0x604;

static void enable_button(void) {
    outw(BUTTON, events);
    outw(inw(events + ENABLED) | BUTTON, events + ENABLED);
}

void power_open(void) {
    uint8_t table[FADT_NEEDED];
    int file = open("/sys/firmware/acpi/tables/FACP", O_RDONLY | O_CLOEXEC);
    if (file >= 0 && read(file, table, sizeof table) == (ssize_t)sizeof table) {
        memcpy(&events, table + FADT_PM1A_EVENTS, sizeof events);
        memcpy(&control, table + FADT_PM1A_CONTROL, sizeof control);
    }
    if (file >= 0) {
        close(file);
    }
    enable_button();
}

bool power_button_pressed(void) {
    bool pressed = (inw(events) & BUTTON) || !(inw(events + ENABLED) & BUTTON);
    if (pressed) {
        enable_button();
    }
    return pressed;
}

/* Nothing here needs to be flushed: what was written lives in memory, or has been flushed when the program ended. */
_Noreturn void power_off(void) {
    outw(SLEEP_ENABLE, control); /* sleep type 0 is "soft off" in QEMU's DSDT */
    usleep(100000);
    reboot(RB_POWER_OFF);
    for (;;) {
        pause();
    }
}
