/*
 * A small DHCP client (RFC 2131). It first asks for the address that the host proposed, as a rebooting client does:
 * one round trip, and no probing by the server. When that is refused or not answered, it discovers.
 */
#include "init.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <net/route.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { DISCOVER = 1, OFFER = 2, REQUEST = 3, ACK = 5, NAK = 6, RELEASE = 7 };
enum { OPT_MASK = 1, OPT_ROUTER = 3, OPT_DNS = 6, OPT_HOSTNAME = 12, OPT_WANTED = 50, OPT_LEASE = 51, OPT_TYPE = 53,
       OPT_SERVER = 54, OPT_PARAMETERS = 55, OPT_CLIENT = 61, OPT_END = 255 };
enum { FIXED_SIZE = 236, COOKIE = 0x63825363, ROUND_MS = 400, ROUNDS = 20 };

struct lease {
    uint32_t address, mask, router, dns, server; /* network byte order; 0 when not given */
    uint32_t seconds;
};

static int channel = -1;
static uint32_t transaction;
static uint8_t hardware[6];
static char host[64];
static struct lease current;
static time_t renewed_at;

static uint8_t *option(uint8_t *at, uint8_t code, const void *value, size_t size) {
    at[0] = code;
    at[1] = (uint8_t)size;
    memcpy(at + 2, value, size);
    return at + 2 + size;
}

/* own: the address in use, for a renewal; wanted: the one asked for; server: the one whose offer is taken. */
static void send_message(uint8_t type, uint32_t own, uint32_t wanted, uint32_t server) {
    static const uint8_t parameters[] = {OPT_MASK, OPT_ROUTER, OPT_DNS, OPT_LEASE};
    uint8_t packet[576] = {1, 1, 6, 0};
    uint8_t client[7] = {1};
    uint32_t cookie = htonl(COOKIE);
    memcpy(packet + 4, &transaction, 4);
    packet[10] = own ? 0 : 0x80; /* answer by broadcast while there is no address */
    memcpy(packet + 12, &own, 4);
    memcpy(packet + 28, hardware, sizeof hardware);
    memcpy(packet + FIXED_SIZE, &cookie, 4);
    memcpy(client + 1, hardware, sizeof hardware);
    uint8_t *at = option(packet + FIXED_SIZE + 4, OPT_TYPE, &type, 1);
    at = option(at, OPT_CLIENT, client, sizeof client);
    at = option(at, OPT_HOSTNAME, host, strlen(host));
    at = option(at, OPT_PARAMETERS, parameters, sizeof parameters);
    if (wanted) {
        at = option(at, OPT_WANTED, &wanted, 4);
    }
    if (server) {
        at = option(at, OPT_SERVER, &server, 4);
    }
    *at++ = OPT_END;
    struct sockaddr_in everybody = {.sin_family = AF_INET, .sin_port = htons(67), .sin_addr.s_addr = INADDR_BROADCAST};
    sendto(channel, packet, (size_t)(at - packet), 0, (struct sockaddr *)&everybody, sizeof everybody);
}

static uint32_t word(const uint8_t *value, uint8_t size) {
    uint32_t result = 0;
    if (size >= 4) {
        memcpy(&result, value, 4);
    }
    return result;
}

/* Returns the type of an answer to our transaction, 0 for anything else. */
static uint8_t read_answer(const uint8_t *packet, size_t size, struct lease *lease) {
    uint32_t cookie = htonl(COOKIE);
    uint8_t type = 0;
    if (size < FIXED_SIZE + 4 || packet[0] != 2 || memcmp(packet + 4, &transaction, 4) != 0
        || memcmp(packet + 28, hardware, sizeof hardware) != 0 || memcmp(packet + FIXED_SIZE, &cookie, 4) != 0) {
        return 0;
    }
    memset(lease, 0, sizeof *lease);
    memcpy(&lease->address, packet + 16, 4);
    for (size_t at = FIXED_SIZE + 4; at + 1 < size && packet[at] != OPT_END;) {
        if (packet[at] == 0) {
            at++;
            continue;
        }
        uint8_t code = packet[at], length = packet[at + 1];
        const uint8_t *value = packet + at + 2;
        at += 2 + (size_t)length;
        if (at > size) {
            return 0;
        }
        switch (code) {
            case OPT_TYPE: type = length ? value[0] : 0; break;
            case OPT_MASK: lease->mask = word(value, length); break;
            case OPT_ROUTER: lease->router = word(value, length); break;
            case OPT_DNS: lease->dns = word(value, length); break;
            case OPT_SERVER: lease->server = word(value, length); break;
            case OPT_LEASE: lease->seconds = ntohl(word(value, length)); break;
            default: break;
        }
    }
    return type;
}

