#!/bin/sh
# Usage: tools/system_libraries.sh run|test
# Installs, where that needs no password, the system packages that Qt and the tests need and pip cannot bring.
# What stays missing is named in one line; `run` then goes on (a headless command may do without), `test` fails.
set -eu
cd "$(dirname "$0")/.."
purpose=$1

[ "$(uname)" = Linux ] || exit 0

# Debian names a library's package after the library (Policy 8.1): lower case, no ".so.", "-" between two digits.
packages_of_libraries() {
    sed -E -e 's/^lib(glib|gthread)-2\.0\.so\.0$/libglib2.0-0/' -e 's/^libz\.so\.1$/zlib1g/' \
        -e 's/([0-9])\.so\./\1-/' -e 's/\.so\.//' | tr '[:upper:]' '[:lower:]' | sort -u
}

fonts() {
    fc-list 2>/dev/null ||
        find -L /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts -name '*.[ot]t[cf]' 2>/dev/null
}

missing() {
    # The xcb plugin needs all that the offscreen plugin, QtGui, QtWidgets and QtSvg need, and more.
    ldd .venv/lib/python3*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so |
        sed -n 's/^[[:space:]]*\(.*\) => not found$/\1/p' | packages_of_libraries
    [ -n "$(fonts | head -n 1)" ] || echo fonts-dejavu-core
    if [ "$purpose" = test ]; then
        command -v Xvfb >/dev/null || echo xvfb
        command -v xdotool >/dev/null || echo xdotool
    fi
}

install() {
    command -v apt-get >/dev/null || return 0
    if [ "$(id -u)" = 0 ]; then as_root=; elif sudo -n true 2>/dev/null; then as_root='sudo -n'; else return 0; fi
    echo "Installing system packages: $*" >&2
    # The update may fail for some other archive's sake: the installation tells.
    $as_root apt-get -qq update || true
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" >/dev/null || true
}

packages=$(missing)
[ -n "$packages" ] || exit 0
# shellcheck disable=SC2086  # a list of words
install $packages
packages=$(missing | tr '\n' ' ')
[ -n "$packages" ] || exit 0
echo "Please install the system packages that are missing (named as on Debian): ${packages% }" >&2
[ "$purpose" = run ]
