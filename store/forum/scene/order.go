package scene

import "moot/store/forum"

// Deliver brings entries to give in another order: shuffled, some of them twice, in batches of any size. Pick draws a
// number from 0 up to, not including, n: the same numbers give the same order.
func Deliver(entries []*forum.Entry, pick func(n int) int, give func(batch []*forum.Entry) error) error {
	if len(entries) == 0 {
		return nil
	}
	all := append([]*forum.Entry{}, entries...)
	for range pick(len(entries)) {
		all = append(all, entries[pick(len(entries))])
	}
	for i := len(all) - 1; i > 0; i-- {
		j := pick(i + 1)
		all[i], all[j] = all[j], all[i]
	}
	most := 1 + pick(len(all))
	for len(all) > 0 {
		n := 1 + pick(min(most, len(all)))
		if err := give(all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}
