package cli

import (
	"strings"
	"testing"

	"moot/app/paper"
	"moot/assets"
	"moot/store/forum"
)

// TestMeetingWords: where a meeting is, is said as the window says it.
func TestMeetingWords(t *testing.T) {
	window, err := assets.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	if got := window.Text("meeting.last_minutes"); got != paper.LastMinutes {
		t.Errorf("the earlier minutes are %q, where the window says %q", paper.LastMinutes, got)
	}
	for said, id := range map[string]string{
		stageWord[forum.StageAhead]: "planned", stageWord[forum.StageGoing]: "started", stageWord[forum.StageUnended]: "unended",
		stageWord[forum.StageUnstarted]: "unstarted", overWord[forum.MinutesDraft]: "draft", overWord[forum.MinutesSigned]: "signed",
		overWord[forum.MinutesCorrected]: "corrected",
	} {
		if want := strings.ToLower(window.Text("meeting.state." + id)); said != want {
			t.Errorf("%q, where the window says %q", said, want)
		}
	}
}
