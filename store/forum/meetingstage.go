package forum

// MeetingStage is where a meeting is at a moment: its state, and what the clock says of that.
type MeetingStage string

// The stages of a meeting.
const (
	StageAhead     MeetingStage = "ahead"     // planned, and to come
	StageDue       MeetingStage = "due"       // its time has come, and it can be started
	StageGoing     MeetingStage = "going"     // started
	StageUnended   MeetingStage = "unended"   // started, and long past its time; nobody has ended it
	StageUnstarted MeetingStage = "unstarted" // long past its time; nobody started it
	StageOver      MeetingStage = "over"      // ended
)

// meetingHours is how long before and after its time a meeting is due, and how long after it one that was started may
// go on, in ms: people come early and sit late, and nobody sits through the night.
const meetingHours = 6 * 60 * 60 * 1000

// StageOf gives the stage of a meeting in a state, called for a time, at another; both in ms. A state of a newer version
// counts as planned.
func StageOf(state string, at, now int64) MeetingStage {
	switch {
	case state == MeetingEnded:
		return StageOver
	case state == MeetingStarted && now-at > meetingHours:
		return StageUnended
	case state == MeetingStarted:
		return StageGoing
	case now-at > meetingHours:
		return StageUnstarted
	case at-now <= meetingHours:
		return StageDue
	}
	return StageAhead
}

// Held says whether a meeting has been held, or begun to be, at a moment in ms: one that was started or ended has, whatever was
// planned; of one that nobody started the clock decides.
func (m *Meeting) Held(now int64) bool {
	return m.State == MeetingStarted || m.State == MeetingEnded || m.At <= now
}

// Begun says whether somebody started the meeting, so that another can follow it.
func (s MeetingStage) Begun() bool {
	return s == StageGoing || s == StageUnended || s == StageOver
}

// Past says whether a meeting belongs among those that were.
func (s MeetingStage) Past() bool {
	return s == StageOver || s == StageUnended || s == StageUnstarted
}
