package forum

import "testing"

// TestMeetingStage: a meeting is past when it was ended, or when its time is long over, whoever forgot to say so.
func TestMeetingStage(t *testing.T) {
	const hour = 60 * 60 * 1000
	const at = 1000 * hour
	for _, c := range []struct {
		state string
		now   int64
		want  MeetingStage
		past  bool
	}{
		{MeetingPlanned, at - 6*hour - 1, StageAhead, false},
		{MeetingPlanned, at - 6*hour, StageDue, false},
		{MeetingPlanned, at + 6*hour, StageDue, false},
		{MeetingPlanned, at + 6*hour + 1, StageUnstarted, true},
		{MeetingStarted, at - 500*hour, StageGoing, false},
		{MeetingStarted, at + 6*hour, StageGoing, false},
		{MeetingStarted, at + 6*hour + 1, StageUnended, true},
		{MeetingEnded, at - hour, StageOver, true},
		{MeetingEnded, at + 500*hour, StageOver, true},
		{"of a newer version", at + 7*hour, StageUnstarted, true},
	} {
		if got := StageOf(c.state, at, c.now); got != c.want || got.Past() != c.past {
			t.Errorf("%s at %d hours: %s, past %v", c.state, (c.now-at)/hour, got, got.Past())
		}
	}
}
