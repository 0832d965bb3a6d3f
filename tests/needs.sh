#!/bin/sh
# What the tests need beyond Python packages: Chromium, for the report; Pango and poppler, for its PDF; nginx, for files; faketime, for
# nights apart; minisign and unzip, for bundles; LibreOffice, for the workbook; systemd's analyser, for units. Installed where we may, else the command is told.
set -eu
PATH="$PATH:/usr/sbin:/usr/local/sbin"

there() {
    for name in "$@"; do
        case $name in lib*.so*) if ldconfig -p 2>/dev/null | grep -q "$name"; then return 0; fi ;; esac
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

# need PACKAGE PURPOSE PROGRAM|LIBRARY…
need() {
    package=$1 purpose=$2
    shift 2
    if there "$@"; then return 0; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "installing $package for $purpose"
        apt-get update -qq
        if [ ! -e /usr/sbin/policy-rc.d ]; then  # Debian's way to install without starting a service
            printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
            chmod +x /usr/sbin/policy-rc.d
            trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        fi
        DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq "$package" >/dev/null
    elif [ "${CI:-}" = true ]; then
        echo "$purpose need $package: sudo apt-get install $package" >&2
        exit 1
    else
        echo "$package is missing, so $purpose will be skipped: sudo apt-get install $package" >&2
    fi
}

need chromium "the browser tests" chromium chromium-browser google-chrome
need libpango-1.0-0 "the PDF and its tests" libpango-1.0.so.0
need libpangoft2-1.0-0 "the PDF and its tests" libpangoft2-1.0.so.0
need libharfbuzz-subset0 "the PDF and its tests" libharfbuzz-subset.so.0
need poppler-utils "the tests of the PDF" pdftotext
need nginx-light "the tests of files" nginx
need faketime "the tests of several nights" faketime
need minisign "the tests of signatures" minisign
need unzip "the tests of bundles by hand" unzip
need libreoffice-calc "the tests of the workbook" soffice libreoffice
need systemd "the tests of units" systemd-analyze
