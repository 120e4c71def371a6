package forum_test

import (
	"slices"
	"testing"

	"moot/store/forum"
	"moot/store/forum/scene"
)

// TestParting: in every story, each device that is out of the group in the end, and no other, may be shown something; a reader
// of exactly that can place all of it, and comes to know that the device is out.
func TestParting(t *testing.T) {
	out := 0
	for _, s := range scenes(t) {
		tape, err := scene.Play(s)
		if err != nil {
			t.Fatal(err)
		}
		all, devices := scene.NewReader(), map[forum.Device]bool{}
		for _, e := range tape.Last().Entries {
			if err := all.Take(e); err != nil {
				t.Fatal(err)
			}
		}
		for _, m := range all.View().Roll.Members {
			for _, d := range slices.Concat(m.Devices, m.Lost) {
				devices[d] = true
			}
		}
		for d := range devices {
			m, _ := all.View().Roll.ByDevice(d)
			upto := all.History().Parting(d)
			gone := m.Standing == forum.StandingRemoved || m.Standing == forum.StandingRetired
			if gone != (len(upto) > 0) {
				t.Errorf("%s: a device that is %s may be shown %d chains", s.Name, m.Standing, len(upto))
			}
			if !gone {
				continue
			}
			out++
			told := scene.NewReader()
			for _, e := range tape.Last().Entries {
				if e.Lane == forum.RollLane && e.Seq <= upto[e.Chain()] {
					if err := told.Take(e); err != nil {
						t.Fatal(err)
					}
				}
			}
			if mine, _ := told.View().Roll.ByDevice(d); mine.Standing != forum.StandingRemoved && mine.Standing != forum.StandingRetired || told.Held() > 0 {
				t.Errorf("%s: a device that is %s reads that it is %s; %d acts hang in the air", s.Name, m.Standing, mine.Standing, told.Held())
			}
		}
	}
	if out < 50 {
		t.Errorf("%d devices were out", out)
	}
}
