package forum

// Power is one thing a role lets a person do.
type Power string

// The powers.
const (
	PowerPropose Power = "propose" // make proposals, and edit their wording together
	PowerDiscuss Power = "discuss" // comment
	PowerVote    Power = "vote"    // open a vote on one's own proposal, and cast a ballot
	PowerMinute  Power = "minute"  // call meetings, and write agendas, attendance and minutes
	PowerInvite  Power = "invite"  // invite members and readers, and let in who holds an invite
	PowerOffice  Power = "office"  // everything an officer does: roles, approvals, removals, the charter, others' records
	PowerSign    Power = "sign"    // sign for oneself, in a capacity the charter gives or as one who voted; which, the rule of each kind says
)

// powers says what each role may do. A group that wants other offices will say so in its charter, in these terms.
var powers = map[Role]map[Power]bool{
	RoleOfficer: {
		PowerPropose: true, PowerDiscuss: true, PowerVote: true, PowerMinute: true, PowerInvite: true, PowerOffice: true,
		PowerSign: true,
	},
	RoleMember: {PowerPropose: true, PowerDiscuss: true, PowerVote: true, PowerMinute: true, PowerInvite: true, PowerSign: true},
	RoleReader: {PowerSign: true},
}

// Can says whether the person is an active member whose role has the power. Whoever is in a section that the charter names
// may always speak, whatever their role: no section can be silenced.
func (r *Roll) Can(p Person, power Power) bool {
	m, ok := r.Find(p)
	if !ok || m.Standing != StandingMember {
		return false
	}
	if _, named := r.Rules.Section(m.Section); named && power == PowerDiscuss {
		return true
	}
	return powers[m.Role][power]
}

// Votes says whether the person may cast a ballot.
func (r *Roll) Votes(p Person) bool { return r.Can(p, PowerVote) }
