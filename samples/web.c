/*
 * A small web service. One set of answers, two ways in:
 *   as a Linux program it listens on PORT (default 8080) and speaks HTTP/1.1;
 *   as WebAssembly, and wherever GATEWAY_INTERFACE is set, it answers one request by CGI (RFC 3875).
 *
 *   GET  /             a greeting          GET  /json        the same as JSON
 *   POST /echo         its own body        any  /status/NNN  that status
 *
 * With LOG_REQUESTS set it writes a line for each request that it carries out.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BODY_LIMIT (1u << 20)

struct request {
    const char *method, *path, *type;
    char *body;
    size_t length;
};

struct response {
    int status;
    const char *type, *allow;
    const char *body;
    size_t length;
    char text[512];
};

static const char *reason(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 204: return "No Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 413: return "Content Too Large";
        case 418: return "I'm a teapot";
        case 500: return "Internal Server Error";
        case 503: return "Service Unavailable";
        default: return "Status";
    }
}

static void text(struct response *to, int status, const char *type, const char *body) {
    to->status = status;
    to->type = type;
    snprintf(to->text, sizeof to->text, "%s", body);
    to->body = to->text;
    to->length = strlen(to->text);
}

static const char *greeting(void) {
    const char *value = getenv("GREETING");
    return value == NULL ? "Hello" : value;
}

/* GREETING as the inside of a JSON string. */
static void json_greeting(char *to, size_t room) {
    size_t n = 0;
    for (const char *c = greeting(); *c != '\0' && n + 7 < room; c++) {
        if (*c == '"' || *c == '\\') {
            to[n++] = '\\';
            to[n++] = *c;
        } else if ((unsigned char) *c < 0x20) {
            n += (size_t) snprintf(to + n, room - n, "\\u%04x", (unsigned) (unsigned char) *c);
        } else {
            to[n++] = *c;
        }
    }
    to[n] = '\0';
}

static void not_allowed(struct response *to, const char *allow) {
    text(to, 405, "text/plain; charset=utf-8", "Method not allowed\n");
    to->allow = allow;
}

