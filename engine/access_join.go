package engine

// Join puts two parts of what is recorded at one serial together. All that is
// not about single clients or people is that of the first, and so is a client or
// a person that both have. Neither is to be used afterwards.
func Join(a, b *Access) *Access {
	joined := *a
	var ofA, ofB []int32
	joined.People, ofA, ofB = joinPeople(a.People, b.People)
	for i := range a.Clients {
		a.Clients[i].Renumber(ofA)
	}
	for i := range b.Clients {
		b.Clients[i].Renumber(ofB)
	}
	joined.Clients = make([]RecordedClient, 0, len(a.Clients)+len(b.Clients))
	x, y := a.Clients, b.Clients
	for len(x) > 0 || len(y) > 0 {
		if len(y) == 0 || len(x) > 0 && x[0].HubID <= y[0].HubID {
			if len(y) > 0 && x[0].HubID == y[0].HubID {
				y = y[1:]
			}
			joined.Clients, x = append(joined.Clients, x[0]), x[1:]
		} else {
			joined.Clients, y = append(joined.Clients, y[0]), y[1:]
		}
	}
	return &joined
}

// joinPeople merges two lists by e-mail, and tells where those of each are now.
func joinPeople(a, b []Person) (list []Person, ofA, ofB []int32) {
	list = make([]Person, 0, len(a)+len(b))
	for len(ofA) < len(a) || len(ofB) < len(b) {
		i, j, at := len(ofA), len(ofB), int32(len(list))
		switch {
		case j == len(b) || i < len(a) && a[i].Email < b[j].Email:
			list, ofA = append(list, a[i]), append(ofA, at)
		case i == len(a) || b[j].Email < a[i].Email:
			list, ofB = append(list, b[j]), append(ofB, at)
		default:
			list, ofA, ofB = append(list, a[i]), append(ofA, at), append(ofB, at)
		}
	}
	return list, ofA, ofB
}
