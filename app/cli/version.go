package cli

import (
	"fmt"
	"runtime"
)

type versionCmd struct{}

func (versionCmd) local() {}

func (versionCmd) run(c *call) error {
	text := fmt.Sprintf("moot %s, %s %s/%s", c.env.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if c.env.Revision != "" {
		text += ", " + c.env.Revision
	}
	return c.reply(struct {
		Version  string `json:"version"`
		Revision string `json:"revision"`
		Go       string `json:"go"`
		System   string `json:"system"`
	}{c.env.Version, c.env.Revision, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}, text)
}
