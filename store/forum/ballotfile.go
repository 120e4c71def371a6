package forum

import (
	"fmt"
	"strings"

	"moot/store/count"
)

// UsualRule gives the rule that a file of ballots is counted by when nobody says another: Scottish STV for .blt, and for .pb the
// one that the file names, or the method of equal shares. Errors are [*count.FileError] for a file that cannot be read.
func UsualRule(format string, file []byte) (string, error) {
	if format == FormatBLT {
		return "scottish", nil
	}
	b, err := count.ReadPB(file)
	if err != nil {
		return "", err
	}
	name, _, _ := strings.Cut(strings.ToLower(b.Rule), "/")
	if name = strings.TrimSpace(name); name == "" {
		name = string(count.RuleEqualShares)
	}
	return name, nil
}

var ruleNames = map[string]string{"scottish": "Scottish STV", "meek": "Meek STV"}

// Steps says how the count went, a sentence each; stages of an election are numbered.
func (r *Recount) Steps() (steps []string) {
	if r.Table != nil {
		for i := range r.Table.Stages {
			steps = append(steps, fmt.Sprintf("Stage %d: %s", i+1, strings.Join(r.Table.Explain(i), " ")))
		}
		return steps
	}
	for _, s := range r.Funding.Steps {
		steps = append(steps, r.Budget.Sentence(r.Funding, s))
	}
	return steps
}

// Wording is the wording, in Markdown, of the proposal that a result is brought in with.
func (e *Elsewhere) Wording(r *Recount) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Voted on elsewhere, and counted here from a file of %s.\n\n", howMany(e.Ballots, "ballot"))
	if r.Election != nil {
		fmt.Fprintf(&b, "Elected by %s, for %s:\n\n", ruleNames[e.Rule], howMany(int64(r.Election.Seats), "seat"))
	} else {
		fmt.Fprintf(&b, "Funded by %s, out of %s:\n\n", r.Funding.Rule, r.Budget.Money(r.Budget.Limit))
	}
	for _, name := range r.Winners() {
		fmt.Fprintf(&b, "- %s\n", strings.NewReplacer("*", `\*`, "_", `\_`, "[", `\[`, "<", `\<`, "`", "\\`").Replace(name))
	}
	fmt.Fprintf(&b, "\nSHA-256 of the file: %x\n", e.File[:])
	return b.String()
}

func howMany(n int64, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
