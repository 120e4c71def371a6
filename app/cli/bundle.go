package cli

import (
	"errors"
	"fmt"
	"os"

	"moot/store/forum"
	peersync "moot/sync"
)

type bundleCmd struct {
	Write bundleWriteCmd `cmd:"" help:"Write everything of a group into a file, for a USB stick. Only the group's members can read it."`
	Read  bundleReadCmd  `cmd:"" help:"Take in such a file."`
}

type bundleWriteCmd struct {
	Group string `arg:"" help:"The group."`
	File  string `arg:"" help:"The file to write."`
	Since string `help:"Leave out what is in this earlier bundle, which the neighbour has read." placeholder:"BUNDLE"`
}

func (b bundleWriteCmd) run(c *call) error {
	if err := c.session.store.Outward(); err != nil {
		return err
	}
	g, err := c.group(b.Group)
	if err != nil {
		return err
	}
	since, err := b.since(c, g)
	if err != nil {
		return err
	}
	var entries int
	var size int64
	err = WriteWhole(c.env.abs(b.File), func(f *os.File) (err error) {
		entries, size, err = peersync.WriteBundle(c.ctx, c.session.store, g, f, since)
		return err
	})
	if err != nil {
		return err
	}
	return c.reply(struct {
		Entries int   `json:"entries"`
		Bytes   int64 `json:"bytes"`
	}{entries, size}, fmt.Sprintf("Wrote %s (%d KiB) to %s.", count(entries, "entry", "entries"), (size+1023)>>10, b.File))
}

// since reads how far the earlier bundle goes.
func (b bundleWriteCmd) since(c *call, g forum.ID) (heights map[forum.Chain]uint64, err error) {
	if b.Since == "" {
		return nil, nil
	}
	f, err := openFile(c.env.abs(b.Since))
	if err != nil {
		return nil, refuse("file", "%s could not be read: %s (--since takes a bundle written before)", b.Since, plainFileError(err))
	}
	of, heights, err := peersync.BundleHeights(c.ctx, c.session.store, f)
	if err := errors.Join(bundleError(b.Since, err), f.Close()); err != nil {
		return nil, err
	}
	if of != g {
		return nil, refuse("bad_input", "%s is a bundle of another group", b.Since)
	}
	return heights, nil
}

// bundleError gives what is wrong with a bundle its stable code.
func bundleError(file string, err error) error {
	for known, code := range bundleCodes {
		if errors.Is(err, known) {
			return refuse(code, "%s: %s", file, err)
		}
	}
	return err
}

type bundleReadCmd struct {
	File string `arg:"" help:"The file to take in."`
}

// bundleCodes are the stable codes of what can be wrong with a bundle.
var bundleCodes = map[error]string{
	peersync.ErrNotBundle: "not_bundle", peersync.ErrOtherGroup: "not_member", peersync.ErrCutShort: "cut_short",
	peersync.ErrDamaged: "damaged", peersync.ErrNewerBundle: "newer",
}

func (b bundleReadCmd) run(c *call) error {
	f, err := openFile(c.env.abs(b.File))
	if err != nil {
		return refuse("file", "%s could not be read: %s", b.File, plainFileError(err))
	}
	g, report, err := peersync.ReadBundle(c.ctx, c.session.store, f)
	if err := errors.Join(bundleError(b.File, err), f.Close()); err != nil {
		return err
	}
	reasons := list(report.Reasons)
	text := fmt.Sprintf("%d new, %d known already, %d waiting for something missing, %d refused\n",
		report.New, report.Known, report.Waiting, report.Refused)
	for _, reason := range reasons {
		text += "  refused: " + reason + "\n"
	}
	return c.reply(struct {
		Group   forum.ID `json:"group"`
		New     int      `json:"new"`
		Known   int      `json:"known"`
		Waiting int      `json:"waiting"`
		Refused int      `json:"refused"`
		Reasons []string `json:"reasons"`
	}{g, report.New, report.Known, report.Waiting, report.Refused, reasons}, text)
}
