package sync

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"filippo.io/age"

	"moot/store/forum"
	"moot/store/saying"
)

// What ReadBundle says of a file it does not take. Each is a whole message for the person who holds the stick.
var (
	ErrNotBundle   = saying.Error("this file is not a Moot bundle")
	ErrOtherGroup  = saying.Error("this bundle is for a group that you are not in")
	ErrCutShort    = saying.Error("this bundle is cut short: copy it to the stick again, and take the stick out only when the computer says it is done")
	ErrDamaged     = saying.Error("this bundle is damaged: copy it again from where it was made")
	ErrNewerBundle = saying.Error("this bundle was written by a newer Moot: update Moot to read it")
)

const (
	bundleFamily = "moot bundle "
	bundleMagic  = bundleFamily + "1\n"
	bundleEnd    = "moot bundle end\n" // then SHA-256 of everything before: tells a half copy from a damaged one
	moreVersion  = 3                   // of a bundle with secret ballots or files in it; an older reader says that it is too new
	bundleTail   = int64(len(bundleEnd) + sha256.Size)
)

// WriteBundle writes everything the group holds above the heights in since (nil: everything) as one file for a USB
// stick. The file is sealed for the group: whoever finds it learns nothing but its size. It gives the entries and bytes
// written. Write to a temporary name and rename: what is left after an error is no bundle, and says so when read.
func WriteBundle(ctx context.Context, s Store, g forum.ID, w io.Writer, since map[forum.Chain]uint64) (entries int, size int64, err error) {
	entries, _, size, err = writeBundle(ctx, s, g, w, since, false)
	return entries, size, err
}

func writeBundle(ctx context.Context, s Store, g forum.ID, w io.Writer, since map[forum.Chain]uint64, files bool) (entries, chunks int, size int64, err error) {
	ref, ok := refOf(s, g)
	if !ok {
		return 0, 0, 0, ErrOtherGroup
	}
	out := &hashed{w: bufio.NewWriterSize(w, 64<<10), sum: sha256.New()}
	if _, err := io.WriteString(out, bundleMagic); err != nil {
		return 0, 0, 0, fmt.Errorf("write the bundle: %w", err)
	}
	sealed, err := age.Encrypt(out, groupKey{forum.BundleKey(ref.Secret)})
	if err != nil {
		return 0, 0, 0, fmt.Errorf("seal the bundle: %w", err)
	}
	if entries, chunks, err = writeBundleFrames(ctx, s, g, sealed, since, files); err != nil {
		return 0, 0, 0, err
	}
	if err := sealed.Close(); err != nil {
		return 0, 0, 0, fmt.Errorf("write the bundle: %w", err)
	}
	if _, err := out.Write(append([]byte(bundleEnd), out.sum.Sum(nil)...)); err != nil {
		return 0, 0, 0, fmt.Errorf("write the bundle: %w", err)
	}
	if err := out.w.Flush(); err != nil {
		return 0, 0, 0, fmt.Errorf("write the bundle: %w", err)
	}
	return entries, chunks, out.n, nil
}

func refOf(s Store, g forum.ID) (forum.GroupRef, bool) {
	for _, ref := range s.GroupRefs() {
		if ref.ID == g {
			return ref, true
		}
	}
	return forum.GroupRef{}, false
}

func writeBundleFrames(ctx context.Context, s Store, g forum.ID, w io.Writer, since map[forum.Chain]uint64, files bool) (entries, chunks int, err error) {
	boxes, _, err := s.Boxes(ctx, g)
	if err != nil {
		return 0, 0, fmt.Errorf("write the bundle: %w", err)
	}
	more := files || len(boxes) > 0
	head := append([]byte{version}, g[:]...)
	if more {
		head[0] = moreVersion
	}
	if err := writeFrame(w, kindBundle, head); err != nil {
		return 0, 0, fmt.Errorf("write the bundle: %w", err)
	}
	p := packer{send: func(body []byte) error { return writeFrame(w, kindEntries, body) }}
	_, err = s.Tail(ctx, g, since, 0, func(window []forum.Entry) error {
		entries += len(window)
		return p.add(window)
	})
	if err == nil {
		err = p.flush()
	}
	if err == nil {
		err = writeBoxes(ctx, s, g, w, boxes)
	}
	if err == nil && files {
		err = s.NamedChunks(ctx, g, func(b []byte) error {
			chunks++
			return writeFrame(w, kindChunk, b)
		})
	}
	end := binary.BigEndian.AppendUint64(nil, uint64(entries))
	if more {
		end = binary.BigEndian.AppendUint64(end, uint64(chunks))
	}
	if err == nil {
		err = writeFrame(w, kindEnd, end)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("write the bundle: %w", err)
	}
	return entries, chunks, nil
}

