package sync

import (
	"context"
	"errors"
	"io"

	"moot/store/forum"
)

// WriteBundleWithFiles is WriteBundle with the photos and files of the group, as far as they are here, in chunks; it gives
// their number, too.
func WriteBundleWithFiles(ctx context.Context, s Store, g forum.ID, w io.Writer, since map[forum.Chain]uint64) (entries, chunks int, size int64, err error) {
	return writeBundle(ctx, s, g, w, since, true)
}

// keepNamed takes in a chunk of a file. That one cannot be kept is no reason not to take the rest.
func keepNamed(ctx context.Context, s Store, g forum.ID, chunk []byte, total *forum.Report) error {
	kept, err := s.KeepNamedChunk(ctx, g, chunk)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case kept:
		total.Chunks++
		return nil
	case err == nil:
		err = errUnnamed
	}
	total.ChunksRefused++
	addReport(total, forum.Report{Reasons: []string{err.Error()}})
	return nil
}

var errUnnamed = errors.New("a part of a file that belongs to nothing in this group")
