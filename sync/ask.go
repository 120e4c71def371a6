package sync

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/fxamacker/cbor/v2"

	"moot/store/forum"
	"moot/store/saying"
)

// claimsMost is how often a peer may claim a place in one slot: once, and again after showing its acts.
const claimsMost = 3

// An ask travels as the same canonical CBOR it will have in the act that honours it.
var (
	askEnc, askEncErr = cbor.CoreDetEncOptions().EncMode()
	askDec, askDecErr = cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden,
		MaxNestedLevels: 4, MaxArrayElements: 16, MaxMapPairs: 16,
	}.DecMode()
)

func encodeAsk(a forum.Ask) ([]byte, error) {
	if askEncErr != nil {
		return nil, fmt.Errorf("set up CBOR: %w", askEncErr)
	}
	b, err := askEnc.Marshal(a)
	if err == nil && len(b) > askMost {
		err = errors.New("too long")
	}
	if err != nil {
		return nil, fmt.Errorf("write the request to join: %w", err)
	}
	return b, nil
}

func decodeAsk(b []byte) (a forum.Ask, err error) {
	if askDecErr != nil {
		return a, fmt.Errorf("set up CBOR: %w", askDecErr)
	}
	if err := askDec.Unmarshal(b, &a); err != nil {
		return a, errFrame
	}
	return a, nil
}

// onClaim checks who the peer says it is, and decides what it may have in this group.
func (s *session) onClaim(ctx context.Context, sl *slot, m claim) error {
	if err := s.settle(ctx); err != nil { // acts shown before the claim count for it
		return err
	}
	s.mu.Lock()
	sl.claims++
	many, dead := sl.claims > claimsMost, sl.dead
	s.mu.Unlock()
	if many {
		return errAbuse
	}
	if dead {
		return s.spend()
	}
	signed := forum.CheckProof(m.device, s.greet.statement(sl.ref.ID, !s.opener), m.sig[:])
	if !signed || m.device == s.store.Identity() {
		s.shut(sl, whyDevice, true)
		s.poke()
		return nil
	}
	s.mu.Lock()
	sl.peer = m.device
	s.mu.Unlock()
	standing, err := s.judge(ctx, sl)
	if err != nil {
		return err
	}
	if len(m.ask) > 0 {
		if standing, err = s.onAsk(ctx, sl, m, standing); err != nil {
			return err
		}
	}
	s.admit(sl, standing)
	s.poke()
	return nil
}

// admit lets the peer into the slot, or tells it why not.
func (s *session) admit(sl *slot, standing forum.Standing) {
	s.mu.Lock()
	ready, dead := sl.ready(), sl.dead
	if ready {
		sl.shutWhy = 0
		sl.due.claim = sl.due.claim || !sl.claimed
		if s.opener || sl.late || !sl.parted.IsZero() {
			sl.due.ask = replyLimit
		}
	}
	s.mu.Unlock()
	switch {
	case ready:
		s.markProven()
	case dead:
	case standing == forum.StandingRemoved:
		s.part(sl, whyRemoved)
	case standing == forum.StandingRetired:
		s.part(sl, whyRetired)
	default:
		// It knows the secret, so it is a member we have not heard of yet, or was invited, or left. It is told which
		// device this is, so that a member can show us the acts that let it in. It gets nothing else.
		s.shut(sl, whyUnknown, sl.late)
		sl.late = true
		s.mu.Lock()
		sl.due.claim = !sl.claimed
		s.mu.Unlock()
	}
}

// onAsk honours a request to be let in, or refuses it in a sentence.
func (s *session) onAsk(ctx context.Context, sl *slot, m claim, standing forum.Standing) (forum.Standing, error) {
	out := answer{slot: sl.num, standing: standing}
	if standing != forum.StandingMember && standing != forum.StandingWaiting {
		ask, err := decodeAsk(m.ask)
		if err != nil {
			return "", err
		}
		if ask.Device != m.device {
			return "", errAbuse
		}
		if out, err = s.honour(ctx, sl, ask); err != nil {
			return "", err
		}
		if standing, err = s.judge(ctx, sl); err != nil {
			return "", err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	sl.due.answer = &out
	if out.standing == forum.StandingNone {
		sl.gate, sl.dead = gateShut, true
	}
	return standing, nil
}

// honour checks the invite by this device's own clock and roll before the store writes the act.
func (s *session) honour(ctx context.Context, sl *slot, ask forum.Ask) (answer, error) {
	out := answer{slot: sl.num, standing: forum.StandingNone}
	roll, _, err := s.node.roll(ctx, sl.ref.ID)
	if err != nil {
		return out, err
	}
	if roll == nil {
		out.later, out.reason = true, "This neighbour is not a member yet either."
		return out, nil
	}
	if ask.Invite.Zero() { // a member's new device: it has no invite, and its person's certificate is for the store to judge
		return s.admitted(ctx, sl, ask, out), nil
	}
	inv, ok := roll.Invites[ask.Invite]
	switch {
	case !ok:
		out.later, out.reason = true, "This neighbour has not heard of that invite yet."
	case inv.Revoked:
		out.reason = "This invite has been withdrawn. Ask for a new one."
	case inv.Offer.Expires < time.Now().UnixMilli():
		out.reason = "This invite has expired. Ask for a new one."
	default:
		if err := forum.CheckAsk(ask, sl.ref.ID, inv.Offer); err != nil {
			out.reason = "The request to join does not fit the invite."
			return out, nil
		}
		return s.admitted(ctx, sl, ask, out), nil
	}
	return out, nil
}

// admitted has the store write the act, and says what became of it.
func (s *session) admitted(ctx context.Context, sl *slot, ask forum.Ask, out answer) answer {
	standing, err := s.store.Admit(ctx, sl.ref.ID, ask)
	if err != nil {
		return refusal(s.log, out, err)
	}
	out.standing = standing
	return out
}

// refusal puts into words for the joiner why the store would not admit them. Only what the rules say is passed on:
// other errors may tell of this device.
func refusal(log *slog.Logger, out answer, err error) answer {
	var ruled *forum.RefusedError
	out.standing = forum.StandingNone
	if errors.As(err, &ruled) {
		out.reason = saying.Text(ruled.Error())
		return out
	}
	log.Warn("a neighbour could not be let in", slog.Any("error", err))
	out.later, out.reason = true, "This neighbour could not let you in just now."
	return out
}

// onAnswer is the other end of an ask of ours.
func (s *session) onAnswer(sl *slot, m answer) error {
	if err := s.spend(); err != nil {
		return err
	}
	s.mu.Lock()
	if !sl.begged {
		s.mu.Unlock()
		return errFrame
	}
	sl.answer = &m
	if m.standing == forum.StandingNone {
		sl.dead, sl.gate = !m.later, gateShut
	}
	s.mu.Unlock()
	s.node.answered(sl.ref.ID, m)
	s.poke()
	return nil
}
