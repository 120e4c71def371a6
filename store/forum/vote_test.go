package forum

import "testing"

// says gives in words what a vote would come to now.
func says(t testing.TB, v *Vote) string {
	t.Helper()
	r, err := v.Result()
	if err != nil {
		t.Fatal(err)
	}
	return r.Says
}
