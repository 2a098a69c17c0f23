// SPDX-License-Identifier: Apache-2.0
#include "cli/sink.h"

#include "cli/say.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

pen_cli_sink pen_cli_sink_stdout(void)
{
    return (pen_cli_sink){.fd = STDOUT_FILENO, .name = "standard output"};
}

bool pen_cli_sink_open(pen_cli_sink *s, const char *path)
{
    if (strcmp(path, "-") == 0) {
        *s = pen_cli_sink_stdout();
        return true;
    }
    *s = (pen_cli_sink){.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666),
                        .name = path};
    if (s->fd < 0) {
        pen_cli_complain(path, "cannot be written: %s", strerror(errno));
    }
    return s->fd >= 0;
}

bool pen_cli_sink_write(pen_cli_sink *s, pen_str bytes)
{
    while (s->fd >= 0 && !s->error && bytes.n) {
        ssize_t n = write(s->fd, bytes.p, bytes.n);
        if (n >= 0) {
            bytes = (pen_str){bytes.p + n, bytes.n - (size_t)n};
        } else if (errno != EINTR) {
            s->error = errno;
        }
    }
    return !s->error;
}

int pen_cli_sink_close(pen_cli_sink *s)
{
    // Some file systems tell only now that the disk is full.
    if (s->fd > STDERR_FILENO && close(s->fd) != 0 && !s->error) {
        s->error = errno;
    }
    s->fd = -1;
    if (!s->error || s->error == EPIPE) {
        return PEN_CLI_OK;
    }
    const char *hint = s->error == ENOSPC ? " (make room and run it again)" : "";
    pen_cli_complain(s->name, "cannot be written: %s%s", strerror(s->error), hint);
    return PEN_CLI_ENVIRONMENT;
}
