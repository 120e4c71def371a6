package forum

// Since gives the acts in the past of some heads, themselves included, that are not in the past of others. Heads that are
// not here are passed over. It costs as much as there are acts.
func (h *History) Since(heads, known []ID) (news []Act) {
	seen := map[*node]bool{}
	visit := func(ids []ID, note bool) {
		var stack []*node
		for _, id := range ids {
			if n := h.nodes[id]; n != nil {
				stack = append(stack, n)
			}
		}
		for len(stack) > 0 {
			n := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if seen[n] {
				continue
			}
			seen[n] = true
			if note {
				news = append(news, n.act)
			}
			stack = append(stack, n.parents...)
		}
	}
	visit(known, false)
	visit(heads, true)
	return news
}