static int reads(const char *method) {
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static void answer(const struct request *ask, struct response *to) {
    const char *path = ask->path;
    char line[480], name[400];
    memset(to, 0, sizeof *to);
    if (strcmp(path, "/") == 0 || strcmp(path, "/json") == 0) {
        if (!reads(ask->method)) {
            not_allowed(to, "GET, HEAD");
        } else if (path[1] == '\0') {
            snprintf(line, sizeof line, "%s, Web!\n", greeting());
            text(to, 200, "text/plain; charset=utf-8", line);
        } else {
            json_greeting(name, sizeof name);
            snprintf(line, sizeof line, "{\"greeting\":\"%s\",\"to\":\"Web\"}\n", name);
            text(to, 200, "application/json", line);
        }
    } else if (strcmp(path, "/echo") == 0) {
        if (strcmp(ask->method, "POST") != 0) {
            not_allowed(to, "POST");
        } else {
            to->status = 200;
            to->type = ask->type[0] == '\0' ? "application/octet-stream" : ask->type;
            to->body = ask->body;
            to->length = ask->length;
        }
    } else if (strncmp(path, "/status/", 8) == 0 && strlen(path) == 11 && path[8] >= '2' && path[8] <= '5'
            && isdigit((unsigned char) path[9]) && isdigit((unsigned char) path[10])) {
        snprintf(line, sizeof line, "%.3s %s\n", path + 8, reason(atoi(path + 8)));
        text(to, atoi(path + 8), "text/plain; charset=utf-8", line);
        if (to->status == 204 || to->status == 304) {
            to->length = 0;
        }
    } else {
        text(to, 404, "text/plain; charset=utf-8", "Not found\n");
    }
}

static char *body_of(size_t length, FILE *from) {
    char *body = malloc(length + 1);
    if (body != NULL && fread(body, 1, length, from) != length) {
        free(body);
        return NULL;
    }
    return body;
}

/* A line for each request that is carried out, so that nobody has to believe a counter. */
static void note(FILE *to, const char *method, const char *path, const char *query) {
    if (getenv("LOG_REQUESTS") != NULL) {
        fprintf(to, "%s %s?%s\n", method, path, query);
        fflush(to);
    }
}

/* ---- CGI ---- */

static const char *variable(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value == NULL || *value == '\0' ? otherwise : value;
}

static int cgi(void) {
    struct request ask = {variable("REQUEST_METHOD", "GET"), variable("PATH_INFO", "/"), variable("CONTENT_TYPE", ""), NULL, 0};
    struct response to;
    ask.length = strtoul(variable("CONTENT_LENGTH", "0"), NULL, 10);
    if (ask.length > BODY_LIMIT) {
        memset(&to, 0, sizeof to);
        text(&to, 413, "text/plain; charset=utf-8", "Body too large\n");
    } else if ((ask.body = body_of(ask.length, stdin)) == NULL) {
        memset(&to, 0, sizeof to);
        text(&to, 400, "text/plain; charset=utf-8", "Body incomplete\n");
    } else {
        note(stderr, ask.method, ask.path, variable("QUERY_STRING", ""));
        answer(&ask, &to);
    }
    printf("Status: %d %s\r\nContent-Type: %s\r\n", to.status, reason(to.status), to.type);
    if (to.allow != NULL) {
        printf("Allow: %s\r\n", to.allow);
    }
    if (to.status != 204 && to.status != 304) {
        printf("Content-Length: %zu\r\n", to.length);
    }
    printf("\r\n");
    if (strcmp(ask.method, "HEAD") != 0) {
        fwrite(to.body, 1, to.length, stdout);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}

#ifdef __wasi__

int main(void) {
    return cgi();
}

#else

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- HTTP/1.1: a thread for each connection, keep-alive, bodies by Content-Length ---- */

#define LINE 8192

static int send_response(FILE *out, const struct request *ask, const struct response *to, int keep) {
    fprintf(out, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\n", to->status, reason(to->status), to->type);
    if (to->allow != NULL) {
        fprintf(out, "Allow: %s\r\n", to->allow);
    }
    if (to->status != 204 && to->status != 304) {
        fprintf(out, "Content-Length: %zu\r\n", to->length);
    }
    fprintf(out, "Connection: %s\r\n\r\n", keep ? "keep-alive" : "close");
    if (strcmp(ask->method, "HEAD") != 0) {
        fwrite(to->body, 1, to->length, out);
    }
    return fflush(out) == 0;
}

/* The value of a header line when it has this name, else NULL. The end of the line is cut off. */
static char *header(char *line, const char *name) {
    size_t n = strlen(name);
    if (strncasecmp(line, name, n) != 0 || line[n] != ':') {
        return NULL;
    }
    char *value = line + n + 1;
    value += strspn(value, " \t");
    value[strcspn(value, "\r\n")] = '\0';
    return value;
}

struct head {
    char line[LINE], type[256];
    char *method, *target, *query;
    unsigned long length;
    int keep, chunked, expects;
};

/* Reads one request's head: 1 when there is one, 0 at the end of the connection, -1 when it is not HTTP. */
static int read_head(FILE *in, struct head *head) {
    char line[LINE], *value, *rest;
    memset(head, 0, sizeof *head);
    if (fgets(head->line, sizeof head->line, in) == NULL) {
        return 0;
    }
    head->method = strtok_r(head->line, " ", &rest);
    head->target = strtok_r(NULL, " ", &rest);
    char *version = strtok_r(NULL, "\r\n", &rest);
    if (head->target == NULL || version == NULL || strncmp(version, "HTTP/1.", 7) != 0) {
        return -1;
    }
    head->query = head->target + strcspn(head->target, "?");
    if (*head->query != '\0') {
        *head->query++ = '\0';
    }
    head->keep = strcmp(version, "HTTP/1.1") == 0;
    while (fgets(line, sizeof line, in) != NULL && strcmp(line, "\r\n") != 0 && strcmp(line, "\n") != 0) {
        if ((value = header(line, "Content-Length")) != NULL) {
            head->length = strtoul(value, NULL, 10);
        } else if ((value = header(line, "Content-Type")) != NULL) {
            snprintf(head->type, sizeof head->type, "%s", value);
        } else if ((value = header(line, "Connection")) != NULL) {
            head->keep = strcasecmp(value, "close") == 0 ? 0 : strcasecmp(value, "keep-alive") == 0 ? 1 : head->keep;
        } else if (header(line, "Transfer-Encoding") != NULL) {
            head->chunked = 1;
        } else if (header(line, "Expect") != NULL) {
            head->expects = 1;
        }
    }
    return 1;
}

static int serve_one(FILE *in, FILE *out) {
    struct head head;
    struct response to;
    int found = read_head(in, &head);
    if (found == 0) {
        return 0;
    }
    struct request ask = {found < 0 ? "GET" : head.method, found < 0 ? "/" : head.target, head.type, NULL, head.length};
    memset(&to, 0, sizeof to);
    if (found < 0 || head.chunked) {
        text(&to, 400, "text/plain; charset=utf-8", "Bad request\n");
        head.keep = 0;
    } else if (head.length > BODY_LIMIT) {
        text(&to, 413, "text/plain; charset=utf-8", "Body too large\n");
        head.keep = 0;
    } else {
        if (head.expects) {
            fputs("HTTP/1.1 100 Continue\r\n\r\n", out);
            fflush(out);
        }
        ask.body = body_of(ask.length, in);
        if (ask.body == NULL) {
            return 0;
        }
        note(stdout, ask.method, ask.path, head.query);
        answer(&ask, &to);
    }
    int sent = send_response(out, &ask, &to, head.keep);
    free(ask.body);
    return sent && head.keep;
}

static void *serve_connection(void *argument) {
    int fd = (int) (long) argument, other = dup(fd);
    FILE *in = fdopen(fd, "r"), *out = other < 0 ? NULL : fdopen(other, "w");
    if (in != NULL && out != NULL) {
        while (serve_one(in, out)) {
        }
    }
    if (out != NULL) {
        fclose(out);
    }
    if (in != NULL) {
        fclose(in);
    }
    return NULL;
}

static int failed(const char *what) {
    fprintf(stderr, "web: %s: %s\n", what, strerror(errno));
    return 1;
}

static void stopped(int signal) {
    (void) signal;
    _exit(0);
}

static int serve(void) {
    int port = atoi(variable("PORT", "8080")), one = 1;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short) port)};
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, stopped); /* process 1 of a container ignores what it does not handle */
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *) &address, sizeof address) != 0 || listen(listener, 512) != 0) {
        return failed("cannot listen");
    }
    printf("listening on port %d\n", port);
    fflush(stdout);
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 * 1024);
    pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    for (;;) {
        pthread_t thread;
        int fd = accept(listener, NULL, NULL);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED) {
                continue;
            }
            if (errno == EMFILE || errno == ENFILE) {
                usleep(10000);
                continue;
            }
            return failed("accept");
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (pthread_create(&thread, &small, serve_connection, (void *) (long) fd) != 0) {
            close(fd);
        }
    }
}

int main(void) {
    return getenv("GATEWAY_INTERFACE") == NULL ? serve() : cgi();
}

#endif
