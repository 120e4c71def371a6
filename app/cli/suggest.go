package cli

import (
	"fmt"
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"

	"moot/store"
	"moot/store/saying"
)

// suggest adds to a "not found" the names the person may have meant: those a few letters away, or that contain what
// was typed. With no such name the error stays as it was.
func suggest(err error, typed string, names []string) error {
	var near []string
	for _, name := range names {
		if alike(typed, name) && len(near) < 3 {
			near = append(near, fmt.Sprintf("%q", name))
		}
	}
	if len(near) == 0 {
		return err
	}
	return &store.RefusedError{
		Code:   "not_found",
		Reason: saying.Plain("%s. Did you mean %s?", strings.TrimSuffix(err.Error(), "."), strings.Join(near, " or ")),
	}
}

func alike(typed, name string) bool {
	a, b := strings.ToLower(typed), strings.ToLower(name)
	if len(a) >= 3 && strings.Contains(b, a) {
		return true
	}
	differ := diffmatchpatch.New()
	distance := differ.DiffLevenshtein(differ.DiffMain(a, b, false))
	return distance <= 1+len([]rune(b))/5
}
