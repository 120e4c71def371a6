package paper

import "moot/store"

// Check gives the check value of minutes that have been signed, as it stands on paper: who has the same has the same words.
func Check(page *store.MeetingPage) string { return page.Signed.Words.Digest().String()[:digestDigits] }
