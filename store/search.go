package store

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// Hit is a thing that has all the words that were looked for.
type Hit struct {
	Heading
	Line string // the line that has most of them
}

// MaxRead is how many wordings and minutes one search opens.
const MaxRead = 2000

// Search finds the things of a group that have all the words (in any case, anywhere in a word), newest activity first: in
// their titles, in everything that was said about them (comments, reasons, notes, motions, names of people without a device,
// also what was replaced later), in their whole wording, and in minutes. Wordings and minutes are opened for as many things as
// it takes to open MaxRead of them; partial says that there were more, of which only the start of the wording was looked through.
// Who wrote a thing is not looked for.
func (s *Store) Search(ctx context.Context, group forum.ID, words string) (hits []Hit, partial bool, err error) {
	looked := strings.Fields(strings.ToLower(words))
	if len(looked) == 0 {
		return nil, false, nil
	}
	things, err := s.Headings(ctx, group)
	if err != nil {
		return nil, false, err
	}
	g, err := s.group(group)
	if err != nil {
		return nil, false, err
	}
	left := MaxRead
	for _, t := range things {
		if err := checkCtx(ctx); err != nil {
			return nil, false, err
		}
		text, docs, err := s.said(g, &t)
		if err != nil {
			return nil, false, err
		}
		line, found := bestLine(text, looked)
		for i := 0; i < len(docs) && !found; i++ {
			if left == 0 {
				partial = true
				break
			}
			left--
			more, err := s.text(g, docs[i])
			if err != nil {
				return nil, false, err
			}
			text += more + "\n"
			line, found = bestLine(text, looked)
		}
		if found {
			hits = append(hits, Hit{t, line})
		}
	}
	return hits, partial, nil
}

// said gives the title and all that records say about a thing, and which shared texts it has.
func (s *Store) said(g *group, t *Heading) (text string, docs []forum.ID, err error) {
	var b strings.Builder
	b.WriteString(t.Title + "\n" + t.Excerpt + "\n")
	err = s.db.View(func(txn *badger.Txn) error {
		records, err := g.readAbout(txn, t.ID)
		for _, r := range records {
			if worded(r.Kind) {
				docs = append(docs, r.ID)
			}
			if r.Body != nil {
				texts(&b, reflect.ValueOf(r.Body))
			}
		}
		return err
	})
	return b.String(), docs, err
}

// fixed are the fields that say one of a few fixed words, where that has no type of its own.
var fixed = []string{"Type", "Method", "Sort", "What", "Rule", "State", "Format"}

// texts writes every text that people put into a payload, a line each.
func texts(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.String() != "" {
			b.WriteString(v.String() + "\n")
		}
	case reflect.Pointer:
		if !v.IsNil() {
			texts(b, v.Elem())
		}
	case reflect.Struct:
		for field, f := range v.Fields() {
			if !slices.Contains(fixed, field.Name) {
				texts(b, f)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(b, v.Index(i))
		}
	}
}

// bestLine says whether all words (in lower case) occur in a text, and gives the line that has most of them.
func bestLine(text string, words []string) (best string, ok bool) {
	whole := strings.ToLower(text)
	for _, w := range words {
		if !strings.Contains(whole, w) {
			return "", false
		}
	}
	most := 0
	for line := range strings.Lines(text) {
		n, low := 0, strings.ToLower(line)
		for _, w := range words {
			if strings.Contains(low, w) {
				n++
			}
		}
		if n > most {
			most, best = n, strings.TrimSpace(line)
		}
	}
	return best, true
}