// ReadBundle takes in a bundle. First the whole file is checked to its end, in bounded memory; only then is anything
// applied, through the same gate as what comes from the network, so that a replayed bundle changes nothing. It gives the
// group and what became of the entries. Errors: [ErrNotBundle], [ErrOtherGroup], [ErrCutShort], [ErrDamaged],
// [ErrNewerBundle], or what the disk or the store said.
func ReadBundle(ctx context.Context, s Store, r io.ReadSeeker) (forum.ID, forum.Report, error) {
	sealedSize, err := checkEnvelope(ctx, r)
	if err != nil {
		return forum.ID{}, forum.Report{}, err
	}
	b := &bundle{store: s, r: r, sealed: sealedSize}
	if err := b.scan(ctx, func([]forum.Entry, int) error { return nil }, nil); err != nil {
		return forum.ID{}, forum.Report{}, err
	}
	total := forum.Report{Gaps: map[forum.Chain]uint64{}}
	var batch []forum.Entry
	size := 0
	apply := func(closed int) error {
		if closed == 0 {
			return nil
		}
		got, err := s.Apply(ctx, b.group, "bundle", batch[:closed])
		batch, size = slices.Clone(batch[closed:]), 0
		if err != nil {
			return fmt.Errorf("keep what the bundle holds: %w", err)
		}
		addReport(&total, got)
		return nil
	}
	closed := 0
	b.chunk = func(chunk []byte) error {
		if err := apply(len(batch)); err != nil { // a chunk is taken only if a record names it
			return err
		}
		return keepNamed(ctx, s, b.group, chunk, &total)
	}
	err = b.scan(ctx, func(entries []forum.Entry, whole int) error {
		for i := range entries {
			size += len(entries[i].Raw) + len(entries[i].Payload)
		}
		if whole > 0 {
			closed = len(batch) + whole
		}
		batch = append(batch, entries...)
		if size < applyBytes {
			return nil
		}
		done := closed
		closed = 0
		return apply(done)
	}, func(ballots [][]byte) error {
		if err := apply(len(batch)); err != nil { // a ballot is checked by what its vote says
			return err
		}
		return putBallots(ctx, s, b.group, ballots, &total)
	})
	if err == nil {
		err = apply(len(batch))
	}
	return b.group, total, err
}

// BundleHeights says how far the chains go in a bundle, so that the next one for the same neighbour can begin there
// ([WriteBundle]'s since). It takes nothing in. Errors are those of [ReadBundle].
func BundleHeights(ctx context.Context, s Store, r io.ReadSeeker) (forum.ID, map[forum.Chain]uint64, error) {
	sealedSize, err := checkEnvelope(ctx, r)
	if err != nil {
		return forum.ID{}, nil, err
	}
	b := &bundle{store: s, r: r, sealed: sealedSize}
	heights := map[forum.Chain]uint64{}
	err = b.scan(ctx, func(entries []forum.Entry, _ int) error {
		for i := range entries {
			raise(heights, entries[i].Chain(), entries[i].Seq)
		}
		return nil
	}, nil)
	return b.group, heights, err
}

func addReport(total *forum.Report, r forum.Report) {
	total.New += r.New
	total.Known += r.Known
	total.Waiting += r.Waiting
	total.Refused += r.Refused
	for _, why := range r.Reasons {
		if len(total.Reasons) < 8 && !slices.Contains(total.Reasons, why) {
			total.Reasons = append(total.Reasons, why)
		}
	}
	for c, seq := range r.Gaps {
		total.Gaps[c] = seq
	}
}

// checkEnvelope looks at what anyone can see of the file: its first line, its last line, and the checksum there. It
// gives the size of the sealed part.
func checkEnvelope(ctx context.Context, r io.ReadSeeker) (int64, error) {
	size, err := r.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = r.Seek(0, io.SeekStart)
	}
	if err != nil {
		return 0, fmt.Errorf("read the bundle: %w", err)
	}
	h := sha256.New()
	in := io.TeeReader(bufio.NewReaderSize(r, 64<<10), h)
	magic := make([]byte, min(size, int64(len(bundleMagic))))
	if _, err := io.ReadFull(in, magic); err != nil {
		return 0, fmt.Errorf("read the bundle: %w", err)
	}
	switch {
	case bytes.HasPrefix([]byte(bundleMagic), magic) && size < int64(len(bundleMagic))+bundleTail:
		return 0, ErrCutShort
	case string(magic) == bundleMagic:
	case bytes.HasPrefix(magic, []byte(bundleFamily)):
		return 0, ErrNewerBundle
	default:
		return 0, ErrNotBundle
	}
	sealed := size - int64(len(bundleMagic)) - bundleTail
	for left := sealed; left > 0; left -= 1 << 20 {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		if _, err := io.CopyN(io.Discard, in, min(left, 1<<20)); err != nil {
			return 0, fmt.Errorf("read the bundle: %w", err)
		}
	}
	want := h.Sum(nil)
	tail := make([]byte, bundleTail)
	if _, err := io.ReadFull(in, tail); err != nil {
		return 0, fmt.Errorf("read the bundle: %w", err)
	}
	if !nearly(tail[:len(bundleEnd)], bundleEnd) {
		return 0, ErrCutShort
	}
	if string(tail[:len(bundleEnd)]) != bundleEnd || !bytes.Equal(tail[len(bundleEnd):], want) {
		return 0, ErrDamaged
	}
	return sealed, nil
}

