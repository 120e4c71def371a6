//go:build !(cgo && (linux || darwin) && !android && !ios && (amd64 || arm64))

package doc

import "errors"

// Native answers that this build has no native engine: it exists for Linux and macOS, built with a C compiler.
func Native() (Engine, error) {
	return nil, errors.New("this build of Moot cannot open shared texts: build it with CGO_ENABLED=1 on Linux or macOS")
}
