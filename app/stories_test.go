package main

import "testing"

// TestStoryBudget: a community budget by Equal Shares. Two thirds of the voters want three dear things, one third cheap
// ones: the dear ones do not take all the money, and each third gets what its share pays for.
func TestStoryBudget(t *testing.T) {
	s := tell(t, "Canal Ward", "", "Ann", "Ben", "Cleo", "Dev")
	s.does("Ann", "proposal new @ --title 'This year' --kind budget")
	s.ends()
}
