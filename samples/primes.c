/*
 * Counts the primes below n by trial division: CPU and nothing else, so that kinds can be compared.
 *
 *   primes [N]        N defaults to 100000
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int is_prime(uint32_t n) {
    if (n < 4) {
        return n > 1;
    }
    if (n % 2 == 0) {
        return 0;
    }
    for (uint32_t d = 3; (uint64_t) d * d <= n; d += 2) {
        if (n % d == 0) {
            return 0;
        }
    }
    return 1;
}

int main(int argc, char **argv) {
    uint32_t limit = 100000, count = 0;
    if (argc > 2) {
        fprintf(stderr, "usage: primes [N]\n");
        return 2;
    }
    if (argc == 2) {
        char *end;
        unsigned long long n = strtoull(argv[1], &end, 10);
        if (argv[1][0] < '0' || argv[1][0] > '9' || *end != '\0' || n > UINT32_MAX) {
            fprintf(stderr, "primes: N is a number from 0 to %u, not \"%s\"\n", UINT32_MAX, argv[1]);
            return 2;
        }
        limit = (uint32_t) n;
    }
    for (uint32_t n = 2; n < limit; n++) {
        count += (uint32_t) is_prime(n);
    }
    printf("%u primes below %u\n", count, limit);
    return 0;
}
