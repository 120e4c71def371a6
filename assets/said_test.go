package assets

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/tools/go/packages"
)

// said is where the sentences are that every language has words for: all constants of this type in the packages below
// the screens and on paper, but for those that are nothing but gaps.
const said = "moot/store/saying.Text"

// TestEverySentenceIsSaid holds the table of each language to the sentences that the packages below the screens can
// say, to their gaps, and to the forms that the language has for numbers.
func TestEverySentenceIsSaid(t *testing.T) {
	texts, wrong := sentences(t, filepath.Join(".."), "./store/...", "./sync/...", "./app/paper")
	for _, w := range wrong {
		t.Error(w)
	}
	if len(texts) < 300 {
		t.Fatalf("only %d sentences were found", len(texts))
	}
	for _, tag := range Languages() {
		if tag == "en" {
			continue
		}
		table, err := readSayings(localeFiles, tag)
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range unsaid(texts, table, formsOf(language.MustParse(tag))) {
			t.Errorf("locales/said/%s.toml: %s", tag, problem)
		}
	}
}

// TestSaidCheckFails proves the check above on a table with each mistake in it.
func TestSaidCheckFails(t *testing.T) {
	table := sayings{
		"%s of %s must agree": {forms: map[string]string{"": "mae angen %[2]s"}},
		"%d days":             {forms: map[string]string{"one": "diwrnod", "other": "%d diwrnod"}},
		"it is gone":          {forms: map[string]string{"": "Wedi mynd"}},
		"%d of %d":            {by: 2, forms: map[string]string{"zero": "", "one": "", "two": "", "few": "", "many": "", "other": "%d %d %d"}},
	}
	got := strings.Join(unsaid([]string{"%s of %s must agree", "%d days", "there is none", "%d of %d"}, table, formsOf(language.MustParse("cy"))), "\n")
	for _, want := range []string{`lacks "there is none"`, `nobody says "it is gone"`, `"%s of %s must agree" does not have the same gaps`, `"%d days" lacks the form two`, `"%d of %d" does not have the same gaps`, `chooses its form by number 3`} {
		if !strings.Contains(got, want) {
			t.Errorf("the check did not say %q in:\n%s", want, got)
		}
	}
}

// sentences gives every constant sentence of the packages, and what is wrong with how they are used.
func sentences(t *testing.T, folder string, patterns ...string) (texts, wrong []string) {
	t.Helper()
	all, err := packages.Load(&packages.Config{Dir: folder, Mode: packages.NeedName | packages.NeedSyntax | packages.NeedTypes |
		packages.NeedTypesInfo | packages.NeedFiles | packages.NeedImports}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, p := range all {
		for _, e := range p.Errors {
			t.Fatal(e)
		}
		words := func(e ast.Expr) (string, bool) {
			value := p.TypesInfo.Types[e]
			if value.Value == nil || value.Type.String() != said { // no Text, or one that was a constant elsewhere
				return "", false
			}
			return constant.StringVal(value.Value), true
		}
		for e := range p.TypesInfo.Types {
			if w, ok := words(e); ok && strings.TrimSpace(gapsIn.ReplaceAllString(w, "")) != "" {
				found[w] = true
			}
		}
		for _, file := range p.Syntax {
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || call.Ellipsis.IsValid() {
					return true
				}
				f, ok := p.TypesInfo.Types[call.Fun].Type.(*types.Signature)
				if !ok || !f.Variadic() || f.Params().Len() < 2 {
					return true
				}
				at := f.Params().Len() - 2
				if w, ok := words(call.Args[at]); ok {
					if gaps, _ := numbered(w); len(gaps) != len(call.Args)-at-1 {
						wrong = append(wrong, fmt.Sprintf("%s: %q is given %d things", p.Fset.Position(n.Pos()), w, len(call.Args)-at-1))
					}
				}
				return true
			})
		}
	}
	return slices.Sorted(maps.Keys(found)), wrong
}

var gapsIn = regexp.MustCompile(`%(?:\[(\d+)\])?([sdqv%])`)

// numbered gives which of what is put in goes into the gaps, sorted, and which of it are numbers, from 1.
func numbered(words string) (gaps []int, numbers int) {
	next := 1
	for _, m := range gapsIn.FindAllStringSubmatch(words, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			fmt.Sscan(m[1], &next)
		}
		gaps = append(gaps, next)
		if m[2] == "d" {
			numbers++
		}
		next++
	}
	slices.Sort(gaps)
	return gaps, numbers
}

func unsaid(texts []string, table sayings, forms []string) (problems []string) {
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	for _, english := range texts {
		s, ok := table[english]
		if !ok {
			say("lacks %q", english)
			continue
		}
		want, numbers := numbered(english)
		wanted := forms
		if _, plain := s.forms[""]; plain {
			wanted = []string{""}
		} else if s.by < 0 || s.by >= numbers {
			say("%q chooses its form by number %d", english, s.by+1)
		}
		for _, form := range wanted {
			words, there := s.forms[form]
			if !there {
				say("%q lacks the form %s", english, form)
				continue
			}
			// "un diwrnod": a form for few numbers may say the number in words.
			got, _ := numbered(words)
			if !slices.Equal(slices.Compact(got), want) && (form == "" || form == "other" || len(got) != len(want)-1) {
				say("%q does not have the same gaps: %q", english, words)
			}
		}
		for form := range s.forms {
			if !slices.Contains(wanted, form) {
				say("%q has the form %q", english, form)
			}
		}
	}
	for english := range table {
		if !slices.Contains(texts, english) {
			say("nobody says %q", english)
		}
	}
	slices.Sort(problems)
	return problems
}
