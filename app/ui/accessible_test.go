package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// silent are the widgets that only decorate: what they show stands beside them in words.
var silent = map[string]bool{"rowMark": true, "tallyBar": true, "wheel": true, "finger": true, "hereMargin": true, "reach": true}

// TestSpoken: every widget of Moot's own tells a screen reader what it is, or is known to have nothing to say.
func TestSpoken(t *testing.T) {
	widgets, speak := map[string]bool{}, map[string]bool{}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if s, ok := n.Type.(*ast.StructType); ok && embedsWidget(s) {
					widgets[n.Name.Name] = true
				}
			case *ast.FuncDecl:
				if n.Recv != nil && n.Name.Name == "AccessibilityLabel" {
					speak[n.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name] = true
				}
			}
			return true
		})
	}
	if len(widgets) < 10 {
		t.Fatalf("only %d widgets were found", len(widgets))
	}
	for name := range widgets {
		if speak[name] == silent[name] {
			t.Errorf("%s: a screen reader is told nothing of it, or told of decoration", name)
		}
	}
}

func embedsWidget(s *ast.StructType) bool {
	for _, f := range s.Fields.List {
		if sel, ok := f.Type.(*ast.SelectorExpr); ok && len(f.Names) == 0 && sel.Sel.Name == "BaseWidget" {
			return true
		}
	}
	return false
}

// TestSpokenWords: what is said is what can be seen.
func TestSpokenWords(t *testing.T) {
	row := newProposalRow()
	row.Set(&store.ProposalCard{Title: "Mend the gate", Name: "Ann", State: forum.StateVoting, Shared: true}, false, time.UnixMilli(0))
	got := row.AccessibilityLabel()
	if !strings.HasPrefix(got, "Mend the gate, "+stateName(forum.StateVoting)+", Ann") || strings.Contains(got, t2text("proposal.unshared")) {
		t.Errorf("the row of a proposal says %q", got)
	}
	gone := widget.NewLabel("hidden")
	gone.Hide()
	card := newCard(container.NewVBox(widget.NewLabel("Tea"), gone, canvas.NewText("3 cups", theme.Color(theme.ColorNameForeground)), widget.NewButton("Drink", nil)))
	if got := spoken(card); got != "Tea, 3 cups, Drink" {
		t.Errorf("a card says %q", got)
	}
	text := newProse()
	showMarkdown(text, []widget.RichTextSegment{&widget.TextSegment{Text: "By the canal"}})
	if got := text.AccessibilityLabel(); got != "By the canal" {
		t.Errorf("a text says %q", got)
	}
}
