#!/bin/sh
# The proofs of the one door from outside read a trace of system calls. Without strace they are skipped, and say so.
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing strace (once) ..."
    (apt-get install -y -q strace || { apt-get update -q && apt-get install -y -q strace; }) >/dev/null 2>&1 && exit 0
fi
echo "strace is not here: the tests that read system calls will be skipped"