// nearly says that most bytes are the ones expected: the end is here, if damaged.
func nearly(b []byte, want string) bool {
	good := 0
	for i := range b {
		if b[i] == want[i] {
			good++
		}
	}
	return good >= len(want)*3/4
}

// bundle reads the sealed part.
type bundle struct {
	store  Store
	r      io.ReadSeeker
	sealed int64
	group  forum.ID
	chunk  func([]byte) error // takes the chunks of files; nil: they are only looked at
}

// scan goes through the sealed part from the start to its end frame and hands on every frame's entries, and of these
// how many can be checked without what comes after them; and then, where box is not nil, secret ballots.
func (b *bundle) scan(ctx context.Context, each func(entries []forum.Entry, closed int) error, box func(ballots [][]byte) error) error {
	if _, err := b.r.Seek(int64(len(bundleMagic)), io.SeekStart); err != nil {
		return fmt.Errorf("read the bundle: %w", err)
	}
	in, err := b.unseal()
	if err != nil {
		return err
	}
	k, body, err := readFrame(in)
	if err != nil || k != kindBundle || len(body) < 1 {
		return damaged(err)
	}
	more := body[0] == moreVersion
	if body[0] > moreVersion {
		return ErrNewerBundle
	}
	if !bytes.Equal(body[1:], b.group[:]) {
		return ErrDamaged
	}
	var count, chunks uint64
	var cover forum.Cover
	open, most := 0, maxBody
	if more {
		most = forum.FileChunk
	}
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		k, body, err := readFrameUpTo(in, most)
		switch {
		case err != nil:
			return damaged(err)
		case k == kindEnd:
			end := binary.BigEndian.AppendUint64(nil, count)
			if more {
				end = binary.BigEndian.AppendUint64(end, chunks)
			}
			return atEnd(in, body, end, cover.Closed())
		case k == kindBallots && more && chunks == 0:
			if err := b.ballots(body, cover.Closed(), box); err != nil {
				return err
			}
			continue
		case k == kindChunk && more && cover.Closed() && len(body) > 0:
			chunks++
			if b.chunk != nil {
				err = b.chunk(body)
			}
			if err != nil {
				return err
			}
			continue
		case k != kindEntries || len(body) < 2 || chunks > 0:
			return ErrDamaged
		}
		entries, err := b.entries(body[2:])
		if err != nil {
			return err
		}
		closed := 0
		for i := range entries {
			if cover.Add(&entries[i]) > forum.RunMax {
				return ErrDamaged
			}
			if open += len(entries[i].Raw) + len(entries[i].Payload); cover.Closed() {
				closed, open = i+1, 0
			}
			if open > openMost {
				return ErrDamaged
			}
		}
		count += uint64(len(entries))
		if err := each(entries, closed); err != nil {
			return err
		}
	}
}

func atEnd(in io.Reader, body, want []byte, closed bool) error {
	if !bytes.Equal(body, want) || !closed {
		return ErrDamaged
	}
	if _, err := in.Read(make([]byte, 1)); err != io.EOF {
		return ErrDamaged
	}
	return nil
}

func (b *bundle) entries(body []byte) ([]forum.Entry, error) {
	plain, err := unpack(body)
	if err != nil {
		return nil, ErrDamaged
	}
	entries, err := splitEntries(plain)
	if errors.Is(err, forum.ErrNewer) {
		return nil, ErrNewerBundle
	}
	if err != nil {
		return nil, ErrDamaged
	}
	for i := range entries {
		if entries[i].GroupOf() != b.group {
			return nil, ErrDamaged
		}
	}
	return entries, nil
}

// unseal tries the key of every group here.
func (b *bundle) unseal() (io.Reader, error) {
	var keys []age.Identity
	for _, ref := range b.store.GroupRefs() {
		keys = append(keys, &groupIdentity{ref: ref, found: func(id forum.ID) { b.group = id }})
	}
	if len(keys) == 0 {
		return nil, ErrOtherGroup
	}
	in, err := age.Decrypt(bufio.NewReaderSize(io.LimitReader(b.r, b.sealed), 64<<10), keys...)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return nil, ErrOtherGroup
	case err != nil:
		return nil, damaged(err)
	}
	return bufio.NewReaderSize(in, 64<<10), nil
}

// damaged tells a bad file from a disk that cannot be read. age gives its own errors for the former.
func damaged(err error) error {
	var disk interface{ Timeout() bool } // *fs.PathError and syscall.Errno, which a stick pulled out gives
	if errors.As(err, &disk) {
		return saying.Error("the bundle cannot be read from the disk or stick: %v", err)
	}
	return ErrDamaged
}

// hashed counts and hashes what is written.
type hashed struct {
	w   *bufio.Writer
	sum interface {
		io.Writer
		Sum([]byte) []byte
	}
	n int64
}

func (h *hashed) Write(b []byte) (int, error) {
	n, err := h.w.Write(b)
	h.n += int64(n)
	if _, hashErr := h.sum.Write(b[:n]); hashErr != nil {
		return n, hashErr
	}
	return n, err
}
