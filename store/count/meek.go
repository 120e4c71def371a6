package count

import "math/bits"

const (
	meekPlaces = 9
	meekUnit   = 1_000_000_000
	meekOmega  = 1_000 // a millionth of a vote: a smaller surplus is not worth sharing out again
	// meekSteps bounds one round. Each step takes a part of the surplus that is left, so that a round of a real
	// election takes dozens; the bound is for papers made to take for ever.
	meekSteps = 10_000
)

// Meek counts an election by Meek's single transferable vote: I. D. Hill, B. A. Wichmann and D. R. Woodall, "Algorithm
// 123: single transferable vote by Meek's method", The Computer Journal 30 (1987), in the form that the Proportional
// Representation Foundation publishes as its reference rule, with the arithmetic fixed: nine decimals, as in New
// Zealand's Local Electoral Regulations 2001, schedule 1A.
//
// Each candidate keeps a part of every vote that comes, all of it at first, and lets the rest go to the next preference
// on the paper. In each round the votes are shared out by these parts (rounded up), the quota is worked out from what
// candidates hold (the total divided by one more than the seats, cut to nine decimals, plus a billionth), whoever has
// it is elected, and those elected keep as much less as brings them down to the quota (rounded up). That is done again
// until somebody is elected, or until less than a millionth of a vote is left above the quota or it no longer shrinks:
// then the candidate with the fewest votes goes out. All who are within that last surplus of the fewest are level, and
// the lot decides between them.
//
// A surplus reaches candidates who are elected already, and the quota falls as papers run out, so that no vote is lost
// to the order of counting; that takes a computer, where [Scottish] can be done by hand. Papers are read and lots are
// drawn as [Scottish] says, and it fails as that does, or with [ErrTooLong]. Exhausted holds what rounding loses too.
func Meek(e *Election, seed Seed) (*Table, error) {
	s, err := begin(e, MethodMeek, meekPlaces, seed)
	if err != nil {
		return nil, err
	}
	m := meek{stages: s, keep: make([]int64, len(s.votes))}
	for c, status := range s.status {
		if status == Continuing {
			m.keep[c] = meekUnit
		}
	}
	// A round happens even where nobody can lose, so that the table shows the votes.
	for err = m.round(); err == nil && !s.fill(); err = m.round() {
		m.close()
	}
	if err != nil {
		return nil, err
	}
	m.close()
	return &s.table, nil
}

type meek struct {
	*stages
	keep []int64
	work int // preferences looked at
}

// maxMeekWork bounds the looks at preferences in one count: a few seconds.
const maxMeekWork = 500_000_000

func (m *meek) close() {
	m.stages.close()
	m.table.Stages[len(m.table.Stages)-1].Keep = append([]int64(nil), m.keep...)
}

// round shares out votes until somebody is elected or out.
func (m *meek) round() error {
	before := m.table.Valid * m.unit
	for step := 1; ; step++ {
		m.share()
		surplus := m.surplus()
		if m.reach(surplus) {
			return nil
		}
		if m.work > maxMeekWork {
			return ErrTooLong
		}
		if surplus < meekOmega || surplus >= before || step == meekSteps {
			m.drop(surplus)
			return nil
		}
		before = surplus
		for _, c := range m.table.Elected {
			if m.votes[c] > m.quota { // rounding may leave one a few billionths short: nobody keeps more than comes
				m.keep[c] = scaleUp(scaleUp(m.keep[c], m.quota, meekUnit), meekUnit, m.votes[c])
			}
		}
	}
}

// share gives every vote out by the parts that candidates keep, and works out the quota.
func (m *meek) share() {
	clear(m.votes)
	m.exhausted = 0
	for i := range m.papers {
		p := &m.papers[i]
		weight := int64(meekUnit)
		for _, c := range p.prefs {
			kept := (weight*m.keep[c] + meekUnit - 1) / meekUnit
			m.votes[c] += kept * p.count
			m.work++
			if weight -= kept; weight == 0 {
				break
			}
		}
		m.exhausted += weight * p.count
	}
	m.quota = (m.table.Valid*m.unit-m.exhausted)/int64(m.table.Seats+1) + 1
}

// surplus is how much the elected, with those who now have the quota, hold above it.
func (m *meek) surplus() (surplus int64) {
	for c, votes := range m.votes {
		if m.status[c] == Elected || m.status[c] == Continuing && votes >= m.quota {
			surplus += votes - m.quota
		}
	}
	return max(surplus, 0)
}

// reach elects whoever has the quota, and says whether anybody did.
func (m *meek) reach(surplus int64) bool {
	elected := false
	for _, c := range m.continuing() {
		if m.votes[c] < m.quota {
			break
		}
		if !elected {
			m.note(Event{What: Distributed, Amount: surplus})
		}
		m.elect(c, ReachedQuota)
		elected = true
	}
	return elected
}

// drop takes out the candidate with the fewest votes. Nobody is left to lose where all who stand will be elected.
func (m *meek) drop(surplus int64) {
	m.note(Event{What: Distributed, Amount: surplus})
	left := m.continuing()
	if len(left) <= m.table.Seats-len(m.table.Elected) {
		return
	}
	fewest := m.votes[left[len(left)-1]]
	var tied []int
	for c, status := range m.status {
		if status == Continuing && m.votes[c] <= fewest+surplus {
			tied = append(tied, c)
		}
	}
	out := tied[0]
	if len(tied) > 1 {
		out = m.lot.draw(tied)
		m.note(Event{What: TieLot, Who: out, Among: tied, For: Exclusion})
	}
	m.note(Event{What: Exclusion, Who: out, Amount: m.votes[out]})
	m.status[out], m.keep[out] = Excluded, 0
}

// scaleUp is a times b divided by c, rounded up. a times b may take more than 64 bits; the result may not.
func scaleUp(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	lo, carry := bits.Add64(lo, uint64(c)-1, 0)
	q, _ := bits.Div64(hi+carry, lo, uint64(c))
	return int64(q)
}
