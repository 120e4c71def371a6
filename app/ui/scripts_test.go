package ui

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"moot/store/forum"
)

// TestScriptsOnAPhone: the ways most people go, in Arabic and Bengali, with what neighbours wrote in the same script, have room on a phone at
// both ends of the sizes of text.
func TestScriptsOnAPhone(t *testing.T) {
	t.Cleanup(func() { setLanguage() })
	b := newBench(t)
	ctx := context.Background()
	_, meeting := b.lived()
	b.ok(b.store.Set(ctx, b.group, meeting, forum.FieldState, forum.MeetingEnded, 0))
	for tag, words := range map[string][2]string{
		"ar": {"شراء 3 مقاعد من Ann Smith (بمبلغ £120.50)", "نرى أن **3 مقاعد** تكفي، كما قال *Bob Jones* في 12 نوفمبر.\n\n- مقعد عند البوابة\n- انظر [موقع المجلس](https://example.org/x)\n\nAnd a line in English with كلمة."},
		"bn": {"Ann Smith-এর কাছ থেকে ৩টি বেঞ্চ কেনা (£120.50)", "আমাদের মতে **৩টি বেঞ্চ** যথেষ্ট, যেমন *Bob Jones* বলেছেন।\n\n- ফটকের কাছে একটি\n- দেখুন [কাউন্সিলের পাতা](https://example.org/x)"},
	} {
		id := b.proposal(words[0], words[1], 12050)
		_, err := b.store.OpenVote(ctx, b.group, id, time.Time{}, 0)
		b.ok(err)
		fyne.CurrentApp().Preferences().SetString(prefLanguage, tag)
		for scale, at := range map[float32]string{1: "", 2: "-200"} {
			u := b.house(390, 844)
			u.app.settings.look.mode, u.app.settings.look.scale = "light", scale
			u.app.settings.apply()
			u.shell.group = b.group
			ways := map[string]func(){
				"home":        func() { u.shell.visit(sectionHome) },
				"proposals":   func() { u.shell.visit(sectionProposals) },
				"proposal":    func() { u.shell.visit(sectionProposals); u.shell.openProposal(id) },
				"meeting":     func() { u.shell.visit(sectionMeetings); u.shell.openMeeting(meeting) },
				"settings":    func() { u.shell.visit(sectionSettings) },
				"noticeboard": func() { u.shell.visit(sectionNotices) },
				"new-proposal": func() {
					u.shell.visit(sectionProposals)
					f := newProposalForm(u.app, b.group, func(forum.ID) {}, func() {})
					u.shell.open(f)
					f.title.SetText(words[0])
					f.body.SetText(words[1])
					b.window.Canvas().Focus(f.body)
				},
				"welcome": func() { u.put(newWelcome(u.app, func() {}).Object()) },
				"question": func() {
					u.shell.visit(sectionProposals)
					u.app.question("إغلاق التصويت على 3 مقاعد؟", "صوت 7 من 12. لا رجوع عن ذلك بعد التوقيع.", func() {})
				},
			}
			for _, name := range slices.Sorted(maps.Keys(ways)) { // welcome, which takes the whole window, is the last
				ways[name]()
				b.settle()
				b.window.Resize(fyne.NewSize(391, 844))
				b.window.Resize(fyne.NewSize(390, 844))
				b.picture("scripts-" + tag + "-" + name + at)
				for _, words := range squeezed(b.window.Canvas().Content()) {
					t.Errorf("%s in %s%s: no room for %q", name, tag, at, words)
				}
				if got := b.window.Canvas().Content().MinSize().Width; got > 390 {
					t.Errorf("%s in %s%s needs %v of 390 units", name, tag, at, got)
				}
				for _, o := range b.window.Canvas().Overlays().List() {
					if got := o.MinSize().Width; got > 390 {
						t.Errorf("what lies over %s in %s%s needs %v of 390 units", name, tag, at, got)
					}
					b.window.Canvas().Overlays().Remove(o)
				}
			}
			u.app.stop()
		}
	}
	b.noErrors()
}
