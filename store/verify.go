package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
	"moot/store/forum"
)

// VerifyReport says whether the record of a group holds.
type VerifyReport struct {
	OK           bool
	Entries      int
	Chains       int
	Certificates int
	Problems     []string
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
	for chain, h := range g.state().heights {
		if err := v.chain(ctx, chain, h); err != nil {
			return v.report, err
		}
	}
	if err := v.documents(ctx); err != nil {
		return v.report, err
	}
	if err := v.certificates(ctx); err != nil {
		return v.report, err
	}
	v.report.OK = len(v.report.Problems) == 0
	return v.report, nil
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

// chain checks one chain from its first entry to its head.
func (v *verifier) chain(ctx context.Context, id forum.Chain, h forum.Height) error {
	v.report.Chains++
	num, _ := v.g.numOf(id)
	name := id.Device.String()[:8]
	var run []forum.Entry
	var last *forum.Entry
	for seq := uint64(1); seq <= h.Seq; seq++ {
		if err := checkCtx(ctx); err != nil {
			return err
		}
		k, err := v.entry(num, seq)
		if err != nil {
			v.problem("entry %d of device %s cannot be read: %v", seq, name, err)
			return nil
		}
		v.report.Entries++
		if last != nil && forum.Follows(&k.Entry, last) != nil {
			v.problem("entry %d of device %s does not follow the one before it", seq, name)
		}
		last = &k.Entry
		run = append(run, k.Entry)
		if k.Sig == nil && len(run) < forum.RunMax {
			continue
		}
		if err := forum.VerifyRun(run); err != nil {
			v.problem("entries up to %d of device %s are not signed by it: %v", seq, name, err)
		}
		run = nil
	}
	if len(run) > 0 && !v.proven(num, run) {
		v.problem("the last entries of device %s are not signed", name)
	}
	if last != nil && last.ID != h.Head && forkedHead(last.ID) != h.Head {
		v.problem("the chain of device %s does not end where it should", name)
	}
	return nil
}

// proven says whether the last entries of a chain, cut by a fork between two signatures, are covered by the one in the
// proof of the fork.
func (v *verifier) proven(num uint32, run []forum.Entry) bool {
	var runs [][]forum.Entry
	err := v.s.db.View(func(txn *badger.Txn) (err error) { runs, err = v.g.forkRuns(txn, num); return err })
	return err == nil && len(runs) > 0 && forum.VerifyRun(append(run, runs[0]...)) == nil
}

// entry reads one entry with its payload and checks the payload and the indexes against it.
func (v *verifier) entry(num uint32, seq uint64) (k kept, err error) {
	err = v.s.db.View(func(txn *badger.Txn) error {
		if k, err = v.g.readPlace(txn, place{num, seq}); err != nil {
			return err
		}
		found, ok, err := v.g.find(txn, k.ID)
		if err == nil && (!ok || found.Seq != seq) {
			err = errors.New("the index of entries does not know it")
		}
		return err
	})
	if err != nil {
		return k, err
	}
	if k.folded() && k.verdict == shown {
		if err := k.unfold(v.g, v.s.readDoc); err != nil {
			return k, err
		}
	}
	if k.Kind == forum.KindChange && k.verdict == shown {
		c, err := doc.Parse(k.Payload, v.s.limits)
		if err != nil {
			return k, err
		}
		if forum.ID(c.Hash) != k.Hash {
			return k, errors.New("its change is not the one that was signed")
		}
	}
	return k, nil
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