static uint8_t await_answer(struct lease *lease) {
    uint8_t packet[1500];
    struct pollfd waiting = {.fd = channel, .events = POLLIN};
    while (poll(&waiting, 1, ROUND_MS) > 0) {
        ssize_t size = recv(channel, packet, sizeof packet, 0);
        uint8_t type = size > 0 ? read_answer(packet, (size_t)size, lease) : 0;
        if (type != 0) {
            return type;
        }
    }
    return 0;
}

static bool obtain(uint32_t wanted, struct lease *lease) {
    struct lease offer = {0};
    for (int round = 0; round < ROUNDS; round++) {
        if (wanted || offer.address) {
            send_message(REQUEST, 0, wanted ? wanted : offer.address, wanted ? 0 : offer.server);
        } else {
            send_message(DISCOVER, 0, 0, 0);
        }
        uint8_t answer = await_answer(lease);
        if (answer == ACK && lease->address) {
            return true;
        }
        offer = (struct lease){0};
        if (answer == OFFER) {
            offer = *lease;
        }
        if (answer == NAK || round > 1) {
            wanted = 0;
        }
    }
    return false;
}

static void set_address(int control, unsigned long request, uint32_t address) {
    struct ifreq interface = {.ifr_name = "eth0"};
    struct sockaddr_in *value = (struct sockaddr_in *)&interface.ifr_addr;
    value->sin_family = AF_INET;
    value->sin_addr.s_addr = address;
    ioctl(control, (int)request, &interface);
}

static bool set_up(int control, const char *name) {
    struct ifreq interface = {0};
    snprintf(interface.ifr_name, sizeof interface.ifr_name, "%s", name);
    if (ioctl(control, SIOCGIFFLAGS, &interface) != 0) {
        return false;
    }
    interface.ifr_flags |= IFF_UP;
    return ioctl(control, SIOCSIFFLAGS, &interface) == 0;
}

static void apply(int control, const struct lease *lease, const char *search) {
    set_address(control, SIOCSIFADDR, lease->address);
    set_address(control, SIOCSIFNETMASK, lease->mask);
    if (lease->router) {
        struct rtentry route = {.rt_flags = RTF_UP | RTF_GATEWAY};
        ((struct sockaddr_in *)&route.rt_dst)->sin_family = AF_INET;
        ((struct sockaddr_in *)&route.rt_genmask)->sin_family = AF_INET;
        ((struct sockaddr_in *)&route.rt_gateway)->sin_family = AF_INET;
        ((struct sockaddr_in *)&route.rt_gateway)->sin_addr.s_addr = lease->router;
        ioctl(control, SIOCADDRT, &route);
    }
    if (lease->dns) {
        char text[256];
        snprintf(text, sizeof text, "%s%s%snameserver %s\n", *search ? "search " : "", search, *search ? "\n" : "",
                 inet_ntoa((struct in_addr){lease->dns}));
        unlink("/etc/resolv.conf");
        write_file("/etc/resolv.conf", text);
    }
}

static time_t seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return now.tv_sec;
}

void network_loopback(void) {
    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    set_up(control, "lo");
    close(control);
}

void network_configure(const struct seed *seed) {
    struct ifreq interface = {.ifr_name = "eth0"};
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(68)};
    int yes = 1;
    channel = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (ioctl(channel, SIOCGIFHWADDR, &interface) != 0 || !set_up(channel, "eth0")) {
        fail("cannot bring up the network", "there is no network card");
    }
    memcpy(hardware, interface.ifr_hwaddr.sa_data, sizeof hardware);
    snprintf(host, sizeof host, "%s", seed->hostname);
    setsockopt(channel, SOL_SOCKET, SO_BROADCAST, &yes, sizeof yes);
    setsockopt(channel, SOL_SOCKET, SO_BINDTODEVICE, "eth0", sizeof "eth0");
    if (bind(channel, (struct sockaddr *)&any, sizeof any) != 0
        || getrandom(&transaction, sizeof transaction, GRND_NONBLOCK) != (ssize_t)sizeof transaction) {
        memcpy(&transaction, hardware + 2, sizeof transaction);
    }
    if (!obtain(seed->wanted_address, &current)) {
        close(channel);
        channel = -1;
        return; /* the program runs without a network, and the host sees that no address was given */
    }
    apply(channel, &current, seed->search_domain);
    renewed_at = seconds_now();
}

/* Asks again after a third of the lease, so that two requests may be lost; the answer can only be yes. */
void network_renew_when_due(void) {
    uint8_t packet[1500];
    if (channel < 0 || current.seconds == 0 || current.seconds == UINT32_MAX) {
        return;
    }
    if (seconds_now() - renewed_at < (time_t)(current.seconds / 3)) {
        return;
    }
    while (recv(channel, packet, sizeof packet, MSG_DONTWAIT) > 0) {
    }
    renewed_at = seconds_now();
    send_message(REQUEST, current.address, 0, 0);
}

/* Gives the address back, so that many short-lived machines do not use up the network. */
void network_release(void) {
    if (channel >= 0) {
        send_message(RELEASE, current.address, 0, current.server);
    }
}
