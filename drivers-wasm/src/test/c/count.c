/* Writes the numbers from 1 to the one given, one every 5 ms, leaves a file "done" in /data if that is there, and ends with 3. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
    int last = argc > 1 ? atoi(argv[1]) : 10;
    struct timespec pause = {0, 5000000};
    for (int i = 1; i <= last; i++) {
        printf("%d\n", i);
        fflush(stdout);
        nanosleep(&pause, NULL);
    }
    FILE *done = fopen("/data/done", "w");
    if (done) {
        fclose(done);
    }
    return 3;
}
