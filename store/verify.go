package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/doc"
	"moot/store/forum"
)

// VerifyReport says whether the record of a group holds.
type VerifyReport struct {
	OK            bool
	Entries       int
	Chains        int
	Certificates  int
	SecretBallots int // rechecked
	Chunks        int // of photos and files, that are here
	Problems      []string
	Forks         []Fork // devices that have signed two histories: nothing is wrong with the record, but people should know
}

// maxProblems bounds a report.
const maxProblems = 100

// Verify checks a group from its raw entries: every chain link, signature and payload, every document from its changes,
// and every index and card against what the entries say. It changes nothing.
func (s *Store) Verify(ctx context.Context, id forum.ID) (VerifyReport, error) {
	g, err := s.group(id)
	if err != nil {
		return VerifyReport{}, err
	}
	v := &verifier{s: s, g: g}
	if err := v.chains(ctx); err != nil {
		return v.report, err
	}
	if err := v.documents(ctx); err != nil {
		return v.report, err
	}
	if err := v.certificates(ctx); err != nil {
		return v.report, err
	}
	if err := v.secretBallots(ctx); err != nil {
		return v.report, err
	}
	if err := v.files(ctx); err != nil {
		return v.report, err
	}
	if v.report.Forks, err = s.Forks(ctx, id); err != nil {
		return v.report, err
	}
	v.report.OK = len(v.report.Problems) == 0
	return v.report, nil
}

// files checks every chunk that is here of photos and files against its hash.
func (v *verifier) files(ctx context.Context) error {
	rows, err := v.s.Files(ctx, v.g.id, forum.ID{})
	if err != nil {
		return err
	}
	d, err := v.s.chunks(v.g)
	if err != nil {
		return err
	}
	for i := range rows {
		for n, c := range rows[i].Chunks {
			if err := checkCtx(ctx); err != nil {
				return err
			}
			if !d.has(c) {
				continue
			}
			v.report.Chunks++
			if err := d.check(c); err != nil {
				v.problem("part %d of the file %q is damaged on this device, and is fetched again when the file is wanted: %v", n+1, rows[i].Name, err)
			}
		}
	}
	return nil
}

type verifier struct {
	s      *Store
	g      *group
	report VerifyReport
}

func (v *verifier) problem(format string, args ...any) {
	if len(v.report.Problems) < maxProblems {
		v.report.Problems = append(v.report.Problems, fmt.Sprintf(format, args...))
	}
}

// chains checks every chain, and every branch that a fork has set aside.
func (v *verifier) chains(ctx context.Context) error {
	metas := map[uint32]chainMeta{}
	err := v.s.db.View(func(txn *badger.Txn) error {
		return each(txn, groupKey(prefixChain, v.g.num), func(k, val []byte) error {
			var m chainMeta
			if len(k) != 9 || cbor.Unmarshal(val, &m) != nil {
				return errDamaged
			}
			metas[binary.BigEndian.Uint32(k[5:])] = m
			return nil
		})
	})
	if err != nil {
		return err
	}
	for num, m := range metas {
		if !m.Side {
			v.report.Chains++
		}
		if err := v.chain(ctx, num, &m); err != nil {
			return err
		}
	}
	return nil
}

// link is one chain being checked: the entries since the last signature.
type link struct {
	v    *verifier
	name string
	run  []forum.Entry
	last forum.Entry
}

// chain checks one chain from its first entry to its head: every link by its hash, and one signature for each run.
func (v *verifier) chain(ctx context.Context, num uint32, m *chainMeta) error {
	l := link{v: v, name: m.Device.String()[:8]}
	var head forum.ID
	err := v.s.db.View(func(txn *badger.Txn) error {
		return each(txn, groupKey(prefixEntry, v.g.num).u32(num), func(key, val []byte) error {
			seq := tailU64(key)
			if seq > max(m.Seq, m.Top) {
				return checkCtx(ctx)
			}
			k, err := decodeKept(bytes.Clone(val))
			if err == nil && k.Seq != seq {
				err = errDamaged
			}
			if err == nil {
				err = v.entry(txn, &k, place{num, seq})
			}
			if err != nil {
				v.problem("entry %d of device %s cannot be read: %v", seq, l.name, err)
				return checkCtx(ctx)
			}
			if v.report.Entries++; seq == m.Seq {
				head = k.ID
			}
			l.add(k.Entry, m.Side)
			return checkCtx(ctx)
		})
	})
	if err != nil {
		return err
	}
	for len(l.run) > 0 {
		l.check()
	}
	if head != m.Head {
		v.problem("the chain of device %s does not end where it should", l.name)
	}
	return nil
}

// add checks the next entry of the chain. A branch that was set aside may begin anywhere.
func (l *link) add(e forum.Entry, side bool) {
	begins := l.last.Seq == 0 && (side || e.Seq == 1)
	if !begins && forum.Follows(&e, &l.last) != nil {
		l.v.problem("entry %d of device %s does not follow the one before it", e.Seq, l.name)
	}
	l.last = e
	if l.run = append(l.run, e); len(l.run) == forum.RunMax {
		l.check()
	}
}

// check checks the last signature there is, which covers all before it, and keeps what comes after it for the next.
func (l *link) check() {
	signed := len(l.run)
	for signed > 0 && l.run[signed-1].Sig == nil {
		signed--
	}
	if signed == 0 {
		l.v.problem("entries up to %d of device %s are not signed", l.last.Seq, l.name)
		l.run = l.run[:0]
		return
	}
	if err := forum.VerifyRun(l.run[:signed]); err != nil {
		l.v.problem("entries up to %d of device %s are not signed by it: %v", l.run[signed-1].Seq, l.name, err)
	}
	l.run = append(l.run[:0], l.run[signed:]...)
}

// entry checks an entry's payload, and the index of entries against it. What was read of it has been checked already.
func (v *verifier) entry(txn *badger.Txn, k *kept, p place) error {
	item, err := txn.Get(groupKey(prefixID, v.g.num).id(k.ID))
	if err != nil && !errors.Is(err, badger.ErrKeyNotFound) {
		return err
	}
	known := err == nil && item.Value(func(b []byte) error {
		if found, err := readPlace(b); err != nil || found != p && k.pos > 0 { // 0: a copy, see fork.go
			return errDamaged
		}
		return nil
	}) == nil
	if !known {
		return errors.New("the index of entries does not know it")
	}
	if k.Kind != forum.KindChange || k.verdict != shown {
		return nil
	}
	if err := k.unfold(v.g, v.s.readDoc); err != nil {
		return err
	}
	c, err := doc.Parse(k.Payload, v.s.limits)
	if err != nil {
		return err
	}
	if forum.ID(c.Hash) != k.Hash {
		return errors.New("its change is not the one that was signed")
	}
	return nil
}

// documents opens every document and compares its heads with the line kept of it.
func (v *verifier) documents(ctx context.Context) error {
	docs, err := v.s.documents(v.g)
	if err != nil {
		return err
	}
	for id, m := range docs {
		if err := checkCtx(ctx); err != nil {
			return err
		}
		err := v.s.readDoc(v.g, id, func(d *doc.Doc) error {
			heads := d.Heads()
			if len(heads) != len(m.Heads) {
				return errors.New("its latest changes are not those on record")
			}
			for i := range heads {
				if heads[i] != m.Heads[i] {
					return errors.New("its latest changes are not those on record")
				}
			}
			_, err := d.Text()
			return err
		})
		if err != nil {
			v.problem("the text %s cannot be trusted: %v", id.String()[:8], err)
		}
	}
	return nil
}
