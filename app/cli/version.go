package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// Version is the release this is built for.
const Version = "0.1.0"

type versionCmd struct{}

func (versionCmd) local() {}

func (versionCmd) run(c *call) error {
	revision := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	text := fmt.Sprintf("moot %s, %s %s/%s", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if revision != "" {
		text += ", " + revision[:min(12, len(revision))]
	}
	return c.reply(struct {
		Version  string `json:"version"`
		Revision string `json:"revision"`
		Go       string `json:"go"`
		System   string `json:"system"`
	}{Version, revision, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}, text)
}
